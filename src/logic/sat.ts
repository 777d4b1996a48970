// A small incremental solver for clauses (conflict-driven, two watched literals, after MiniSat, Eén and Sörensson 2003).
// It knows numbers only. Variables are preferred false, so that few facts become true.

/** Variable v is the literal 2v, its negation 2v+1. */
export type Literal = number;
export type SatAnswer = 'sat' | 'unsat' | 'limit';

export function negated(literal: Literal): Literal {
  return literal ^ 1;
}

type Clause = Literal[];
const unassigned = 0;

/** Clauses and the search over them; a class for its trail. */
export class Sat {
  conflicts = 0;
  #values: number[] = [];
  #levels: number[] = [];
  #reasons: (Clause | undefined)[] = [];
  #activity: number[] = [];
  #watches: Clause[][] = [];
  #trail: Literal[] = [];
  #levelStarts: number[] = [];
  #head = 0;
  #bump = 1;
  #consistent = true;
  readonly #order = new Order((variable) => this.#activity[variable]!);

  newVariable(): number {
    const variable = this.#values.length;
    this.#values.push(unassigned);
    this.#levels.push(0);
    this.#reasons.push(undefined);
    this.#activity.push(0);
    this.#watches.push([], []);
    this.#order.insert(variable);
    return variable;
  }

