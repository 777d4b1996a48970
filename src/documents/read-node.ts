// The parser's nodes → ours: scalars get the value that Kubernetes gives them, aliases become the nodes they stand for, merge keys are
// merged. Stops at what would make the tree wrong or too large.
import {
  isAlias,
  isMap,
  isScalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Anchor, Span } from '../text/index.ts';
import { resolvePlain } from './resolve-scalar.ts';
import type { Entry, Node, ScalarValue } from './tree.ts';

export type ProblemKind =
  /** Not YAML. */
  | 'syntax'
  /** Not YAML yet: text between `{{` and `}}` that a template engine has to replace first. */
  | 'template'
  /** One key twice in a map; the last value is kept, as Kubernetes does. */
  | 'duplicate-key'
  /** An alias without an anchor, or inside its own anchor; a merge key without a map. */
  | 'alias'
  /** Aliases that would multiply to more nodes than `maxAliases`. */
  | 'alias-bomb'
  /** A list or map as a key. */
  | 'key'
  /** A tag such as `!Ref`, which Kubernetes does not know and the tree does not hold. */
  | 'tag'
  /** Nested too deeply to be read. */
  | 'depth';

export interface Problem {
  readonly kind: ProblemKind;
  readonly span: Span;
  /** One sentence without a stop, for people. */
  readonly message: string;
}

/** A use of an anchor, `*name`. Its node is the anchored node itself: the same object, with the origin of the anchor's place. */
export interface AliasUse {
  readonly name: string;
  readonly span: Span;
  readonly target: Node;
}

/** What is known while one document is read. `size` counts nodes, `aliased` the nodes that aliases stand for. */
export interface Reading {
  readonly anchor: Anchor;
  /** The document's text and where it begins in the stream. */
  readonly text: string;
  readonly base: number;
  readonly maxAliases: number;
  /** By name; without a node while the anchored node is being read. */
  readonly anchored: Map<string, { readonly node: Node | undefined; readonly size: number }>;
  readonly aliases: AliasUse[];
  readonly problems: Problem[];
  size: number;
  aliased: number;
}

/** Ends the reading of a document at a problem that makes the rest worthless. */
export class Stop extends Error {}

/** Tells a problem; offsets are relative to the document. */
export function say(reading: Reading, kind: ProblemKind, start: number, end: number, message: string): void {
  reading.problems.push({ kind, span: spanOf(reading, start, end), message });
}

export const sayTemplate = (reading: Reading, start: number, end: number): void =>
  say(reading, 'template', start, end, 'a template, not YAML yet: {{ … }} has to be replaced first');

function stop(reading: Reading, kind: ProblemKind, node: YamlNode, message: string): never {
  say(reading, kind, ...rangeOf(node), message);
  throw new Stop();
}

const spanOf = ({ anchor, base }: Reading, start: number, end: number): Span => ({
  anchor,
  start: base + start,
  end: base + end,
});
const rangeOf = ({ range }: YamlNode): [number, number] => [range?.[0] ?? 0, range?.[1] ?? 0];

/** Whether a document's contents are no contents at all. */
export const isNothing = (node: YamlNode): boolean =>
  isScalar(node) && node.type === 'PLAIN' && node.value === '' && !node.anchor && !node.tag;

export function readNode(reading: Reading, node: YamlNode): Node {
  if (isAlias(node)) return readAlias(reading, node.source, node);
  const before = reading.size + reading.aliased;
  reading.size++;
  if (node.tag !== undefined && !CORE_TAG.test(node.tag)) {
    say(reading, 'tag', ...rangeOf(node), `the tag ${node.tag} means nothing to Kubernetes`);
  }
  const name = node.anchor;
  if (name) reading.anchored.set(name, { node: undefined, size: 0 });
  const made = makeNode(reading, node);
  if (name) reading.anchored.set(name, { node: made, size: reading.size + reading.aliased - before });
  return made;
}

const CORE_TAG = /^(?:!|tag:yaml\.org,2002:\w+)$/;

function makeNode(reading: Reading, node: YamlScalar | YAMLMap | YAMLSeq): Node {
  const origin = spanOf(reading, ...rangeOf(node));
  if (isScalar(node)) return { kind: 'scalar', value: scalarValue(node), origin };
  if (isMap(node)) return { kind: 'map', entries: readEntries(reading, node), origin };
  return { kind: 'list', items: node.items.map((item) => readNode(reading, item as YamlNode)), origin };
}

