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
  const pruning: Pruning = { page, ranges: [], touch };
  pruneMap(pruning, object, 'kind', removal, false);
  return joined(pruning.ranges).map((range) => {
    const [start, end] = withLineEnd(page, range);
    return { span: spanIn(page.source, start, end), text: '' };
  });
}

interface Pruning {
  readonly page: Page;
  readonly ranges: Range[];
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

function cut({ page, ranges }: Pruning, node: MapNode | ListNode, all: readonly Part[], gone: readonly Part[]): void {
  ranges.push(...(isFlow(page, node) ? flowRanges(all, gone) : gone.map((part) => linesOf(page, node, part))));
}

type Range = readonly [start: number, end: number];

/** The same ranges in order, and in one piece where they meet. */
function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) result.splice(-1, 1, [last[0], end]);
    else result.push([start, end]);
  }
  return result;
}

/** From the end of the part before, or up to the beginning of the part after; the commas go with their parts. */
function flowRanges(all: readonly Part[], gone: readonly Part[]): Range[] {
  const removed = new Set(gone.map(({ start }) => start));
  return all.flatMap((part, index): Range[] => {
    if (!removed.has(part.start)) return [];
    const before = all.slice(0, index).some(({ start }) => !removed.has(start));
    const previous = all[index - 1];
    const next = all[index + 1];
    if (before && previous !== undefined) return [[endOfNode(previous.node), endOfNode(part.node)]];
    return [[part.start, next?.start ?? endOfNode(part.node)]];
  });
}

/** The whole lines of a part of a block collection. */
function linesOf(page: Page, node: MapNode | ListNode, { start, node: value }: Part): Range {
  const first = node.kind === 'list' ? page.text.lastIndexOf('-', start) : start;
  if (!isFirstOnLine(page, first)) throw new Unsafe('a part to be removed does not begin its line');
  return [lineStart(page, first), afterLines(page, value)];
}

/** Lines up to the end of a text whose last line has no end go with the line end before them. */
function withLineEnd({ text }: Page, [start, end]: Range): Range {
  if (end < text.length || text.endsWith('\n') || start === 0) return [start, end];
  return [text[start - 2] === '\r' ? start - 2 : start - 1, end];
}
