// Alternatives of a condition → route matches: one path specifier each where a path test has such a form, everything else as header
// matchers. Knows nothing of actions.
import type { Condition, TextTest } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { HeaderMatchPlan, MatchPlan, PathPlan } from '../plan.ts';
import { type Alternative, alternativesOf, type Literal } from './alternatives.ts';
import { type Dialect, matchersOf, possiblePath } from './header-match.ts';
import { regexOf, segments } from './text-test.ts';

/** Matches of one rule that are still written; more make a configuration nobody can read. */
export const MATCH_LIMIT = 128;

export type Matching =
  | { readonly kind: 'matches'; readonly matches: readonly MatchPlan[] }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'unsayable'; readonly test: TextTest };

/** A settled condition as matches, any of which may hold; none: no request can meet it. */
export function matchesOf(condition: Condition | boolean, dialect: Dialect, origin: Span): Matching {
  if (condition === false) return { kind: 'matches', matches: [] };
  if (condition === true) return { kind: 'matches', matches: [{ path: EVERYTHING, headers: [], origin }] };
  const alternatives = alternativesOf(condition, MATCH_LIMIT);
  if (alternatives === 'too-many') return { kind: 'too-many' };
  const matches: MatchPlan[] = [];
  for (const alternative of alternatives) {
    const found = matchesOfAlternative(alternative, dialect, origin);
    if (found.kind !== 'matches') return found;
    matches.push(...found.matches);
    if (matches.length > MATCH_LIMIT) return { kind: 'too-many' };
  }
  return { kind: 'matches', matches };
}

const EVERYTHING: PathPlan = { kind: 'prefix', value: '/' };

function matchesOfAlternative(alternative: Alternative, dialect: Dialect, origin: Span): Matching {
  const specified = alternative.find(isSpecifiable);
  const path = specified ? specifierOf(specified) : EVERYTHING;
  let headers: readonly (readonly HeaderMatchPlan[])[] = [[]];
  for (const literal of alternative) {
    if (literal === specified) continue;
    const ways = matchersOf(literal, dialect);
    if (ways === 'unsayable') return { kind: 'unsayable', test: literal.test };
    headers = headers.flatMap((left) => ways.map((right) => [...left, ...right]));
  }
  return { kind: 'matches', matches: headers.map((matchers) => ({ path, headers: matchers, origin })) };
}

/** A positive path test is said best by the route's own path specifier; texts before expressions. */
function isSpecifiable(literal: Literal, _: number, all: Alternative): boolean {
  if (!literal.holds || literal.test.subject !== 'path' || literal.test.operator === 'exists') return false;
  if (possiblePath(literal.test).values.length === 0) return false;
  return isNative(literal) || !all.some((other) => other.holds && other.test.subject === 'path' && isNative(other));
}

const isNative = ({ test }: Literal): boolean =>
  test.values.length === 1 && (test.operator === 'equals' || test.operator === 'starts' || test.operator === 'under');

function specifierOf(literal: Literal): PathPlan {
  const test = possiblePath(literal.test);
  const origin = test.origin;
  const value = test.values[0] as string;
  if (test.values.length === 1) {
    if (test.operator === 'equals') return { kind: 'path', value, origin };
    if (test.operator === 'starts') return { kind: 'prefix', value, origin };
    if (test.operator === 'under' && segments(value) !== '')
      return { kind: 'path_separated_prefix', value: segments(value), origin };
  }
  return { kind: 'safe_regex', value: regexOf(test) as string, origin };
}
