// Questions about formulas within one place: clauses are searched by a SAT solver, what its models say of each
// variable is checked by the theory of strings, and whatever cannot be is learnt as a clause.
import type { Atom } from './atoms.ts';
import { everywhere, type Place } from './cell.ts';
import { type Formula, largeTree } from './formula.ts';
import { justify, type Reasons } from './justify.ts';
import { type Literal, negated, Sat } from './sat.ts';
import type { Core, TheoryAnswer } from './theory.ts';
import type { Universe } from './universe.ts';
import type { Variable, Witness } from './variable.ts';
import { no, unknown, type Verdict, yes } from './verdict.ts';

/** Conflicts that all questions about one list may still meet. */
export interface Effort {
  conflicts: number;
}

interface Root {
  readonly formula: Formula;
  readonly value: boolean;
}

/** Formulas that hold, and questions whether another can hold too; a class for its clauses. */
export class Solver {
  readonly #universe: Universe;
  readonly #place: Place;
  readonly #effort: Effort;
  readonly #sat = new Sat();
  readonly #literals = new Map<Formula, Literal>();
  readonly #roots: Root[] = [];
  readonly #always: Literal;
  #doubt: { readonly literal: Literal; readonly reason: string } | undefined;

  constructor(universe: Universe, effort: Effort, place: Place = everywhere) {
    this.#universe = universe;
    this.#effort = effort;
    this.#place = place;
    this.#always = 2 * this.#sat.newVariable();
    this.#sat.addClause([this.#always]);
  }

  /** From now on the formula has this value. */
  assert(formula: Formula, value = true): void {
    this.#roots.push({ formula, value });
    this.#addFact(formula, value);
  }

  /** Can the formula hold together with all that was asserted? */
  solve(formula: Formula): Verdict<Witness> {
    const assumptions: Literal[] = [];
    this.#assume(formula, true, assumptions);
    let left = Math.min(this.#universe.limits.conflicts, this.#effort.conflicts);
    for (;;) {
      const before = this.#sat.conflicts;
      const doubt = this.#doubt;
      const answer = this.#sat.solve(doubt ? [...assumptions, doubt.literal] : assumptions, left);
      const spent = this.#sat.conflicts - before + 1;
      left -= spent;
      if (answer === 'unsat') return this.#refuted(assumptions, left);
      if (answer === 'sat') {
        const witness = this.#realize(formula);
        if (witness !== undefined) return yes(witness);
      }
      this.#effort.conflicts -= spent;
      if (answer === 'limit' || left <= 0) return unknown('too many combinations of conditions');
    }
  }

  /** Without models; `unknown` if models were left out because strings were too hard. */
  #refuted(assumptions: readonly Literal[], left: number): Verdict<never> {
    if (this.#doubt === undefined) return no;
    return this.#sat.solve(assumptions, Math.max(0, left)) === 'unsat' ? no : unknown(this.#doubt.reason);
  }

  /** Values for the model; if there are none, the clauses that say so. */
  #realize(formula: Formula): Witness | undefined {
    const reasons: Reasons = { positive: new Set(), negative: new Set(), shared: new Set() };
    const truth = (part: Formula) => this.#sat.isTrue(this.#literalOf(part));
    justify(formula, true, truth, reasons);
    for (const root of this.#roots) justify(root.formula, root.value, truth, reasons);
    const witness = new Map<Variable, readonly string[]>();
    const excluded: Literal[][] = [];
    for (const [variable, { positive, negative }] of this.#byVariable(reasons)) {
      const answer = this.#universe.theory.check(variable, positive, negative, this.#place.get(variable));
      if (answer.is === 'yes') {
        if (answer.values.length > 0) witness.set(variable, answer.values);
      } else excluded.push(this.#exclusion(answer, positive, negative));
    }
    for (const clause of excluded) this.#sat.addClause(clause);
    return excluded.length === 0 ? witness : undefined;
  }

  /** All variables that must have a value or about which something is said. */
  #byVariable(reasons: Reasons): Map<Variable, { positive: Atom[]; negative: Atom[] }> {
    const groups = new Map<Variable, { positive: Atom[]; negative: Atom[] }>();
    for (const variable of this.#universe.variables) {
      if (variable.kind === 'choice' || !variable.optional || this.#place.has(variable)) {
        groups.set(variable, { positive: [], negative: [] });
      }
    }
    const groupOf = (variable: Variable) => {
      if (!groups.has(variable)) groups.set(variable, { positive: [], negative: [] });
      return groups.get(variable)!;
    };
    for (const atom of reasons.positive) groupOf(atom.variable).positive.push(atom);
    for (const atom of reasons.negative) groupOf(atom.variable).negative.push(atom);
    return groups;
  }

  /** The clause that a theory's refusal means: one of these atoms must be otherwise. */
  #exclusion(
    answer: Exclude<TheoryAnswer, { is: 'yes' }>,
    positive: readonly Atom[],
    negative: readonly Atom[],
  ): Literal[] {
    if (answer.is === 'no') return this.#otherwise(answer.core, positive);
    this.#doubt ??= { literal: 2 * this.#sat.newVariable(), reason: answer.reason };
    return [negated(this.#doubt.literal), ...this.#otherwise([...positive, ...negative], positive)];
  }

  #otherwise(core: Core, positive: readonly Atom[]): Literal[] {
    return core.map((atom) => {
      const literal = this.#literalOf(this.#universe.table.atom(atom));
      return positive.includes(atom) ? negated(literal) : literal;
    });
  }

  #addFact(formula: Formula, value: boolean): void {
    if (formula.size > largeTree) this.#sat.addClause([this.#literalWith(formula, value)]);
    else if (formula.kind === 'not') this.#addFact(formula.part, !value);
    else if ((formula.kind === 'and' && value) || (formula.kind === 'or' && !value)) {
      for (const part of formula.parts) this.#addFact(part, value);
    } else if (formula.kind === 'and' || formula.kind === 'or') {
      this.#sat.addClause(formula.parts.map((part) => this.#literalWith(part, value)));
    } else this.#sat.addClause([this.#literalWith(formula, value)]);
  }

  #assume(formula: Formula, value: boolean, into: Literal[]): void {
    if (formula.size > largeTree) into.push(this.#literalWith(formula, value));
    else if (formula.kind === 'not') this.#assume(formula.part, !value, into);
    else if ((formula.kind === 'and' && value) || (formula.kind === 'or' && !value)) {
      for (const part of formula.parts) this.#assume(part, value, into);
    } else into.push(this.#literalWith(formula, value));
  }

  #literalWith(formula: Formula, value: boolean): Literal {
    const literal = this.#literalOf(formula);
    return value ? literal : negated(literal);
  }

  #literalOf(formula: Formula): Literal {
    if (formula.kind === 'not') return negated(this.#literalOf(formula.part));
    let literal = this.#literals.get(formula);
    if (literal === undefined) {
      literal = this.#define(formula);
      this.#literals.set(formula, literal);
    }
    return literal;
  }

  #define(formula: Exclude<Formula, { kind: 'not' }>): Literal {
    if (formula.kind === 'atom') return 2 * this.#sat.newVariable();
    if (!('parts' in formula)) return formula.kind === 'true' ? this.#always : negated(this.#always);
    const conjunction = formula.kind === 'and';
    const parts = formula.parts.map((part) => this.#literalWith(part, conjunction));
    const whole = 2 * this.#sat.newVariable();
    const literal = conjunction ? whole : negated(whole);
    for (const part of parts) this.#sat.addClause([negated(literal), part]);
    this.#sat.addClause([literal, ...parts.map(negated)]);
    return whole;
  }
}
