// Text that may break: pieces, places where a line may end, and groups that break together. Knows nothing of mesh.

/** A string; a sequence; a place where a line may end; a group that stays on one line if it fits; an indented piece. */
export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: 'line'; readonly flat: string }
  | { readonly kind: 'group'; readonly content: Layout }
  | { readonly kind: 'indent'; readonly content: Layout };

/** A blank, or a line end. */
export const line: Layout = { kind: 'line', flat: ' ' };
/** Nothing, or a line end. */
export const soft: Layout = { kind: 'line', flat: '' };
export const group = (...content: readonly Layout[]): Layout => ({ kind: 'group', content });
export const indent = (...content: readonly Layout[]): Layout => ({ kind: 'indent', content });

/** Pieces with a comma between, where a line may end after each. */
export const commas = (pieces: readonly Layout[]): Layout =>
  pieces.map((piece, index) => (index === 0 ? piece : [',', line, piece]));

/** The text on one line. */
export function flat(layout: Layout): string {
  if (typeof layout === 'string') return layout;
  if ('kind' in layout) return layout.kind === 'line' ? layout.flat : flat(layout.content);
  return layout.map(flat).join('');
}

interface Pending {
  readonly layout: Layout;
  readonly indent: number;
  readonly broken: boolean;
}

/** The lines of a layout whose first line begins at column `column`; the others are indented by what is given. */
export function render(layout: Layout, column: number, width: number): string[] {
  const lines = [''];
  let used = column;
  const pending: Pending[] = [{ layout, indent: column, broken: true }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { layout: piece, indent: at, broken } = next;
    if (typeof piece === 'string') {
      lines[lines.length - 1] += piece;
      used += piece.length;
    } else if (!('kind' in piece)) {
      for (let i = piece.length - 1; i >= 0; i--) pending.push({ layout: piece[i] as Layout, indent: at, broken });
    } else if (piece.kind === 'indent') pending.push({ layout: piece.content, indent: at + 2, broken });
    else if (piece.kind === 'group') {
      const fits = used + untilLineEnd(piece, pending) <= width;
      pending.push({ layout: piece.content, indent: at, broken: !fits });
    } else if (broken) {
      lines.push(' '.repeat(at - column));
      used = at;
    } else {
      lines[lines.length - 1] += piece.flat;
      used += piece.flat.length;
    }
  }
  return lines.map((one) => one.trimEnd());
}

/** Width of a group on one line with what follows it up to the next place where the line may end. */
function untilLineEnd(piece: Layout, pending: readonly Pending[]): number {
  let width = flat(piece).length;
  for (let i = pending.length - 1; i >= 0; i--) {
    const { layout, broken } = pending[i] as Pending;
    const { text, ended } = upToLine(layout, broken);
    width += text;
    if (ended) break;
  }
  return width;
}

function upToLine(layout: Layout, broken: boolean): { readonly text: number; readonly ended: boolean } {
  if (typeof layout === 'string') return { text: layout.length, ended: false };
  if ('kind' in layout) {
    if (layout.kind === 'line') return broken ? { text: 0, ended: true } : { text: layout.flat.length, ended: false };
    return upToLine(layout.content, layout.kind === 'group' ? true : broken);
  }
  let text = 0;
  for (const piece of layout) {
    const inner = upToLine(piece, broken);
    text += inner.text;
    if (inner.ended) return { text, ended: true };
  }
  return { text, ended: false };
}
