// Between plain JavaScript values and nodes, both ways.
import type { Span } from '../text/index.ts';
import { type Entry, list, type Node, scalar } from './tree.ts';

/**
 * A node for a plain value: objects become maps in their own order without members that are `undefined`, arrays lists.
 * Every node gets `origin`. Nodes inside stay as they are, so a plain shape may hold built parts. Throws on functions, symbols
 * and bigints, which no document can hold: a fault of ours.
 */
export function toNode(plain: unknown, origin?: Span): Node {
  if (plain === null || typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') {
    return scalar(plain, origin);
  }
  if (Array.isArray(plain))
    return list(
      plain.map((item) => toNode(item, origin)),
      origin,
    );
  if (typeof plain !== 'object') throw new TypeError(`a document cannot hold a value of type ${typeof plain}`);
  return isNode(plain) ? plain : { kind: 'map', entries: entriesOf(plain, origin), origin };
}

function entriesOf(plain: object, origin: Span | undefined): Entry[] {
  const entries: Entry[] = [];
  for (const [key, value] of Object.entries(plain)) {
    if (value !== undefined) entries.push({ key, value: toNode(value, origin), origin });
  }
  return entries;
}

/** Told from a Kubernetes object by `kind` together with the one other member that a node of this kind must have. */
function isNode(plain: object): plain is Node {
  const { kind, items, entries } = plain as { kind?: unknown; items?: unknown; entries?: unknown };
  return (
    (kind === 'scalar' && 'value' in plain) ||
    (kind === 'list' && Array.isArray(items)) ||
    (kind === 'map' && Array.isArray(entries))
  );
}

/** The plain value of a node. JavaScript puts keys that look like integers first; the order of all others is kept. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toPlain(value)]));
}
