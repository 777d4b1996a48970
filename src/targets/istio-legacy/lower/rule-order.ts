// A first-match list with `or` and `not` → a first-match list of plain matches that decides every request alike. An alternative is a
// rule of its own. `P and not N -> a` is written as: first what `P and N` would have come to further down, then `P -> a`.
import type { Match } from '../plan.ts';
import { ANY, implies, isCatchAll, meet } from './match.ts';
import type { Term } from './terms.ts';

/** Something decided for the requests of some terms. */
export interface Alternative<D> {
  readonly terms: readonly Term[];
  readonly decision: D;
}
export interface PlainRule<D> {
  readonly match: Match;
  readonly decision: D;
}

/**
 * Plain rules, first match wins, the last one takes all. What the list does not decide is `fallback`. `too-many` beyond `limit`
 * rules.
 */
export function plainRules<D>(
  list: readonly Alternative<D>[],
  fallback: D,
  limit: number,
): readonly PlainRule<D>[] | 'too-many' {
  let rest: readonly PlainRule<D>[] = [{ match: ANY, decision: fallback }];
  for (const { terms, decision } of [...list].reverse()) {
    // All terms of one alternative decide alike, so each of them may stand before the same rest.
    for (const term of [...terms].reverse()) {
      rest = withoutUnreachable([...excluded(term, rest), { match: term.match, decision }, ...rest]);
      if (rest.length > limit) return 'too-many';
    }
  }
  return rest;
}

/** What requests that the term excludes come to further down. */
const excluded = <D>(term: Term, rest: readonly PlainRule<D>[]): readonly PlainRule<D>[] =>
  term.except.flatMap((except) => {
    const both = meet(term.match, except);
    return both === 'never' ? [] : restrict(rest, both);
  });

/** The list for the requests of `match` alone, up to the rule that takes all of them. */
function restrict<D>(rules: readonly PlainRule<D>[], match: Match): readonly PlainRule<D>[] {
  const restricted: PlainRule<D>[] = [];
  for (const rule of rules) {
    const both = meet(rule.match, match);
    if (both === 'never') continue;
    restricted.push({ match: both, decision: rule.decision });
    if (implies(match, rule.match)) break;
  }
  return restricted;
}

/** Without rules that one before takes all requests of, and without what follows a rule for everything. */
function withoutUnreachable<D>(rules: readonly PlainRule<D>[]): readonly PlainRule<D>[] {
  const kept: PlainRule<D>[] = [];
  for (const rule of rules) {
    if (kept.some((earlier) => implies(rule.match, earlier.match))) continue;
    kept.push(rule);
    if (isCatchAll(rule.match)) break;
  }
  return withoutRedundantTail(kept);
}

/** Rules just before the last one that decide as it does say nothing. */
function withoutRedundantTail<D>(rules: readonly PlainRule<D>[]): readonly PlainRule<D>[] {
  const last = rules.at(-1);
  let end = rules.length - 1;
  while (end > 0 && rules[end - 1]?.decision === last?.decision) end--;
  return last ? [...rules.slice(0, end), last] : rules;
}
