// Lists of items → lines: comments, blank lines, blocks on one line or several, aligned arrows. All layout decisions that depend on
// neighbours are here; a line is text and an optional comment at its end.
import type * as tree from '../syntax/index.ts';
import { spanEnd, spanStart } from '../text/index.ts';
import { flat, group, indent, type Layout, line as lineEnd, render } from './layout.ts';
import { type Body, type Line, type Pieces, piecesOf } from './pieces.ts';

export const WIDTH = 100;
/** Heads wider than this do not push the arrows of their neighbours to the right. */
const ALIGNED = 60;

export interface OutputLine {
  readonly text: string;
  readonly comment?: string;
}

/** Where comments and blank lines come from. */
export interface Original {
  readonly text: string;
  /** In order; each is written once. */
  readonly comments: readonly tree.Comment[];
}

export interface Entry {
  readonly lines: readonly OutputLine[];
  /** A blank line stood before it. */
  readonly blankBefore: boolean;
  readonly kind: 'comment' | 'node';
}

export class LinePrinter {
  readonly #original: Original | undefined;
  #next = 0;

  constructor(original: Original | undefined) {
    this.#original = original;
  }

  /** The entries of a list that lies between two offsets of the source. */
  entries(nodes: readonly Line[], column: number, from: number, to: number): Entry[] {
    const pieces = nodes.map(piecesOf);
    const arrows = arrowColumns(pieces, column);
    const entries: Entry[] = [];
    let at = from;
    for (const [index, node] of nodes.entries()) {
      at = this.#commentsBefore(spanStart(node.span), at, column, entries);
      const hoisted = this.#commentsInHead(node, pieces[index] as Pieces, column);
      const blankBefore = this.#blankBetween(at, spanStart(node.span));
      const lines = this.#node(node, pieces[index] as Pieces, column, arrows[index] ?? 0);
      if (goesOnInto(node, nodes[index + 1])) appendSemicolon(lines);
      at = Math.max(at, spanEnd(node.span));
      const trailing = this.#trailing(at);
      if (trailing) at = spanEnd(trailing.span);
      const whole = [...hoisted, ...this.#docs(node, column), ...withComment(lines, trailing)];
      entries.push({ lines: whole, blankBefore, kind: 'node' });
    }
    this.#commentsBefore(to, at, column, entries);
    return entries;
  }

  // ---- comments

  #peek(before: number): tree.Comment | undefined {
    const comment = this.#original?.comments[this.#next];
    return comment && spanStart(comment.span) < before ? comment : undefined;
  }

  #commentsBefore(before: number, from: number, column: number, entries: Entry[]): number {
    let at = from;
    for (let comment = this.#peek(before); comment; comment = this.#peek(before)) {
      this.#next++;
      const blankBefore = this.#blankBetween(at, spanStart(comment.span));
      const text = `${' '.repeat(column)}${commentText(comment)}`;
      entries.push({ lines: [{ text }], blankBefore, kind: 'comment' });
      at = spanEnd(comment.span);
    }
    return at;
  }

  /** Comments within an item, before its block: they go on lines of their own before it, and document nothing there. */
  #commentsInHead(node: Line, { body }: Pieces, column: number): OutputLine[] {
    const end = body ? bodyStart(node, body) : spanEnd(node.span);
    const lines: OutputLine[] = [];
    for (let comment = this.#peek(end); comment; comment = this.#peek(end)) {
      this.#next++;
      lines.push({ text: `${' '.repeat(column)}//${comment.text.trimEnd()}` });
    }
    return lines;
  }

  /** A comment right after `from` on the same line. */
  #trailing(from: number): tree.Comment | undefined {
    const original = this.#original;
    const comment = original?.comments[this.#next];
    if (!original || !comment || comment.ownLine) return undefined;
    if (!/^[ \t;]*$/.test(original.text.slice(from, spanStart(comment.span)))) return undefined;
    this.#next++;
    return comment;
  }

  #blankBetween(from: number, to: number): boolean {
    return this.#original !== undefined && /(?:\r\n?|\n)[ \t;]*(?:\r\n?|\n)/.test(this.#original.text.slice(from, to));
  }

  /** Documentation of a tree that has no comments of its own. */
  #docs(node: Line, column: number): OutputLine[] {
    if (this.#original || !('doc' in node) || node.doc === undefined) return [];
    return node.doc.split('\n').map((text) => ({ text: `${' '.repeat(column)}///${text === '' ? '' : ` ${text}`}` }));
  }

  // ---- one node

  #node(node: Line, pieces: Pieces, column: number, arrow: number): OutputLine[] {
    const { body } = pieces;
    if (body && this.#staysOnLine(body)) {
      const whole = oneLine(pieces, arrow);
      if (whole !== undefined && column + whole.length <= WIDTH) return [{ text: ' '.repeat(column) + whole }];
    }
    const head = headLines(pieces, column, arrow, body ? (body.lines.length === 0 ? 3 : 2) : 0).map((text) => ({
      text: ' '.repeat(column) + text,
    }));
    return body ? this.#withBody(node, body, head, column) : head;
  }

  #staysOnLine(body: Body): boolean {
    if (!this.#original || body.span.start === body.span.end) return body.lines.length <= 3;
    return !/[\r\n]/.test(this.#original.text.slice(spanStart(body.span), spanEnd(body.span)));
  }

  #withBody(node: Line, body: Body, head: OutputLine[], column: number): OutputLine[] {
    const start = bodyStart(node, body) + 1;
    const end = Math.max(start, spanEnd(body.span) - 1);
    const trailing = this.#trailing(start);
    const from = trailing ? spanEnd(trailing.span) : start;
    const inner = separated(this.entries(body.lines, column + 2, from, end));
    const last = head[head.length - 1] as OutputLine;
    if (inner.length === 0 && !trailing) return [...head.slice(0, -1), { text: `${last.text} {}` }];
    const open = withComment([{ text: `${last.text} {` }], trailing);
    return [...head.slice(0, -1), ...open, ...inner, { text: `${' '.repeat(column)}}` }];
  }
}

