// YAML of a mesh → a program, what could not be said in it, and the model that the YAML was read as. Reads texts only; whoever calls
// compiles the program and compares.
import {
  type MapNode,
  member,
  memberAt,
  type Node,
  type ReadDocument,
  readYaml,
  writeYaml,
} from '../documents/index.ts';
import type { Mesh, Service } from '../model/index.ts';
import {
  type Assumption,
  allPlatforms,
  type InputObject,
  isForeseen,
  kubernetesService,
  metadataWithoutForm,
  objectsOf,
  type Reader,
  type ReadObject,
  type Residue,
  readObject,
  type WithoutForm,
} from '../targets/index.ts';
import { type GivenNames, numberedName, type Source, type Span, spanIn, spanStart } from '../text/index.ts';
import { remarksOf } from './comments.ts';
import { mergeMeshes } from './merge-meshes.ts';
import { outsideServices } from './outside-hosts.ts';
import { type ProgramFile, programFiles } from './program-text.ts';
import { reachable } from './reachable.ts';
import type { Fault } from './schema-check.ts';
import { invalidity } from './validity.ts';

export interface ImportOptions {
  /** Of objects that name none. */
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Services that are known besides those of the input. */
  readonly services?: readonly Service[];
  /** Objects by place that are to be left as they are, and why. */
  readonly kept?: ReadonlyMap<string, string>;
}
export interface KeptFile {
  readonly path: string;
  readonly text: string;
}
/** What could not be said of an object; `isForeseen` where docs/targets.md names the field. */
export interface ImportedObject extends ReadObject {
  /** Of one that no cluster takes, the place that is wrong: it is neither in the program nor passed through. */
  readonly invalidAt?: Span;
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
}

export function importYaml(sources: readonly Source[], options: ImportOptions): Imported {
  const read = sources.map((source) => readYaml(source));
  const documents = read.flatMap((one) => one.documents);
  const found = documents.flatMap((document) => objectsIn(document, options.namespace));
  const readers = readersOf();
  const taken = found.filter(({ object }) => isMesh(object, readers));
  const faults = new Map(taken.flatMap(({ object }) => entryOf(object, invalidity(object))));
  for (const [object, { path, reason }] of faults) object.notes.keep(`${path}: ${reason}`);
  for (const { object } of taken) keepGiven(object, options.kept);
  keepDependents(taken.map(({ object }) => object));
  const services = registry(
    found.map(({ object }) => object),
    options,
  );
  const parts = readers.map((reader) =>
    reader.read(
      taken.map(({ object }) => object).filter((object) => object.notes.kept === undefined && reader.takes(object)),
      { namespace: options.namespace, clusterDomain: options.clusterDomain, services },
    ),
  );
  for (const { object } of taken)
    if (!readers.some((reader) => reader.takes(object))) object.notes.keep(unknownReason(object));
  const mesh = reachable(
    outsideServices(
      mergeMeshes(
        parts.map((part) => part.mesh),
        services,
      ),
    ),
    taken.map(({ object }) => object),
  );
  const remarks = remarksOf(
    documents,
    placesOf(
      mesh,
      taken.map(({ object }) => object),
    ),
  );
  const programs = programFiles(mesh, remarks.take);
  return {
    mesh,
    programs,
    objects: taken.map(({ object }) => resultOf(object, readers, faults.get(object))),
    others: found.length - taken.length,
    kept: keptFiles(taken.filter(({ object }) => !faults.has(object))),
    problems: read
      .flatMap((one) => one.problems)
      .map(({ span, message, kind }) => ({ span, message, isFatal: kind !== 'duplicate-key' && kind !== 'tag' })),
    assumptions: parts.flatMap((part) => part.assumptions),
  };
}

const entryOf = <K, V>(key: K, value: V | undefined): readonly (readonly [K, V])[] =>
  value === undefined ? [] : [[key, value]];

const readersOf = (): readonly Reader[] => {
  const all = allPlatforms().flatMap(({ reader }) => (reader ? [reader] : []));
  return [...new Set(all)];
};

