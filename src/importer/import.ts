// YAML of a mesh → a program, what could not be said in it, and the model that the YAML was read as. Reads texts only; whoever calls
// compiles the program and compares.
import { member, memberAt, type Node, type ReadDocument, readYaml } from '../documents/index.ts';
import type { Gateway, Mesh, Rule, Service } from '../model/index.ts';
import {
  type Assumption,
  allPlatforms,
  type InputObject,
  isForeseen,
  metadataWithoutForm,
  objectsOf,
  type Reader,
  type ReadObject,
  type Residue,
  type RuleCall,
  readObject,
  type WithoutForm,
} from '../targets/index.ts';
import { type Source, type Span, spanIn, spanStart } from '../text/index.ts';
import { remarksOf } from './comments.ts';
import { type Found, type KeptFile, keptFiles } from './kept-files.ts';
import { withHostNames } from './nameless-outside.ts';
import { inTodaysWords } from './older-spellings.ts';
import { outsideServices } from './outside-hosts.ts';
import { type ProgramFile, programFiles } from './program-text.ts';
import { reachable } from './reachable.ts';
import { entriesOf, readObjects, registry } from './read-objects.ts';
import type { Fault } from './schema-check.ts';
import { isSpare } from './spare-lists.ts';
import { invalidity } from './validity.ts';

export interface ImportOptions {
  /** Of objects that name none. */
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Services that are known besides those of the input: its Services for some pods of one of them are versions of it. */
  readonly services?: readonly Service[];
  /** Places of objects that stay as they are besides: of what they say nothing is built. */
  readonly alsoKept?: ReadonlySet<string>;
  /** Objects by place that are to be left as they are, and why. */
  readonly kept?: ReadonlyMap<string, string>;
}
/** What could not be said of an object; `isForeseen` where docs/targets.md names the field. */
export interface ImportedObject extends ReadObject {
  readonly namespace: string;
  readonly objectName: string;
  readonly root: Node;
  /** Of one that no cluster takes, the place that is wrong: it is neither in the program nor passed through. */
  readonly invalidAt?: Span;
  /** Of a kind that some reader knows. */
  readonly isKnown: boolean;
  readonly residues: readonly (Residue & { readonly isForeseen: boolean })[];
}
export interface Imported {
  readonly mesh: Mesh;
  readonly programs: readonly ProgramFile[];
  /** Every object of a mesh, read or kept. */
  readonly objects: readonly ImportedObject[];
  /** Objects that are none of a mesh's: workloads, secrets. They stay where they are. */
  readonly others: number;
  readonly kept: readonly KeptFile[];
  readonly problems: readonly { readonly span: Span; readonly message: string; readonly isFatal: boolean }[];
  readonly assumptions: readonly Assumption[];
  /** Those that the input names and no object of it declares. */
  readonly assumedGateways: readonly Gateway[];
  /** The ways back that the objects went: what none of them can tell is told by no object. */
  readonly readers: readonly Reader[];
}

