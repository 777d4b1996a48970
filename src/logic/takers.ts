// Who takes a rule's requests: the earlier rules that decide something for which the rule's condition holds too.
import type { Place } from './cell.ts';
import { confirm, deciderOf, type Rule } from './decision-list.ts';
import { evaluate, TRUE } from './formula.ts';
import { ListQuestions } from './list-questions.ts';
import type { Entry, EntryLists } from './regions.ts';
import { entriesOf, type Visitor, walkPlaces } from './rule-walk.ts';
import { SharedAnswers } from './shared-answers.ts';
import type { Effort } from './solver.ts';
import type { Universe } from './universe.ts';
import type { Witness } from './variable.ts';
import type { Verdict } from './verdict.ts';

/** An earlier rule, with something that both conditions hold for and that it decides; or it is not known whether. */
export interface Taker {
  readonly index: number;
  readonly witness: Verdict<Witness>;
}

/** The earlier rules that take requests of rule `i`, in order. */
export function takers(universe: Universe, rules: readonly Rule[], i: number): readonly Taker[] {
  return takersOf(universe, rules, [i]).get(i)!;
}

/** The same for several rules, in one walk; the search for a rule ends once `atMost` were found, whichever. */
export function takersOf(
  universe: Universe,
  rules: readonly Rule[],
  asked: readonly number[],
  atMost = Number.POSITIVE_INFINITY,
): ReadonlyMap<number, readonly Taker[]> {
  const taking = new Taking(universe, rules, asked, atMost);
  const formulas = rules.map((rule) => rule.condition);
  walkPlaces(universe, [entriesOf(formulas, taking.covers)], taking);
  const sorted = (found: ReadonlyMap<number, Verdict<Witness>>) =>
    [...found].map(([index, witness]) => ({ index, witness })).sort((a, b) => a.index - b.index);
  return new Map([...taking.found].map(([i, found]) => [i, sorted(found)]));
}

class Taking implements Visitor {
  /** Rules behind one that takes everything are asked about too. */
  readonly covers = Number.POSITIVE_INFINITY;
  readonly found: ReadonlyMap<number, Map<number, Verdict<Witness>>>;
  readonly #atMost: number;
  readonly #universe: Universe;
  readonly #rules: readonly Rule[];
  readonly #effort: Effort;
  readonly #shared: SharedAnswers;

  constructor(universe: Universe, rules: readonly Rule[], asked: readonly number[], atMost: number) {
    this.#atMost = atMost;
    this.#universe = universe;
    this.#rules = rules;
    this.found = new Map(asked.map((i) => [i, new Map()]));
    this.#shared = new SharedAnswers(universe);
    this.#effort = { conflicts: universe.limits.totalConflicts };
  }

  isOpen([list]: EntryLists): boolean {
    return list!.some((entry) => (this.found.get(entry.index)?.size ?? this.#atMost) < this.#atMost);
  }

  decide(place: Place, [list]: EntryLists): void {
    list!.forEach((entry, at) => {
      const found = this.found.get(entry.index);
      if (found) this.#ask(place, list!.slice(0, at), entry, found);
    });
  }

  /** Which of the earlier rules take something of `entry` here? */
  #ask(place: Place, earlier: readonly Entry[], entry: Entry, found: Map<number, Verdict<Witness>>): void {
    const shared = earlier.map((other) => this.#universe.and(other.formula, entry.formula));
    const questions = new ListQuestions(this.#universe, this.#shared, this.#effort, place, shared);
    for (const [k, { index, formula }] of earlier.entries()) {
      if (found.size >= this.#atMost) return;
      if (found.get(index)?.is !== 'yes') {
        const verdict = questions.firstAt(k);
        if (verdict.is === 'yes') this.#confirm(place, earlier, entry, index, verdict.value);
        if (verdict.is !== 'no') found.set(index, verdict);
      }
      if (formula === TRUE) return;
    }
  }

  #confirm(place: Place, earlier: readonly Entry[], { index }: Entry, by: number, witness: Witness): void {
    confirm(evaluate(this.#rules[index]!.condition, witness));
    confirm(deciderOf(this.#rules, earlier, place, witness) === by);
  }
}
