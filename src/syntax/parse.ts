// Text → tree, whole or after an edit. Parsing never fails: problems are part of the tree.
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { Anchor, type Source } from '../text/index.ts';
import { MeshParser } from './grammar-declarations.ts';
import { type LexedSegment, Lexer, type RawComment } from './lexer.ts';
import { exact, nothing } from './parser-base.ts';
import type { Comment, Declaration, FileTree, Segment } from './tree.ts';

let shared: MeshParser | undefined;

/** The tree of a file. */
export function parseFile(source: Source): FileTree {
  if (isBinary(source.text)) return binary(source);
  const segments: Segment[] = [];
  const lexer = new Lexer(source.text);
  for (let at = 0; at < source.text.length; ) {
    const lexed = lexer.segment(new Anchor(source, at));
    segments.push(parseSegment(lexed));
    at = lexed.end;
  }
  return { kind: 'file', source, segments };
}

/** All declarations of a file, in order. */
export const declarationsOf = (file: FileTree): readonly Declaration[] =>
  file.segments.flatMap((segment) => segment.declarations);

export function parseSegment(lexed: LexedSegment): Segment {
  shared ??= new MeshParser();
  const { source, offset } = lexed.anchor;
  const docs = lexed.comments.length > 0 ? docsOf(lexed) : undefined;
  const { declarations, problems } = shared.parse(lexed, docs);
  return {
    anchor: lexed.anchor,
    length: lexed.end - offset,
    declarations,
    comments: exact(lexed.comments.map((comment) => commentNode(comment, lexed.anchor))),
    problems: exact(onePerLine(lexed.problems, problems, source.text)),
  };
}

function commentNode({ start, end, doc, ownLine }: RawComment, anchor: Anchor): Comment {
  const text = anchor.source.text.slice(anchor.offset + start + (doc ? 3 : 2), anchor.offset + end);
  return { kind: 'comment', span: { anchor, start, end }, text, doc, ownLine };
}

/** Start of a token → the `///` lines right before it. */
function docsOf(lexed: LexedSegment): ReadonlyMap<number, string> | undefined {
  if (!lexed.comments.some((comment) => comment.doc && comment.ownLine)) return undefined;
  const docs = new Map<number, string>();
  const { tokens, comments, anchor } = lexed;
  const text = anchor.source.text;
  let next = 0;
  for (let i = 0; i < comments.length; ) {
    const lines: string[] = [];
    const first = comments[i] as RawComment;
    while (tokens[next] && (tokens[next] as { start: number }).start < first.end) next++;
    const token = tokens[next];
    let last = first.end;
    for (; i < comments.length && token && (comments[i] as RawComment).start < token.start; i++) {
      const comment = comments[i] as RawComment;
      if (blankLine.test(text.slice(anchor.offset + last, anchor.offset + comment.start))) lines.length = 0;
      last = comment.end;
      if (comment.doc && comment.ownLine) lines.push(docLine(text, anchor.offset, comment));
    }
    if (!token) break;
    if (lines.length > 0 && !blankLine.test(text.slice(anchor.offset + last, anchor.offset + token.start)))
      docs.set(token.start, lines.join('\n'));
    if (i < comments.length && (comments[i] as RawComment).start < token.start) i++;
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
  if (ofTokens.length + ofRules.length === 0) return nothing;
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
  const anchor = new Anchor(source, 0);
  const at = source.text.indexOf('\0');
  const problem = diagnose(catalogue.syntax.binaryFile, { anchor, start: at, end: at + 1 }, undefined);
  const segment: Segment = { anchor, length: source.text.length, declarations: [], comments: [], problems: [problem] };
  return { kind: 'file', source, segments: [segment] };
}
