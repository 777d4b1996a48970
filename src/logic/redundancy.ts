// Which rules of a labelled list are needed: without them some request would be decided differently.
import type { Place } from './cell.ts';
import { confirm, deciderOf } from './decision-list.ts';
import type { LabelledRule } from './difference.ts';
import { evaluate, type Formula } from './formula.ts';
import { ListQuestions } from './list-questions.ts';
import type { Entry, EntryLists } from './regions.ts';
import { entriesOf, type Visitor, walkPlaces } from './rule-walk.ts';
import { anyOfRange, type RangeFormula } from './segments.ts';
import { SharedAnswers } from './shared-answers.ts';
import type { Effort } from './solver.ts';
import type { Universe } from './universe.ts';
import type { Witness } from './variable.ts';
import { no, type Proof, proofFrom, type Verdict } from './verdict.ts';

/** For each rule a request that would be decided differently without it; `no`: this rule alone could go. */
export function needed(universe: Universe, rules: readonly LabelledRule[]): readonly Verdict<Witness>[] {
  return neededOf(
    universe,
    rules,
    rules.map(() => true),
  );
}

/** May rule `i` go without any change? If not, the counterexample is decided differently without it. */
export function redundant(universe: Universe, rules: readonly LabelledRule[], i: number): Proof<Witness> {
  const verdicts = neededOf(
    universe,
    rules,
    rules.map((_, index) => index === i),
  );
  return proofFrom(verdicts[i]!);
}

function neededOf(universe: Universe, rules: readonly LabelledRule[], asked: readonly boolean[]) {
  const need = new Need(universe, rules, asked);
  walkPlaces(
    universe,
    [
      entriesOf(
        rules.map((rule) => rule.condition),
        need.covers,
      ),
    ],
    need,
  );
  return need.verdicts;
}

class Need implements Visitor {
  readonly covers = 2;
  readonly verdicts: Verdict<Witness>[];
  readonly #open: boolean[];
  readonly #universe: Universe;
  readonly #rules: readonly LabelledRule[];
  readonly #effort: Effort;
  readonly #shared: SharedAnswers;

  constructor(universe: Universe, rules: readonly LabelledRule[], asked: readonly boolean[]) {
    this.#universe = universe;
    this.#rules = rules;
    this.#open = [...asked];
    this.verdicts = rules.map(() => no);
    this.#shared = new SharedAnswers(universe);
    this.#effort = { conflicts: universe.limits.totalConflicts };
  }

  isOpen([list]: EntryLists): boolean {
    return list!.some((entry) => this.#open[entry.index]);
  }

  decide(place: Place, [list]: EntryLists): void {
    const last = list!.findLastIndex((entry) => this.#open[entry.index]);
    const formulas = list!.map((entry) => entry.formula);
    const questions = new ListQuestions(this.#universe, this.#shared, this.#effort, place, formulas);
    const any = lazily(() => anyOfRange(this.#universe, formulas));
    for (let i = 0; i <= last; i++) {
      const { index } = list![i]!;
      if (!this.#open[index]) continue;
      const suits = (witness: Witness) => this.#labelAfter(list!, i, witness) !== this.#rules[index]!.label;
      const more = () => this.#differsAfter(list!, any(), i);
      this.#record(i, list!, place, questions.firstAt(i, suits, more));
    }
  }

  #labelAfter(list: readonly Entry[], i: number, witness: Witness): string | undefined {
    const next = list.find((entry, k) => k > i && evaluate(entry.formula, witness));
    return next && this.#rules[next.index]!.label;
  }

  /** What would decide after the rule has another label. */
  #differsAfter(list: readonly Entry[], any: RangeFormula, i: number): Formula {
    const { label } = this.#rules[list[i]!.index]!;
    const same: Formula[] = [];
    for (let lo = i + 1; lo < list.length; lo++) {
      if (this.#rules[list[lo]!.index]!.label !== label) continue;
      let hi = lo + 1;
      while (hi < list.length && this.#rules[list[hi]!.index]!.label === label) hi++;
      same.push(this.#universe.and(any(lo, hi), this.#universe.not(any(i + 1, lo))));
      lo = hi;
    }
    return this.#universe.not(this.#universe.or(...same));
  }

  #record(i: number, list: readonly Entry[], place: Place, verdict: Verdict<Witness>): void {
    if (verdict.is === 'no') return;
    const { index } = list[i]!;
    if (verdict.is === 'yes') {
      confirm(deciderOf(this.#rules, list, place, verdict.value) === index);
      const next = deciderOf(this.#rules, list, place, verdict.value, index)!;
      confirm(this.#rules[next]?.label !== this.#rules[index]!.label);
      this.#open[index] = false;
    }
    this.verdicts[index] = verdict;
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
