// Spans of sources ↔ ranges of the protocol (lines and UTF-16 columns). Positions outside are clamped, never refused.
import type { Position, Range } from 'vscode-languageserver';
import { type Source, type Span, spanEnd, spanStart } from '../text/index.ts';

export const positionAt = (source: Source, offset: number): Position => {
  const { line, column } = source.position(offset);
  return { line, character: column };
};

export const rangeBetween = (source: Source, start: number, end: number): Range => ({
  start: positionAt(source, start),
  end: positionAt(source, end),
});

export const rangeOf = (span: Span): Range => rangeBetween(span.anchor.source, spanStart(span), spanEnd(span));

export const offsetAt = (source: Source, { line, character }: Position): number =>
  source.offset({ line: whole(line), column: whole(character) });

/** Clients send what they like; what is no number counts as 0. */
const whole = (value: number): number => (Number.isFinite(value) ? Math.trunc(value) : 0);

/** Start and end offsets, in order. */
export function offsetsOf(source: Source, range: Range): { readonly start: number; readonly end: number } {
  const start = offsetAt(source, range.start);
  const end = offsetAt(source, range.end);
  return start <= end ? { start, end } : { start: end, end: start };
}
