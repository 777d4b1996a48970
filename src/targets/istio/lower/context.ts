// What every lowering asks for: the mesh by key, the features of the version, the report, and names that are unique among objects
// of a kind. Nothing is decided here.
import type { Report } from '../../../diagnostics/index.ts';
import type { Declared, Egress, Gateway, Mesh, Service } from '../../../model/index.ts';
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
  readonly #taken = new Set<string>();

  take(kind: string, namespace: string, wanted: string, otherwise = wanted): string {
    for (let number = 0; ; number++) {
      const text = number === 0 ? wanted : number === 1 ? otherwise : `${wanted}-${number}`;
      const name = kubernetesName(text);
      const key = `${kind} ${namespace}/${name}`;
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return name;
    }
  }
}

/** A DNS label made of a host or name: `*.example.com` becomes `any-example-com`. */
export function kubernetesName(text: string): string {
  const label = text
    .toLowerCase()
    .replace(/^\*/, 'any')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return label === '' ? 'unnamed' : label;
}
