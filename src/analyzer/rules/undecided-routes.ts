// Routes that leave some request without an answer, decided exactly; and lists about which nothing certain can be said.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Request, requestText, type Table, type Verdict } from '../../meaning/index.ts';
import type { Ingress, Route } from '../../model/index.ts';
import { type Span, spanText } from '../../text/index.ts';
import { addition } from '../edits.ts';
import type { Facts } from '../facts.ts';

export function* undecidedRoutes(facts: Facts): Generator<Diagnostic> {
  const { gaps, doubts } = facts.survey;
  if (!gaps && !doubts) return;
  const reported = new Set<Route>();
  for (const table of facts.tables) {
    if (!table.route && !table.ingress) continue;
    const { gap, rules } = facts.reach(table);
    if (table.route && gap.is === 'yes' && !reported.has(table.route)) {
      reported.add(table.route);
      yield open(table, requestText(gap.value));
    }
    const reason = doubtIn(gap) ?? rules.find(isDoubt)?.reason;
    if (reason !== undefined) yield doubt(table, reason);
  }
}

type Doubt = Extract<Verdict<Request>, { readonly is: 'unknown' }>;

const isDoubt = (verdict: Verdict<Request>): verdict is Doubt => verdict.is === 'unknown';
const doubtIn = (verdict: Verdict<Request>): string | undefined => (isDoubt(verdict) ? verdict.reason : undefined);

function doubt({ route, ingress, name }: Table, reason: string): Diagnostic {
  const { origin } = (route ?? ingress) as Route | Ingress;
  return diagnose(catalogue.analysis.unknownAnswer, headOf(origin), { table: name, reason });
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