export function importYaml(sources: readonly Source[], options: ImportOptions): Imported {
  const read = sources.map((source) => readYaml(source));
  const documents = read.flatMap((one) => one.documents);
  const found = documents.flatMap((document) => objectsIn(document, options.namespace));
  const readers = readersOf();
  const isOldest = found.some(({ object }) => oldKinds.has(object.kind));
  const standsForVersion = versionsOf(options.services ?? []);
  const helps = (object: InputObject): boolean => (isOldest && isExternal(object)) || standsForVersion(object);
  const taken = found.filter(({ object }) => isMesh(object, readers) || helps(object));
  const faults = new Map(taken.flatMap(({ object }) => entryOf(object, invalidity(object))));
  for (const [object, { path, reason }] of faults) object.notes.keep(`${path}: ${reason}`);
  for (const { object } of taken) keepGiven(object, options);
  keepDependents(taken.map(({ object }) => object));
  for (const { object } of taken)
    if (!helps(object) && !readers.some((reader) => reader.takes(object))) object.notes.keep(unknownReason(object));
  const objects = taken.map(({ object }) => object);
  const services = registry(
    found.map(({ object }) => object).filter((object) => !standsForVersion(object)),
    options.clusterDomain,
    options.services ?? [],
  );
  const whole = readObjects(objects, readers, { ...options, services });
  const named = withHostNames(whole.mesh);
  const spoken = reachable(outsideServices(named.mesh), objects);
  const programs = programFiles(spoken, remarksOf(documents, placesOf(spoken, objects)).take);
  const mesh = meaningOf(spoken);
  const declared = new Set(
    objects
      .filter(({ kind, notes }) => kind === 'Gateway' && notes.kept === undefined)
      .map((one) => `${one.namespace}/${one.name}`),
  );
  // Old Istio's own door, which nobody declares, is written for those who have none.
  const ingresses = new Set(objects.filter(({ kind }) => kind === 'Ingress').map(({ origin }) => placeKey(origin)));
  return {
    mesh,
    programs,
    objects: taken.map(({ object }) => resultOf(object, readers, faults.get(object))),
    others: found.length - taken.length,
    kept: keptFiles(taken.filter(({ object }) => !faults.has(object))),
    problems: read
      .flatMap((one) => one.problems)
      .map(({ span, message, kind }) => ({ span, message, isFatal: kind !== 'duplicate-key' && kind !== 'tag' })),
    assumptions: [...whole.assumptions, ...named.assumptions],
    assumedGateways: mesh.gateways.filter(({ key, origin }) => !declared.has(key) && !ingresses.has(placeKey(origin))),
    readers: readers.filter((reader) => objects.some((object) => reader.takes(object))),
  };
}

const entryOf = <K, V>(key: K, value: V | undefined): readonly (readonly [K, V])[] =>
  value === undefined ? [] : [[key, value]];

const readersOf = (): readonly Reader[] => {
  const all = allPlatforms().flatMap(({ reader }) => (reader ? [reader] : []));
  return [...new Set(all)];
};

function objectsIn(document: ReadDocument, namespace: string): readonly Found[] {
  if (!document.root) return [];
  const nowhere = spanIn(document.source, document.range.start, document.range.end);
  const objects = objectsOf(document.root, namespace, nowhere);
  return objects
    .filter(({ kind }) => kind !== '' || document.root?.kind === 'map')
    .map((object) => ({
      object: inTodaysWords(object),
      document,
      isWhole: objects.length === 1 && object.root === document.root,
    }));
}

const meshGroups =
  /(istio\.io|gateway\.networking\.|linkerd\.io|split\.smi-spec\.io|specs\.smi-spec\.io|projectcontour\.io|consul\.hashicorp\.com)/;
const oldKinds: ReadonlySet<string> = new Set(['route-rule', 'destination-policy']);

/** How Istio 0.1 knows something outside; for others it is a Service like any other. */
const isExternal = ({ apiVersion, kind, root }: InputObject): boolean =>
  apiVersion === 'v1' && kind === 'Service' && textOf(memberAt(root, 'spec', 'type')) === 'ExternalName';

/** `cart-v1`, which selects pods of a known `cart` and is none that is known itself. */
function versionsOf(services: readonly Service[]): (object: InputObject) => boolean {
  const known = new Set(services.map(({ key }) => key));
  return ({ apiVersion, kind, namespace, name, root }) => {
    if (apiVersion !== 'v1' || kind !== 'Service' || known.has(`${namespace}/${name}`)) return false;
    const app = textOf(memberAt(root, 'spec', 'selector', 'app'));
    return app !== undefined && name.startsWith(`${app}-`) && known.has(`${namespace}/${app}`);
  };
}

function isMesh(object: InputObject, readers: readonly Reader[]): boolean {
  return (
    meshGroups.test(object.apiVersion) || oldKinds.has(object.kind) || readers.some((reader) => reader.takes(object))
  );
}

const unknownReason = ({ apiVersion, kind }: InputObject): string =>
  kind === '' ? 'it says no kind' : `${kind} (${apiVersion}) has no counterpart in the language`;

