// A rule of the tree ↔ the rules of the mesh that it became, with the tables that they stand in.
import { decide, type Request, reachOf, requestText, type Table, tablesOf } from '../../meaning/index.ts';
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

/** Of hosts that end with something the shortest example begins with a dot. */
export const withRealHost = (request: Request): Request =>
  request.host.startsWith('.') ? { ...request, host: `a${request.host}` } : request;

/** A request that this rule takes, as `mesh route` understands it. */
export function exampleFor(mesh: Mesh, { table, index }: Placing): string | undefined {
  const verdict = reachOf(mesh, table).rules[index];
  if (verdict?.is !== 'yes') return undefined;
  const real = withRealHost(verdict.value);
  return requestText(decide(mesh, real, { reasons: false }).index === index ? real : verdict.value);
}
