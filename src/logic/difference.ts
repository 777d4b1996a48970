// Two labelled decision lists: which requests do they decide differently? Answers are grouped by the pair of rules that
// decide, one witness each. Places whose remaining lists are the same are skipped.
import type { Place } from './cell.ts';
import { confirm, deciderOf, type Rule } from './decision-list.ts';
import { evaluate, type Formula, TRUE } from './formula.ts';
import type { Entry, EntryLists } from './regions.ts';
import { entriesOf, type Visitor, walkPlaces } from './rule-walk.ts';
import { anyOfRange } from './segments.ts';
import { type Effort, Solver } from './solver.ts';
import type { Universe } from './universe.ts';
import type { Witness } from './variable.ts';

/** A rule with what it decides; equal labels are the same decision. */
export interface LabelledRule extends Rule {
  readonly label: string;
}

/** Rules by index; -1 where nothing decides. */
export interface DifferingPair {
  readonly i: number;
  readonly j: number;
  readonly witness: Witness;
}

export interface Difference {
  readonly pairs: readonly DifferingPair[];
  /** Reasons why there may be more pairs than these; empty if the answer is complete. */
  readonly unknown: readonly string[];
}

/** All pairs of rules with different labels that decide a common request. No pairs, nothing unknown: the lists are equal. */
export function difference(universe: Universe, a: readonly LabelledRule[], b: readonly LabelledRule[]): Difference {
  const comparison = new Comparison(universe, [a, b]);
  walkPlaces(
    universe,
    [a, b].map((rules) => entriesOf(rules.map((rule) => rule.condition))),
    comparison,
  );
  return { pairs: comparison.pairs, unknown: [...comparison.unknown] };
}

const nothing = -1;

/** The rules of one list in one place, each with "this one decides". */
interface Deciders {
  readonly entries: readonly Entry[];
  readonly labels: readonly (string | undefined)[];
  readonly decides: readonly Formula[];
}

class Comparison implements Visitor {
  readonly covers = 1;
  readonly pairs: DifferingPair[] = [];
  readonly unknown = new Set<string>();
  readonly #known = new Map<number, Set<number>>();
  readonly #universe: Universe;
  readonly #rules: readonly (readonly LabelledRule[])[];
  readonly #effort: Effort;

  constructor(universe: Universe, rules: readonly (readonly LabelledRule[])[]) {
    this.#universe = universe;
    this.#rules = rules;
    this.#effort = { conflicts: universe.limits.totalConflicts };
  }

  isOpen([a, b]: EntryLists): boolean {
    return a!.length !== b!.length || this.#commonPrefix(a!, b!) < a!.length;
  }

  decide(place: Place, [a, b]: EntryLists): void {
    const [first, second] = [withRest(a!), withRest(b!)];
    const before = this.#commonPrefix(first, second);
    const after = this.#commonSuffix(first.slice(before), second.slice(before));
    const solver = new Solver(this.#universe, this.#effort, place);
    for (const entry of first.slice(0, before)) solver.assert(entry.formula, false);
    const left = this.#deciders(0, first.slice(before));
    const right = this.#deciders(1, second.slice(before));
    this.#leaveOutKnown(solver, left, right);
    this.#collect(solver, this.#differs(left, right, after), place, left, right);
  }

  #collect(solver: Solver, differs: Formula, place: Place, left: Deciders, right: Deciders): void {
    for (;;) {
      const verdict = solver.solve(differs);
      if (verdict.is === 'unknown') this.unknown.add(verdict.reason);
      if (verdict.is !== 'yes') return;
      const [i, j] = [left, right].map((side) =>
        side.entries.findIndex((entry) => evaluate(entry.formula, verdict.value)),
      );
      this.#record(left, right, i!, j!, place, verdict.value);
      solver.assert(this.#universe.and(left.decides[i!]!, right.decides[j!]!), false);
    }
  }

  #record(left: Deciders, right: Deciders, i: number, j: number, place: Place, witness: Witness): void {
    confirm(left.labels[i] !== right.labels[j]);
    const [a, b] = [left.entries[i]!.index, right.entries[j]!.index];
    this.#confirmDecider(0, left, a, place, witness);
    this.#confirmDecider(1, right, b, place, witness);
    this.pairs.push({ i: a, j: b, witness });
    const partners = this.#known.get(a) ?? new Set();
    this.#known.set(a, partners.add(b));
  }

