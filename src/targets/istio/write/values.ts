// Values that many objects share: durations, labels, lists of texts, entries that may be absent.
import type { ScalarValue, Sink } from '../../../documents/index.ts';
import { type Labels, type Milliseconds, trimFraction } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Placed } from '../plan.ts';

/** `1500` → `1.5s`, `500` → `500ms`: what Go and protobuf both read. */
export const durationOf = (ms: Milliseconds): string =>
  ms !== 0 && ms < 1000 ? `${ms}ms` : `${trimFraction(ms, 1000)}s`;

export function optional(to: Sink, key: string, value: ScalarValue | undefined, origin: Span): void {
  if (value !== undefined) to.field(key, value, origin);
}

export function optionalDuration(to: Sink, key: string, value: Milliseconds | undefined, origin: Span): void {
  if (value !== undefined) to.field(key, durationOf(value), origin);
}

export function placed(to: Sink, key: string, one: Placed<ScalarValue> | undefined): void {
  if (one) to.field(key, one.value, one.origin);
}

export function labels(to: Sink, key: string, all: Labels, origin: Span): void {
  to.map(key, origin);
  const names = Object.keys(all);
  if (names.length > 1) names.sort();
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    to.field(name, all[name] as string, origin);
  }
  to.end();
}

export function texts(to: Sink, key: string, all: readonly string[], origin: Span): void {
  to.list(key, origin);
  for (let at = 0; at < all.length; at++) to.item(all[at] as string, origin);
  to.end();
}

/** Each with its own place. */
export function placedTexts(to: Sink, key: string, all: readonly Placed<string>[]): void {
  to.list(key);
  for (let at = 0; at < all.length; at++) {
    const { value, origin } = all[at] as Placed<string>;
    to.item(value, origin);
  }
  to.end();
}

/** `exportTo`, where there is one. */
export function exported(to: Sink, exportTo: Placed<readonly string[]> | undefined): void {
  if (exportTo) texts(to, 'exportTo', exportTo.value, exportTo.origin);
}

/** A list of maps under a key, unless it is empty. */
export function optionalList<T>(
  to: Sink,
  key: string,
  all: readonly T[],
  origin: Span,
  tell: (to: Sink, one: T) => void,
): void {
  if (all.length === 0) return;
  to.list(key, origin);
  for (let at = 0; at < all.length; at++) tell(to, all[at] as T);
  to.end();
}

/** A port by its number. */
export function port(to: Sink, number: number, origin: Span): void {
  to.map('port', origin);
  to.field('number', number, origin);
  to.end();
}
