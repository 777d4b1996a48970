// What every lowering asks for: the mesh by key, the features of the version, the report, and names that are unique among objects
// of a kind. Nothing is decided here.
import type { Report } from '../../../diagnostics/index.ts';
import type { Declared, Egress, Gateway, Mesh, Service } from '../../../model/index.ts';
import { type GivenNames, numberedName } from '../../../text/index.ts';
import type { Features } from '../versions.ts';

export interface Lowering {
  readonly mesh: Mesh;
  readonly version: string;
  readonly features: Features;
  readonly report: Report;
  readonly services: ReadonlyMap<string, Service>;
  readonly egresses: ReadonlyMap<string, Egress>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly names: Names;
}

export function lowering(mesh: Mesh, version: string, features: Features, report: Report): Lowering {
  return {
    mesh,
    version,
    features,
    report,
    services: byKey(mesh.services),
    egresses: byKey(mesh.egresses),
    gateways: byKey(mesh.gateways),
    names: new Names(),
  };
}

const byKey = <T extends Declared>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.key, one]));

/** Kubernetes names, each given once for a kind and namespace; later ones get another one that was offered, or a number. */
export class Names {
  /** By kind, then by namespace. */
  readonly #given = new Map<string, Map<string, GivenNames>>();

  take(kind: string, namespace: string, wanted: string, otherwise = wanted): string {
    const given = this.#givenTo(kind, namespace);
    const name = kubernetesName(wanted);
    if (!given.has(name)) return numberedName(name, given, LONGEST);
    const second = kubernetesName(otherwise);
    return numberedName(given.has(second) ? name : second, given, LONGEST);
  }

  #givenTo(kind: string, namespace: string): GivenNames {
    const known = this.#given.get(kind)?.get(namespace);
    if (known) return known;
    const given: GivenNames = new Map();
    this.#given.set(kind, (this.#given.get(kind) ?? new Map()).set(namespace, given));
    return given;
  }
}

/** Letters of a DNS label. */
const LONGEST = 63;

/** A DNS label made of a host or name: `*.example.com` becomes `any-example-com`. */
export function kubernetesName(text: string): string {
  if (isLabels(text)) return text.replaceAll('.', '-');
  const label = text
    .toLowerCase()
    .replace(/^\*/, 'any')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return label === '' ? 'unnamed' : label;
}

/** Letters, digits and single dashes or dots between them. */
function isLabels(text: string): boolean {
  let before = DASH;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isPlain = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
    const isBetween = code === DASH || code === DOT;
    if (!isPlain && (!isBetween || before === DASH)) return false;
    before = isBetween ? DASH : code;
  }
  return before !== DASH && text.length <= LONGEST;
}
const [DASH, DOT] = [0x2d, 0x2e];
