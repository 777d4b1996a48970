// Every field of an output changed or taken away, one at a time: what `--verify` must notice.
import type { Document, Entry, MapNode, Node } from '../../../src/documents/index.ts';

export interface Mutant {
  /** `VirtualService shop/reviews: spec.http[0].timeout removed` */
  readonly what: string;
  readonly documents: readonly Document[];
}

/** Names of objects that nothing refers to, and what is only for people. */
const OUTSIDE = /^(apiVersion|kind|metadata\.name)/;

export function* mutantsOf(documents: readonly Document[]): Generator<Mutant> {
  for (const [at, document] of documents.entries()) {
    for (const { path, root } of changes(document.root, '')) {
      if (OUTSIDE.test(path)) continue;
      yield {
        what: `${document.path}: ${path}`,
        documents: documents.with(at, { ...document, root: root as MapNode }),
      };
    }
  }
}

interface Change {
  readonly path: string;
  readonly root: Node;
}

function* changes(node: Node, path: string): Generator<Change> {
  if (node.kind === 'scalar') {
    yield { path: `${path} changed`, root: { ...node, value: other(node.value) } };
    return;
  }
  if (node.kind === 'list') {
    for (const [at, item] of node.items.entries()) {
      yield { path: `${path}[${at}] removed`, root: { ...node, items: node.items.toSpliced(at, 1) } };
      for (const { path: inner, root } of changes(item, `${path}[${at}]`))
        yield { path: inner, root: { ...node, items: node.items.with(at, root) } };
    }
    return;
  }
  for (const [at, entry] of node.entries.entries()) {
    const inside = path === '' ? entry.key : `${path}.${entry.key}`;
    yield { path: `${inside} removed`, root: { ...node, entries: node.entries.toSpliced(at, 1) } };
    for (const { path: inner, root } of changes(entry.value, inside))
      yield { path: inner, root: { ...node, entries: node.entries.with(at, { ...entry, value: root } as Entry) } };
  }
}

function other(value: string | number | boolean | null): string | number | boolean | null {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return /^\d+(ms|s|m|h)$/.test(value) ? `1${value}` : `${value}x`;
  return 'x';
}
