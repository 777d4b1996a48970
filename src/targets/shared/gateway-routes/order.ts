// `not` by the order of rules: where a conjunction says `not t`, the requests with `t` are first given to whatever follows, and then `t` need
// not be asked any more. Works backwards, so that what follows has no negation left.
import type { Conjunction, Literal } from '../normal-form/index.ts';
import { simplify } from '../normal-form/index.ts';

/** `rule` -1: nothing decides. */
export interface Entry {
  readonly conjunction: Conjunction;
  readonly rule: number;
}

const LIMIT = 512;

/** The same list without negated literals, or nothing where it grows too long. */
export function withoutNegation(entries: readonly Entry[]): readonly Entry[] | undefined {
  let after: readonly Entry[] = [];
  for (const entry of [...entries].reverse()) {
    const expanded = expand(entry, after);
    after = [...expanded, ...after];
    if (after.length > LIMIT) return undefined;
  }
  return after;
}

function expand({ conjunction, rule }: Entry, after: readonly Entry[]): Entry[] {
  const negated = conjunction.find((literal) => literal.negated);
  if (!negated) return [{ conjunction, rule }];
  const rest = conjunction.filter((literal) => literal !== negated);
  const excluded: Literal = { test: negated.test, negated: false };
  const follow = decidesAll(after) ? after : [...after, { conjunction: [], rule: -1 }];
  const first = follow.flatMap((entry) => {
    const both = simplify([...rest, excluded, ...entry.conjunction]);
    return both ? [{ conjunction: both, rule: entry.rule }] : [];
  });
  return [...first, { conjunction: rest, rule }].flatMap((entry, index, all) =>
    entry.conjunction.some((literal) => literal.negated) ? expand(entry, [...all.slice(index + 1), ...after]) : [entry],
  );
}

const decidesAll = (entries: readonly Entry[]): boolean => entries.some(({ conjunction }) => conjunction.length === 0);
