// What a regular expression amounts to: nothing, everything, one literal, or a real expression.
import { satisfiable } from './questions.ts';
import { Universe } from './universe.ts';
import type { Limits, Verdict } from './verdict.ts';

export type RegexShape =
  | { readonly is: 'nothing' }
  | { readonly is: 'everything' }
  | { readonly is: 'literal'; readonly text: string }
  | { readonly is: 'other' }
  | { readonly is: 'unknown'; readonly reason: string };

/** Control characters occur in no part of a request, so `.*` is everything although it does not match a newline. */
const printable = '[^\\x00-\\x1f\\x7f]*';

/**
 * The shape of an expression that is to match whole values without control characters. Throws a SyntaxError for an
 * expression that RE2 refuses.
 */
export function regexShape(source: string, limits: Partial<Limits> = {}): RegexShape {
  const universe = new Universe(limits);
  const value = universe.text('value', { base: printable });
  const matches = universe.matches(value, source);
  const some = satisfiable(universe, matches);
  if (some.is === 'no') return { is: 'nothing' };
  if (some.is === 'unknown') return some;
  const other = satisfiable(universe, universe.not(matches));
  if (other.is === 'no') return { is: 'everything' };
  const text = some.value.get(value)![0]!;
  return literalOr(
    text,
    other,
    satisfiable(universe, universe.and(matches, universe.not(universe.equal(value, text)))),
  );
}

function literalOr(text: string, unmatched: Verdict<unknown>, further: Verdict<unknown>): RegexShape {
  if (further.is === 'no') return { is: 'literal', text };
  if (further.is === 'unknown') return further;
  return unmatched.is === 'unknown' ? unmatched : { is: 'other' };
}
