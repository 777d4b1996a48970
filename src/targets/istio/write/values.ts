// Values that many objects share: durations, labels, lists of texts, entries that may be absent.
import {
  type Entry,
  entry,
  type ListNode,
  list,
  type MapNode,
  map,
  type Node,
  number,
  text,
} from '../../../documents/index.ts';
import { type Labels, type Milliseconds, trimFraction } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Placed } from '../plan.ts';

/** `1500` → `1.5s`, `500` → `500ms`: what Go and protobuf both read. */
export const durationOf = (ms: Milliseconds): string =>
  ms !== 0 && ms < 1000 ? `${ms}ms` : `${trimFraction(ms, 1000)}s`;

export const duration = (ms: Milliseconds, origin?: Span): Node => text(durationOf(ms), origin);

export const labels = (all: Labels, origin?: Span): MapNode =>
  map(
    Object.keys(all)
      .sort()
      .map((key) => entry(key, text(all[key] as string, origin))),
    origin,
  );

export const texts = (all: readonly string[], origin?: Span): ListNode =>
  list(
    all.map((one) => text(one, origin)),
    origin,
  );

/** Each with its own place. */
export const placedTexts = (all: readonly Placed<string>[]): ListNode =>
  list(all.map(({ value, origin }) => text(value, origin)));

export const optionalText = (key: string, value: string | undefined, origin?: Span): Entry | undefined =>
  value === undefined ? undefined : entry(key, text(value, origin));

export const optionalNumber = (key: string, value: number | undefined, origin?: Span): Entry | undefined =>
  value === undefined ? undefined : entry(key, number(value, origin));

export const optionalDuration = (key: string, value: Milliseconds | undefined, origin?: Span): Entry | undefined =>
  value === undefined ? undefined : entry(key, duration(value, origin));

/** `exportTo`, where there is one. */
export const exported = (exportTo: Placed<readonly string[]> | undefined): Entry | undefined =>
  exportTo && entry('exportTo', texts(exportTo.value, exportTo.origin));

/** A list under a key, unless it is empty. */
export const optionalList = (key: string, items: readonly Node[], origin?: Span): Entry | undefined =>
  items.length === 0 ? undefined : entry(key, list(items, origin));
