// Takes parts of an object's text out again, whole lines or the part between commas, and every key that is left without a value. The
// counterpart of graft.ts: what that one added, this one removes to the byte.
import type { Entry, ListNode, MapNode, Node } from '../documents/index.ts';
import { spanIn, type TextEdit } from '../text/index.ts';
import { type Touch, Unsafe } from './graft.ts';
import {
  afterLines,
  endOfNode,
  isFirstOnLine,
  isFlow,
  lineStart,
  type Page,
  startOfKey,
  startOfNode,
} from './layout.ts';

/** What to remove: `true` a whole entry, a set the items of these names, a map of keys parts of the value. */
export type Removal = true | ReadonlySet<string> | Removals;
export interface Removals {
  readonly [key: string]: Removal;
}

/** Edits that remove what `removal` names and is there. */
export function prune(page: Page, object: MapNode, removal: Removals, touch: Touch): TextEdit[] {
  const pruning: Pruning = { page, edits: [], touch };
  pruneMap(pruning, object, 'kind', removal, false);
  return pruning.edits;
}

interface Pruning {
  readonly page: Page;
  readonly edits: TextEdit[];
  readonly touch: Touch;
}

/** A part of a collection: where it begins (its key, or what follows its dash) and ends, and its node. */
interface Part {
  readonly start: number;
  readonly node: Node;
}

/** Whether nothing would remain of the map; then nothing is edited, and the map that holds it removes the whole entry. */
function pruneMap(pruning: Pruning, node: MapNode, key: string, removal: Removals, removable: boolean): boolean {
  const flow = isFlow(pruning.page, node);
  const gone = node.entries.filter((entry) => pruneEntry(pruning, entry, removal[entry.key], flow));
  if (gone.length === 0) return false;
  pruning.touch(node, key);
  if (removable && gone.length === node.entries.length) return true;
  cut(pruning, node, node.entries.map(partOfEntry), gone.map(partOfEntry));
  return false;
}

const partOfEntry = (entry: Entry): Part => ({ start: startOfKey(entry), node: entry.value });
const partOfItem = (node: Node): Part => ({ start: startOfNode(node), node });

/** Whether the whole entry goes. Brackets below a key on its own line were there before anything was added, so they stay. */
function pruneEntry(pruning: Pruning, { key, value }: Entry, removal: Removal | undefined, inFlow: boolean): boolean {
  if (removal === undefined || removal === true) return removal === true;
  if (value.kind === 'scalar') return false;
  const removable = inFlow || !isFlow(pruning.page, value);
  if (removal instanceof Set) return value.kind === 'list' && pruneList(pruning, value, key, removal, removable);
  return value.kind === 'map' && pruneMap(pruning, value, key, removal as Removals, removable);
}

function pruneList(
  pruning: Pruning,
  node: ListNode,
  key: string,
  names: ReadonlySet<string>,
  removable: boolean,
): boolean {
  const gone = node.items.filter((item) => names.has(nameOf(item)));
  if (gone.length === 0) return false;
  pruning.touch(node, key);
  if (removable && gone.length === node.items.length) return true;
  cut(pruning, node, node.items.map(partOfItem), gone.map(partOfItem));
  return false;
}

function nameOf(node: Node): string {
  const name = node.kind === 'map' ? node.entries.find(({ key }) => key === 'name')?.value : undefined;
  return name?.kind === 'scalar' ? String(name.value) : '';
}

function cut(pruning: Pruning, node: MapNode | ListNode, all: readonly Part[], gone: readonly Part[]): void {
  const { page } = pruning;
  const spans = isFlow(page, node) ? flowSpans(all, gone) : gone.map((part) => lineSpan(page, node, part));
  for (const [start, end] of spans) pruning.edits.push({ span: spanIn(page.source, start, end), text: '' });
}

/** From the end of the part before, or up to the beginning of the part after; the commas go with their parts. */
function flowSpans(all: readonly Part[], gone: readonly Part[]): [number, number][] {
  const removed = new Set(gone.map(({ start }) => start));
  return all.flatMap((part, index): [number, number][] => {
    if (!removed.has(part.start)) return [];
    const before = all.slice(0, index).some(({ start }) => !removed.has(start));
    const previous = all[index - 1];
    const next = all[index + 1];
    if (before && previous !== undefined) return [[endOfNode(previous.node), endOfNode(part.node)]];
    return [[part.start, next?.start ?? endOfNode(part.node)]];
  });
}

/** The whole lines of a part of a block collection; of the last line of a text without a line end, the line end before it. */
function lineSpan(page: Page, node: MapNode | ListNode, { start, node: value }: Part): [number, number] {
  const first = node.kind === 'list' ? page.text.lastIndexOf('-', start) : start;
  if (!isFirstOnLine(page, first)) throw new Unsafe('a part to be removed does not begin its line');
  const from = lineStart(page, first);
  const to = afterLines(page, value);
  if (to < page.text.length || page.text.endsWith('\n') || from === 0) return [from, to];
  return [page.text[from - 2] === '\r' ? from - 2 : from - 1, to];
}
