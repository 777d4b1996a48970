// Asks src/logic and the enumerator the same questions about random tables, and counts where they disagree.
import {
  analyse,
  difference,
  equivalent,
  type Formula,
  implies,
  type Limits,
  type ListAnalysis,
  needed,
  overlap,
  type Proof,
  redundant,
  session,
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

/** When lists are cut into regions: always, sometimes, never. */
const cuts = [{ regionLiterals: 1, regionShare: 0 }, { regionLiterals: 3, regionShare: 0.3 }, { regionLiterals: 1000 }];

/** What a question's requests are, in any enumeration. */
type Expected = (all: Enumeration) => Bits;

/**
 * One table and a changed copy of it, everything asked both ways. If `open`, subjects have more values than are
 * enumerated: "no" must still hold for the enumerated ones, and witnesses are checked in a universe of their own.
 */
export function compareTable(seed: number, limits: Partial<Limits>, counts: Counts, open = false): void {
  const dice = new Dice(seed);
  const used = someSubjects(dice);
  const table = randomTable(dice, used);
  const other = changedTable(dice, table, used);
  const trial = new Trial(seed, used, { ...dice.pick(cuts), ...limits }, counts, open);
  trial.lists(table);
  trial.pairs(table, other);
  trial.formulas(randomCondition(dice, used, 2), randomCondition(dice, used, 2));
  trial.single(table, dice.below(table.length));
  trial.edits(table, other);
}

function someSubjects(dice: Dice): Subject[] {
  const [path, header, ...rest] = subjects;
  const chosen = [path!, dice.chance(0.7) ? header! : dice.pick(rest), dice.pick(rest)];
  return chosen.filter((one, i, all) => all.indexOf(one) === i);
}

class Trial {
  readonly #seed: number;
  readonly #open: boolean;
  readonly #used: readonly Subject[];
  readonly #counts: Counts;
  readonly #all: Enumeration;
  readonly #universe: Universe;
  readonly #variables = new Map<SubjectName, Variable>();

  constructor(seed: number, used: readonly Subject[], limits: Partial<Limits>, counts: Counts, open: boolean) {
    this.#seed = seed;
    this.#open = open;
    this.#used = used;
    this.#counts = counts;
    this.#all = new Enumeration(used);
    this.#universe = new Universe(limits);
    for (const subject of used) this.#variables.set(subject.name, this.#declare(subject));
  }

  lists(table: readonly TableRule[]): void {
    const counts = this.#counts;
    this.#compareAnalysis(table, analyse(this.#universe, this.#rules(table)));
    const decided = this.#all.deciders(table);
    const dead = table.filter((_, i) => isEmpty(decided[i]!)).length;
    counts.tables++;
    counts.rules += table.length;
    counts.dead += dead;
    if (dead > 0) counts.tablesWithDead++;
    if (!isEmpty(decided[table.length]!)) counts.gaps++;
  }

  /** Rules of another table replace those of this one, one after the other. */
  edits(table: readonly TableRule[], other: readonly TableRule[]): void {
    const current = [...table];
    const edited = session(this.#universe, this.#rules(table));
    for (let i = 0; i < Math.min(3, table.length, other.length); i++) {
      current[i] = other[other.length - 1 - i]!;
      this.#compareAnalysis(current, edited.edit(i, this.#rules(current)[i]!));
    }
  }

  #compareAnalysis(table: readonly TableRule[], { reach, gap }: ListAnalysis): void {
    const decided = this.#all.deciders(table);
    const expected = (i: number) => (all: Enumeration) => (all === this.#all ? decided[i]! : all.deciders(table)[i]!);
    for (const i of table.keys()) this.#check(`reach ${i}`, reach[i]!, expected(i));
    this.#check('gap', gap, expected(table.length));
  }

  pairs(a: readonly TableRule[], b: readonly TableRule[]): void {
    const [left, right] = [this.#all.deciders(a), this.#all.deciders(b)];
    const answer = difference(this.#universe, this.#rules(a), this.#rules(b));
    const found = new Map(answer.pairs.map(({ i, j, witness }) => [`${i},${j}`, witness]));
    this.#counts.verdicts++;
    if (answer.unknown.length > 0) this.#counts.unknown++;
    let expected = 0;
    for (const i of left.keys()) {
      for (const j of right.keys()) {
        if (a[i]?.label === b[j]?.label) continue;
        const witness = found.get(`${i < a.length ? i : -1},${j < b.length ? j : -1}`);
        const both = (all: Enumeration) => common(all.deciders(a)[i]!, all.deciders(b)[j]!);
        if (meet(left[i]!, right[j]!)) expected++;
        if (witness) this.#inside(`pair ${i},${j}`, witness, both);
        else if (answer.unknown.length === 0 && meet(left[i]!, right[j]!)) this.#fault(`pair ${i},${j} not found`);
      }
    }
    if (found.size !== answer.pairs.length || (!this.#open && found.size > expected)) this.#fault('too many pairs');
    this.#counts[expected > 0 ? 'differing' : 'equal']++;
  }

  formulas(a: Condition, b: Condition): void {
    const [one, two] = [this.#formula(a), this.#formula(b)];
    this.#check('overlap', overlap(this.#universe, one, two), (all) => common(all.holds(a), all.holds(b)));
    const refuting = (all: Enumeration) => common(all.holds(a), all.complement(all.holds(b)));
    this.#checkProof('implies', implies(this.#universe, one, two), refuting);
    const apart = (all: Enumeration) => all.holds({ op: 'or', of: [onlyFirst(a, b), onlyFirst(b, a)] });
    this.#checkProof('equivalent', equivalent(this.#universe, one, two), apart);
  }

  /** Who takes one rule's requests, and which rules could go. */
  single(table: readonly TableRule[], i: number): void {
    const rules = this.#rules(table);
    const found = new Map(takers(this.#universe, rules, i).map(({ index, witness }) => [index, witness]));
    this.#counts.takers += found.size;
    for (let j = 0; j < i; j++) {
      const taken = (all: Enumeration) => common(all.holds(table[i]!.condition), all.deciders(table)[j]!);
      this.#check(`taker ${j} of ${i}`, found.get(j) ?? { is: 'no' }, taken);
    }
    const need = needed(this.#universe, rules);
    for (const k of table.keys()) this.#check(`needed ${k}`, need[k]!, (all) => neededAt(all, table, k));
    const proof = redundant(this.#universe, rules, i);
    this.#checkProof(`redundant ${i}`, proof, (all) => neededAt(all, table, i));
    if (proof.is === 'yes') this.#counts.needless++;
  }

  #check(what: string, verdict: Verdict<Witness>, expected: Expected): void {
    this.#counts.verdicts++;
    if (verdict.is === 'unknown') this.#counts.unknown++;
    else if (verdict.is === 'yes') this.#inside(what, verdict.value, expected);
    else if (!isEmpty(expected(this.#all))) this.#fault(`${what}: no, but there is one`);
  }

  #checkProof(what: string, proof: Proof<Witness>, refuting: Expected): void {
    const counterexample: Verdict<Witness> =
      proof.is === 'no' ? { is: 'yes', value: proof.counterexample } : proof.is === 'yes' ? { is: 'no' } : proof;
    this.#check(what, counterexample, refuting);
  }

  #inside(what: string, witness: Witness, expected: Expected): void {
    const valuesOf = (name: SubjectName) => witness.get(this.#variables.get(name)!) ?? [];
    let all = this.#all;
    let request = all.requestOf(valuesOf);
    if (request < 0 && this.#open) {
      all = new Enumeration(this.#used.map((subject) => ({ ...subject, words: valuesOf(subject.name) })));
      request = all.requestOf(valuesOf);
    }
    if (request < 0) this.#fault(`${what}: the witness is no request`);
    else if (!isIn(expected(all), request))
      this.#fault(`${what}: wrong witness ${JSON.stringify(this.#used.map((s) => [s.name, valuesOf(s.name)]))}`);
  }

  #fault(what: string): void {
    this.#counts.faults.push(`seed ${this.#seed}: ${what}`);
  }

  #declare(subject: Subject): Variable {
    if (subject.base === undefined) return this.#universe.choice(subject.name, subject.words);
    const { many, optional, fold: ignoreCase, base } = subject;
    const startsWith = subject.name === 'path' ? '/' : '';
    const bounded = this.#open ? {} : { base };
    return this.#universe.text(subject.name, { many, optional, ignoreCase, startsWith, ...bounded });
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

function common(a: Bits, b: Bits): Bits {
  return a.map((bits, i) => bits & b[i]!);
}

function onlyFirst(a: Condition, b: Condition): Condition {
  return { op: 'and', of: [a, { op: 'not', of: b }] };
}

/** Requests that rule `k` decides and that would be decided differently without it. */
function neededAt(all: Enumeration, table: readonly TableRule[], k: number): Bits {
  const rest = table.filter((_, i) => i !== k);
  const decided = all.deciders(table)[k]!;
  let changed = all.none();
  all.deciders(rest).forEach((bits, i) => {
    if (rest[i]?.label !== table[k]!.label) changed = changed.map((word, at) => word | (bits[at]! & decided[at]!));
  });
  return changed;
}
