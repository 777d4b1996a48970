// YAML without any finesse (block maps and lists, plain and simply quoted scalars, short flow collections, comments) → the same tree
// that the whole reader gives, in a fraction of the time. Whatever is not plain to see gives nothing, and is left to the whole reader.
import type { Anchor, Span } from '../text/index.ts';
import { resolvePlain } from './resolve-scalar.ts';
import type { Entry, MapNode, Node } from './tree.ts';

/** The map that `text` is; `base` is where it begins in the source. */
export function readPlain(anchor: Anchor, text: string, base: number): MapNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const reader: Reader = { anchor, text, base, at: text.startsWith('---\n') ? 4 : 0, column: 0, comment: -1, depth: 0 };
  toContent(reader);
  if (reader.column !== 0) return undefined;
  const root = blockMap(reader);
  return root !== undefined && reader.at === text.length ? root : undefined;
}

const UNUSUAL = /[^\n -~]/;

/**
 * `at` is the beginning of what is read next, `column` that of its line's first character, -1 at the end; `comment` the column of that
 * comment above it which stands farthest to the right, -1 without.
 */
interface Reader {
  readonly anchor: Anchor;
  readonly text: string;
  readonly base: number;
  at: number;
  column: number;
  comment: number;
  depth: number;
}

const MOST_DEPTH = 60;

const spanOf = ({ anchor, base }: Reader, start: number, end: number): Span => ({
  anchor,
  start: base + start,
  end: base + end,
});

