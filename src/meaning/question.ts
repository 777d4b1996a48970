// Questions about one table, put to logic and answered with requests. Every example is decided again by `decide`'s own
// evaluation; one that does not do what it was found for makes the answer "unknown", never a wrong claim.
import {
  analyse,
  type Formula,
  type Limits,
  needed,
  satisfiable,
  takersOf,
  type Verdict,
  type Witness,
} from '../logic/index.ts';
import type { Condition, FromTest, Mesh, Rule } from '../model/index.ts';
import { deciding } from './decide.ts';
import { decisionParts, fallbackParts, keyOf } from './decision-key.ts';
import { evaluate } from './evaluate.ts';
import { tableFor } from './lookup.ts';
import { mindsSenders, remembered } from './memory.ts';
import { plainReach } from './plain-reach.ts';
import { readable } from './readable.ts';
import type { Request } from './request/request.ts';
import { sourceOf } from './request/source.ts';
import { RequestSpace } from './space/request-space.ts';
import { Unanswerable } from './space/texts.ts';
import type { Table } from './table.ts';

export type { Verdict };

/** Per rule a request that it takes; and a request that none takes. */
export interface Reach {
  readonly rules: readonly Verdict<Request>[];
  readonly gap: Verdict<Request>;
}

/** An earlier rule, and a request that it takes from a later one. */
export interface Taker {
  readonly index: number;
  readonly request: Request;
}
const mostTakers = 10;

/** A table opened for questions. `extra` are conditions that will be asked about besides its rules'. */
export class TableQuestions {
  readonly mesh: Mesh;
  readonly table: Table;
  readonly space: RequestSpace;
  readonly #conditions: readonly Formula[];
  readonly #world: Formula;

  /** Throws `Unanswerable`; see `ask`. */
  constructor(mesh: Mesh, table: Table, extra: readonly Condition[] = [], limits: Partial<Limits> = {}) {
    this.mesh = mesh;
    this.table = table;
    this.space = new RequestSpace([mesh], table, [...table.rules.map((rule) => rule.condition), ...extra], limits);
    this.#conditions = table.rules.map((rule) => this.space.formula(rule.condition));
    for (const condition of extra) this.space.formula(condition);
    this.#world = this.space.world();
  }