/** A `with` on the line after an action would belong to that action. */
const goesOnInto = (node: Line, next: Line | undefined): boolean =>
  next?.kind === 'with' && node.kind === 'rule' && !node.action.block && node.action.policies.length === 0;

function appendSemicolon(lines: OutputLine[]): void {
  const last = lines.pop();
  if (last) lines.push({ ...last, text: `${last.text};` });
}

const withComment = (lines: readonly OutputLine[], comment: tree.Comment | undefined): readonly OutputLine[] => {
  const last = lines[lines.length - 1];
  return comment && last ? [...lines.slice(0, -1), { ...last, comment: commentText(comment) }] : lines;
};

const commentText = (comment: tree.Comment): string => `${comment.doc ? '///' : '//'}${comment.text.trimEnd()}`;

/** Offset of the `{` of a body. Tests and expectations have no block node: theirs is behind the title. */
function bodyStart(node: Line, body: Body): number {
  if (node.kind !== 'test' && node.kind !== 'expect') return spanStart(body.span);
  const { source } = node.span.anchor;
  const open = source.text.indexOf('{', spanEnd(node.title.span));
  return open < 0 ? spanEnd(node.span) : open;
}

/** Entries with at most one blank line between, none at the beginning. */
function separated(entries: readonly Entry[]): OutputLine[] {
  const lines: OutputLine[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index > 0 && entry.blankBefore) lines.push({ text: '' });
    for (const line of entry.lines) lines.push(line);
  }
  return lines;
}

// ---- heads and arrows

/** For each item the column of its arrow (from the item's own), 0 for those that are not aligned. */
function arrowColumns(pieces: readonly Pieces[], column: number): readonly number[] {
  const heads = pieces.map((one) => (one.aligned ? flat(one.head).length : 0));
  const width = heads.reduce((most, head) => (column + head <= ALIGNED ? Math.max(most, head) : most), 0);
  return pieces.map((one, index) => {
    const head = heads[index] as number;
    if (head === 0 || column + head > ALIGNED) return 0;
    const needed = column + width + 4 + flat(one.action ?? '').length + (one.body ? 2 : 0);
    return needed <= WIDTH ? width + 1 : 0;
  });
}

/** Head and action on one line, the arrow at its column. */
function flatHead({ head, action }: Pieces, arrow: number): string {
  const text = flat(head);
  if (action === undefined) return text;
  return `${text === '' ? '' : text.padEnd(arrow - 1)}${text === '' ? '' : ' '}-> ${flat(action)}`;
}

function oneLine(pieces: Pieces, arrow: number): string | undefined {
  const { body } = pieces;
  const head = flatHead(pieces, arrow);
  if (!body) return head;
  if (body.lines.length === 0) return `${head} {}`;
  const inner = body.lines.map((one) => oneLine(piecesOf(one), 0));
  return `${head} { ${inner.join('; ')} }`;
}

function headLines(pieces: Pieces, column: number, arrow: number, reserve: number): string[] {
  const text = flatHead(pieces, arrow);
  if (column + text.length + reserve <= WIDTH) return [text];
  const { head, action } = pieces;
  const tail: Layout = action === undefined ? '' : flat(head) === '' ? ['-> ', action] : indent(lineEnd, '-> ', action);
  return render(group(head, tail), column, WIDTH - reserve);
}
