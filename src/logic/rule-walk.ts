// The walk that all questions about rule lists share: places, and in each place what is left of the lists.
import { everywhere, type Place } from './cell.ts';
import { FALSE, TRUE } from './formula.ts';
import { type Entry, variableToCut, visitCells, within } from './regions.ts';
import type { Universe } from './universe.ts';

export type Lists = readonly (readonly Entry[])[];

/** Told of a place and the rules left in it (none of them false, nothing after one that takes everything). */
export interface Visitor {
  /** Is there still something to find out here? */
  isOpen(lists: Lists): boolean;
  decide(place: Place, lists: Lists): void;
}

/** Cuts the lists by variables with many literals, as long as that helps, and has each piece decided. */
export function walkPlaces(universe: Universe, lists: Lists, visitor: Visitor, place: Place = everywhere): void {
  if (!visitor.isOpen(lists)) return;
  const formulas = lists.flatMap((list) => list.map((entry) => entry.formula));
  const variable = variableToCut(formulas, place, universe.limits.regionLiterals);
  if (variable === undefined) {
    visitor.decide(place, lists);
    return;
  }
  visitCells(variable, lists, (cell, candidates) => {
    if (!visitor.isOpen(candidates)) return;
    const residual = candidates.map((list) =>
      residualList(list, (entry) => within(universe, entry.formula, variable, cell)),
    );
    walkPlaces(universe, residual, visitor, new Map(place).set(variable, cell));
  });
}

function residualList(list: readonly Entry[], inCell: (entry: Entry) => Entry['formula']): Entry[] {
  const residual: Entry[] = [];
  for (const entry of list) {
    const formula = inCell(entry);
    if (formula === FALSE) continue;
    residual.push(formula === entry.formula ? entry : { index: entry.index, formula });
    if (formula === TRUE) break;
  }
  return residual;
}

/** The rules of a list as entries; rules that are false or come after a true one are left out. */
export function entriesOf(conditions: readonly Entry['formula'][]): readonly Entry[] {
  return residualList(
    conditions.map((formula, index) => ({ index, formula })),
    (entry) => entry.formula,
  );
}
