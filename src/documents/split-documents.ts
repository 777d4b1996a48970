// The text of a YAML stream → the ranges of its documents, found by the markers at the beginning of lines alone, so that a broken
// document harms no other. The ranges follow each other without gaps.

export interface DocumentRange {
  /** Offsets into the stream's text, `end` exclusive; comments and directives before a document belong to it. */
  readonly start: number;
  readonly end: number;
}

/** `---` and `...` at the beginning of a line end whatever came before, quoted texts and block scalars included (YAML 1.2.2, 9.1.2). */
const MARKER = /(?:^|\n)\ufeff?(---|\.\.\.)(?=[ \t\r\n]|$)/g;
/** A blank line, a comment or a directive. */
const PRELUDE_LINE = /\ufeff?[ \t]*(?:#[^\n]*)?\r?(?:\n|$)|\ufeff?%[^\n]*(?:\n|$)/y;

/** Whether there is anything but blank lines, comments and directives from one line's beginning to another's. */
function hasContent(text: string, from: number, to: number): boolean {
  PRELUDE_LINE.lastIndex = from;
  while (PRELUDE_LINE.lastIndex < to) if (!PRELUDE_LINE.test(text)) return true;
  return false;
}

/** The ranges of the documents of a stream; none for a stream of blanks and comments. */
export function splitDocuments(text: string): DocumentRange[] {
  const ranges: DocumentRange[] = [];
  let start = 0;
  let contentFrom = 0;
  let begun = false;
  const close = (end: number): void => {
    ranges.push({ start, end });
    start = end;
    begun = false;
  };
  for (const found of text.matchAll(MARKER)) {
    const marker = found[1] ?? '';
    const at = found.index + found[0].length - marker.length;
    const open = begun || hasContent(text, contentFrom, lineStart(text, at));
    if (marker === '---') {
      if (open) close(lineStart(text, at));
      begun = true;
      contentFrom = at + marker.length;
    } else {
      contentFrom = lineEnd(text, at);
      if (open || ranges.length === 0) close(contentFrom);
      else {
        giveRest(ranges, contentFrom);
        start = contentFrom;
      }
    }
  }
  if (begun || hasContent(text, contentFrom, text.length)) close(text.length);
  giveRest(ranges, text.length);
  return ranges;
}

/** Gives what follows the last document, comments and end markers at most, to that document. */
function giveRest(ranges: DocumentRange[], end: number): void {
  const last = ranges.pop();
  if (last !== undefined) ranges.push({ start: last.start, end });
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found + 1;
}
