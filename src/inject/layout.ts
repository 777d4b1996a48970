// Where things stand in a YAML text: lines, columns, how a collection is written. Reads positions only; changes nothing.
import type { Entry, ListNode, MapNode, Node, ReadDocument } from '../documents/index.ts';
import { type Source, type Span, spanEnd, spanStart } from '../text/index.ts';

/** The text of a document whose nodes are to be edited, with its line end and the places of its aliases. */
export interface Page {
  readonly source: Source;
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  readonly end: number;
  readonly aliases: readonly Span[];
}

export function pageOf({ source, range, aliases }: ReadDocument): Page {
  const text = source.text;
  const first = text.indexOf('\n', range.start);
  const eol = first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
  return { source, text, eol, end: range.end, aliases: aliases.map(({ span }) => span) };
}

export type Collection = MapNode | ListNode;

/** Offsets of a node; nodes that were read have them. */
export const startOfNode = (node: Node): number => offset(node.origin, spanStart);
export const endOfNode = (node: Node): number => offset(node.origin, spanEnd);
export const startOfKey = (entry: Entry): number => offset(entry.origin, spanStart);
export const endOfKey = (entry: Entry): number => offset(entry.origin, spanEnd);

function offset(span: Span | undefined, of: (span: Span) => number): number {
  if (span === undefined) throw new Error('a node without a place: it was not read from a text');
  return of(span);
}

/** Whether a collection is written with brackets. */
export const isFlow = (page: Page, node: Collection): boolean => '{['.includes(page.text[startOfNode(node)] ?? ' ');

export const lineStart = (page: Page, at: number): number => page.text.lastIndexOf('\n', at - 1) + 1;

/** Where the next line begins; the end of the text after its last line. */
export function nextLine(page: Page, at: number): number {
  const found = page.text.indexOf('\n', at);
  return found < 0 ? page.text.length : found + 1;
}

/** The column of an offset, without a byte-order mark before it. */
export function columnOf(page: Page, at: number): number {
  const start = lineStart(page, at);
  return at - start - (page.text[start] === '\ufeff' ? 1 : 0);
}

/** Whether only spaces stand before an offset on its line. */
export const isFirstOnLine = (page: Page, at: number): boolean =>
  /^\ufeff? *$/.test(page.text.slice(lineStart(page, at), at));

/**
 * Where the text of a node ends, without the comments and blank lines behind it. A part that is an alias ends where the alias does.
 */
export function endOfContent(page: Page, node: Node): number {
  if (node.kind === 'scalar' || isFlow(page, node)) return endOfNode(node);
  const [start, end] = [startOfNode(node), endOfNode(node)];
  const isInside = (at: number): boolean => at >= start && at <= end;
  const keys = node.kind === 'map' ? node.entries.map(endOfKey).filter(isInside) : [];
  const aliases = page.aliases.filter((span) => spanStart(span) > start && spanEnd(span) <= end).map(spanEnd);
  const parts = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items;
  const last = parts.findLast((part) => isInside(startOfNode(part)));
  return Math.max(start, ...keys, ...aliases, ...(last === undefined ? [] : [endOfContent(page, last)]));
}

/** The beginning of the line after a node's last one; the end of the text if that line has no end. */
export function afterLines(page: Page, node: Node): number {
  const at = endOfContent(page, node);
  return at > lineStart(page, at) ? nextLine(page, at) : at;
}

/** Where lines may be put in after a block collection: behind it and the comments deeper than `column`, which belong to its last part. */
export function afterBlock(page: Page, node: Collection, column: number): number {
  let at = afterLines(page, node);
  for (;;) {
    const comment = /^( *)#/.exec(page.text.slice(at, at + 200));
    if (comment === null || (comment[1] ?? '').length <= column || at >= page.end) return at;
    at = nextLine(page, at);
  }
}
