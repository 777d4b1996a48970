// Two meshes in, the pairs of their tables that are not plainly the same out: what must be compared by what it means. Asks no solver.
import type { Mesh } from '../../model/index.ts';
import type { Table } from '../table.ts';
import { type TablePair, tablePairs } from './pairs.ts';
import { isSameList, sameRule } from './routes.ts';

export interface Unlike {
  readonly pairs: readonly TablePair[];
  /** How many pairs there are of which one has rules of its own. */
  readonly all: number;
}

/**
 * Pairs that may decide differently. Rules that only one side has, behind all that the other has, are no difference where the other leaves
 * the rest undecided.
 */
export function unlikeTables(old: Mesh, fresh: Mesh): Unlike {
  const pairs = tablePairs(old, fresh);
  return {
    pairs: pairs.filter((pair) => !isSameList(old, fresh, pair) && !isCompleted(old, fresh, pair)),
    all: pairs.filter(({ old: a, new: b }) => hasRules(a) || hasRules(b)).length,
  };
}

const hasRules = (table: Table | undefined): boolean => table !== undefined && table.kind !== 'default';

function isCompleted(old: Mesh, fresh: Mesh, { old: a, new: b, scope: { ports } }: TablePair): boolean {
  if (!a || !b || a.fallback !== 'undecided' || a.rules.length > b.rules.length) return false;
  const [before, after] = [
    { ...a, ports },
    { ...b, ports },
  ];
  return a.rules.every((rule, at) => {
    const other = b.rules[at];
    return other !== undefined && sameRule(old, before, rule, fresh, after, other);
  });
}
