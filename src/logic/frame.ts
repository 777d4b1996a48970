// What literals alone say about a word: how it begins and ends, what it holds, and which words are worth a try.
import type { TextAtom } from './atoms.ts';
import type { Cell } from './cell.ts';
import type { TextVariable } from './variable.ts';

export interface FrameQuestion {
  readonly variable: TextVariable;
  readonly positive: readonly TextAtom[];
  readonly cell: Cell | undefined;
}

/** What literals say about the outline of a word: a beginning, an end, inner parts, and one word to try before. */
export interface Frame {
  readonly head: string;
  readonly tail: string;
  readonly inner: readonly string[];
  readonly point: string | undefined;
}

interface Piece {
  readonly text: string;
  readonly atom: TextAtom | undefined;
}

/** The frame, or literals that exclude each other. */
export function frameOf(question: FrameQuestion): Frame | { readonly core: readonly TextAtom[] } {
  const heads = headsOf(question);
  const tails = question.positive.filter((atom) => atom.kind === 'suffix').map((atom) => ({ text: atom.text, atom }));
  const head = longest(heads);
  const tail = longest(tails);
  const clash =
    heads.find((piece) => !leadsTo(piece, head.text)) ?? tails.find((piece) => !tail.text.endsWith(piece.text));
  if (clash !== undefined) {
    const other = clash.atom?.kind === 'suffix' ? tail : head;
    return { core: [clash.atom, other.atom].filter((atom) => atom !== undefined) };
  }
  const inner = question.positive.filter((atom) => atom.kind === 'contains').map((atom) => atom.text);
  const segment = heads.some((piece) => piece.atom?.kind === 'under' && piece.text === head.text);
  return segment
    ? { head: `${head.text}/`, tail: tail.text, inner, point: head.text }
    : { head: head.text, tail: tail.text, inner, point: undefined };
}

function headsOf({ variable, cell, positive }: FrameQuestion): Piece[] {
  const heads: Piece[] = [{ text: variable.startsWith, atom: undefined }];
  if (cell?.kind === 'cone') heads.push({ text: cell.text, atom: undefined });
  for (const atom of positive)
    if (atom.kind === 'prefix' || atom.kind === 'under') heads.push({ text: atom.text, atom });
  return heads;
}

function longest(pieces: readonly Piece[]): Piece {
  return pieces.reduce((a, b) => (b.text.length > a.text.length ? b : a), { text: '', atom: undefined });
}

function leadsTo(piece: Piece, head: string): boolean {
  if (!head.startsWith(piece.text)) return false;
  return piece.atom?.kind !== 'under' || head.length === piece.text.length || head[piece.text.length] === '/';
}

/** A word of the frame whose parts are kept apart by the filler. */
export function spread(frame: Frame, filler: string, atEnd: boolean): string {
  const inner = frame.inner.map((part) => filler + part).join('');
  return frame.head + inner + (atEnd || frame.inner.length === 0 ? filler : '') + frame.tail;
}

/** Words of the frame to try, the readable ones first. */
export function* guesses(frame: Frame, fresh: string): Generator<string> {
  const { head, inner, tail } = frame;
  const joined = [...inner, tail].reduce(overlap, head);
  if (joined !== '') yield joined;
  for (const filler of ['x', 'a', '1', '/x', fresh]) {
    yield spread(frame, filler, false);
    yield spread(frame, filler, true);
  }
  yield '';
}

/** Appends, letting the end of one and the beginning of the other share characters. */
function overlap(text: string, more: string): string {
  if (text.includes(more) && text.endsWith(more)) return text;
  for (let shared = Math.min(text.length, more.length); shared > 0; shared--) {
    if (text.endsWith(more.slice(0, shared))) return text + more.slice(shared);
  }
  return text + more;
}
