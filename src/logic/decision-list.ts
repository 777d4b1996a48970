// Decision lists: which rule decides first. Which rules are reached, what nothing decides, who takes a rule's requests,
// and which rules could go.
import { isInCell, type Place } from './cell.ts';
import { evaluate, type Formula, TRUE } from './formula.ts';
import { ListQuestions } from './list-questions.ts';
import type { Entry, EntryLists } from './regions.ts';
import { entriesOf, type Visitor, walkPlaces } from './rule-walk.ts';
import { SharedAnswers } from './shared-answers.ts';
import type { Effort } from './solver.ts';
import type { Universe } from './universe.ts';
import type { Assignment, Witness } from './variable.ts';
import { no, type Verdict } from './verdict.ts';

export interface Rule {
  readonly condition: Formula;
}

export interface ListAnalysis {
  /** For each rule: a request that it decides. */
  readonly reach: readonly Verdict<Witness>[];
  /** A request that no rule decides. */
  readonly gap: Verdict<Witness>;
}

/** Index of the first rule whose condition holds, or -1. */
export function decide(rules: readonly Rule[], assignment: Assignment): number {
  return rules.findIndex((rule) => evaluate(rule.condition, assignment));
}

/** Which rules decide something at all, and what none of them decides. */
export function analyse(universe: Universe, rules: readonly Rule[]): ListAnalysis {
  return analyseSome(
    universe,
    rules,
    rules.map(() => true),
    true,
  );
}

/** As `analyse`, for the rules with `asked` only; the other verdicts are "no" and mean nothing. */
export function analyseSome(
  universe: Universe,
  rules: readonly Rule[],
  asked: readonly boolean[],
  askGap: boolean,
): ListAnalysis {
  const reachability = new Reachability(universe, rules, asked, askGap);
  walkPlaces(universe, [entriesOf(rules.map((rule) => rule.condition))], reachability);
  return { reach: reachability.verdicts.slice(0, rules.length), gap: reachability.verdicts[rules.length]! };
}

/** What was found so far; the gap counts as a last rule that takes everything. */
class Reachability implements Visitor {
  readonly covers = 1;
  readonly verdicts: Verdict<Witness>[];
  readonly #open: boolean[];
  readonly #universe: Universe;
  readonly #rules: readonly Rule[];
  readonly #effort: Effort;
  readonly #shared: SharedAnswers;

  constructor(universe: Universe, rules: readonly Rule[], asked: readonly boolean[], askGap: boolean) {
    this.#universe = universe;
    this.#rules = rules;
    this.#open = [...asked, askGap];
    this.verdicts = this.#open.map(() => no);
    this.#shared = new SharedAnswers(universe);
    this.#effort = { conflicts: universe.limits.totalConflicts };
  }

  isOpen([list]: EntryLists): boolean {
    return this.#open[this.#rules.length]! || list!.some((entry) => this.#open[entry.index]);
  }

  decide(place: Place, [list]: EntryLists): void {
    const gap = { index: this.#rules.length, formula: TRUE };
    const entries = list!.at(-1)?.formula === TRUE ? list! : [...list!, gap];
    const last = entries.findLastIndex((entry) => this.#open[entry.index]);
    if (last < 0) return;
    const formulas = entries.slice(0, last + 1).map((entry) => entry.formula);
    const questions = new ListQuestions(this.#universe, this.#shared, this.#effort, place, formulas);
    entries.slice(0, last + 1).forEach((entry, i) => {
      if (this.#open[entry.index]) this.#record(entry, questions.firstAt(i), place, list!);
    });
  }

  #record(entry: Entry, verdict: Verdict<Witness>, place: Place, list: readonly Entry[]): void {
    if (verdict.is === 'no') return;
    if (verdict.is === 'yes') {
      const decider = deciderOf(this.#rules, list, place, verdict.value);
      confirm(decider === (entry.index === this.#rules.length ? nothing : entry.index));
      this.#open[entry.index] = false;
    }
    this.verdicts[entry.index] = verdict;
  }
}

const fewRules = 400;
const nothing = -1;

/**
 * Index of the rule that decides the request (-1: none) by the conditions as they were given, `except` left out. Of
 * long lists only the rules that the place left are tried, and the request must be of that place (else undefined).
 */
export function deciderOf(
  rules: readonly Rule[],
  left: readonly Entry[],
  place: Place,
  request: Witness,
  except = nothing,
): number | undefined {
  const holds = (index: number) => index !== except && evaluate(rules[index]!.condition, request);
  if (rules.length <= fewRules) return rules.findIndex((_, index) => holds(index));
  if (!isInPlace(place, request)) return undefined;
  return left.find((entry) => holds(entry.index))?.index ?? nothing;
}

function isInPlace(place: Place, request: Witness): boolean {
  for (const [variable, cell] of place) {
    const [value] = request.get(variable) ?? [];
    if (value === undefined ? cell.kind !== 'absent' : !isInCell(cell, value)) return false;
  }
  return true;
}

/** Every witness is evaluated before it is returned; a wrong one is our own mistake. */
export function confirm(holds: boolean): void {
  if (!holds) throw new Error('the decision procedure found a witness that proves nothing');
}
