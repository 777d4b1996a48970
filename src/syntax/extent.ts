// Where a node stands within its segment, in as little memory as it takes: nearly always one small number. A span when it is asked for.
import type { Anchor, Span } from '../text/index.ts';

/** Start and length in one number; a span where they do not fit. Relative to an anchor that is kept beside it. */
export type Extent = number | Span;

const LENGTH_BITS = 12;
const MOST_LENGTH = (1 << LENGTH_BITS) - 1;
const MOST_START = (1 << (31 - LENGTH_BITS)) - 1;

/** An end before the start counts as the start. */
export function extentOf(anchor: Anchor, start: number, end: number): Extent {
  const length = end > start ? end - start : 0;
  return start <= MOST_START && length <= MOST_LENGTH
    ? (start << LENGTH_BITS) | length
    : { anchor, start, end: start + length };
}

export function spanOf(anchor: Anchor, extent: Extent): Span {
  if (typeof extent !== 'number') return extent;
  const start = extent >>> LENGTH_BITS;
  return { anchor, start, end: start + (extent & MOST_LENGTH) };
}

export const extentStart = (extent: Extent): number =>
  typeof extent === 'number' ? extent >>> LENGTH_BITS : extent.start;

/** The first `length` units of an extent. */
export const beginningOf = (anchor: Anchor, extent: Extent, length: number): Extent =>
  extentOf(anchor, extentStart(extent), extentStart(extent) + length);
