// A file after an edit: what did not change keeps its segments, to the object; only their anchors move. The result equals a fresh
// parse of the text.
import type { Source } from '../text/index.ts';
import { Home } from './home.ts';
import { Lexer } from './lexer.ts';
import { PackedTokens } from './packed-tokens.ts';
import { isBinary, parseFile, parseSegment } from './parse.ts';
import type { FileTree, Segment } from './tree.ts';

/**
 * The tree of `source`, with the segments of `previous` wherever their text is the same. The anchors of those are moved to the new
 * source, so `previous` must not be used afterwards.
 */
export function reparse(previous: FileTree, source: Source): FileTree {
  const before = previous.source.text;
  const after = source.text;
  if (isBinary(before) || isBinary(after)) return parseFile(source);
  const prefix = commonPrefix(before, after);
  const suffix = commonSuffix(before, after, prefix);
  const kept = keptSegments(previous, prefix);
  const segments: Segment[] = previous.segments.slice(0, kept);
  const start = previous.segments[kept]?.anchor.offset ?? 0;
  const rest = readChanged(previous, source, { kept, start, unchangedFrom: after.length - suffix }, segments);
  for (let i = rest; i < previous.segments.length; i++) segments.push(previous.segments[i] as Segment);
  settle(segments, source);
  return { kind: 'file', source, segments };
}

/** How many segments at the beginning stay: where one ends is decided by the first line of the next, so one more must be untouched. */
function keptSegments(previous: FileTree, prefix: number): number {
  let whole = 0;
  for (const segment of previous.segments) {
    if (segment.anchor.offset + segment.length >= prefix) break;
    whole++;
  }
  return Math.max(0, whole - 1);
}

interface Change {
  readonly kept: number;
  readonly start: number;
  /** From this offset of the new text on nothing changed. */
  readonly unchangedFrom: number;
}

/** Tokens of a few segments; more are made room for. */
const SOME = 256;

/** Reads on until a border of old segments comes up again; gives the index of the old segment that begins there. */
function readChanged(previous: FileTree, source: Source, change: Change, segments: Segment[]): number {
  const { text } = source;
  const shift = text.length - previous.source.text.length;
  const old = previous.segments;
  const reusable = new Reusable(previous, change.kept, change.unchangedFrom - shift);
  const tokens = new PackedTokens(SOME);
  const lexer = new Lexer(text, tokens);
  let next = change.kept;
  for (let at = change.start; at < text.length; ) {
    const home = new Home(source, at, tokens);
    const lexed = lexer.segment(home);
    segments.push(reusable.take(text.slice(at, lexed.end)) ?? parseSegment(home, lexed));
    at = lexed.end;
    if (at < change.unchangedFrom) continue;
    while (next < old.length && (old[next] as Segment).anchor.offset < at - shift) next++;
    if (next > 0 && next < old.length && (old[next] as Segment).anchor.offset === at - shift) return next;
  }
  return old.length;
}

/** Old segments by their text; each is given out once. A byte order mark means something only at the very beginning. */
class Reusable {
  readonly #byText = new Map<string, Segment[]>();

  constructor(previous: FileTree, from: number, before: number) {
    const { text } = previous.source;
    for (const segment of previous.segments.slice(from)) {
      const { offset } = segment.anchor;
      if (offset >= before) break;
      const own = text.slice(offset, offset + segment.length);
      if (own.startsWith('\ufeff')) continue;
      const same = this.#byText.get(own);
      if (same) same.push(segment);
      else this.#byText.set(own, [segment]);
    }
  }

  take(text: string): Segment | undefined {
    return this.#byText.get(text)?.shift();
  }
}

function settle(segments: readonly Segment[], source: Source): void {
  let offset = 0;
  for (const { anchor, length } of segments) {
    anchor.source = source;
    anchor.offset = offset;
    offset += length;
  }
}

function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const limit = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < limit && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}
