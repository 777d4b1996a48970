// Disjunctions over ranges of a list that share their parts: any range is a few nodes of one balanced tree, so that
// "none of the first k" for every k stays small.
import { FALSE, type Formula } from './formula.ts';
import type { Universe } from './universe.ts';

/** "At least one of the formulas lo … hi-1", for any range. */
export type RangeFormula = (lo: number, hi: number) => Formula;

export function anyOfRange(universe: Universe, formulas: readonly Formula[]): RangeFormula {
  const levels: (readonly Formula[])[] = [formulas];
  for (let level = formulas; level.length > 1; levels.push(level)) level = pairUp(universe, level);
  return (lo, hi) => {
    const nodes: Formula[] = [];
    collect(levels, lo, hi, nodes);
    return nodes.length === 0 ? FALSE : universe.or(...nodes);
  };
}

function pairUp(universe: Universe, level: readonly Formula[]): readonly Formula[] {
  return Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => universe.or(...level.slice(2 * i, 2 * i + 2)));
}

function collect(levels: readonly (readonly Formula[])[], from: number, to: number, nodes: Formula[]): void {
  let [lo, hi] = [from, to];
  for (let level = 0; lo < hi; level++) {
    if ((lo & 1) === 1) nodes.push(levels[level]![lo++]!);
    if ((hi & 1) === 1) nodes.push(levels[level]![--hi]!);
    lo >>= 1;
    hi >>= 1;
  }
}
