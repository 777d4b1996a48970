// Trees for comparison: without places, so that two layouts of one program compare equal; with them, as offsets of the file.
import { declarationsOf, type FileTree } from '../../src/syntax/index.ts';
import { type Span, spanEnd, spanStart } from '../../src/text/index.ts';

const isSpan = (value: unknown): value is Span => typeof value === 'object' && value !== null && 'anchor' in value;

/** Everything but the places. */
export const shapeOf = (file: FileTree): unknown => JSON.parse(JSON.stringify(declarationsOf(file), withoutPlaces));

function withoutPlaces(key: string, value: unknown): unknown {
  // `else` holds a place; that there is one matters.
  if (key === 'else' && isSpan(value)) return true;
  return isSpan(value) ? undefined : value;
}

/** Everything with absolute offsets, segments and problems included. */
export const placedShapeOf = (file: FileTree): unknown =>
  JSON.parse(
    JSON.stringify(
      file.segments.map(({ anchor, length, declarations, comments, problems }) => ({
        offset: anchor.offset,
        length,
        declarations,
        comments,
        problems,
      })),
      (_key, value: unknown) => (isSpan(value) ? [spanStart(value), spanEnd(value)] : value),
    ),
  );
