// Sources and places in them: a file's text, an anchor in it, spans relative to the anchor, lines and columns.
// Knows nothing of mesh. An anchor is what lets an editor move a whole declaration without touching its tree.

/** One file's text at one moment. `path` is what people see; it is also the file's identity within a project. */
export class Source {
  readonly path: string;
  readonly text: string;
  #lines: readonly number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Offsets (UTF-16 units) at which lines begin. `\n`, `\r\n` and a lone `\r` end a line. */
  get lineStarts(): readonly number[] {
    this.#lines ??= lineStarts(this.text);
    return this.#lines;
  }

  /** Zero-based line and column (UTF-16 units) of an offset; offsets outside are clamped. */
  position(offset: number): Position {
    const starts = this.lineStarts;
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: at - (starts[low] ?? 0) };
  }

  /** Offset of a zero-based line and column; both are clamped to what exists. */
  offset(position: Position): number {
    const starts = this.lineStarts;
    if (position.line < 0) return 0;
    const start = starts[position.line];
    if (start === undefined) return this.text.length;
    const next = starts[position.line + 1] ?? this.text.length + 1;
    return Math.min(start + Math.max(0, position.column), Math.max(start, this.lineEnd(start, next)));
  }

  /** Text of a zero-based line without its line end. */
  line(line: number): string {
    const start = this.lineStarts[line];
    if (start === undefined) return '';
    return this.text.slice(start, this.lineEnd(start, this.lineStarts[line + 1] ?? this.text.length + 1));
  }

  private lineEnd(start: number, next: number): number {
    let end = Math.min(next, this.text.length);
    while (end > start && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    return end;
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A point of a source that spans are relative to. Its offset changes when text before it is edited, and its source when the
 * file is; the spans that hang on it stay as they are. Identity matters, so it is a class.
 */
export class Anchor {
  source: Source;
  offset: number;

  constructor(source: Source, offset: number) {
    this.source = source;
    this.offset = offset;
  }
}

/** A piece of text: UTF-16 offsets relative to `anchor.offset`, `end` exclusive. `start === end` is a place between two characters. */
export interface Span {
  readonly anchor: Anchor;
  readonly start: number;
  readonly end: number;
}

export const spanStart = (span: Span): number => span.anchor.offset + span.start;
export const spanEnd = (span: Span): number => span.anchor.offset + span.end;
export const spanText = (span: Span): string => span.anchor.source.text.slice(spanStart(span), spanEnd(span));
export const spanPath = (span: Span): string => span.anchor.source.path;
export const startOf = (span: Span): Span => ({ anchor: span.anchor, start: span.start, end: span.start });
export const endOf = (span: Span): Span => ({ anchor: span.anchor, start: span.end, end: span.end });

/** A span of a source by absolute offsets, for texts without declarations (YAML, command lines). */
export const spanIn = (source: Source, start: number, end: number): Span => ({
  anchor: new Anchor(source, 0),
  start,
  end,
});

/** `file:line:column`, one-based, as editors and terminals understand it. */
export function placeOf(span: Span): string {
  const { line, column } = span.anchor.source.position(spanStart(span));
  return `${span.anchor.source.path}:${line + 1}:${column + 1}`;
}

/** Orders spans by file, then start, then end. */
export function compareSpans(a: Span, b: Span): number {
  const left = spanPath(a);
  const right = spanPath(b);
  if (left !== right) return left < right ? -1 : 1;
  return spanStart(a) - spanStart(b) || spanEnd(a) - spanEnd(b);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) starts.push(i + 1);
    else if (code === 13) {
      if (text.charCodeAt(i + 1) === 10) i++;
      starts.push(i + 1);
    }
  }
  return starts;
}
