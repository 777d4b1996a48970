// What several rules of the analysis need to know, worked out once and on demand: which rules take requests, which are needed,
// where each written rule ended up.

import type { Request } from '../meaning/index.ts';
import { ask, type Reach, type Table, TableQuestions, tablesOf, type Verdict, writtenKey } from '../meaning/index.ts';
import type { Mesh, Rule } from '../model/index.ts';

/** A written rule in one of the tables that it was put into. */
export interface Copy {
  readonly table: Table;
  readonly index: number;
  readonly rule: Rule;
}

/** A class for what it remembers. */
export class Facts {
  readonly mesh: Mesh;
  readonly tables: readonly Table[];
  readonly #questions = new Map<Table, TableQuestions | string>();
  readonly #reach = new Map<Table, Reach>();
  readonly #needed = new Map<Table, readonly Verdict<Request>[]>();
  #copies: ReadonlyMap<string, readonly Copy[]> | undefined;

  constructor(mesh: Mesh) {
    this.mesh = mesh;
    this.tables = tablesOf(mesh);
  }

  /** The table, open for questions; or the reason why it cannot be. */
  questions(table: Table): TableQuestions | string {
    let questions = this.#questions.get(table);
    if (questions === undefined) {
      questions = ask<TableQuestions | string>(
        () => new TableQuestions(this.mesh, table),
        (reason) => reason,
      );
      this.#questions.set(table, questions);
    }
    return questions;
  }

  reach(table: Table): Reach {
    let reach = this.#reach.get(table);
    if (reach === undefined) {
      const questions = this.questions(table);
      reach = typeof questions === 'string' ? unknownReach(table, questions) : questions.reach();
      this.#reach.set(table, reach);
    }
    return reach;
  }

  /** Per rule whether it changes anything. */
  needed(table: Table): readonly Verdict<Request>[] {
    let needed = this.#needed.get(table);
    if (needed === undefined) {
      const questions = this.questions(table);
      needed = typeof questions === 'string' ? unknownReach(table, questions).rules : questions.needed();
      this.#needed.set(table, needed);
    }
    return needed;
  }

  /** Every written rule with all its copies, in order of the tables. */
  get copies(): ReadonlyMap<string, readonly Copy[]> {
    this.#copies ??= Map.groupBy(
      this.tables.flatMap((table) => table.rules.map((rule, index) => ({ table, index, rule }))),
      ({ rule }) => writtenKey(rule.origin),
    );
    return this.#copies;
  }

  /** The tables that some request is known to meet with this rule, and such a request. */
  reached(copy: Copy): Request | undefined {
    const verdict = this.reach(copy.table).rules[copy.index];
    return verdict?.is === 'yes' ? verdict.value : undefined;
  }
}

const unknownReach = (table: Table, reason: string): Reach => ({
  rules: table.rules.map(() => ({ is: 'unknown', reason })),
  gap: { is: 'unknown', reason },
});