function scalarValue(node: YamlScalar): ScalarValue {
  const text = String(node.value);
  if (node.tag === undefined) return node.type === 'PLAIN' ? resolvePlain(text) : text;
  return RESOLVED_TAG.test(node.tag) ? resolvePlain(text) : text;
}

const RESOLVED_TAG = /:(?:int|float|bool|null)$/;

function readAlias(reading: Reading, name: string, alias: YamlNode): Node {
  const anchored = reading.anchored.get(name);
  if (anchored === undefined) stop(reading, 'alias', alias, `there is no anchor &${name} before this alias`);
  if (anchored.node === undefined) stop(reading, 'alias', alias, `the anchor &${name} would contain itself`);
  reading.aliased += anchored.size;
  if (reading.aliased > reading.maxAliases) {
    stop(reading, 'alias-bomb', alias, `the aliases of this document stand for more than ${reading.maxAliases} nodes`);
  }
  reading.aliases.push({ name, span: spanOf(reading, ...rangeOf(alias)), target: anchored.node });
  return anchored.node;
}

/** One key and its node; `merge` for `<<`. */
interface Pair {
  readonly key: string;
  readonly merge: boolean;
  readonly value: Node;
  readonly span: Span;
}

function readEntries(reading: Reading, { items }: YAMLMap): Entry[] {
  const pairs = items.map((pair) => readPair(reading, pair.key as YamlNode, pair.value as YamlNode | null));
  const entries = new Map<string, Entry>();
  for (const { key, merge, value, span } of pairs) {
    if (merge) continue;
    if (entries.has(key)) reading.problems.push(duplicate(key, span));
    entries.set(key, { key, value, origin: span });
  }
  return pairs.some(({ merge }) => merge) ? withMerged(reading, pairs, entries) : [...entries.values()];
}

const duplicate = (key: string, span: Span): Problem => ({
  ...{ kind: 'duplicate-key', span },
  message: `the key ${JSON.stringify(key)} stands in this map twice; Kubernetes keeps the last`,
});

function readPair(reading: Reading, key: YamlNode, value: YamlNode | null): Pair {
  const name = isAlias(key) ? readAlias(reading, key.source, key) : undefined;
  const text = name?.kind === 'scalar' ? String(name.value) : isScalar(key) ? String(key.value) : undefined;
  if (text === undefined) stopAtKey(reading, key);
  if (isScalar(key)) readNode(reading, key);
  const [start, end] = rangeOf(key);
  const merge = text === '<<' && isScalar(key) && key.type === 'PLAIN';
  const node: Node =
    value === null ? { kind: 'scalar', value: null, origin: spanOf(reading, end, end) } : readNode(reading, value);
  return { key: text, merge, value: node, span: spanOf(reading, start, end) };
}

/** A key that is a list or map: mostly `{{ … }}` of a template, which happens to be YAML. */
function stopAtKey(reading: Reading, key: YamlNode): never {
  const [start, end] = rangeOf(key);
  if (reading.text.startsWith('{{', start - 1)) {
    sayTemplate(reading, start - 1, end + 1);
    throw new Stop();
  }
  stop(reading, 'key', key, 'a list or map cannot be the key of a map');
}

/** The entries with those that `<<` brings in at its place; a map's own keys win, then the earlier of several merged maps. */
function withMerged(reading: Reading, pairs: readonly Pair[], own: ReadonlyMap<string, Entry>): Entry[] {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    if (!pair.merge) entries.set(pair.key, own.get(pair.key) as Entry);
    else {
      for (const one of mergedEntries(reading, pair)) {
        if (!own.has(one.key) && !entries.has(one.key)) entries.set(one.key, one);
      }
    }
  }
  return [...entries.values()];
}

function mergedEntries(reading: Reading, { value, span }: Pair): readonly Entry[] {
  const maps = value.kind === 'list' ? value.items : [value];
  return maps.flatMap((one) => {
    if (one.kind === 'map') return one.entries;
    reading.problems.push({ kind: 'alias', span, message: 'the merge key << needs a map, or a list of maps' });
    throw new Stop();
  });
}
