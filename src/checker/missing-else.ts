// Routes that do not decide every request. Default: one rule must have no condition; an exact procedure can take its place.
import { catalogue, type Diagnostic, diagnose, type Extras } from '../diagnostics/index.ts';
import type { Route, Rule } from '../model/index.ts';
import { appendItem } from '../program/index.ts';
import { type Span, spanText } from '../text/index.ts';

/** True if some rule takes whatever comes. */
export const hasElse = (rules: readonly Rule[]): boolean => rules.some(({ condition }) => condition.kind === 'always');

/** What is wrong with a route whose rules let requests fall through; `witness`: an example request, if one is known. */
export function missingElse(route: Route, witness?: string): Diagnostic {
  const extras: Extras = { ...(witness === undefined ? {} : { witness }), fixes: fixesFor(route) };
  return diagnose(catalogue.types.routeNotExhaustive, firstLine(route.origin), { name: route.target }, extras);
}

/** `else -> s` as the last rule. */
function fixesFor({ origin, target }: Route): NonNullable<Extras['fixes']> {
  const rule = `else -> ${target.slice(target.indexOf('/') + 1)}`;
  const edit = appendItem(origin, rule);
  return edit ? [{ title: `Add ${rule}`, edits: [edit], preferred: true }] : [];
}

/** The head of a declaration, so that not the whole of it is underlined. */
function firstLine(span: Span): Span {
  const text = spanText(span);
  const open = text.search(/\{|\n/);
  const head = (open < 0 ? text : text.slice(0, open)).trimEnd();
  return { anchor: span.anchor, start: span.start, end: span.start + head.length };
}
