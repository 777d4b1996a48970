// A condition under assumptions: leaves whose truth is known where the condition will stand (the source at a door, the scheme of a
// port) are replaced, and what follows from that falls away.
import { type Condition, not, or } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Leaf } from './normal-form.ts';

/** True or false where known, another condition where it can be said better, undefined to leave the leaf alone. */
export type Decide = (leaf: Leaf) => boolean | Condition | undefined;

/** Holds for no request. */
export const never = (origin: Span): Condition => ({ kind: 'or', parts: [], origin });

const isNever = (condition: Condition): boolean => condition.kind === 'or' && condition.parts.length === 0;

/** Whether the condition takes every request, told by its form alone. */
export const takesAll = (condition: Condition): boolean => condition.kind === 'always';

/** The condition with every leaf that `decide` knows replaced; `always` and `never` swallow what they decide. */
export function assuming(condition: Condition, decide: Decide): Condition {
  switch (condition.kind) {
    case 'always':
      return condition;
    case 'not':
      return opposite(assuming(condition.part, decide), condition.origin);
    case 'and': {
      const parts = condition.parts.map((part) => assuming(part, decide));
      if (parts.some(isNever)) return never(condition.origin);
      const open = parts.filter((part) => !takesAll(part));
      if (open.length === 0) return { kind: 'always', origin: condition.origin };
      return open.length === 1 ? (open[0] as Condition) : { ...condition, parts: open };
    }
    case 'or': {
      const parts = condition.parts.map((part) => assuming(part, decide)).filter((part) => !isNever(part));
      return parts.length === 0 ? never(condition.origin) : or(parts, condition.origin);
    }
    default:
      return decided(condition, decide(condition));
  }
}

function decided(leaf: Leaf, answer: boolean | Condition | undefined): Condition {
  if (answer === undefined) return leaf;
  if (typeof answer !== 'boolean') return answer;
  return answer ? { kind: 'always', origin: leaf.origin } : never(leaf.origin);
}

function opposite(condition: Condition, origin: Span): Condition {
  if (takesAll(condition)) return never(origin);
  return isNever(condition) ? { kind: 'always', origin } : not(condition, origin);
}
