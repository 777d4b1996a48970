// Alternatives of a condition → route matches: one path specifier each where a path test has such a form, everything else as header
// matchers. Knows nothing of actions.
import type { Condition, TextTest } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type Conjunction, type Literal, normalForm } from '../../shared/normal-form/index.ts';
import type { HeaderMatchPlan, MatchPlan, PathPlan } from '../plan.ts';

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
  const form = normalForm(condition, MATCH_LIMIT);
  if (form === 'too-large') return { kind: 'too-many' };
  const matches: MatchPlan[] = [];
  for (const conjunction of form.conjunctions) {
    const found = matchesOfConjunction(conjunction, dialect, origin);
    if (found.kind !== 'matches') return found;
    matches.push(...found.matches);
    if (matches.length > MATCH_LIMIT) return { kind: 'too-many' };
  }
  return { kind: 'matches', matches };
}

const EVERYTHING: PathPlan = { kind: 'prefix', value: '/' };

function matchesOfConjunction(conjunction: Conjunction, dialect: Dialect, origin: Span): Matching {
  const literals = conjunction.map(textLiteral);
  const specified = literals.find((literal) => isSpecifiable(literal, literals));
  const path = specified ? specifierOf(specified.test) : EVERYTHING;
  let headers: readonly (readonly HeaderMatchPlan[])[] = [[]];
  for (const literal of literals) {
    if (literal === specified) continue;
    const ways = matchersOf(literal.test, !literal.negated, dialect);
    if (ways === 'unsayable') return { kind: 'unsayable', test: literal.test };
    headers = headers.flatMap((left) => ways.map((right) => [...left, ...right]));
  }
  return { kind: 'matches', matches: headers.map((matchers) => ({ path, headers: matchers, origin })) };
}

interface TextLiteral {
  readonly test: TextTest;
  readonly negated: boolean;
}

function textLiteral({ test, negated }: Literal): TextLiteral {
  if (test.kind !== 'text') throw new Error(`a ${test.kind} test was not settled before`);
  return { test, negated };
}

/** A positive path test is said best by the route's own path specifier; texts before expressions. */
function isSpecifiable({ test, negated }: TextLiteral, all: readonly TextLiteral[]): boolean {
  if (negated || test.subject !== 'path' || test.operator === 'exists') return false;
  if (possiblePath(test).values.length === 0) return false;
  return (
    isNative(test) || !all.some((other) => !other.negated && other.test.subject === 'path' && isNative(other.test))
  );
}

const isNative = ({ values, operator }: TextTest): boolean =>
  values.length === 1 && (operator === 'equals' || operator === 'starts' || operator === 'under');

function specifierOf(wanted: TextTest): PathPlan {
  const test = possiblePath(wanted);
  const { origin, operator } = test;
  const value = test.values[0] as string;
  if (test.values.length === 1) {
    if (operator === 'equals') return { kind: 'path', value, origin };
    if (operator === 'starts') return { kind: 'prefix', value, origin };
    if (operator === 'under' && segments(value) !== '')
      return { kind: 'path_separated_prefix', value: segments(value), origin };
  }
  return { kind: 'safe_regex', value: regexOf(test) as string, origin };
}
