// Trying out a text at the cursor: the declaration up to there, cut down to the blocks around it, is parsed with a word put in. What
// the parser makes of the word says what may stand there; so completion knows no grammar of its own.
import { catalogue } from '../../diagnostics/index.ts';
import {
  type Block,
  declarationsOf,
  type ExpectDeclaration,
  type FileTree,
  type Node,
  nodeAt,
  parseFile,
  type TestDeclaration,
} from '../../syntax/index.ts';
import { Source, spanEnd, spanStart } from '../../text/index.ts';

/** A word that no program has. */
export const PROBE = 'zzmeshzz';

export interface Spot {
  /** What stands before the word at the cursor, cut down to what matters. */
  readonly before: string;
  /** Offsets of the word at the cursor in the file; `start` is where it begins. */
  readonly start: number;
  readonly end: number;
  /** The part of the word before the cursor. */
  readonly typed: string;
}

const wordBefore = /[A-Za-z][\w-]*$|[0-9][\w.%]*$/;
const wordAfter = /^[\w-]+/;

/** Where the cursor is; nothing inside comments. */
export function spotAt(tree: FileTree, offset: number): Spot | undefined {
  const { text } = tree.source;
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const line = text.slice(lineStart, offset);
  if (isInComment(line)) return undefined;
  const typed = wordBefore.exec(line)?.[0] ?? '';
  const start = offset - typed.length;
  const end = offset + (wordAfter.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  return { before: contextBefore(tree, start), start, end, typed };
}

const isInComment = (line: string): boolean => withoutTexts(line).includes('//');

/** Texts of a line blanked out. */
const withoutTexts = (line: string): string =>
  line.replace(/"(?:\\.|[^"\\])*"|`[^`]*`/g, (text) => ' '.repeat(text.length));

export const quoteOpenIn = (before: string): '"' | '`' | undefined => {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const rest = line.replace(/"(?:\\.|[^"\\])*"|`[^`]*`/g, '');
  return rest.includes('`') ? '`' : rest.includes('"') ? '"' : undefined;
};

/** The heads of the blocks around the cursor and the line it is in. */
function contextBefore(tree: FileTree, offset: number): string {
  const { text } = tree.source;
  const around = nodesAround(tree, offset);
  const declaration = around[0];
  const from =
    declaration && spanStart(declaration.span) <= offset ? spanStart(declaration.span) : lineStartOf(text, offset);
  const blocks = around.filter((node): node is Block => node.kind === 'block' && isInside(node, offset));
  let result = '';
  let at = from;
  if (isListOfClaims(declaration)) {
    const open = text.indexOf('{', spanEnd(declaration.title.span)) + 1;
    if (open > 0 && open <= offset) {
      const items: readonly Node[] = 'samples' in declaration ? declaration.samples : declaration.claims;
      const last = items.findLast((node) => spanStart(node.span) < offset);
      return `${text.slice(from, open)}\n  ${text.slice(last ? spanStart(last.span) : open, offset)}`;
    }
  }
  for (const block of blocks) {
    const open = spanStart(block.span) + 1;
    result += `${result === '' ? '' : '  '}${text.slice(Math.max(at, itemStart(block, around, at)), open)}\n`;
    at = open;
  }
  return (
    `${result}${result === '' ? '' : '  '}` +
    text.slice(Math.max(at, lastItemStart(around, blocks.at(-1), offset, at)), offset)
  );
}

/** The nodes at a place; behind a block that nobody closed yet those at its end, for what is typed there belongs to it. */
function nodesAround(tree: FileTree, offset: number): readonly Node[] {
  const { text } = tree.source;
  const path = nodeAt(tree, offset);
  if (path.length > 0) return path;
  const end = codeEnd(text, offset);
  const before = nodeAt(tree, Math.max(0, Math.min(end, offset - 1)));
  const sameLine = !/[\r\n]/.test(text.slice(end, offset));
  const goesOn = sameLine || before.some((node) => isUnclosedList(node));
  return goesOn ? before : nodeAt(tree, Math.max(0, offset - 1));
}

