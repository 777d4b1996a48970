// A model that was read → programs, one for each namespace. What a text was made of is kept beside it, so that a mistake in the text
// leads back to the object.
import { format } from '../formatter/index.ts';
import type { Mesh, Rule, Service } from '../model/index.ts';
import { parseFile } from '../syntax/index.ts';
import { Source, type Span } from '../text/index.ts';
import { definitionText } from './condition-text.ts';
import {
  egressText,
  gatewayText,
  ingressText,
  routeText,
  serviceBody,
  serviceText,
  type Writer,
} from './declaration-text.ts';
import { namesBeside, nameText } from './names.ts';
import { policyKey, type Repeated, repeatedIn } from './repeated.ts';
import type { RuleSpeaker } from './rule-text.ts';
import { isSpare } from './spare-lists.ts';
import { type UncalledText, uncalledTexts } from './uncalled-text.ts';

/** A declaration and the places of the input that it was made of. */
export interface Chunk {
  readonly text: string;
  readonly owners: readonly Span[];
}
export interface PlacedChunk extends Chunk {
  /** Offset in `raw`. */
  readonly start: number;
}
export interface ProgramFile {
  /** `shop.mesh` */
  readonly path: string;
  readonly namespace: string;
  /** Formatted. */
  readonly text: string;
  /** The chunks one after the other. */
  readonly raw: string;
  readonly chunks: readonly PlacedChunk[];
}

export function programFiles(mesh: Mesh, remarks: Writer['remarks']): readonly ProgramFile[] {
  const uncalled = uncalledTexts(mesh);
  return namespacesOf(mesh, uncalled).map((namespace) => programFile(mesh, namespace, uncalled, remarks));
}

function namespacesOf(mesh: Mesh, uncalled: readonly UncalledText[]): readonly string[] {
  const all = [...mesh.services, ...mesh.egresses, ...mesh.gateways, ...mesh.ingresses, ...uncalled].map(
    ({ namespace }) => namespace,
  );
  return [...new Set(all)].sort();
}

function programFile(
  mesh: Mesh,
  namespace: string,
  uncalled: readonly UncalledText[],
  remarks: Writer['remarks'],
): ProgramFile {
  const services = mesh.services.filter((one) => one.namespace === namespace);
  const egresses = mesh.egresses.filter((one) => one.namespace === namespace);
  const gateways = mesh.gateways.filter((one) => one.namespace === namespace);
  const routes = mesh.routes.filter(({ target }) => target.startsWith(`${namespace}/`));
  const ingresses = mesh.ingresses.filter((one) => one.namespace === namespace);
  const rules = [...gateways, ...routes, ...ingresses].flatMap((one) => one.rules);
  const given = namesBeside([...services, ...egresses, ...gateways].flatMap(({ name }) => [name, name.toLowerCase()]));
  const repeated = repeatedIn(rules, namespace, given);
  const writer: Writer = { remarks, speaker: speakerOf(mesh, namespace, repeated) };
  const chunk = (origin: Span | readonly Span[], text: string): Chunk => ({ text, owners: [origin].flat() });
  const chunks = [
    ...definitions(repeated, writer.speaker),
    ...alike(services).map((some) => chunk(some.flatMap(partsOf), serviceText(some, writer))),
    ...egresses.map((one) => chunk(one.origin, egressText(one, writer))),
    ...gateways.map((one) => chunk(one.origin, gatewayText(one, writer))),
    ...routes.map((one) => chunk(ownersOf(one.origin, one.rules), routeText(one, mesh, writer))),
    ...ingresses
      .filter((one) => !isSpare(one))
      .map((one) => chunk(ownersOf(one.origin, one.rules), ingressText(one, mesh, writer))),
    ...uncalled
      .filter((one) => one.namespace === namespace)
      .map(({ owners, text }) => ({ owners, text: text(writer) })),
  ];
  const path = `${namespace}.mesh`;
  let raw = `namespace ${nameText(namespace)}\n`;
  const placed = chunks.map((one) => {
    const start = raw.length + 1;
    raw += `\n${one.text}\n`;
    return { ...one, start };
  });
  return { path, namespace, text: format(parseFile(new Source(path, raw))), raw, chunks: placed };
}

/** The service itself last: what is wrong is mostly what a policy adds. */
const partsOf = ({ origin, versions, ports, traffic }: Service): readonly Span[] => [
  ...versions.map((one) => one.origin),
  ...Object.values(traffic).map((one) => one.origin),
  ...ports.map((one) => one.origin),
  origin,
];

const ownersOf = (origin: Span, rules: readonly Rule[]): readonly Span[] => [
  origin,
  ...rules.map((rule) => rule.origin),
];

/** In the order of their first. */
function alike(services: readonly Service[]): readonly (readonly Service[])[] {
  const groups = Map.groupBy(services, (service) =>
    service.inCluster ? serviceBody(service).join('\n') : service.key,
  );
  return [...groups.values()];
}

function definitions({ conditions, policies }: Repeated, speaker: RuleSpeaker): readonly Chunk[] {
  const named = [...conditions.values()].map(({ name, condition }) => {
    const inner: RuleSpeaker = {
      ...speaker,
      nameOf: (part) => (part === condition ? undefined : speaker.nameOf(part)),
    };
    return `condition ${name} = ${definitionText(condition, inner)}`;
  });
  const bundled = [...policies.values()].map(({ name, lines }) => `policy ${name} {\n${lines.join('\n')}\n}`);
  return [
    ...(named.length > 0 ? [{ text: named.join('\n'), owners: [] }] : []),
    ...bundled.map((text) => ({ text, owners: [] })),
  ];
}

function speakerOf(mesh: Mesh, namespace: string, repeated: Repeated): RuleSpeaker {
  const plain = { namespace, nameOf: () => undefined };
  return {
    mesh,
    namespace,
    nameOf: (condition) => {
      if (condition.kind === 'always') return undefined;
      return repeated.conditions.get(definitionText(condition, plain))?.name;
    },
    policyOf: (settings) => {
      const key = policyKey(settings);
      return key === undefined ? undefined : repeated.policies.get(key)?.name;
    },
  };
}
