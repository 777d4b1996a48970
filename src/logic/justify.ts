// Why formulas are true in a model: a small set of atoms with their truth that suffices. Only these have to be
// satisfied by strings, so that a witness says no more than it must.
import type { Atom } from './atoms.ts';
import { type Formula, largeTree } from './formula.ts';

export interface Reasons {
  readonly positive: Set<Atom>;
  readonly negative: Set<Atom>;
  /** Large formulas whose reasons are there already. */
  readonly shared: Set<Formula>;
}

/** Is the formula true in the model? */
export type Truth = (formula: Formula) => boolean;

/** Adds reasons for `formula` having the value `value`, which the model gives it, preferring what is a reason already. */
export function justify(formula: Formula, value: boolean, truth: Truth, reasons: Reasons): void {
  switch (formula.kind) {
    case 'atom':
      (value ? reasons.positive : reasons.negative).add(formula.atom);
      return;
    case 'not':
      justify(formula.part, !value, truth, reasons);
      return;
    case 'and':
    case 'or':
      if (reasons.shared.has(formula)) return;
      if (formula.size > largeTree) reasons.shared.add(formula);
      if (value === (formula.kind === 'and')) {
        for (const part of formula.parts) justify(part, value, truth, reasons);
      } else {
        justify(cheapest(formula.parts, value, truth, reasons), value, truth, reasons);
      }
      return;
    default:
      return;
  }
}

function cheapest(parts: readonly Formula[], value: boolean, truth: Truth, reasons: Reasons): Formula {
  let best: Formula | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (truth(part) !== value) continue;
    const price = cost(part, value, reasons);
    if (price < bestCost) [best, bestCost] = [part, price];
    if (price === 0) break;
  }
  return best!;
}

/** Nothing for what is settled already, little for absence, much for strings that must be found. */
function cost(formula: Formula, value: boolean, reasons: Reasons): number {
  if (formula.kind === 'not') return cost(formula.part, !value, reasons);
  if (formula.kind !== 'atom') return 20;
  const { atom } = formula;
  if ((value ? reasons.positive : reasons.negative).has(atom)) return 0;
  if (value) return atom.kind === 'regex' ? 12 : 10;
  if (atom.kind === 'member') return 2;
  return (atom.variable.optional ? 1 : 3) + (atom.kind === 'regex' ? 2 : 0);
}
