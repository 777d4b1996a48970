// Objects with rules that a cluster would not carry out beside the others → rule lists that nothing calls. Each is read alone, with what
// the others declare.
import { type Entry, type MapNode, member, memberAt, type Node } from '../documents/index.ts';
import type { Ingress, Mesh, Rule, Service } from '../model/index.ts';
import { type InputObject, objectsOf, type Reader, type ReadOptions } from '../targets/index.ts';
import { type Span, spanEnd, spanStart } from '../text/index.ts';
import { fileOf } from './standing.ts';

/** An object and why its rules are not applied. */
export interface Waiting {
  readonly object: InputObject;
  readonly why: string;
  /** The field that says so. */
  readonly path: string;
}
/** As a list without doors it goes the way of all rules. */
export interface SpareList extends Ingress {
  readonly spare: Omit<Waiting, 'path'> & {
    /** To make a name of. */
    readonly words: string;
  };
}
export const isSpare = (ingress: Ingress): ingress is SpareList => 'spare' in ingress;

/** Beyond so many they are only told: each is read with all declarations. */
const mostAlone = 200;

export interface SpareReading {
  readonly readers: readonly Reader[];
  readonly objects: readonly InputObject[];
  readonly options: ReadOptions;
}

/** The declarations that the rules need, and the rules as ingresses without hosts. */
export function readSpares(waiting: readonly Waiting[], reading: SpareReading): readonly Mesh[] {
  for (const { object, why, path } of waiting.slice(mostAlone)) {
    object.notes.kept = undefined;
    object.notes.isIdle = true;
    object.notes.add(path, object.origin, `${why}: one of too many, and left out`);
  }
  const declaring = reading.objects.filter((object) => object.notes.kept === undefined && declares(object));
  return waiting.slice(0, mostAlone).flatMap((one) => readAlone(one, declaring, reading));
}

/** The field of one that no other object has taken the place of. */
export const idlePath = 'spec.hosts';

const routing: ReadonlySet<string> = new Set([
  'VirtualService',
  'RouteRule',
  'route-rule',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
]);

/** A kind whose objects are rules. */
export const isRouting = ({ kind }: InputObject): boolean => routing.has(kind);

/** Also a VirtualService that others call. */
const declares = (object: InputObject): boolean => !isRouting(object) || isPart(object);

function isPart({ kind, root }: Pick<InputObject, 'kind' | 'root'>): boolean {
  const hosts = kind === 'VirtualService' ? memberAt(root, 'spec', 'hosts') : root;
  return hosts === undefined || (hosts.kind === 'list' && hosts.items.length === 0);
}

/** Rules that wait to be called, as those of a host at a gateway: at the one that they ask for, or for calls inside the mesh. */
function withPlace(object: InputObject): InputObject {
  const lists = ['http', 'tls', 'tcp'].flatMap((key) => memberAt(object.root, 'spec', key) ?? []);
  const gateways = lists.flatMap((one) => textsAt(one, 'gateways'));
  const isOfMesh =
    gateways.includes('mesh') || /"sourceLabels"|"sourceNamespace"/.test(JSON.stringify(object.root, withoutOrigin));
  const hosts = isOfMesh ? lists.flatMap((one) => textsAt(one, 'host')).slice(0, 1) : ['*'];
  const list = (key: string, values: readonly string[]): Entry => ({
    key,
    value: { kind: 'list', items: values.map((value) => ({ kind: 'scalar', value })) },
    origin: object.origin,
  });
  const own = [list('hosts', hosts), list('gateways', isOfMesh ? ['mesh'] : [...gateways, 'delegates'].slice(0, 1))];
  const spec = member(object.root, 'spec');
  const entries = spec?.kind === 'map' ? spec.entries.filter(({ key }) => key !== 'hosts' && key !== 'gateways') : [];
  const value: MapNode = { kind: 'map', entries: [...entries, ...own] };
  const rest = object.root.kind === 'map' ? object.root.entries.filter(({ key }) => key !== 'spec') : [];
  return { ...object, root: { kind: 'map', entries: [...rest, { key: 'spec', value, origin: object.origin }] } };
}

const isRoute = ({ kind }: InputObject): boolean => kind.endsWith('Route');
const doors: ReadonlySet<string> = new Set(['Gateway', 'ListenerSet', 'XListenerSet']);

/** A route of Gateway API that no listener lets in, as one that names none: for any host at any door. */
function unhung(object: InputObject): InputObject {
  const without = (node: Node | undefined, keys: readonly string[]): readonly Entry[] =>
    node?.kind === 'map' ? node.entries.filter(({ key }) => !keys.includes(key)) : [];
  const spec: MapNode = { kind: 'map', entries: without(member(object.root, 'spec'), ['parentRefs', 'hostnames']) };
  const entries = [...without(object.root, ['spec']), { key: 'spec', value: spec, origin: object.origin }];
  return { ...object, root: { kind: 'map', entries } };
}

