// Formatting: the whole file, a range by declarations, and the declaration just closed while typing. Only what changes is sent, line
// by line, so that cursors and folds stay.
import type { Range, TextEdit } from 'vscode-languageserver';
import { format, formatSegment } from '../../formatter/index.ts';
import { type Segment, segmentAt } from '../../syntax/index.ts';
import type { Source } from '../../text/index.ts';
import { offsetsOf, rangeBetween } from '../ranges.ts';
import type { View } from '../workspace.ts';

export function formatDocument({ tree, source }: View): TextEdit[] {
  return lineEdits(source, 0, source.text.length, withLineEnds(format(tree), source));
}

/** The declarations that a range touches. */
export function formatRange({ tree, source }: View, range: Range): TextEdit[] {
  const { start, end } = offsetsOf(source, range);
  return tree.segments.flatMap((segment) => {
    const from = segment.anchor.offset;
    return from <= end && from + segment.length >= start ? formatOne(segment, source) : [];
  });
}

/** After `}`, `;` or a line end: the declaration there, once it is whole. */
export function formatOnType({ tree, source }: View, offset: number): TextEdit[] {
  const segment = segmentAt(tree, Math.max(0, offset - 1));
  return segment ? formatOne(segment, source) : [];
}

function formatOne(segment: Segment, source: Source): TextEdit[] {
  const formatted = formatSegment(segment);
  if (formatted === undefined || segment.declarations.length === 0) return [];
  const { offset } = segment.anchor;
  const text = source.text.slice(offset, offset + segment.length);
  const before = /^(?:[ \t]*(?:\r\n?|\n))*/.exec(text)?.[0].length ?? 0;
  const end = text.trimEnd().length;
  if (end <= before) return [];
  const wanted = withLineEnds(formatted.replace(/^\s*\n/, '').trimEnd(), source);
  return lineEdits(source, offset + before, offset + end, wanted);
}

/** A file keeps its kind of line end. */
const withLineEnds = (text: string, source: Source): string =>
  /\r\n/.test(source.text) ? text.replace(/\r?\n/g, '\r\n') : text;

/** Replaces the lines between the first and the last that differ. */
export function lineEdits(source: Source, start: number, end: number, wanted: string): TextEdit[] {
  const text = source.text.slice(start, end);
  if (text === wanted) return [];
  const old = linesOf(text);
  const next = linesOf(wanted);
  let first = 0;
  while (first < old.length && first < next.length && old[first] === next[first]) first++;
  let last = 0;
  const most = Math.min(old.length, next.length) - first;
  while (last < most && old[old.length - 1 - last] === next[next.length - 1 - last]) last++;
  const from = start + lengthOf(old.slice(0, first));
  const to = end - lengthOf(old.slice(old.length - last));
  return [{ range: rangeBetween(source, from, to), newText: next.slice(first, next.length - last).join('') }];
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);
