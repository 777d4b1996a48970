// Conditions → alternatives: lists of literals that must all hold, one alternative for each way in which the condition can hold
// (disjunctive normal form). Duplicates and alternatives that others swallow are left out. Bounded: `too-many`.
import type { And, Condition, Not, Or, TextTest } from '../../../model/index.ts';

/** A test of the request, or its opposite. */
export interface Literal {
  readonly test: TextTest;
  readonly holds: boolean;
}
export type Alternative = readonly Literal[];

/** Settled conditions only: no `from`, no `port`. */
export function alternativesOf(condition: Condition, limit: number): readonly Alternative[] | 'too-many' {
  return expand(condition, true, limit);
}

function expand(condition: Condition, holds: boolean, limit: number): readonly Alternative[] | 'too-many' {
  switch (condition.kind) {
    case 'not':
      return expand((condition as Not).part, !holds, limit);
    case 'and':
    case 'or':
      return expandParts(condition, holds, limit);
    case 'text':
      return [[{ test: condition, holds }]];
    case 'always':
      return holds ? [[]] : [];
    case 'port':
    case 'from':
      throw new Error(`a ${condition.kind} test was not settled before`);
  }
}

function expandParts(condition: And | Or, holds: boolean, limit: number): readonly Alternative[] | 'too-many' {
  const all = (condition.kind === 'and') === holds;
  let found: readonly Alternative[] = all ? [[]] : [];
  for (const part of condition.parts) {
    const next = expand(part, holds, limit);
    if (next === 'too-many') return next;
    found = reduce(all ? found.flatMap((left) => next.map((right) => [...left, ...right])) : [...found, ...next]);
    if (found.length > limit) return 'too-many';
  }
  return found;
}

/** Drops repeated literals, alternatives that contradict themselves and those that a shorter one already covers. */
function reduce(alternatives: readonly Alternative[]): readonly Alternative[] {
  const seen: { readonly alternative: Alternative; readonly keys: ReadonlySet<string> }[] = [];
  for (const alternative of alternatives) {
    const byKey = new Map(alternative.map((literal) => [keyOf(literal), literal]));
    const keys = new Set(byKey.keys());
    if ([...byKey.values()].some((literal) => keys.has(keyOf({ ...literal, holds: !literal.holds })))) continue;
    if (seen.some((other) => isWithin(other.keys, keys))) continue;
    seen.push({ alternative: [...byKey.values()], keys });
  }
  return seen.map(({ alternative }) => alternative);
}

const isWithin = (inner: ReadonlySet<string>, outer: ReadonlySet<string>): boolean =>
  inner.size <= outer.size && [...inner].every((key) => outer.has(key));

const keyOf = ({ test, holds }: Literal): string =>
  JSON.stringify([holds, test.subject, test.name ?? '', test.operator, test.values]);
