// Questions about what is left of one list in one place, asked in the order of its rules. Mostly something that satisfies
// a rule alone is taken by no earlier one; only otherwise all earlier rules become clauses.
import type { Place } from './cell.ts';
import { evaluate, type Formula, TRUE } from './formula.ts';
import type { SharedAnswers } from './shared-answers.ts';
import { type Effort, Solver } from './solver.ts';
import type { Universe } from './universe.ts';
import type { Witness } from './variable.ts';
import type { Verdict } from './verdict.ts';

/** A class for the clauses that grow with the list. */
export class ListQuestions {
  readonly #universe: Universe;
  readonly #shared: SharedAnswers;
  readonly #effort: Effort;
  readonly #place: Place;
  readonly #formulas: readonly Formula[];
  #solver: Solver | undefined;
  #asserted = 0;

  constructor(universe: Universe, shared: SharedAnswers, effort: Effort, place: Place, formulas: readonly Formula[]) {
    this.#shared = shared;
    this.#universe = universe;
    this.#effort = effort;
    this.#place = place;
    this.#formulas = formulas;
  }

  /**
   * Something that formula `i` and no earlier one takes; `i` must not fall from one question to the next. With
   * `suits` only what it likes, which must be what satisfies `more`.
   */
  firstAt(
    i: number,
    suits: (witness: Witness) => boolean = () => true,
    more: () => Formula = () => TRUE,
  ): Verdict<Witness> {
    const alone = new Solver(this.#universe, this.#effort, this.#place).solve(this.#formulas[i]!);
    if (alone.is === 'no') return alone;
    if (alone.is === 'yes' && this.#isFirst(i, alone.value) && suits(alone.value)) return alone;
    const question = this.#universe.and(this.#formulas[i]!, more());
    const slot = alone.is === 'yes' ? this.#shared.slot(this.#place, this.#formulas, i, question) : undefined;
    if (slot?.known !== undefined) return slot.known;
    const verdict = this.#solveAfter(i, question);
    slot?.remember(verdict);
    return verdict;
  }

  #solveAfter(i: number, question: Formula): Verdict<Witness> {
    this.#solver ??= new Solver(this.#universe, this.#effort, this.#place);
    for (; this.#asserted < i; this.#asserted++) this.#solver.assert(this.#formulas[this.#asserted]!, false);
    return this.#solver.solve(question);
  }

  #isFirst(i: number, witness: Witness): boolean {
    for (let k = 0; k < i; k++) if (evaluate(this.#formulas[k]!, witness)) return false;
    return true;
  }
}
