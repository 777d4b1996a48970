// Asks src/logic and the enumerator the same questions about random tables, and counts where they disagree.
import {
  analyse,
  difference,
  type Formula,
  implies,
  type Limits,
  needed,
  overlap,
  redundant,
  takers,
  Universe,
  type Variable,
  type Verdict,
  type Witness,
} from '../../../../src/logic/index.ts';
import { type Bits, Enumeration, isEmpty, isIn, meet } from './enumerate.ts';
import {
  type Condition,
  changedTable,
  Dice,
  randomCondition,
  randomTable,
  type Subject,
  type SubjectName,
  subjects,
  type TableRule,
} from './tables.ts';

export interface Counts {
  tables: number;
  rules: number;
  dead: number;
  tablesWithDead: number;
  gaps: number;
  differing: number;
  equal: number;
  needless: number;
  takers: number;
  verdicts: number;
  unknown: number;
  readonly faults: string[];
}

export function newCounts(): Counts {
  return {
    tables: 0,
    rules: 0,
    dead: 0,
    tablesWithDead: 0,
    gaps: 0,
    differing: 0,
    equal: 0,
    needless: 0,
    takers: 0,
    verdicts: 0,
    unknown: 0,
    faults: [],
  };
}

/** One table and a changed copy of it, everything asked both ways. */
export function compareTable(seed: number, limits: Partial<Limits>, counts: Counts): void {
  const dice = new Dice(seed);
  const used = someSubjects(dice);
  const table = randomTable(dice, used);
  const other = changedTable(dice, table, used);
  const trial = new Trial(seed, used, { regionLiterals: dice.pick([1, 3, 1000]), ...limits }, counts);
  trial.lists(table);
  trial.pairs(table, other);
  trial.formulas(randomCondition(dice, used, 2), randomCondition(dice, used, 2));
  trial.single(table, dice.below(table.length));
}

function someSubjects(dice: Dice): Subject[] {
  const [path, header, ...rest] = subjects;
  return [path!, dice.chance(0.7) ? header! : dice.pick(rest), dice.pick(rest)].filter(
    (one, i, all) => all.indexOf(one) === i,
  );
}

class Trial {
  readonly #seed: number;
  readonly #counts: Counts;
  readonly #all: Enumeration;
  readonly #universe: Universe;
  readonly #variables = new Map<SubjectName, Variable>();

  constructor(seed: number, used: readonly Subject[], limits: Partial<Limits>, counts: Counts) {
    this.#seed = seed;
    this.#counts = counts;
    this.#all = new Enumeration(used);
    this.#universe = new Universe(limits);
    for (const subject of used) this.#variables.set(subject.name, this.#declare(subject));
  }

