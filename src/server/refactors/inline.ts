// A named condition or constant without parameters is put in place of its name, here or everywhere; everywhere also takes its
// declaration away.
import type { ConditionSymbol, MeshSymbol, ValueSymbol } from '../../program/index.ts';
import { nodeAt } from '../../syntax/index.ts';
import { type Span, spanPath, spanText, type TextEdit } from '../../text/index.ts';
import { scopeAt } from '../completion/names.ts';
import { namedAt } from '../place.ts';
import type { View } from '../workspace.ts';
import type { Change } from './refactor.ts';

export function inline(view: View, _start: number, end: number): readonly Change[] {
  const named = namedAt(view, end);
  if (!named || named.declares) return [];
  const { symbol, span } = named;
  const text = textOf(view, symbol, end);
  if (text === undefined || !view.living.tree(spanPath(symbol.nameSpan))) return [];
  return [{ title: `Put ${symbol.name} in place`, edits: [inPlace(span, text)] }];
}

/** Its own names mean the same here: the same file and namespace. */
const isAtHome = (view: View, { scope, nameSpan }: ConditionSymbol, offset: number): boolean =>
  spanPath(nameSpan) === view.path && scopeAt(view, offset).namespace === scope.namespace;

/** The name stands for a condition, and is no argument or default: these take names only. */
function isCondition({ tree }: View, offset: number): boolean {
  const path = nodeAt(tree, offset);
  const call = path.findLastIndex(({ kind }) => kind === 'call');
  return path[call - 1]?.kind === 'call-condition';
}

function textOf(view: View, symbol: MeshSymbol, offset: number): string | undefined {
  if (symbol.kind === 'condition')
    return isAtHome(view, symbol, offset) && isCondition(view, offset) ? conditionText(symbol) : undefined;
  return symbol.kind === 'let' ? valueText(symbol) : undefined;
}

const inPlace = (span: Span, text: string): TextEdit => ({ span: referenceSpan(span), text });

/** With the namespace that stands before the name. */
function referenceSpan(span: Span): Span {
  const { text } = span.anchor.source;
  const at = span.anchor.offset + span.start;
  const before = /(?:[\w-]+|"[^"\n]*")\/$/.exec(text.slice(Math.max(0, at - 100), at));
  return before ? { ...span, start: span.start - before[0].length } : span;
}

function conditionText({ declaration }: ConditionSymbol): string | undefined {
  const { condition, parameters } = declaration;
  if (parameters || condition.kind === 'missing') return undefined;
  const text = spanText(condition.span).replace(/\s*\r?\n\s*/g, ' ');
  return condition.kind === 'logical' ? `(${text})` : text;
}

const valueText = ({ declaration }: ValueSymbol): string | undefined =>
  declaration.value && declaration.value.kind !== 'missing' ? spanText(declaration.value.span) : undefined;