/** All texts under a key, wherever it stands. */
function textsAt(node: Node, key: string): readonly string[] {
  if (node.kind === 'list') return node.items.flatMap((item) => textsAt(item, key));
  if (node.kind === 'scalar') return [];
  return node.entries.flatMap((entry) => (entry.key === key ? textsIn(entry.value) : textsAt(entry.value, key)));
}

const textsIn = (node: Node): readonly string[] =>
  node.kind === 'list'
    ? node.items.flatMap(textsIn)
    : node.kind === 'scalar' && typeof node.value === 'string'
      ? [node.value]
      : [];

const withoutOrigin = (name: string, value: unknown): unknown => (name === 'origin' ? undefined : value);

const afresh = ({ root, namespace, origin }: InputObject): InputObject =>
  objectsOf(root, namespace, origin)[0] as InputObject;

function readAlone(
  { object, why, path }: Waiting,
  declaring: readonly InputObject[],
  { readers, options }: SpareReading,
): readonly Mesh[] {
  const reader = readers.find((one) => one.takes(object));
  if (!reader) return [];
  const beside = declaring.filter((one) => reader.takes(one)).map(afresh);
  let isPlaced = isPart(object);
  let own = afresh(isPlaced ? withPlace(object) : object);
  let { mesh } = reader.read([...beside, own], options);
  if (own.notes.isIdle && isRoute(object)) {
    own = afresh(unhung(object));
    mesh = reader.read([...beside.filter(({ kind }) => !doors.has(kind)), own], options).mesh;
  }
  if (own.notes.isIdle && object.kind === 'VirtualService') {
    isPlaced = true;
    own = afresh(withPlace(object));
    mesh = reader.read([...beside, own], options).mesh;
  }
  object.notes.takeOver(own.notes);
  object.notes.isIdle = true;
  const lists = [...mesh.routes, ...mesh.ingresses].map(({ rules }) => rulesOf(rules, object));
  const different = [...new Map(lists.map((rules) => [JSON.stringify(rules, withoutOrigin), rules])).values()];
  const some = different.filter((rules) => rules.length > 0);
  if (own.notes.kept !== undefined || some.length === 0) return [];
  noteUnread(object, some.flat());
  const told = `${why}: its rules are in the program, and nothing calls them`;
  // Others of the cluster may call it, or be called by the hosts that it is for.
  const isOwn = isPlaced && path === idlePath;
  if (isOwn) object.notes.keepAsWell(path, object.origin, `${told}; for those who may it stays YAML too`);
  else object.notes.add(path, object.origin, told);
  const spare = { object, why, words: isOwn ? object.name : wordsFor(object) };
  const ingresses = some.map((rules) => ({ ...nowhere(object), rules, spare }) satisfies SpareList);
  return [{ ...mesh, routes: [], gateways: [], telemetry: [], ingresses }];
}

/** Entries for other gateways or callers than the rest. */
function noteUnread({ notes, origin, kind }: InputObject, rules: readonly Rule[]): void {
  if (kind !== 'VirtualService') return;
  const read = new Set(rules.map((rule) => rule.origin)).size;
  if (read >= notes.entries.read) return;
  notes.add('spec.http', origin, 'entries for other callers or gateways than the rest');
  notes.entries = { ...notes.entries, read };
}

const nowhere = ({ namespace, origin }: InputObject): Omit<Ingress, 'rules'> => ({
  hosts: [],
  namespace,
  doors: [],
  origin,
});

/** Those that were written, not what a platform does with the rest of the requests. */
function rulesOf(rules: readonly Rule[], { origin }: InputObject): readonly Rule[] {
  const own = rules.filter((rule) => isIn(rule.origin, origin));
  const last = own.at(-1);
  return own.length > 1 && last?.origin === origin && last.condition.kind === 'always' ? own.slice(0, -1) : own;
}

const isIn = (inner: Span, outer: Span): boolean =>
  inner.anchor.source === outer.anchor.source &&
  spanStart(inner) >= spanStart(outer) &&
  spanEnd(inner) <= spanEnd(outer);

/** The file tells more than the name where the name is taken. */
function wordsFor(object: InputObject): string {
  const file = fileOf(object).replace(/\.[a-z]+$/, '');
  return file.includes(object.name) ? file : `${object.name} ${file}`;
}

/** Services as a cluster knows them, for a reading of their rules alone. */
export const asKnown = (services: readonly Service[]): readonly Service[] =>
  services
    .filter(({ inCluster }) => inCluster)
    .map(({ visibleTo: _, ...service }) => ({
      ...service,
      versions: [],
      traffic: {},
      ports: service.ports.map((port) => ({ ...port, traffic: {} })),
    }));
