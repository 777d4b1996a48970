// The walk that all questions about rule lists share: places, and in each place what is left of the lists.
import { everywhere, type Place } from './cell.ts';
import { FALSE, TRUE } from './formula.ts';
import { type Entry, type EntryLists, variableToCut, visitCells, within } from './regions.ts';
import type { Universe } from './universe.ts';

/** Told of a place and the rules left in it (none of them false, nothing after one that takes everything). */
export interface Visitor {
  /** After how many rules that take everything a list ends: one, or two if it matters who would be next. */
  readonly covers: number;
  /** Is there still something to find out here? */
  isOpen(lists: EntryLists): boolean;
  decide(place: Place, lists: EntryLists): void;
}

/** Cuts the lists by variables with many literals, as long as that helps, and has each piece decided. */
export function walkPlaces(universe: Universe, lists: EntryLists, visitor: Visitor, place: Place = everywhere): void {
  if (!visitor.isOpen(lists)) return;
  const variable = variableToCut(lists, place, universe.limits);
  if (variable === undefined) {
    visitor.decide(place, lists);
    return;
  }
  visitCells(variable, lists, visitor.covers, (cell, candidates) => {
    if (!visitor.isOpen(candidates)) return;
    const residual = candidates.map((list) =>
      residualList(list, visitor.covers, (entry) => within(universe, entry.formula, variable, cell)),
    );
    walkPlaces(universe, residual, visitor, new Map(place).set(variable, cell));
  });
}

function residualList(list: readonly Entry[], covers: number, inCell: (entry: Entry) => Entry['formula']): Entry[] {
  const residual: Entry[] = [];
  let left = covers;
  for (const entry of list) {
    const formula = inCell(entry);
    if (formula === FALSE) continue;
    residual.push(formula === entry.formula ? entry : { index: entry.index, formula });
    if (formula === TRUE && --left === 0) break;
  }
  return residual;
}

/** The rules of a list as entries; rules that are false or come after as many true ones are left out. */
export function entriesOf(conditions: readonly Entry['formula'][], covers = 1): readonly Entry[] {
  return residualList(
    conditions.map((formula, index) => ({ index, formula })),
    covers,
    (entry) => entry.formula,
  );
}
