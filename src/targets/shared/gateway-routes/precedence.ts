// First match wins in mesh; in Gateway API the more specific match wins, and only ties go by order. This file makes the second do what
// the first says: wherever a later rule's match would beat an earlier one's on requests that both take, the match of those requests
// (their intersection) is added to the earlier rule. It is at least as specific as both, so it wins; ties go to the earlier rule.
import { type Intersection, intersection } from './intersection.ts';
import type { HttpMatch, NamedMatch } from './plan.ts';

/** Which match wins, by whoever reads the routes. */
export interface Precedence {
  /** Whether the earlier match wins, or ties, wherever both match; asked only where both do. */
  readonly isKept: (earlier: HttpMatch, later: HttpMatch) => boolean | 'unknown';
  /** A match of the requests of both on which the later one would win; at least as specific as both. */
  readonly overlap: (earlier: HttpMatch, later: HttpMatch) => Intersection;
}
export interface Ranked {
  readonly match: HttpMatch;
  /** Its place in the order of trying; the first that matches decides. */
  readonly position: number;
  /** The rule whose decision it takes, by its place in the source. */
  readonly rule: number;
}
export type Arranged =
  | { readonly kind: 'arranged'; readonly matches: readonly Ranked[] }
  /** Two rules that no specificity can keep in order, by position. */
  | {
      readonly kind: 'refused';
      readonly earlier: number;
      readonly later: number;
      readonly reason: OrderReason;
    };
export type OrderReason = 'regex' | 'same-name' | 'too-many';

/** Most matches that are tried before giving up: the platforms take 128 a route. */
const LIMIT = 1024;

/** Adds the intersections that keep the order. Matches of one rule may stand in any order. */
export function arrange(listed: readonly Ranked[], precedence: Precedence): Arranged {
  const kept: Ranked[] = [];
  const positions = new Map<string, number>();
  const waiting = [...listed];
  while (waiting.length > 0) {
    const next = waiting.shift() as Ranked;
    const before = positions.get(keyOf(next.match));
    if (before !== undefined && before <= next.position) continue;
    for (const other of kept) {
      const [earlier, later] = other.position <= next.position ? [other, next] : [next, other];
      if (earlier.rule === later.rule) continue;
      const verdict = conflict(earlier.match, later.match, precedence);
      if (verdict.kind === 'refused')
        return { kind: 'refused', earlier: earlier.rule, later: later.rule, reason: verdict.reason };
      if (verdict.kind === 'add') waiting.push({ ...earlier, match: verdict.match });
    }
    if (before !== undefined) remove(kept, next.match);
    positions.set(keyOf(next.match), next.position);
    kept.push(next);
    if (kept.length + waiting.length > LIMIT)
      return { kind: 'refused', earlier: next.rule, later: next.rule, reason: 'too-many' };
  }
  return { kind: 'arranged', matches: kept.sort((a, b) => a.position - b.position) };
}

function remove(kept: Ranked[], match: HttpMatch): void {
  const key = keyOf(match);
  const at = kept.findIndex((each) => keyOf(each.match) === key);
  if (at >= 0) kept.splice(at, 1);
}

type Verdict =
  | { readonly kind: 'fine' }
  | { readonly kind: 'add'; readonly match: HttpMatch }
  | { readonly kind: 'refused'; readonly reason: 'regex' | 'same-name' };

function conflict(earlier: HttpMatch, later: HttpMatch, { isKept, overlap }: Precedence): Verdict {
  if (intersection(earlier, later) === 'none') return { kind: 'fine' };
  const order = isKept(earlier, later);
  if (order === true) return { kind: 'fine' };
  const shared = overlap(earlier, later);
  if (shared === 'none') return { kind: 'fine' };
  if (shared === 'same-name') return { kind: 'refused', reason: 'same-name' };
  if (shared === 'regex' || order === 'unknown') return { kind: 'refused', reason: 'regex' };
  return { kind: 'add', match: shared };
}

export const keyOf = (match: HttpMatch): string =>
  JSON.stringify([
    match.path?.type,
    match.path?.value,
    match.method,
    sorted(match.headers),
    sorted(match.query),
    match.grpc && [match.grpc.type, match.grpc.service, match.grpc.method],
  ]);
const sorted = (matches: readonly NamedMatch[]): string[] =>
  matches.map(({ name, type, value }) => `${name}\0${type}\0${value}`).sort();