  /** Adds a clause for good; undoes the last model. */
  addClause(literals: readonly Literal[]): void {
    this.#backTo(0);
    const clause = [...new Set(literals)].filter((literal) => this.#value(literal) !== -1);
    if (clause.some((literal) => this.#value(literal) === 1 || clause.includes(negated(literal)))) return;
    if (clause.length === 0) this.#consistent = false;
    else if (clause.length === 1) this.#assign(clause[0]!, undefined);
    else this.#watch(clause);
  }

  /** Is the literal true in the last model? */
  isTrue(literal: Literal): boolean {
    return this.#value(literal) === 1;
  }

  /** Searches a model in which the assumptions are true; `limit` once more conflicts than allowed were met. */
  solve(assumptions: readonly Literal[], maxConflicts: number): SatAnswer {
    this.#backTo(0);
    if (!this.#consistent) return 'unsat';
    const until = this.conflicts + maxConflicts;
    for (;;) {
      const conflict = this.#propagate();
      if (conflict !== undefined) {
        this.conflicts++;
        if (this.#levelStarts.length === 0) {
          this.#consistent = false;
          return 'unsat';
        }
        this.#learn(conflict);
        if (this.conflicts > until) return 'limit';
        continue;
      }
      const next = this.#nextDecision(assumptions);
      if (next === 'done') return 'sat';
      if (next === 'refuted') return 'unsat';
      this.#levelStarts.push(this.#trail.length);
      if (next !== 'settled') this.#assign(next, undefined);
    }
  }

  #value(literal: Literal): number {
    const value = this.#values[literal >> 1]!;
    return (literal & 1) === 0 ? value : -value;
  }

  #assign(literal: Literal, reason: Clause | undefined): void {
    const variable = literal >> 1;
    this.#values[variable] = (literal & 1) === 0 ? 1 : -1;
    this.#levels[variable] = this.#levelStarts.length;
    this.#reasons[variable] = reason;
    this.#trail.push(literal);
  }

  #watch(clause: Clause): void {
    this.#watches[clause[0]!]!.push(clause);
    this.#watches[clause[1]!]!.push(clause);
  }

  #nextDecision(assumptions: readonly Literal[]): Literal | 'done' | 'refuted' | 'settled' {
    const assumed = assumptions[this.#levelStarts.length];
    if (assumed !== undefined) {
      const value = this.#value(assumed);
      return value === 1 ? 'settled' : value === -1 ? 'refuted' : assumed;
    }
    for (let variable = this.#order.take(); variable !== undefined; variable = this.#order.take()) {
      if (this.#values[variable] === unassigned) return 2 * variable + 1;
    }
    return 'done';
  }

  #propagate(): Clause | undefined {
    while (this.#head < this.#trail.length) {
      const falsified = negated(this.#trail[this.#head++]!);
      const conflict = this.#visitWatches(falsified);
      if (conflict !== undefined) return conflict;
    }
    return undefined;
  }

  /** Finds every clause that watches a now false literal another literal to watch, a consequence, or a conflict. */
  #visitWatches(falsified: Literal): Clause | undefined {
    const watching = this.#watches[falsified]!;
    let kept = 0;
    for (let i = 0; i < watching.length; i++) {
      const clause = watching[i]!;
      if (clause[0] === falsified) [clause[0], clause[1]] = [clause[1]!, falsified];
      const first = clause[0]!;
      if (this.#value(first) !== 1 && this.#moveWatch(clause)) continue;
      watching[kept++] = clause;
      const value = this.#value(first);
      if (value === 1) continue;
      if (value === -1) {
        while (++i < watching.length) watching[kept++] = watching[i]!;
        watching.length = kept;
        return clause;
      }
      this.#assign(first, clause);
    }
    watching.length = kept;
    return undefined;
  }

  #moveWatch(clause: Clause): boolean {
    for (let k = 2; k < clause.length; k++) {
      if (this.#value(clause[k]!) === -1) continue;
      const other = clause[k]!;
      clause[k] = clause[1]!;
      clause[1] = other;
      this.#watches[other]!.push(clause);
      return true;
    }
    return false;
  }

  /** First unique implication point: learns why, and jumps back to where that has a consequence. */
  #learn(conflict: Clause): void {
    const learnt = this.#explain(conflict);
    const back = learnt.length === 1 ? 0 : this.#levels[learnt[1]! >> 1]!;
    this.#backTo(back);
    if (learnt.length > 1) this.#watch(learnt);
    this.#assign(learnt[0]!, learnt.length > 1 ? learnt : undefined);
    this.#bump *= 1.05;
    if (this.#bump > 1e100) this.#rescale();
  }

  #explain(conflict: Clause): Clause {
    const level = this.#levelStarts.length;
    const seen = new Set<number>();
    const learnt: Clause = [];
    let open = 0;
    let reason: Clause | undefined = conflict;
    let at = this.#trail.length;
    let pivot: Literal = -1;
    do {
      for (const literal of reason!) {
        const variable = literal >> 1;
        if (literal === pivot || seen.has(variable) || this.#levels[variable] === 0) continue;
        seen.add(variable);
        this.#bumpVariable(variable);
        if (this.#levels[variable] === level) open++;
        else learnt.push(literal);
      }
      do at--;
      while (!seen.has(this.#trail[at]! >> 1));
      pivot = this.#trail[at]!;
      reason = this.#reasons[pivot >> 1];
      open--;
    } while (open > 0);
    return this.#withHighestSecond([negated(pivot), ...learnt]);
  }

  #withHighestSecond(clause: Clause): Clause {
    let best = 1;
    for (let i = 2; i < clause.length; i++) {
      if (this.#levels[clause[i]! >> 1]! > this.#levels[clause[best]! >> 1]!) best = i;
    }
    if (clause.length > 2) [clause[1], clause[best]] = [clause[best]!, clause[1]!];
    return clause;
  }

  #bumpVariable(variable: number): void {
    this.#activity[variable]! += this.#bump;
    this.#order.raised(variable);
  }

  #rescale(): void {
    this.#activity = this.#activity.map((activity) => activity * 1e-100);
    this.#bump *= 1e-100;
  }

  #backTo(level: number): void {
    if (this.#levelStarts.length <= level) return;
    const keep = this.#levelStarts[level]!;
    for (let i = this.#trail.length - 1; i >= keep; i--) {
      const variable = this.#trail[i]! >> 1;
      this.#values[variable] = unassigned;
      this.#order.insert(variable);
    }
    this.#trail.length = keep;
    this.#levelStarts.length = level;
    this.#head = keep;
  }
}

/** A heap of variables, the most active and then the oldest first. */
class Order {
  readonly #activity: (variable: number) => number;
  readonly #heap: number[] = [];
  readonly #places: number[] = [];

  constructor(activity: (variable: number) => number) {
    this.#activity = activity;
  }

  insert(variable: number): void {
    if ((this.#places[variable] ?? -1) >= 0) return;
    this.#places[variable] = this.#heap.push(variable) - 1;
    this.#up(this.#heap.length - 1);
  }

  raised(variable: number): void {
    const place = this.#places[variable] ?? -1;
    if (place >= 0) this.#up(place);
  }

  take(): number | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#places[first] = -1;
    if (this.#heap.length > 0) {
      this.#put(last, 0);
      this.#down(0);
    }
    return first;
  }

  #before(a: number, b: number): boolean {
    const difference = this.#activity(a) - this.#activity(b);
    return difference > 0 || (difference === 0 && a < b);
  }

  #put(variable: number, place: number): void {
    this.#heap[place] = variable;
    this.#places[variable] = place;
  }

  #up(from: number): void {
    const variable = this.#heap[from]!;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#before(variable, this.#heap[parent]!)) break;
      this.#put(this.#heap[parent]!, place);
      place = parent;
    }
    this.#put(variable, place);
  }

  #down(from: number): void {
    const variable = this.#heap[from]!;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#before(this.#heap[child]!, variable)) break;
      this.#put(this.#heap[child]!, place);
      place = child;
    }
    this.#put(variable, place);
  }
}
