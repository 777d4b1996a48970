// Fields that earlier versions of Istio had → what they are called today, in the tree of the object. Each is told at its place.
import type { Entry, MapNode, Node } from '../documents/index.ts';
import type { InputObject } from '../targets/index.ts';

/** The same object where there is nothing old in it. */
export function inTodaysWords(object: InputObject): InputObject {
  if (!object.apiVersion.startsWith('networking.istio.io/')) return object;
  const rules = Object.hasOwn(renames, object.kind) ? (renames[object.kind] ?? []) : [];
  const root = rules.reduce((node, rule) => change(node, rule.at.split('.'), '', rule, object), object.root);
  return root === object.root ? object : { ...object, root };
}

interface Rename {
  /** `spec.http[].fault.abort`: the map that has the old field. */
  readonly at: string;
  readonly old: string;
  /** Where it is today, below the same map. */
  readonly now: string;
  readonly as?: (old: Node) => Node | undefined;
}

/** Whole percents became `{ value }`. */
const percentage = (old: Node): Node | undefined =>
  old.kind === 'scalar' && typeof old.value === 'number'
    ? map([{ key: 'value', value: old, origin: old.origin }])
    : undefined;

const headers = (at: string): readonly Rename[] =>
  (
    [
      ['appendHeaders', 'headers.request.add'],
      ['appendRequestHeaders', 'headers.request.add'],
      ['removeRequestHeaders', 'headers.request.remove'],
      ['appendResponseHeaders', 'headers.response.add'],
      ['removeResponseHeaders', 'headers.response.remove'],
    ] as const
  ).map(([old, now]) => ({ at, old, now }));

const ejection = ['spec.trafficPolicy.outlierDetection', 'spec.subsets[].trafficPolicy.outlierDetection'].flatMap(
  (at) =>
    (
      [
        ['http.consecutiveErrors', 'consecutiveErrors'],
        ['http.interval', 'interval'],
        ['http.baseEjectionTime', 'baseEjectionTime'],
        ['http.maxEjectionPercent', 'maxEjectionPercent'],
      ] as const
    ).map(([old, now]) => ({ at, old, now })),
);

const renames: Readonly<Record<string, readonly Rename[]>> = {
  VirtualService: [
    { at: 'spec.http[].fault.abort', old: 'percent', now: 'percentage', as: percentage },
    ...headers('spec.http[]'),
    ...headers('spec.http[].route[]'),
    ...['spec.http[].route[].destination', 'spec.http[].mirror', 'spec.tcp[].route[].destination'].map((at) => ({
      at,
      old: 'name',
      now: 'host',
    })),
  ],
  DestinationRule: [{ at: 'spec', old: 'name', now: 'host' }, ...ejection],
};

const map = (entries: readonly Entry[]): MapNode => ({ kind: 'map', entries });

/** The node with the rule carried out wherever its path leads; the same node where it leads nowhere. */
function change(node: Node, path: readonly string[], shown: string, rule: Rename, object: InputObject): Node {
  const [first, ...rest] = path;
  if (first === undefined) return renamed(node, shown, rule, object);
  if (node.kind !== 'map') return node;
  const key = first.replace('[]', '');
  const at = node.entries.findIndex((entry) => entry.key === key);
  const entry = node.entries[at];
  if (!entry) return node;
  const where = shown === '' ? key : `${shown}.${key}`;
  const value = first.endsWith('[]')
    ? eachItem(entry.value, (item, index) => change(item, rest, `${where}[${index}]`, rule, object))
    : change(entry.value, rest, where, rule, object);
  return value === entry.value ? node : { ...node, entries: node.entries.with(at, { ...entry, value }) };
}

function eachItem(node: Node, of: (item: Node, index: number) => Node): Node {
  if (node.kind !== 'list') return node;
  const items = node.items.map(of);
  return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
}

function renamed(node: Node, shown: string, { old, now, as }: Rename, object: InputObject): Node {
  const [value, rest] = taken(node, old.split('.'));
  const fresh = value && (as ? as(value) : value);
  if (!value || !fresh || rest.kind !== 'map') return node;
  const merged = put(rest, now.split('.'), fresh, as !== undefined);
  if (!merged) return node;
  const origin = value.origin ?? object.origin;
  const reason = `Istio takes it no more; the program does what it did in earlier versions, where today \`${now}\` stands`;
  object.notes.add(`${shown}.${old}`, origin, reason);
  return merged;
}

/** The field and the node without it. */
function taken(node: Node, path: readonly string[]): readonly [Node | undefined, Node] {
  const [key, ...rest] = path;
  if (node.kind !== 'map') return [undefined, node];
  const at = node.entries.findIndex((entry) => entry.key === key);
  const entry = node.entries[at];
  if (!entry) return [undefined, node];
  if (rest.length === 0) return [entry.value, { ...node, entries: node.entries.toSpliced(at, 1) }];
  const [value, left] = taken(entry.value, rest);
  const isEmpty = left.kind === 'map' && left.entries.length === 0;
  const entries = isEmpty ? node.entries.toSpliced(at, 1) : node.entries.with(at, { ...entry, value: left });
  return [value, { ...node, entries }];
}

/** Undefined where the field is there already. */
function put(node: MapNode, path: readonly string[], value: Node, isUnique: boolean): MapNode | undefined {
  const [key = '', ...rest] = path;
  const at = node.entries.findIndex((entry) => entry.key === key);
  const entry = node.entries[at];
  if (rest.length === 0) {
    const both = entry && !isUnique ? joined(entry.value, value) : undefined;
    if (entry && !both) return undefined;
    const made: Entry = { key, value: both ?? value, origin: value.origin };
    return { ...node, entries: entry ? node.entries.with(at, made) : [...node.entries, made] };
  }
  const inner = put(entry?.value.kind === 'map' ? entry.value : map([]), rest, value, isUnique);
  if (!inner) return undefined;
  const made: Entry = { key, value: inner, origin: value.origin };
  return { ...node, entries: entry ? node.entries.with(at, made) : [...node.entries, made] };
}

const joined = (a: Node, b: Node): Node | undefined =>
  a.kind === 'map' && b.kind === 'map'
    ? { ...a, entries: [...a.entries, ...b.entries] }
    : a.kind === 'list' && b.kind === 'list'
      ? { ...a, items: [...a.items, ...b.items] }
      : undefined;