/** Where an object stands, as a key. */
export const placeKey = (span: Span): string => `${span.anchor.source.path}:${spanStart(span)}`;

function keepGiven(
  { apiVersion, origin, notes, name, namespace }: InputObject,
  { kept, alsoKept }: ImportOptions,
): void {
  notes.staysToo ||= alsoKept?.has(placeKey(origin)) ?? false;
  const reason = kept?.get(placeKey(origin));
  if (reason !== undefined) notes.keep(reason);
  if (apiVersion !== '' && name === '') notes.keep('it has no name, and Kubernetes takes no object without one');
  for (const text of [name, namespace])
    if (text !== '' && !kubernetesLabel.test(text)) notes.keep(`\`${text}\` is no name that Kubernetes takes`);
}

const kubernetesLabel = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** A VirtualService whose versions stand in a DestinationRule that stays YAML stays with it. */
function keepDependents(objects: readonly InputObject[]): void {
  const hosts = objects
    .filter(({ kind, notes }) => kind === 'DestinationRule' && notes.kept !== undefined)
    .flatMap(({ root }) => textOf(memberAt(root, 'spec', 'host')) ?? []);
  if (hosts.length === 0) return;
  for (const { kind, root, notes } of objects) {
    if (kind !== 'VirtualService') continue;
    const host = destinationsIn(root).find(
      (one) => member(one, 'subset') && hosts.includes(textOf(member(one, 'host')) ?? ''),
    );
    if (host) notes.keep('the versions it sends to stand in a DestinationRule that stays YAML');
  }
}

function destinationsIn(node: Node): readonly Node[] {
  if (node.kind === 'list') return node.items.flatMap(destinationsIn);
  if (node.kind === 'scalar') return [];
  return node.entries.flatMap(({ key, value }) =>
    key === 'destination' || key === 'mirror' ? [value] : destinationsIn(value),
  );
}

const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

/** As it was read; of a kept one no entry was. */
function resultOf(object: InputObject, readers: readonly Reader[], fault: Fault | undefined): ImportedObject {
  const { namespace, name: objectName, root } = object;
  const result = {
    ...readObject(object),
    namespace,
    objectName,
    root,
    isKnown: readers.some((reader) => reader.takes(object)),
    ...(fault ? { invalidAt: fault.span ?? object.origin } : {}),
  };
  if (result.state === 'read') return { ...result, residues: foreseen(result, rowsFor(object, readers)) };
  return { ...result, residues: [], entries: entriesOf(object) };
}

const rowsFor = (object: InputObject, readers: readonly Reader[]): readonly WithoutForm[] => [
  ...metadataWithoutForm,
  ...readers.filter((reader) => reader.takes(object)).flatMap(({ withoutForm }) => withoutForm),
];

const foreseen = ({ kind, residues }: ReadObject, rows: readonly WithoutForm[]): ImportedObject['residues'] =>
  residues.map((residue) => ({ ...residue, isForeseen: isForeseen(rows, kind, residue.path) }));

/** Without the rules that nothing calls, and the calls of rules that nobody has. */
function meaningOf(mesh: Mesh): Mesh {
  const own = (rules: readonly RuleCall[]): readonly Rule[] => rules.filter(({ calls }) => calls === undefined);
  return {
    ...mesh,
    routes: mesh.routes.map((one) => ({ ...one, rules: own(one.rules) })),
    ingresses: mesh.ingresses.filter((one) => !isSpare(one)).map((one) => ({ ...one, rules: own(one.rules) })),
  };
}

function placesOf(mesh: Mesh, objects: readonly InputObject[]): readonly Span[] {
  const rules = [...mesh.gateways, ...mesh.routes, ...mesh.ingresses].flatMap((one) =>
    one.rules.map(({ origin }) => origin),
  );
  return [
    ...new Set([...objects.filter(({ notes }) => notes.kept === undefined).map(({ origin }) => origin), ...rules]),
  ];
}