  lists(table: readonly TableRule[]): void {
    const counts = this.#counts;
    const decided = this.#all.deciders(table);
    const { reach, gap } = analyse(this.#universe, this.#rules(table));
    for (const i of table.keys()) this.#check(`reach ${i}`, reach[i]!, decided[i]!);
    this.#check('gap', gap, decided[table.length]!);
    const dead = table.filter((_, i) => isEmpty(decided[i]!)).length;
    counts.tables++;
    counts.rules += table.length;
    counts.dead += dead;
    if (dead > 0) counts.tablesWithDead++;
    if (!isEmpty(decided[table.length]!)) counts.gaps++;
  }

  pairs(a: readonly TableRule[], b: readonly TableRule[]): void {
    const [left, right] = [this.#all.deciders(a), this.#all.deciders(b)];
    const answer = difference(this.#universe, this.#rules(a), this.#rules(b));
    const found = new Map(answer.pairs.map(({ i, j, witness }) => [`${i},${j}`, witness]));
    this.#counts.verdicts++;
    if (answer.unknown.length > 0) this.#counts.unknown++;
    let expected = 0;
    left.forEach((mine, i) => {
      right.forEach((theirs, j) => {
        if (a[i]?.label === b[j]?.label || !meet(mine, theirs)) return;
        expected++;
        const witness = found.get(`${i < a.length ? i : -1},${j < b.length ? j : -1}`);
        if (witness)
          this.#inside(
            `pair ${i},${j}`,
            witness,
            mine.map((bits, k) => bits & theirs[k]!),
          );
        else if (answer.unknown.length === 0) this.#fault(`pair ${i},${j} not found`);
      });
    });
    if (found.size !== answer.pairs.length || found.size > expected) this.#fault('too many pairs');
    this.#counts[expected > 0 ? 'differing' : 'equal']++;
  }

  formulas(a: Condition, b: Condition): void {
    const [one, two] = [this.#formula(a), this.#formula(b)];
    const [first, second] = [this.#all.holds(a), this.#all.holds(b)];
    this.#check(
      'overlap',
      overlap(this.#universe, one, two),
      first.map((bits, i) => bits & second[i]!),
    );
    const proof = implies(this.#universe, one, two);
    const refuting = first.map((bits, i) => bits & ~second[i]!);
    this.#counts.verdicts++;
    if (proof.is === 'yes' && !isEmpty(refuting)) this.#fault('implies');
    if (proof.is === 'no') this.#inside('implies', proof.counterexample, refuting);
    if (proof.is === 'unknown') this.#counts.unknown++;
  }

  /** Who takes one rule's requests, and which rules could go. */
  single(table: readonly TableRule[], i: number): void {
    const rules = this.#rules(table);
    const decided = this.#all.deciders(table);
    const mine = this.#all.holds(table[i]!.condition);
    const found = new Map(takers(this.#universe, rules, i).map(({ index, witness }) => [index, witness]));
    this.#counts.takers += found.size;
    for (let j = 0; j < i; j++) {
      this.#check(
        `taker ${j} of ${i}`,
        found.get(j) ?? { is: 'no' },
        mine.map((bits, k) => bits & decided[j]![k]!),
      );
    }
    const need = needed(this.#universe, rules);
    for (const k of table.keys()) this.#check(`needed ${k}`, need[k]!, this.#neededAt(table, decided[k]!, k));
    const proof = redundant(this.#universe, rules, i);
    if (proof.is === 'yes' && need[i]!.is === 'yes') this.#fault('redundant and needed');
    if (proof.is === 'no' && need[i]!.is === 'no') this.#fault('neither redundant nor needed');
    if (proof.is === 'yes') this.#counts.needless++;
  }

  #neededAt(table: readonly TableRule[], decided: Bits, k: number): Bits {
    const without = this.#all.deciders(table.filter((_, i) => i !== k));
    const labels = [...table.filter((_, i) => i !== k).map((rule) => rule.label), undefined];
    const changed = this.#all.none();
    without.forEach((bits, i) => {
      if (labels[i] === table[k]!.label) return;
      for (let at = 0; at < bits.length; at++) changed[at]! |= bits[at]! & decided[at]!;
    });
    return changed;
  }

  #check(what: string, verdict: Verdict<Witness>, expected: Bits): void {
    this.#counts.verdicts++;
    if (verdict.is === 'unknown') this.#counts.unknown++;
    else if (verdict.is === 'yes') this.#inside(what, verdict.value, expected);
    else if (!isEmpty(expected)) this.#fault(`${what}: no, but there is one`);
  }

  #inside(what: string, witness: Witness, expected: Bits): void {
    const request = this.#all.requestOf((name) => witness.get(this.#variables.get(name)!) ?? []);
    if (request < 0) this.#fault(`${what}: the witness is no request`);
    else if (!isIn(expected, request)) this.#fault(`${what}: wrong witness`);
  }

  #fault(what: string): void {
    this.#counts.faults.push(`seed ${this.#seed}: ${what}`);
  }

  #declare(subject: Subject): Variable {
    if (subject.base === undefined) return this.#universe.choice(subject.name, subject.words);
    const { many, optional, fold: ignoreCase, base } = subject;
    const startsWith = subject.name === 'path' ? '/' : '';
    return this.#universe.text(subject.name, { many, optional, ignoreCase, base, startsWith });
  }

  #rules(table: readonly TableRule[]) {
    return table.map(({ condition, label }) => ({ condition: this.#formula(condition), label }));
  }

  #formula(condition: Condition): Formula {
    const universe = this.#universe;
    if (condition.op === 'not') return universe.not(this.#formula(condition.of));
    if (condition.op !== 'fact') return universe[condition.op](...condition.of.map((part) => this.#formula(part)));
    const variable = this.#variables.get(condition.subject)!;
    if (variable.kind === 'choice') return universe.is(variable, condition.text);
    const { test, text } = condition;
    switch (test) {
      case 'regex':
        return universe.matches(variable, text);
      case 'exists':
        return universe.exists(variable);
      case 'is':
        throw new Error('a text is no choice');
      default:
        return universe[test](variable, text);
    }
  }
}
