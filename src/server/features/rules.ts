// A rule of the tree ↔ the rules of the mesh that it became, with the tables that they stand in.
import { reachOf, requestText, type Table, tablesOf } from '../../meaning/index.ts';
import type { Mesh, Rule } from '../../model/index.ts';
import type { Span } from '../../text/index.ts';

export interface Placing {
  readonly table: Table;
  readonly index: number;
  readonly rule: Rule;
}

const same = (a: Span, b: Span): boolean => a.anchor === b.anchor && a.start === b.start && a.end === b.end;

/** Every table that the rule written at `span` stands in. */
export const placingsOf = (mesh: Mesh, span: Span): Placing[] =>
  tablesOf(mesh).flatMap((table) =>
    table.rules.flatMap((rule, index) => (same(rule.origin, span) ? [{ table, index, rule }] : [])),
  );

/** A request that this rule takes, as `mesh route` understands it. */
export function exampleFor(mesh: Mesh, { table, index }: Placing): string | undefined {
  const verdict = reachOf(mesh, table).rules[index];
  return verdict?.is === 'yes' ? requestText(verdict.value) : undefined;
}
