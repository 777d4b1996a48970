// Conjunctions in first-match order in, the same list out with no literal that the platform lacks. `C and not L -> a; rest` is
// `C and L -> rest; C -> a; rest`: what would follow is copied before the rule, for the requests that the literal leaves out.
import type { Conjunction, Literal } from '../../shared/normal-form/index.ts';
import { literalKey, simplify } from '../../shared/normal-form/index.ts';
import { isRefusal, type Refusal } from './draft.ts';

/** A conjunction and what becomes of its requests. */
export interface Clause<T> {
  readonly conjunction: Conjunction;
  readonly outcome: T;
}
/** A clause with the platform's matches. */
export interface Ordered<T, M> {
  readonly outcome: T;
  /** Each empty match (`all`) takes every request. */
  readonly matches: readonly M[];
  /** It takes every request that comes so far. */
  readonly all: boolean;
}

export interface Ordering<T, M> {
  readonly lower: (clause: Clause<T>) => readonly M[] | Refusal;
  readonly takesAll: (match: M) => boolean;
  /** What becomes of requests that no clause takes; undefined where that cannot be written. */
  readonly untaken: T | undefined;
  /** At most so many clauses. */
  readonly limit: number;
  readonly refuse: (clause: Clause<T>, refusal: Refusal) => void;
  readonly tooMany: (clause: Clause<T>) => void;
}

export function order<T, M>(clauses: readonly Clause<T>[], ordering: Ordering<T, M>): readonly Ordered<T, M>[] {
  const run = new Run(ordering);
  run.add(clauses, []);
  return run.found;
}

class Run<T, M> {
  readonly found: Ordered<T, M>[] = [];
  readonly #ordering: Ordering<T, M>;
  #exhausted = false;
  #steps = 0;

  constructor(ordering: Ordering<T, M>) {
    this.#ordering = ordering;
  }

  /** Places clauses that others follow; whether they take every request there is. */
  add(clauses: readonly Clause<T>[], following: readonly Clause<T>[]): boolean {
    for (let index = 0; index < clauses.length; index++) {
      const clause = clauses[index] as Clause<T>;
      if (this.#isExhausted(clause)) return true;
      const result = this.#ordering.lower(clause);
      const all = isRefusal(result)
        ? this.#move(clause, result, [...clauses.slice(index + 1), ...following])
        : this.#emit(clause, result);
      if (all) return true;
    }
    return false;
  }

  #isExhausted(clause: Clause<T>): boolean {
    this.#steps++;
    if (!this.#exhausted && (this.found.length >= this.#ordering.limit || this.#steps > mostSteps)) {
      this.#exhausted = true;
      this.#ordering.tooMany(clause);
    }
    return this.#exhausted;
  }

  /** Says the refused literals by the order of clauses; whether the clause takes every request that is left. */
  #move(clause: Clause<T>, refusal: Refusal, rest: readonly Clause<T>[]): boolean {
    const literal = movable(refusal);
    if (!literal) {
      this.#ordering.refuse(clause, refusal);
      return false;
    }
    this.#leaveOut(clause, literal, rest);
    const shorter = { ...clause, conjunction: without(clause.conjunction, literal) };
    const result = this.#ordering.lower(shorter);
    return isRefusal(result) ? this.#move(shorter, result, rest) : this.#emit(shorter, result);
  }

  /** For the requests that the literal leaves out, what would follow. */
  #leaveOut(clause: Clause<T>, literal: Literal, rest: readonly Clause<T>[]): void {
    const guard = simplify([...without(clause.conjunction, literal), { ...literal, negated: !literal.negated }]);
    if (!guard) return;
    const guarded = rest.flatMap((next) => {
      const conjunction = simplify([...guard, ...next.conjunction]);
      return conjunction ? [{ ...next, conjunction }] : [];
    });
    const complete = guarded.findIndex(({ conjunction }) => includesAll(guard, conjunction));
    const list = complete < 0 ? [...guarded, ...this.#end(clause, guard)] : guarded.slice(0, complete + 1);
    this.add(list, [clause, ...rest]);
  }

  #end(clause: Clause<T>, guard: Conjunction): readonly Clause<T>[] {
    const { untaken } = this.#ordering;
    if (untaken !== undefined) return [{ conjunction: guard, outcome: untaken }];
    this.#ordering.refuse(clause, { refused: 'negated', literals: guard });
    return [];
  }

  #emit(clause: Clause<T>, matches: readonly M[]): boolean {
    const all = matches.some((match) => this.#ordering.takesAll(match));
    if (matches.length > 0) this.found.push({ outcome: clause.outcome, matches, all });
    return all;
  }
}

/** Enough for every list that stays below its limit. */
const mostSteps = 5000;

/** A literal that the order of rules can say instead. */
function movable(refusal: Refusal): Literal | undefined {
  if (refusal.refused === 'negated') return refusal.literals[0];
  return refusal.opposite ? refusal.literal : undefined;
}

function without(conjunction: Conjunction, literal: Literal): Conjunction {
  const key = literalKey(literal);
  return conjunction.filter((one) => literalKey(one) !== key);
}

/** Whether a conjunction holds wherever the guard does: it has none but the guard's literals. */
function includesAll(guard: Conjunction, conjunction: Conjunction): boolean {
  const keys = new Set(guard.map(literalKey));
  return conjunction.every((literal) => keys.has(literalKey(literal)));
}
