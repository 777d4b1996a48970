// The objects of an input → one model, each read by its platform, and the rules of objects that a cluster would not carry out beside the
// others. What becomes of an object is noted with it.
import { type Entry, type MapNode, member, memberAt, type Node } from '../documents/index.ts';
import type { Mesh, Service } from '../model/index.ts';
import { type Assumption, type InputObject, kubernetesService, type Reader } from '../targets/index.ts';
import { mergeMeshes } from './merge-meshes.ts';
import { noteShared } from './shared-things.ts';
import { asKnown, idlePath, isRouting, readSpares, type Waiting } from './spare-lists.ts';
import { fileOf, isSame, standing } from './standing.ts';

export interface ObjectsRead {
  /** Its ingresses without doors are the rules that nothing calls. */
  readonly mesh: Mesh;
  readonly assumptions: readonly Assumption[];
}
export interface ReadObjectsOptions {
  readonly namespace: string;
  readonly clusterDomain: string;
  /** What the cluster is known to have. */
  readonly services: readonly Service[];
}

export function readObjects(
  objects: readonly InputObject[],
  readers: readonly Reader[],
  options: ReadObjectsOptions,
): ObjectsRead {
  const { current, replaced } = standing(objects.filter(({ notes }) => notes.kept === undefined));
  const [versions, waiting] = settleReplaced(replaced);
  const all = [...current, ...versions];
  const parts = readers.map((reader) =>
    reader.read(
      all.filter((object) => reader.takes(object) || (declaring.has(object.kind) && reader.helps?.(object) === true)),
      options,
    ),
  );
  noteShared(
    parts.map((part) => part.mesh),
    all,
  );
  const { services } = options;
  const mesh = inOrder(
    mergeMeshes(
      parts.map((part) => part.mesh),
      services,
    ),
    objects,
  );
  const idle = current.filter(({ notes }) => notes.isIdle).map(idleOf);
  const known = new Map([...asKnown(mesh.services), ...services].map((service) => [service.key, service]));
  const reading = { readers, objects: all, options: { ...options, services: [...known.values()] } };
  const spares = readSpares([...waiting, ...idle], reading);
  return {
    mesh: spares.length === 0 ? mesh : mergeMeshes([mesh, ...spares.map((one) => asAlready(one, mesh))], services),
    assumptions: parts.flatMap((part) => part.assumptions),
  };
}

/** Kinds that say what there is and nothing about traffic. */
const declaring: ReadonlySet<string> = new Set(['Service', 'ServiceEntry']);

/** What ports speak is for the rules that are applied to say. */
function asAlready(spare: Mesh, { services }: Mesh): Mesh {
  const known = new Map(services.map((service) => [service.key, service.ports]));
  const portsOf = ({ key, ports }: Service): Service['ports'] =>
    ports.map((port) => known.get(key)?.find(({ number }) => number === port.number) ?? port);
  return { ...spare, services: spare.services.map((one) => ({ ...one, ports: portsOf(one) })) };
}

const idleOf = (object: InputObject): Waiting => ({
  object,
  why: object.notes.kept ?? '',
  path: object.kind === 'VirtualService' ? idlePath : 'spec.parentRefs',
});

/** Rules in the order of the files, whatever order they were read in. */
function inOrder(mesh: Mesh, objects: readonly InputObject[]): Mesh {
  const places = new Map(objects.map(({ origin }, at) => [origin, at]));
  const placeOf = ({ origin }: { readonly origin: InputObject['origin'] }): number => places.get(origin) ?? -1;
  return {
    ...mesh,
    routes: [...mesh.routes].sort((a, b) => placeOf(a) - placeOf(b)),
    ingresses: [...mesh.ingresses].sort((a, b) => placeOf(a) - placeOf(b)),
  };
}

/** Versions of DestinationRules are known to rules that were written for them; rules wait. */
function settleReplaced(
  replaced: ReturnType<typeof standing>['replaced'],
): readonly [readonly InputObject[], readonly Waiting[]] {
  const versions: InputObject[] = [];
  const waiting: Waiting[] = [];
  for (const { object, by } of replaced) {
    const { notes, origin } = object;
    if (isSame(object, by)) {
      notes.add('metadata.name', origin, `${fileOf(by)} has the same object once more`, 'extra');
      notes.entries = { ...entriesOf(object), read: entriesOf(object).all };
      continue;
    }
    notes.isIdle = true;
    const why = `${fileOf(by)} has this object too, and a cluster keeps the last`;
    if (isRouting(object)) waiting.push({ object, why, path: 'metadata.name' });
    else notes.add('metadata.name', origin, `${why}: this one is not in the program`);
    if (object.kind === 'DestinationRule') versions.push(onlyVersions(object));
  }
  return [versions, waiting];
}

/** Of an object that is not read, the entries of its lists. */
export function entriesOf({ root, kind }: InputObject): InputObject['notes']['entries'] {
  if (kind === 'RouteRule' || kind === 'route-rule') return { all: 1, read: 0 };
  const lists = ['http', 'tls', 'tcp', 'rules'].map((key) => memberAt(root, 'spec', key));
  return { all: lists.reduce((sum, one) => sum + (one?.kind === 'list' ? one.items.length : 0), 0), read: 0 };
}

function onlyVersions(object: InputObject): InputObject {
  const spec = member(object.root, 'spec');
  const subsets = member(spec, 'subsets');
  const items = subsets?.kind === 'list' ? subsets.items.map((item) => onlyKeys(item, ['name', 'labels'])) : [];
  const entries = onlyKeys(spec, ['host']).entries;
  const list: Entry = { key: 'subsets', value: { kind: 'list', items }, origin: undefined };
  const fresh: MapNode = { kind: 'map', entries: [...entries, list] };
  const root: MapNode = {
    kind: 'map',
    entries: [
      ...onlyKeys(object.root, ['apiVersion', 'kind']).entries,
      { key: 'spec', value: fresh, origin: undefined },
    ],
  };
  return { ...object, root };
}

const onlyKeys = (node: Node | undefined, keys: readonly string[]): MapNode => ({
  kind: 'map',
  entries: node?.kind === 'map' ? node.entries.filter(({ key }) => keys.includes(key)) : [],
});

/** What Kubernetes Services say, and what is known besides. */
export function registry(
  objects: readonly InputObject[],
  clusterDomain: string,
  known: readonly Service[],
): readonly Service[] {
  const services = objects
    .filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Service')
    .flatMap((object) => kubernetesService(object, clusterDomain) ?? []);
  return [...new Map([...known, ...services].map((service) => [service.key, service])).values()];
}
