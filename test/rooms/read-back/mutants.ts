// Every field of an output changed or taken away, one at a time: what `--verify` must notice.
import type { Document, Entry, MapNode, Node } from '../../../src/documents/index.ts';

export interface Mutant {
  /** `virtual-service/shop/reviews.yaml: spec.http[0].timeout removed` */
  readonly what: string;
  /** The same for all of its kind: `VirtualService spec.http[].timeout removed`. */
  readonly field: string;
  readonly documents: readonly Document[];
}

/** An object under another name says the same: where others refer to it the reference is changed, too. In old Istio's first form `name`. */
const OUTSIDE = /^(metadata\.)?name changed$/;

export function* mutantsOf(documents: readonly Document[]): Generator<Mutant> {
  const elsewhere = valuesOf(documents);
  for (const [at, document] of documents.entries()) {
    const kind = kindOf(document);
    for (const { path, what, root } of changes(document.root, '', (where) => elsewhere.get(`${kind} ${where}`) ?? [])) {
      if (OUTSIDE.test(`${path} ${what}`)) continue;
      yield {
        what: `${document.path}: ${path} ${what}`,
        field: `${kind} ${anywhere(path)} ${what}`,
        documents: documents.with(at, { ...document, root: root as MapNode }),
      };
    }
  }
}

const anywhere = (path: string): string => path.replace(/\[\d+\]/g, '[]');

/** Of old Istio's first form `type`. */
function kindOf({ root }: Document): string {
  const kind = root.entries.find(({ key }) => key === 'kind' || key === 'type')?.value;
  return kind?.kind === 'scalar' ? String(kind.value) : '';
}

type Scalar = string | number | boolean | null;

/** What each field says in one place or another. */
function valuesOf(documents: readonly Document[]): ReadonlyMap<string, readonly Scalar[]> {
  const found = new Map<string, Scalar[]>();
  const visit = (node: Node, path: string): void => {
    if (node.kind === 'scalar') found.set(path, [...(found.get(path) ?? []), node.value]);
    else if (node.kind === 'list') for (const item of node.items) visit(item, `${path}[]`);
    else
      for (const { key, value } of node.entries) visit(value, path.endsWith(' ') ? `${path}${key}` : `${path}.${key}`);
  };
  for (const document of documents) visit(document.root, `${kindOf(document)} `);
  return found;
}

interface Change {
  readonly path: string;
  readonly what: 'removed' | 'changed' | 'taken from elsewhere';
  readonly root: Node;
}
type Elsewhere = (path: string) => readonly Scalar[];

function* changes(node: Node, path: string, elsewhere: Elsewhere): Generator<Change> {
  if (node.kind === 'scalar') {
    yield { path, what: 'changed', root: { ...node, value: other(node.value) } };
    const value = elsewhere(anywhere(path)).find((one) => one !== node.value);
    if (value !== undefined) yield { path, what: 'taken from elsewhere', root: { ...node, value } };
    return;
  }
  if (node.kind === 'list') {
    for (const [at, item] of node.items.entries()) {
      const here = `${path}[${at}]`;
      yield { path: here, what: 'removed', root: { ...node, items: node.items.toSpliced(at, 1) } };
      for (const change of changes(item, here, elsewhere))
        yield { ...change, root: { ...node, items: node.items.with(at, change.root) } };
    }
    return;
  }
  for (const [at, entry] of node.entries.entries()) {
    const inside = path === '' ? entry.key : `${path}.${entry.key}`;
    yield { path: inside, what: 'removed', root: { ...node, entries: node.entries.toSpliced(at, 1) } };
    for (const change of changes(entry.value, inside, elsewhere))
      yield { ...change, root: { ...node, entries: node.entries.with(at, { ...entry, value: change.root } as Entry) } };
  }
}

function other(value: Scalar): Scalar {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return /^\d+(ms|s|m|h)$/.test(value) ? `1${value}` : `${value}x`;
  return 'x';
}
