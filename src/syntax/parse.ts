// Text → tree, whole or after an edit. Parsing never fails: problems are part of the tree. Segments without mistakes are read straight from
// their tokens; the others by the parser with recovery.
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Anchor, Source } from '../text/index.ts';
import { Cursor } from './cursor.ts';
import { fullParser } from './full-parser.ts';
import { Home } from './home.ts';
import { type LexedSegment, Lexer, type RawComment } from './lexer.ts';
import { PackedTokens, tokensIn } from './packed-tokens.ts';
import { readSegment } from './read-declarations.ts';
import { SegmentNode } from './segment-node.ts';
import { tokenObjects } from './token-objects.ts';
import type { Comment, Declaration, FileTree, Segment } from './tree.ts';

const cursor = new Cursor();

/** The tree of a file. */
export function parseFile(source: Source): FileTree {
  if (isBinary(source.text)) return binary(source);
  const segments: Segment[] = [];
  const tokens = new PackedTokens(tokensIn(source.text.length));
  const lexer = new Lexer(source.text, tokens);
  for (let at = 0; at < source.text.length; ) {
    const home = new Home(source, at, tokens);
    const lexed = lexer.segment(home);
    segments.push(parseSegment(home, lexed));
    at = lexed.end;
  }
  return { kind: 'file', source, segments };
}

/** All declarations of a file, in order. */
export function declarationsOf({ segments }: FileTree): readonly Declaration[] {
  const all: Declaration[] = [];
  for (const segment of segments) {
    const found = segment instanceof SegmentNode ? segment.only : undefined;
    if (found) all.push(found);
    else for (const declaration of segment.declarations) all.push(declaration);
  }
  return all;
}

/** The segment that begins at `home`. */
export function parseSegment(home: Home, lexed: LexedSegment): Segment {
  const length = lexed.end - home.offset;
  const docs = lexed.comments.length > 0 ? docsOf(lexed) : undefined;
  const comments = lexed.comments.length > 0 ? lexed.comments.map((comment) => commentNode(comment, home)) : nothing;
  const declarations = lexed.problems.length > 0 ? undefined : readAtOnce(home, lexed, docs);
  if (declarations) return new SegmentNode(home, length, declarations, comments, nothing);
  const parsed = fullParser().parse({ anchor: home, tokens: tokenObjects(lexed) }, docs);
  const problems = onePerLine(lexed.problems, parsed.problems, home.source.text);
  return new SegmentNode(home, length, parsed.declarations, comments, problems);
}

type Docs = ReadonlyMap<number, string> | undefined;

/** Nothing where something is wrong. */
function readAtOnce(
  home: Home,
  { first, eof }: LexedSegment,
  docs: Docs,
): Declaration | readonly Declaration[] | undefined {
  cursor.begin(docs);
  return readSegment(cursor.point(home, first, eof));
}

const nothing: readonly never[] = Object.freeze([]) as readonly never[];

function commentNode({ start, end, doc, ownLine }: RawComment, anchor: Anchor): Comment {
  const text = anchor.source.text.slice(anchor.offset + start + (doc ? 3 : 2), anchor.offset + end);
  return { kind: 'comment', span: { anchor, start, end }, text, doc, ownLine };
}

/** Start of a token → the `///` lines right before it. */
export function docsOf(lexed: LexedSegment): ReadonlyMap<number, string> | undefined {
  if (!lexed.comments.some((comment) => comment.doc && comment.ownLine)) return undefined;
  const docs = new Map<number, string>();
  const { tokens, eof, comments, anchor } = lexed;
  const text = anchor.source.text;
  let next = lexed.first;
  for (let i = 0; i < comments.length; ) {
    const lines: string[] = [];
    const first = comments[i] as RawComment;
    while (next <= eof && tokens.startOf(next) < first.end) next++;
    const start = next <= eof ? tokens.startOf(next) : -1;
    let last = first.end;
    for (; i < comments.length && (comments[i] as RawComment).start < start; i++) {
      const comment = comments[i] as RawComment;
      if (blankLine.test(text.slice(anchor.offset + last, anchor.offset + comment.start))) lines.length = 0;
      last = comment.end;
      if (comment.doc && comment.ownLine) lines.push(docLine(text, anchor.offset, comment));
    }
    if (start < 0) break;
    if (lines.length > 0 && !blankLine.test(text.slice(anchor.offset + last, anchor.offset + start)))
      docs.set(start, lines.join('\n'));
    if (i < comments.length && (comments[i] as RawComment).start < start) i++;
  }
  return docs;
}

const blankLine = /(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)/;
const docLine = (text: string, base: number, { start, end }: RawComment): string =>
  text
    .slice(base + start + 3, base + end)
    .replace(/^ /, '')
    .trimEnd();

/** The first problem of each line: what follows on the same line is mostly its echo. */
function onePerLine(
  ofTokens: readonly Diagnostic[],
  ofRules: readonly Diagnostic[],
  text: string,
): readonly Diagnostic[] {
  const problems = [...ofTokens, ...ofRules];
  if (problems.length < 2) return problems;
  problems.sort((a, b) => a.span.start - b.span.start);
  const kept: Diagnostic[] = [];
  // Looks at each character once, however many problems one line has.
  let looked: number | undefined;
  for (const problem of problems) {
    const { anchor, start } = problem.span;
    const at = anchor.offset + start;
    if (looked === undefined || /[\r\n]/.test(text.slice(looked, at))) kept.push(problem);
    looked = at;
  }
  return kept;
}

// ---- files that are no text

export const isBinary = (text: string): boolean => text.includes('\0');

function binary(source: Source): FileTree {
  const anchor = new Home(source, 0, new PackedTokens(0));
  const at = source.text.indexOf('\0');
  const problem = diagnose(catalogue.syntax.binaryFile, { anchor, start: at, end: at + 1 }, undefined);
  const segment = new SegmentNode(anchor, source.text.length, nothing, nothing, [problem]);
  return { kind: 'file', source, segments: [segment] };
}