  /** Which rules take requests at all (for which `only` holds), and what none takes. */
  reach(only?: Condition): Reach {
    const limit = only ? this.space.universe.and(this.#world, this.space.formula(only)) : this.#world;
    const first = { condition: this.space.universe.not(limit) };
    const list = [first, ...this.#conditions.map((condition) => ({ condition }))];
    const { reach, gap } = analyse(this.space.universe, list);
    const asked = (request: Request) => only === undefined || evaluate(only, request);
    return {
      rules: reach
        .slice(1)
        .map((verdict, index) => this.#confirmed(verdict, (r) => asked(r) && deciding(this.table, r) === index)),
      gap: this.#confirmed(gap, (request) => asked(request) && deciding(this.table, request) === -1),
    };
  }

  /** For each rule a request that would be decided differently without it; `no`: it could go. */
  needed(): readonly Verdict<Request>[] {
    const { universe } = this.space;
    const labels = this.table.rules.map((rule) => keyOf(decisionParts(this.mesh, this.table, rule)));
    const list = [
      { condition: universe.not(this.#world), label: 'no request' },
      ...this.#conditions.map((condition, index) => ({ condition, label: labels[index]! })),
      { condition: universe.or(), label: 'never' },
    ];
    const rest = { condition: universe.not(universe.or()), label: keyOf(fallbackParts(this.mesh, this.table)) };
    const verdicts = needed(universe, [...list.slice(0, -1), rest]).slice(1, -1);
    return verdicts.map((verdict, index) =>
      this.#confirmed(verdict, (request) => deciding(this.table, request) === index),
    );
  }

  /** Per asked rule the earlier rules that take requests for which its condition holds, a few of them, each with such a request. */
  takersOf(asked: readonly number[]): ReadonlyMap<number, readonly Taker[]> {
    const list = [
      { condition: this.space.universe.not(this.#world) },
      ...this.#conditions.map((condition) => ({ condition })),
    ];
    const found = takersOf(
      this.space.universe,
      list,
      asked.map((index) => index + 1),
      mostTakers,
    );
    return new Map(asked.map((index) => [index, this.#takers(index, found.get(index + 1) ?? [])]));
  }

  #takers(
    index: number,
    found: readonly { readonly index: number; readonly witness: Verdict<Witness> }[],
  ): readonly Taker[] {
    const { condition } = this.table.rules[index]!;
    return found.flatMap((taker) => {
      if (taker.index === 0) return [];
      const by = taker.index - 1;
      const request = this.#confirmed(
        taker.witness,
        (one) => evaluate(condition, one) && deciding(this.table, one) === by,
      );
      return request.is === 'yes' ? [{ index: by, request: request.value }] : [];
    });
  }

  /** A request of the table for which the condition holds. */
  satisfies(condition: Condition): Verdict<Request> {
    const formula = this.space.universe.and(this.#world, this.space.formula(condition));
    return this.#confirmed(satisfiable(this.space.universe, formula), (request) => evaluate(condition, request));
  }

  #confirmed(verdict: Verdict<Witness>, proves: (request: Request) => boolean): Verdict<Request> {
    if (verdict.is !== 'yes') return verdict;
    const request = this.space.request(verdict.value);
    const fits = (candidate: Request) => proves(candidate) && this.#meetsTable(candidate);
    if (!fits(request)) return { is: 'unknown', reason: 'the example found cannot be written as one request' };
    return { is: 'yes', value: readable(request, fits) };
  }

  #meetsTable(request: Request): boolean {
    return tableFor(this.mesh, request) === this.table;
  }
}

/** Runs a question; what cannot be put as a formula is answered by `otherwise` with the reason. */
export function ask<T>(question: () => T, otherwise: (reason: string) => T): T {
  try {
    return question();
  } catch (error) {
    if (error instanceof Unanswerable) return otherwise(error.message);
    throw error;
  }
}

/** All verdicts unknown, for the same reason. */
export const unknownReach = (rules: readonly Rule[], reason: string): Reach => ({
  rules: rules.map(() => ({ is: 'unknown', reason })),
  gap: { is: 'unknown', reason },
});

/** Which rules of a table of this mesh take requests (for which `only` holds), and what none takes. Remembered, see `remembered`. */
export function reachOf(mesh: Mesh, table: Table, only?: Condition, limits?: Partial<Limits>): Reach {
  if (limits) return freshReach(mesh, table, only, limits);
  if (!only || only.kind === 'always')
    return remembered('reach', mesh, table, () => plainReach(mesh, table) ?? freshReach(mesh, table));
  if (only.kind !== 'from') return freshReach(mesh, table, only);
  if (isFreeSource(table, only)) return sentFrom(mesh, reachOf(mesh, table), only);
  const sender = JSON.stringify([only.source, sourceOf(mesh, only.source)]);
  return remembered(`reach from ${sender}`, mesh, table, () => freshReach(mesh, table, only));
}

const freshReach = (mesh: Mesh, table: Table, only?: Condition, limits?: Partial<Limits>): Reach =>
  ask(
    () => new TableQuestions(mesh, table, only ? [only] : [], limits).reach(only),
    (reason) => unknownReach(table.rules, reason),
  );

/** Only the sender is asked for, and no rule of the table minds who sends. */
const isFreeSource = (table: Table, only: FromTest): boolean =>
  only.source.kind !== 'gateway' && table.address.kind !== 'gateway' && !mindsSenders(table.rules);

function sentFrom(mesh: Mesh, { rules, gap }: Reach, { source }: FromTest): Reach {
  const sender = sourceOf(mesh, source);
  const sent = (verdict: Verdict<Request>): Verdict<Request> =>
    verdict.is === 'yes' ? { is: 'yes', value: { ...verdict.value, source: sender } } : verdict;
  return { rules: rules.map(sent), gap: sent(gap) };
}
