// First match wins in mesh; in Gateway API the more specific match wins, and only ties go by order. This file makes the second do what
// the first says: wherever a later rule's match would beat an earlier one's on requests that both take, the match of those requests
// (their intersection) is added to the earlier rule. It is at least as specific as both, so it wins; ties go to the earlier rule.
import type { HttpMatch, NamedMatch, PathMatch } from '../plan.ts';

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
      readonly reason: 'regex' | 'same-name' | 'too-many';
    };

/** Most matches that are tried before giving up: the platforms take 128 a route. */
const LIMIT = 1024;

/** Adds the intersections that keep the order. Matches of one rule may stand in any order. */
export function arrange(listed: readonly Ranked[]): Arranged {
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
      const verdict = conflict(earlier.match, later.match);
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

function conflict(earlier: HttpMatch, later: HttpMatch): Verdict {
  const shared = intersection(earlier, later);
  if (shared === 'none') return { kind: 'fine' };
  const order = compareSpecificity(earlier, later);
  if (order !== 'unknown' && order >= 0) return { kind: 'fine' };
  if (shared === 'same-name') return { kind: 'refused', reason: 'same-name' };
  if (shared === 'regex' || order === 'unknown') return { kind: 'refused', reason: 'regex' };
  return { kind: 'add', match: shared };
}

/** Positive: `a` wins over `b` on requests of both; 0: the order of rules decides. Where a regular expression stands is left to implementations. */
export function compareSpecificity(a: HttpMatch, b: HttpMatch): number | 'unknown' {
  const left = pathRank(a.path);
  const right = pathRank(b.path);
  if (left === 'regex' || right === 'regex') {
    if (a.path?.type !== b.path?.type || a.path?.value !== b.path?.value) return 'unknown';
  } else if (left !== right) return left - right;
  if ((a.method === undefined) !== (b.method === undefined)) return a.method === undefined ? -1 : 1;
  return a.headers.length - b.headers.length || a.query.length - b.query.length;
}

const EXACT = 1_000_000;
const pathRank = (path: PathMatch | undefined): number | 'regex' => {
  if (path === undefined) return 1;
  if (path.type === 'RegularExpression') return 'regex';
  return path.type === 'Exact' ? EXACT : path.value.length;
};

/** The requests that both take, as one match; `none` if there are none; or why one match cannot say it. */
export function intersection(a: HttpMatch, b: HttpMatch): HttpMatch | 'none' | 'regex' | 'same-name' {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return 'none';
  const path = pathIntersection(a.path, b.path);
  const headers = namedIntersection(a.headers, b.headers);
  const query = namedIntersection(a.query, b.query);
  if (path === 'none' || headers === 'none' || query === 'none') return 'none';
  if (path === 'regex') return 'regex';
  if (headers === 'same-name' || query === 'same-name') return 'same-name';
  const method = a.method ?? b.method;
  return { ...(path ? { path } : {}), ...(method === undefined ? {} : { method }), headers, query };
}

function pathIntersection(
  a: PathMatch | undefined,
  b: PathMatch | undefined,
): PathMatch | undefined | 'none' | 'regex' {
  if (a === undefined || isEverything(a)) return b;
  if (b === undefined || isEverything(b)) return a;
  if (a.type === b.type && a.value === b.value) return a;
  if (a.type === 'RegularExpression' || b.type === 'RegularExpression') return 'regex';
  if (a.type === 'Exact') return b.type === 'Exact' ? 'none' : isUnder(a.value, b.value) ? a : 'none';
  if (b.type === 'Exact') return isUnder(b.value, a.value) ? b : 'none';
  if (isUnder(a.value, b.value)) return a;
  return isUnder(b.value, a.value) ? b : 'none';
}

const isEverything = (path: PathMatch): boolean => path.type === 'PathPrefix' && path.value === '/';

/** By whole segments; a trailing slash of the prefix does not count. */
export function isUnder(path: string, prefix: string): boolean {
  const stem = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === stem || path.startsWith(`${stem}/`);
}

function namedIntersection(
  a: readonly NamedMatch[],
  b: readonly NamedMatch[],
): readonly NamedMatch[] | 'none' | 'same-name' {
  const merged = new Map(a.map((match) => [match.name, match]));
  let unclear = false;
  for (const match of b) {
    const mine = merged.get(match.name);
    if (mine === undefined) merged.set(match.name, match);
    else if (mine.type === match.type && mine.value === match.value) continue;
    else if (mine.type === 'Exact' && match.type === 'Exact') return 'none';
    else unclear = true;
  }
  return unclear ? 'same-name' : [...merged.values()].sort((x, y) => (x.name < y.name ? -1 : 1));
}

export const keyOf = (match: HttpMatch): string =>
  JSON.stringify([
    match.path?.type,
    match.path?.value,
    match.method,
    sorted(match.headers),
    sorted(match.query),
    match.grpc,
  ]);
const sorted = (matches: readonly NamedMatch[]): string[] =>
  matches.map(({ name, type, value }) => `${name}\0${type}\0${value}`).sort();