const BLANK = /(?: *(?:#[^\n]*)?\n)*/y;
const INDENT = / */y;

/** From the beginning of a line to the next that says something. */
function toContent(reader: Reader): void {
  const { text } = reader;
  BLANK.lastIndex = reader.at;
  BLANK.test(text);
  const line = BLANK.lastIndex;
  reader.comment = line === reader.at ? -1 : farthestComment(text.slice(reader.at, line));
  INDENT.lastIndex = line;
  INDENT.test(text);
  reader.at = INDENT.lastIndex;
  reader.column = reader.at === text.length ? -1 : reader.at - line;
}

function farthestComment(skipped: string): number {
  if (!skipped.includes('#')) return -1;
  return skipped
    .split('\n')
    .reduce((farthest, line) => (/^ *#/.test(line) ? Math.max(farthest, line.indexOf('#')) : farthest), -1);
}

/** Keys and unquoted scalars. In flow collections they end before a comma or bracket, which block scalars leave to the whole reader too. */
const PLAIN =
  /(?:[A-Za-z0-9_./~+^$(]|-(?=[A-Za-z0-9_.]))(?: *(?:[A-Za-z0-9_./~+^$()@%*=;<>|!?-]|:(?=[A-Za-z0-9_./@%*$-])))*/y;
const QUOTED = /"([^"\\\n]*)"|'([^'\n]*)'(?!')/y;
const KEY_END = /: */y;
/** The rest of a line after a value. */
const LINE_END = / *(?: #[^\n]*)?(?:\n|$)/y;

function matched(pattern: RegExp, { text, at }: Reader): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where the line of a block collection's last value ends, and the collection with it. */
interface Block<T> {
  readonly node: T;
  readonly end: number;
}

function blockMap(reader: Reader): MapNode | undefined {
  return blockMapTo(reader)?.node as MapNode | undefined;
}

function blockMapTo(reader: Reader): Block<Node> | undefined {
  const { column, at: start } = reader;
  const entries: Entry[] = [];
  const keys = new Set<string>();
  if (++reader.depth > MOST_DEPTH) return undefined;
  let end = start;
  while (reader.column === column) {
    const key = keyOf(reader);
    if (key === undefined || keys.has(key.text)) return undefined;
    keys.add(key.text);
    const value = mappedValue(reader, column);
    if (value === undefined) return undefined;
    end = value.end;
    entries.push({ key: key.text, value: value.node, origin: key.origin });
  }
  reader.depth--;
  if (!endsHere(reader, column)) return undefined;
  return { node: { kind: 'map', entries, origin: spanOf(reader, start, end) }, end };
}

/** Comments that stand as far to the right as a block belong to it. */
const endsHere = (reader: Reader, column: number): boolean =>
  reader.column <= column && (reader.comment < column || (column === 0 && reader.comment === 0));

/** Reads `key:` and the spaces behind it. */
function keyOf(reader: Reader): { readonly text: string; readonly origin: Span } | undefined {
  const start = reader.at;
  const quoted = matched(QUOTED, reader);
  const found = quoted ?? matched(PLAIN, reader);
  if (!found) return undefined;
  reader.at += found[0].length;
  const origin = spanOf(reader, start, reader.at);
  const colon = matched(KEY_END, reader);
  if (!colon) return undefined;
  reader.at += colon[0].length;
  const isApart = colon[0].length > 1 || reader.text.charCodeAt(reader.at) === NEWLINE;
  return isApart ? { text: quoted ? (quoted[1] ?? quoted[2] ?? '') : found[0], origin } : undefined;
}

const NEWLINE = 10;
const DASH = 45;

/** What stands behind a key of a map at `column`: on its line, or below it. */
function mappedValue(reader: Reader, column: number): Block<Node> | undefined {
  if (reader.text.charCodeAt(reader.at) !== NEWLINE) return lineValue(reader, column);
  if (!skipLine(reader)) return undefined;
  const isList = reader.text.charCodeAt(reader.at) === DASH && reader.text.charAt(reader.at + 1) === ' ';
  if (isList) return reader.column >= column ? blockListTo(reader) : undefined;
  return reader.column > column ? blockMapTo(reader) : undefined;
}

function skipLine(reader: Reader): boolean {
  const rest = matched(LINE_END, reader);
  if (!rest) return false;
  reader.at += rest[0].length;
  toContent(reader);
  return true;
}

/** A value on one line; nothing where the next line could go on with it. */
function lineValue(reader: Reader, column: number): Block<Node> | undefined {
  const node = flow(reader);
  const rest = node && matched(LINE_END, reader);
  if (!rest) return undefined;
  reader.at += rest[0].length;
  const end = reader.at;
  toContent(reader);
  return reader.column > column ? undefined : { node, end };
}

function blockListTo(reader: Reader): Block<Node> | undefined {
  const { column, at: start } = reader;
  const items: Node[] = [];
  if (++reader.depth > MOST_DEPTH) return undefined;
  let end = start;
  while (reader.column === column && reader.text.startsWith('- ', reader.at)) {
    const item = itemOf(reader, column);
    if (item === undefined) return undefined;
    end = item.end;
    items.push(item.node);
  }
  reader.depth--;
  if (!endsHere(reader, column)) return undefined;
  return { node: { kind: 'list', items, origin: spanOf(reader, start, end) }, end };
}

/** Behind a dash: a map that begins there, or a value on one line. */
function itemOf(reader: Reader, column: number): Block<Node> | undefined {
  const dash = reader.at;
  reader.at += 2;
  while (reader.text.charAt(reader.at) === ' ') reader.at++;
  const start = reader.at;
  if (keyOf(reader)) {
    reader.at = start;
    reader.column = column + start - dash;
    return blockMapTo(reader);
  }
  reader.at = start;
  return lineValue(reader, column);
}

/** A scalar, or a list or map in brackets on one line. */
function flow(reader: Reader): Node | undefined {
  const { text, at } = reader;
  const first = text.charAt(at);
  if (first === '[') return flowList(reader);
  if (first === '{') return flowMap(reader);
  const quoted = matched(QUOTED, reader);
  const found = quoted ?? matched(PLAIN, reader);
  if (!found) return undefined;
  reader.at += found[0].length;
  const value = quoted ? (quoted[1] ?? quoted[2] ?? '') : resolvePlain(found[0]);
  return { kind: 'scalar', value, origin: spanOf(reader, at, reader.at) };
}

const COMMA = / *(?:, *)?/y;

/** Goes on behind a comma, or stands before the closing bracket. */
function toNext(reader: Reader, close: string): boolean {
  const comma = matched(COMMA, reader);
  reader.at += comma?.[0].length ?? 0;
  return comma?.[0].includes(',') || reader.text.charAt(reader.at) === close;
}

function flowList(reader: Reader): Node | undefined {
  const start = reader.at;
  const items: Node[] = [];
  if (!openFlow(reader)) return undefined;
  while (reader.text.charAt(reader.at) !== ']') {
    const item = flow(reader);
    if (item === undefined || !toNext(reader, ']')) return undefined;
    items.push(item);
  }
  reader.at++;
  reader.depth--;
  return { kind: 'list', items, origin: spanOf(reader, start, reader.at) };
}

function flowMap(reader: Reader): Node | undefined {
  const start = reader.at;
  const entries: Entry[] = [];
  const keys = new Set<string>();
  if (!openFlow(reader)) return undefined;
  while (reader.text.charAt(reader.at) !== '}') {
    const key = keyOf(reader);
    const value = key && flow(reader);
    if (!key || !value || keys.has(key.text) || !toNext(reader, '}')) return undefined;
    keys.add(key.text);
    entries.push({ key: key.text, value, origin: key.origin });
  }
  reader.at++;
  reader.depth--;
  return { kind: 'map', entries, origin: spanOf(reader, start, reader.at) };
}

function openFlow(reader: Reader): boolean {
  reader.at++;
  while (reader.text.charAt(reader.at) === ' ') reader.at++;
  return ++reader.depth <= MOST_DEPTH;
}
