// Questions about single formulas. They are rule lists of one rule, so that large formulas are cut into regions too.
import { analyseSome } from './decision-list.ts';
import type { Formula } from './formula.ts';
import type { Universe } from './universe.ts';
import type { Witness } from './variable.ts';
import { type Proof, proofFrom, type Verdict } from './verdict.ts';

/** Something for which the formula holds. */
export function satisfiable(universe: Universe, formula: Formula): Verdict<Witness> {
  return analyseSome(universe, [{ condition: formula }], [true], false).reach[0]!;
}

/** Does everything for which `a` holds satisfy `b`? */
export function implies(universe: Universe, a: Formula, b: Formula): Proof<Witness> {
  return proofFrom(satisfiable(universe, universe.and(a, universe.not(b))));
}

/** Do the formulas hold for the same assignments? */
export function equivalent(universe: Universe, a: Formula, b: Formula): Proof<Witness> {
  const { table } = universe;
  const onlyA = table.and([a, table.not(b)]);
  const onlyB = table.and([b, table.not(a)]);
  return proofFrom(satisfiable(universe, table.or([onlyA, onlyB])));
}

/** Something for which both formulas hold. */
export function overlap(universe: Universe, a: Formula, b: Formula): Verdict<Witness> {
  return satisfiable(universe, universe.and(a, b));
}