/** A block, or the samples and claims of a declaration, without the brace at the end. */
function isUnclosedList(node: Node): boolean {
  if (node.kind === 'block') return isUnclosed(node);
  return isListOfClaims(node) && node.span.anchor.source.text[spanEnd(node.span) - 1] !== '}';
}

/** Where the last word before an offset ends, past blanks and comments. */
function codeEnd(text: string, offset: number): number {
  let end = text.slice(0, offset).trimEnd().length;
  for (;;) {
    const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
    const comment = withoutTexts(line).indexOf('//');
    if (comment < 0) return end;
    end = text.slice(0, end - line.length + comment).trimEnd().length;
  }
}

/** Its last brace is that of the last thing in it, or there is none. */
function isUnclosed({ span, items }: Block): boolean {
  const { text } = span.anchor.source;
  const last = items.at(-1);
  if (text[spanStart(span)] !== '{') return false;
  return text[spanEnd(span) - 1] !== '}' || (last !== undefined && spanEnd(last.span) === spanEnd(span));
}

type Claims = TestDeclaration | ExpectDeclaration;
const isListOfClaims = (node: Node | undefined): node is Claims =>
  node !== undefined && 'keyword' in node && (node.kind === 'test' || node.kind === 'expect');

const lineStartOf = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

const isInside = (block: Block, offset: number): boolean =>
  block.span.anchor.source.text[spanStart(block.span)] === '{' &&
  spanStart(block.span) < offset &&
  (offset <= spanEnd(block.span) || isUnclosed(block));

/** The start of the item that holds a block, past the items before it. */
function itemStart(block: Block, around: readonly Node[], least: number): number {
  const holder = around[around.indexOf(block) - 1];
  const item = around.slice(0, around.indexOf(block)).findLast((node) => isItem(node));
  return holder && item && spanStart(item.span) >= least ? spanStart(item.span) : least;
}

function lastItemStart(around: readonly Node[], block: Block | undefined, offset: number, least: number): number {
  const items: readonly Node[] = block ? block.items : around.slice(1).filter((node) => isItem(node));
  const item = items.findLast((node) => spanStart(node.span) < offset);
  return item && spanStart(item.span) >= least ? spanStart(item.span) : least;
}

const isItem = ({ kind }: Node): boolean =>
  kind === 'rule' || kind === 'setting' || kind === 'with' || kind === 'sample' || kind === 'claim';

const UNEXPECTED: string = catalogue.syntax.unexpected.code;

/** What the parser makes of `word` after `before`: the nodes around it, outermost first. */
export interface Trial {
  readonly path: readonly Node[];
  /** There is no problem at the word or before it on its line. */
  readonly fits: boolean;
  /** The grammar takes the word where it stands, whatever it is called. */
  readonly isTaken: boolean;
}

export function tryWord(before: string, word: string, after = ''): Trial {
  const tree = parseFile(new Source('trial', `${before}${word}${after}`));
  const start = before.length;
  const end = start + word.length;
  const problems = tree.segments.flatMap((segment) => segment.problems);
  const line = lineStartOf(before, before.length);
  const fits = problems.every(({ span }) => spanEnd(span) < line || spanStart(span) >= end);
  const isTaken = !problems.some(
    ({ code, span }) => code === UNEXPECTED && start <= spanStart(span) && spanStart(span) < end,
  );
  return { path: nodesAt(tree, start, end), fits, isTaken };
}

function nodesAt(tree: FileTree, start: number, end: number): readonly Node[] {
  if (declarationsOf(tree).length === 0) return [];
  // Inside the word, where no missing part can stand.
  const path = nodeAt(tree, start + 1);
  return path.filter(({ span }) => spanStart(span) <= start && spanEnd(span) >= end);
}
