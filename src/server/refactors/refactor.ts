// A change of shape that keeps the meaning: offered where it can be made.
import type { TextEdit } from '../../text/index.ts';
import { type Source, type Span, spanIn } from '../../text/index.ts';
import type { View } from '../workspace.ts';

export interface Change {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}
export type Refactor = (view: View, start: number, end: number) => readonly Change[];

/** An insertion at an offset of a file. */
export const insertion = (source: Source, offset: number, text: string): TextEdit => ({
  span: spanIn(source, offset, offset),
  text,
});

/** Where a declaration begins with its documentation, at the beginning of a line. */
export function beginningOf(source: Source, span: Span): number {
  let line = source.position(span.anchor.offset + span.start).line;
  while (
    line > 0 &&
    source
      .line(line - 1)
      .trimStart()
      .startsWith('///')
  )
    line--;
  return source.lineStarts[line] ?? 0;
}

/** A name that is not taken. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  for (let number = 2; ; number++) if (!isTaken(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
