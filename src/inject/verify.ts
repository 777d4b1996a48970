// Checks an edit by reading its result: apart from what was added or removed, the document must be what it was. Two readings of two
// texts are compared, so that a mistake in computing positions cannot pass.
import { type ListNode, type MapNode, type Node, type ReadDocument, readYaml, toPlain } from '../documents/index.ts';
import { Source } from '../text/index.ts';
import type { Removal, Removals } from './prune.ts';
import { findWorkloads, textAt, type Workload } from './workload.ts';

/** The document that a text holds alone; `undefined` if it cannot be read as one. */
export function readAgain(path: string, text: string): ReadDocument | undefined {
  const { documents } = readYaml(new Source(path, text));
  const [first, ...others] = documents.filter(({ state }) => state !== 'empty');
  return others.length === 0 && first?.state === 'read' ? first : undefined;
}

/** Whether two documents hold the same, each without the parts that `removalOf` names in its workloads. */
export function sameWithout(
  before: ReadDocument,
  after: ReadDocument,
  removalOf: (workload: Workload) => Removals,
): boolean {
  return rest(before, removalOf) === rest(after, removalOf);
}

function rest(document: ReadDocument, removalOf: (workload: Workload) => Removals): string {
  const removals = new Map<Node, Removals>(
    findWorkloads(document).workloads.map((workload) => [workload.object, removalOf(workload)]),
  );
  return document.root === undefined ? '' : JSON.stringify(toPlain(walk(document.root, removals)));
}

/** The tree with each workload's removal carried out. */
function walk(node: Node, removals: ReadonlyMap<Node, Removals>): Node {
  const removal = removals.get(node);
  if (removal !== undefined && node.kind === 'map') return without(node, removal);
  if (node.kind !== 'map' || !node.entries.some(({ key }) => key === 'items')) return node;
  const entries = node.entries.map((entry) =>
    entry.key === 'items' && entry.value.kind === 'list'
      ? { ...entry, value: { ...entry.value, items: entry.value.items.map((item) => walk(item, removals)) } }
      : entry,
  );
  return { ...node, entries };
}

/** The map without what is named, and without what is then empty, or was before, at the places named. */
function without(node: MapNode, removal: Removals): MapNode {
  const entries = node.entries.flatMap((entry) => {
    const what = Object.hasOwn(removal, entry.key) ? removal[entry.key] : undefined;
    const value = what === undefined ? entry.value : valueWithout(entry.value, what);
    return value === undefined ? [] : [{ ...entry, value }];
  });
  return { ...node, entries };
}

function valueWithout(value: Node, what: Removal): Node | undefined {
  if (what === true) return undefined;
  if (value.kind === 'scalar') return value.value === null ? undefined : value;
  if (what instanceof Set) return value.kind === 'list' ? listWithout(value, what) : value;
  if (value.kind !== 'map') return value;
  const left = without(value, what as Removals);
  return left.entries.length === 0 ? undefined : left;
}

function listWithout(value: ListNode, names: ReadonlySet<string>): ListNode | undefined {
  const items = value.items.filter((item) => !isNamed(item, names));
  return items.length === 0 ? undefined : { ...value, items };
}

const isNamed = (item: Node, names: ReadonlySet<string>): boolean => names.has(textAt(item, 'name') ?? '');

/** Whether anything that a removal names is in a tree. */
export function holdsAny(node: Node | undefined, removal: Removal): boolean {
  if (node === undefined || removal === true) return node !== undefined;
  if (node.kind === 'list') return removal instanceof Set && node.items.some((item) => isNamed(item, removal));
  if (node.kind === 'scalar' || removal instanceof Set) return false;
  return node.entries.some(({ key, value }) => {
    const inner = Object.hasOwn(removal, key) ? (removal as Removals)[key] : undefined;
    return inner !== undefined && holdsAny(value, inner);
  });
}
