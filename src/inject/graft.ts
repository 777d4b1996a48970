// Adds a tree to an object's text by inserting as little as possible, so that every other byte stays. In: the object's node, what to
// add, and the page. Out: edits. Throws Unsafe where the text has a form in which that cannot be done.
import { type Entry, type ListNode, list, type MapNode, map, type Node, writeYaml } from '../documents/index.ts';
import { spanIn, type TextEdit } from '../text/index.ts';
import {
  afterBlock,
  type Collection,
  columnOf,
  endOfKey,
  endOfNode,
  isFirstOnLine,
  isFlow,
  lineStart,
  nextLine,
  type Page,
  startOfKey,
  startOfNode,
} from './layout.ts';

/** The text cannot be edited without touching more than what is added or removed; the message says why, for people. */
export class Unsafe extends Error {}

/** Every node that is changed goes through `touch` first, with the key it stands under. */
export type Touch = (node: Node, key: string) => void;

/** Edits that merge `addition` into `object`: maps are merged, lists get further items, absent keys are added. */
export function graft(page: Page, object: MapNode, addition: MapNode, touch: Touch): TextEdit[] {
  const edits: TextEdit[] = [];
  mergeMap({ page, edits, touch }, object, undefined, addition);
  return edits;
}

interface Grafting {
  readonly page: Page;
  readonly edits: TextEdit[];
  readonly touch: Touch;
}

/** `under` is the entry that holds the map; none for an object itself. */
function mergeMap(grafting: Grafting, into: MapNode, under: Entry | undefined, addition: MapNode): void {
  grafting.touch(into, under?.key ?? 'kind');
  const absent: Entry[] = [];
  for (const wanted of addition.entries) {
    const found = into.entries.find(({ key }) => key === wanted.key);
    if (found === undefined) absent.push(wanted);
    else mergeEntry(grafting, into, found, wanted.value);
  }
  if (absent.length > 0) addEntries(grafting, into, under, absent);
}

function mergeEntry(grafting: Grafting, parent: MapNode, found: Entry, wanted: Node): void {
  const { value } = found;
  if (value.kind === 'map' && wanted.kind === 'map') mergeMap(grafting, value, found, wanted);
  else if (value.kind === 'list' && wanted.kind === 'list') addItems(grafting, value, found, wanted.items);
  else if (value.kind === 'scalar' && value.value === null) fill(grafting, parent, found, wanted);
  else throw new Unsafe(`\`${found.key}\` is a ${value.kind === 'scalar' ? 'single value' : value.kind}`);
}

function insert({ page, edits }: Grafting, at: number, text: string): void {
  edits.push({ span: spanIn(page.source, at, at), text });
}

function addEntries(grafting: Grafting, into: MapNode, under: Entry | undefined, entries: readonly Entry[]): void {
  const { page } = grafting;
  if (isFlow(page, into)) {
    const texts = entries.map(({ key, value }) => `${JSON.stringify(key)}: ${oneLine(value)}`);
    addInFlow(grafting, into, into.entries.at(-1)?.value, texts);
  } else {
    const first = into.entries.find((entry) => startOfKey(entry) >= startOfNode(into));
    if (first === undefined) throw new Unsafe('its keys stand elsewhere');
    const column = columnOf(page, startOfKey(first));
    const lines = entryLines(entries, column, listOffset(page, into));
    addLines(grafting, placeFor(page, into, under, column), lines);
  }
}

/** Directly below the key that holds the map, so that the comments inside stay with what they are about; else at its end. */
function placeFor(page: Page, into: MapNode, under: Entry | undefined, column: number): number {
  if (under === undefined || startOfNode(into) < nextLine(page, endOfKey(under))) return afterBlock(page, into, column);
  return nextLine(page, endOfKey(under));
}

function addItems(grafting: Grafting, into: ListNode, under: Entry, items: readonly Node[]): void {
  const { page } = grafting;
  grafting.touch(into, under.key);
  if (isFlow(page, into)) addInFlow(grafting, into, into.items.at(-1), items.map(oneLine));
  else if (!isFirstOnLine(page, startOfNode(into))) {
    throw new Unsafe(`\`${under.key}\` is a list whose first dash does not begin its line`);
  } else {
    const column = columnOf(page, startOfNode(into));
    addLines(grafting, afterBlock(page, into, column), itemLines(items, column));
  }
}

/** Gives a key without a value one: below it, or as one line in place of a written `null`. */
function fill(grafting: Grafting, parent: MapNode, found: Entry, wanted: Node): void {
  const { page } = grafting;
  grafting.touch(parent, found.key);
  const [start, end] = [startOfNode(found.value), endOfNode(found.value)];
  if (start < end) grafting.edits.push({ span: spanIn(page.source, start, end), text: oneLine(wanted) });
  else if (isFlow(page, parent)) {
    const colon = page.text.slice(endOfKey(found), start).includes(':') ? ' ' : ': ';
    insert(grafting, start, colon + oneLine(wanted));
  } else {
    const column = columnOf(page, startOfKey(found));
    const lines =
      wanted.kind === 'list'
        ? itemLines(wanted.items, column + listOffset(page, parent))
        : entryLines(wanted.kind === 'map' ? wanted.entries : [], column + 2, 0);
    addLines(grafting, nextLine(page, endOfKey(found)), lines);
  }
}

/** Puts whole lines in at the beginning of a line, or after the last line of a text that does not end it. */
function addLines(grafting: Grafting, at: number, lines: readonly string[]): void {
  const { page } = grafting;
  const text = lines.join(page.eol);
  insert(grafting, at, at > 0 && at > lineStart(page, at) ? `${page.eol}${text}` : `${text}${page.eol}`);
}

function addInFlow(grafting: Grafting, into: Collection, last: Node | undefined, texts: readonly string[]): void {
  const at = last === undefined ? startOfNode(into) + 1 : endOfNode(last);
  if (at <= startOfNode(into) || at >= endOfNode(into)) throw new Unsafe('its last part is an alias');
  insert(grafting, at, `${last === undefined ? '' : ', '}${texts.join(', ')}`);
}

/** How much further the dashes of lists stand than their keys in this map: 0 or 2, as it is done there already. */
function listOffset(page: Page, into: MapNode): number {
  for (const entry of into.entries) {
    const { value } = entry;
    if (value.kind !== 'list' || value.items.length === 0 || isFlow(page, value)) continue;
    const offset = columnOf(page, startOfNode(value)) - columnOf(page, startOfKey(entry));
    if (offset >= 0 && offset <= 8) return offset;
  }
  return 0;
}

function entryLines(entries: readonly Entry[], column: number, offset: number): string[] {
  return entries.flatMap(({ key, value }) => {
    const [head = '', ...rest] = linesOf(map([{ key, value }]));
    const further = value.kind === 'list' ? offset : 0;
    return [indented(head, column), ...rest.map((line) => indented(line, column + further))];
  });
}

const itemLines = (items: readonly Node[], column: number): string[] =>
  linesOf(map([{ key: 'x', value: list(items) }]))
    .slice(1)
    .map((line) => indented(line, column));

const linesOf = (root: MapNode): string[] =>
  writeYaml([{ root, path: '' }])
    .trimEnd()
    .split('\n');
const indented = (line: string, column: number): string => ' '.repeat(column) + line;

/** A node on one line: JSON, which is YAML too. */
function oneLine(node: Node): string {
  if (node.kind === 'scalar') return JSON.stringify(node.value);
  if (node.kind === 'list') return `[${node.items.map(oneLine).join(', ')}]`;
  return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}: ${oneLine(value)}`).join(', ')}}`;
}