interface Found {
  readonly object: InputObject;
  readonly document: ReadDocument;
  readonly isWhole: boolean;
}

function objectsIn(document: ReadDocument, namespace: string): readonly Found[] {
  if (!document.root) return [];
  const nowhere = spanIn(document.source, document.range.start, document.range.end);
  const objects = objectsOf(document.root, namespace, nowhere);
  return objects
    .filter(({ kind }) => kind !== '' || document.root?.kind === 'map')
    .map((object) => ({ object, document, isWhole: objects.length === 1 && object.root === document.root }));
}

const meshGroups =
  /(istio\.io|gateway\.networking\.|linkerd\.io|split\.smi-spec\.io|specs\.smi-spec\.io|projectcontour\.io|consul\.hashicorp\.com)/;
const oldKinds: ReadonlySet<string> = new Set(['route-rule', 'destination-policy']);

function isMesh(object: InputObject, readers: readonly Reader[]): boolean {
  return (
    meshGroups.test(object.apiVersion) || oldKinds.has(object.kind) || readers.some((reader) => reader.takes(object))
  );
}

const unknownReason = ({ apiVersion, kind }: InputObject): string =>
  `${kind} (${apiVersion}) has no counterpart in the language`;

/** Where an object stands, as a key. */
export const placeKey = (span: Span): string => `${span.anchor.source.path}:${spanStart(span)}`;

function keepGiven({ apiVersion, origin, notes, name, namespace }: InputObject, kept: ImportOptions['kept']): void {
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
  const result = { ...readObject(object), ...(fault ? { invalidAt: fault.span ?? object.origin } : {}) };
  if (result.state === 'read') return { ...result, residues: foreseen(result, rowsFor(object, readers)) };
  const lists = ['http', 'tls', 'tcp', 'rules'].map((key) => memberAt(object.root, 'spec', key));
  const all = lists.reduce((sum, one) => sum + (one?.kind === 'list' ? one.items.length : 0), 0);
  return { ...result, residues: [], entries: { all, read: 0 } };
}

const rowsFor = (object: InputObject, readers: readonly Reader[]): readonly WithoutForm[] => [
  ...metadataWithoutForm,
  ...readers.filter((reader) => reader.takes(object)).flatMap(({ withoutForm }) => withoutForm),
];

const foreseen = ({ kind, residues }: ReadObject, rows: readonly WithoutForm[]): ImportedObject['residues'] =>
  residues.map((residue) => ({ ...residue, isForeseen: isForeseen(rows, kind, residue.path) }));

function registry(
  objects: readonly InputObject[],
  { clusterDomain, services: known = [] }: ImportOptions,
): readonly Service[] {
  const services = objects
    .filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Service')
    .flatMap((object) => kubernetesService(object, clusterDomain) ?? []);
  return [...new Map([...known, ...services].map((service) => [service.key, service])).values()];
}

function placesOf(mesh: Mesh, objects: readonly InputObject[]): readonly Span[] {
  const rules = [...mesh.gateways, ...mesh.routes, ...mesh.ingresses].flatMap((one) =>
    one.rules.map(({ origin }) => origin),
  );
  return [
    ...new Set([...objects.filter(({ notes }) => notes.kept === undefined).map(({ origin }) => origin), ...rules]),
  ];
}

/** The texts of the objects that stay as they are, a file for each. */
function keptFiles(found: readonly Found[]): readonly KeptFile[] {
  const names: GivenNames = new Map();
  return found
    .filter(({ object: { notes } }) => notes.kept !== undefined || notes.staysToo)
    .map(({ object, document, isWhole }) => {
      const { range, source } = document;
      const own = source.text.slice(range.start, range.end).replace(/^---[^\n]*\n/, '');
      const text = isWhole ? own : writeYaml([{ root: object.root as MapNode, path: '' }]);
      return { path: pathOf(object, names), text: text.endsWith('\n') ? text : `${text}\n` };
    });
}

function pathOf({ kind, namespace, name }: InputObject, names: GivenNames): string {
  const base = `${kind}-${namespace}-${name}`
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 100);
  return `include/${numberedName(base, names)}.yaml`;
}
