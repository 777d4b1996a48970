// What several rules of the analysis need to know, worked out once and on demand: which rules take requests, which are needed,
// where each written rule ended up.

import {
  arePlainlyNeeded,
  ask,
  decisionParts,
  fallbackParts,
  keyOf,
  type PlainSight,
  plainSight,
  type Reach,
  type Request,
  reachOf,
  remembered,
  type Table,
  TableQuestions,
  type Taker,
  tablesOf,
  tablesTo,
  type Verdict,
  writtenKey,
} from '../meaning/index.ts';
import type { Mesh, Rule } from '../model/index.ts';
import { allDiffer, type Survey, surveyOf } from './survey.ts';

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
  readonly #asking: (() => void) | undefined;
  #survey: Survey | undefined;
  #hasCalls: boolean | undefined;
  #copies: readonly (readonly Copy[])[] | undefined;
  #everyCopy: readonly Copy[] | undefined;

  constructor(mesh: Mesh, asking?: () => void) {
    this.mesh = mesh;
    this.#asking = asking;
    this.tables = tablesOf(mesh);
  }

  /** Gives back the memory of open questions; answers stay. */
  rest(): void {
    this.#questions.clear();
  }

  /** The table, open for questions; or the reason why it cannot be. */
  questions(table: Table): TableQuestions | string {
    let questions = this.#questions.get(table);
    if (questions === undefined) {
      this.#asking?.();
      questions = ask<TableQuestions | string>(
        () => new TableQuestions(this.mesh, table),
        (reason) => reason,
      );
      this.#questions.set(table, questions);
    }
    return questions;
  }

  /** What is plain to see of the table; to be asked before `reach`, which costs more. */
  sight(table: Table): PlainSight | undefined {
    return plainSight(this.mesh, table);
  }

  reach(table: Table): Reach {
    let reach = this.#reach.get(table);
    if (reach === undefined) {
      this.#asking?.();
      reach = reachOf(this.mesh, table);
      this.#reach.set(table, reach);
    }
    return reach;
  }

  /** Per rule a request for which it changes something; not asked where no two rules do the same. */
  needed(table: Table): readonly Verdict<Request>[] {
    let needed = this.#needed.get(table);
    if (needed === undefined) {
      needed = this.#askNeeded(table);
      this.#needed.set(table, needed);
    }
    return needed;
  }

  #askNeeded(table: Table): readonly Verdict<Request>[] {
    if (allDiffer(table)) return this.reach(table).rules;
    const keys = [
      ...table.rules.map((rule) => keyOf(decisionParts(this.mesh, table, rule))),
      keyOf(fallbackParts(this.mesh, table)),
    ];
    if (new Set(keys).size === keys.length) return this.reach(table).rules;
    const same = keys.map((key) => keys.indexOf(key)).join(' ');
    return remembered(`needed ${same}`, this.mesh, table, () => {
      if (arePlainlyNeeded(this.mesh, table, keys)) return this.reach(table).rules;
      const questions = this.questions(table);
      if (typeof questions === 'string') return table.rules.map(() => ({ is: 'unknown', reason: questions }));
      return questions.needed();
    });
  }

  /** Of a rule that no request reaches: who takes its requests. */
  takers({ table, index }: Copy): readonly Taker[] {
    const takers = remembered('takers', this.mesh, table, () => {
      const dead = this.reach(table).rules.flatMap((verdict, at) => (verdict.is === 'no' ? [at] : []));
      const questions = this.questions(table);
      return typeof questions === 'string' ? new Map<number, readonly Taker[]>() : questions.takersOf(dead);
    });
    return takers.get(index) ?? [];
  }

  /** The tables of what a call is addressed to. */
  tablesTo(kind: 'service' | 'egress', target: string): readonly Table[] {
    return tablesTo(this.mesh, kind, target);
  }

  /** Some service says whom it calls. */
  get hasCalls(): boolean {
    this.#hasCalls ??= this.mesh.services.some(({ calls }) => calls.length > 0);
    return this.#hasCalls;
  }

  get survey(): Survey {
    this.#survey ??= surveyOf(this);
    return this.#survey;
  }

  /** Every written rule with all its copies, in order of the tables. */
  get copies(): readonly (readonly Copy[])[] {
    this.#copies ??= groupCopies(this.tables);
    return this.#copies;
  }

  /** The same in one list. */
  get everyCopy(): readonly Copy[] {
    this.#everyCopy ??= this.copies.flat();
    return this.#everyCopy;
  }

  /** The tables that some request is known to meet with this rule, and such a request. */
  reached(copy: Copy): Request | undefined {
    const verdict = this.reach(copy.table).rules[copy.index];
    return verdict?.is === 'yes' ? verdict.value : undefined;
  }
}

function groupCopies(tables: readonly Table[]): readonly (readonly Copy[])[] {
  const groups = new Map<string, Copy[]>();
  for (const table of tables)
    table.rules.forEach((rule, index) => {
      const key = writtenKey(rule.origin);
      const group = groups.get(key);
      if (group) group.push({ table, index, rule });
      else groups.set(key, [{ table, index, rule }]);
    });
  return [...groups.values()];
}