  #confirmDecider(side: 0 | 1, { entries }: Deciders, index: number, place: Place, witness: Witness): void {
    const left = entries.filter((entry) => entry.index !== nothing);
    confirm(deciderOf(this.#rules[side]!, left, place, witness) === index);
  }

  #leaveOutKnown(solver: Solver, left: Deciders, right: Deciders): void {
    const places = new Map(right.entries.map((entry, j) => [entry.index, j]));
    left.entries.forEach((entry, i) => {
      for (const partner of this.#known.get(entry.index) ?? []) {
        const j = places.get(partner);
        if (j !== undefined) solver.assert(this.#universe.and(left.decides[i]!, right.decides[j]!), false);
      }
    });
  }

  #deciders(side: 0 | 1, entries: readonly Entry[]): Deciders {
    const formulas = entries.map((entry) => entry.formula);
    const any = anyOfRange(this.#universe, formulas);
    const decides = formulas.map((formula, i) => this.#universe.and(formula, this.#universe.not(any(0, i))));
    return { entries, labels: entries.map((entry) => this.#labelOf(side, entry)), decides };
  }

  /** Different labels; the last `after` rules of both lists are the same ones and never differ from each other. */
  #differs(left: Deciders, right: Deciders, after: number): Formula {
    const middle = left.entries.length - after;
    const others = this.#otherLabels(right, right.entries.length);
    const othersOfMiddle = this.#otherLabels(right, right.entries.length - after);
    const cases = [
      ...groups(left, 0, middle).map(([label, decides]) => ({ label, decides, others })),
      ...groups(left, middle, left.entries.length).map(([label, decides]) => ({
        label,
        decides,
        others: othersOfMiddle,
      })),
    ];
    const { or, and } = { or: this.#universe.or.bind(this.#universe), and: this.#universe.and.bind(this.#universe) };
    return or(...cases.map((one) => and(or(...one.decides), one.others(one.label))));
  }

  /** "One of the first `count` rules decides, and its label is another one." */
  #otherLabels(deciders: Deciders, count: number): (label: string | undefined) => Formula {
    const byLabel = groups(deciders, 0, count);
    const any = anyOfRange(
      this.#universe,
      byLabel.map(([, decides]) => this.#universe.or(...decides)),
    );
    const places = new Map(byLabel.map(([label], i) => [label, i]));
    return (label) => {
      const at = places.get(label);
      if (at === undefined) return any(0, byLabel.length);
      return this.#universe.or(any(0, at), any(at + 1, byLabel.length));
    };
  }

  #labelOf(side: 0 | 1, entry: Entry): string | undefined {
    return this.#rules[side]![entry.index]?.label;
  }

  #same(a: Entry, b: Entry): boolean {
    return a.formula === b.formula && this.#labelOf(0, a) === this.#labelOf(1, b);
  }

  #commonPrefix(a: readonly Entry[], b: readonly Entry[]): number {
    let count = 0;
    while (count < a.length && count < b.length && this.#same(a[count]!, b[count]!)) count++;
    return count;
  }

  #commonSuffix(a: readonly Entry[], b: readonly Entry[]): number {
    let count = 0;
    while (count < a.length && count < b.length && this.#same(a[a.length - 1 - count]!, b[b.length - 1 - count]!))
      count++;
    return count;
  }
}

function withRest(list: readonly Entry[]): readonly Entry[] {
  return list.at(-1)?.formula === TRUE ? list : [...list, { index: nothing, formula: TRUE }];
}

function groups(deciders: Deciders, from: number, to: number): [string | undefined, Formula[]][] {
  const byLabel = new Map<string | undefined, Formula[]>();
  for (let i = from; i < to; i++) {
    const label = deciders.labels[i];
    byLabel.set(label, [...(byLabel.get(label) ?? []), deciders.decides[i]!]);
  }
  return [...byLabel];
}
