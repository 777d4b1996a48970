// Partial evaluation: what a condition becomes when some leaves are known. The origin of every part stays.
import {
  always as alwaysAt,
  and,
  type Condition,
  type FromTest,
  not,
  or,
  type PortTest,
  type TextTest,
} from '../model/index.ts';
import { evaluate } from './evaluate.ts';
import type { Request } from './request/request.ts';

export type Leaf = TextTest | PortTest | FromTest;

/** The condition with every leaf replaced by what `known` says: a truth value, another condition, or itself. */
export function restrict(condition: Condition, known: (leaf: Leaf) => boolean | Condition): Condition {
  const { origin } = condition;
  switch (condition.kind) {
    case 'always':
      return condition;
    case 'and':
      return conjunction(
        condition.parts.map((part) => restrict(part, known)),
        condition,
      );
    case 'or':
      return or(
        condition.parts.map((part) => restrict(part, known)).filter((part) => !isNever(part)),
        origin,
      );
    case 'not':
      return negation(restrict(condition.part, known), condition);
    default: {
      const value = known(condition);
      return typeof value === 'boolean' ? (value ? alwaysAt(origin) : never(condition)) : value;
    }
  }
}

/** Only who sends the request is left open. */
export const restrictToSource = (condition: Condition, request: Request): Condition =>
  restrict(condition, (leaf) => (leaf.kind === 'from' ? leaf : evaluate(leaf, request)));

/** A condition that holds for no request. */
export const never = ({ origin }: Pick<Condition, 'origin'>): Condition => ({ kind: 'or', parts: [], origin });

export const isNever = (condition: Condition): boolean => condition.kind === 'or' && condition.parts.length === 0;

const conjunction = (parts: readonly Condition[], whole: Condition): Condition =>
  parts.some(isNever) ? never(whole) : and(parts, whole.origin);

function negation(part: Condition, whole: Condition): Condition {
  if (part.kind === 'always') return never(whole);
  return isNever(part) ? alwaysAt(whole.origin) : not(part, whole.origin);
}
