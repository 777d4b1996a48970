// Routes that leave some request without an answer, decided exactly; and lists about which nothing certain can be said.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { requestText, type Table } from '../../meaning/index.ts';
import type { Route } from '../../model/index.ts';
import { type Span, spanText } from '../../text/index.ts';
import { addition } from '../edits.ts';
import type { Facts } from '../facts.ts';

export function* undecidedRoutes(facts: Facts): Generator<Diagnostic> {
  const reported = new Set<Route>();
  for (const table of facts.tables) {
    const { gap } = table.rules.length > 0 || table.route ? facts.reach(table) : { gap: undefined };
    if (table.route && gap?.is === 'yes' && !reported.has(table.route)) {
      reported.add(table.route);
      yield open(table, requestText(gap.value));
    }
    yield* doubts(facts, table);
  }
}

function* doubts(facts: Facts, table: Table): Generator<Diagnostic> {
  const origin = table.route?.origin ?? table.ingress?.origin;
  if (!origin) return;
  const { gap, rules } = facts.reach(table);
  const unknown = [gap, ...rules].find((verdict) => verdict.is === 'unknown');
  if (unknown?.is !== 'unknown') return;
  yield diagnose(catalogue.analysis.unknownAnswer, headOf(origin), { table: table.name, reason: unknown.reason });
}

function open(table: Table, witness: string): Diagnostic {
  const { origin, target } = table.route!;
  const written = /^route\s+([^\s:{;]+)/.exec(spanText(origin))?.[1];
  const rest = `else -> ${written ?? target}`;
  const fixes = addition(origin, rest, `Add \`${rest}\``);
  return diagnose(catalogue.types.routeNotExhaustive, headOf(origin), { name: target }, { witness, fixes });
}

/** The head of a declaration, so that not the whole of it is underlined. */
function headOf(span: Span): Span {
  const text = spanText(span);
  const open = text.search(/\{|\n/);
  return open < 0 ? span : { ...span, end: span.start + text.slice(0, open).trimEnd().length };
}
