// Arguments of a condition, policy or rule list: matched with its parameters by position, checked against their types, completed
// by the defaults. Also what parameters are while their declaration is checked by itself.
import { catalogue } from '../diagnostics/index.ts';
import type { ConditionSymbol, ParameterSymbol, PolicySymbol, RulesSymbol } from '../program/index.ts';
import type { Value } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { type Bound, type Checking, type Place, placeIn } from './checking.ts';
import { fits } from './input.ts';
import { METHODS } from './texts.ts';
import { readTypeReference } from './type.ts';
import { type Evaluated, evaluate, failed, parameterType } from './value.ts';

export type Callee =
  | { readonly kind: 'condition'; readonly symbol: ConditionSymbol; readonly span: Span }
  | { readonly kind: 'policy'; readonly symbol: PolicySymbol; readonly span: Span }
  | { readonly kind: 'rules'; readonly symbol: RulesSymbol; readonly span: Span };

/** The arguments as the caller's place understands them. */
export const evaluateArguments = (
  checking: Checking,
  given: readonly Value[],
  parameters: readonly ParameterSymbol[],
  place: Place,
): Evaluated[] => given.map((value, at) => evaluate(checking, value, place, wantedBy(parameters[at])));

/** What a parameter wants of the value given for it. */
const wantedBy = (parameter: ParameterSymbol | undefined) => {
  const type = parameterType(parameter);
  return type === 'Method' ? { type, words: METHODS } : { type };
};

/** What each parameter stands for in a call; `undefined` when an argument is wrong, which is reported. */
export function bindArguments(
  checking: Checking,
  callee: Callee,
  given: readonly Evaluated[],
): ReadonlyMap<string, Bound> | undefined {
  const { parameters } = callee.symbol;
  if (parameters.some((parameter) => parameter.name === '')) return undefined;
  if (given.length > parameters.length || given.length < required(parameters)) {
    reportCount(checking, callee, given.length);
    return undefined;
  }
  const bound = new Map<string, Bound>();
  let right = true;
  for (const [at, symbol] of parameters.entries()) {
    const value = bindOne(checking, callee, symbol, given[at]);
    bound.set(symbol.name, { symbol, value });
    if (value.kind === 'error') right = false;
  }
  return right ? bound : undefined;
}

const required = (parameters: readonly ParameterSymbol[]): number =>
  parameters.filter((parameter) => !parameter.declaration.value).length;

function bindOne(checking: Checking, callee: Callee, symbol: ParameterSymbol, given: Evaluated | undefined): Evaluated {
  const type = readTypeReference(checking, symbol.declaration.type);
  if (!type) return failed(symbol.nameSpan);
  const value = given ?? defaultOf(checking, callee, symbol);
  if (value.kind === 'error' || !fits(checking, value, type)) return failed(value.span);
  return { ...value, declared: { type, at: symbol.declaration.type.span } };
}

const defaultOf = (checking: Checking, { symbol: { scope } }: Callee, symbol: ParameterSymbol): Evaluated =>
  symbol.declaration.value
    ? evaluate(checking, symbol.declaration.value, placeIn(scope), wantedBy(symbol))
    : failed(symbol.nameSpan);

function reportCount({ report }: Checking, { symbol, span, kind }: Callee, given: number): void {
  const { parameters, name } = symbol;
  const signature = `${name}(${parameters.map((each) => each.name).join(', ')})`;
  const least = required(parameters);
  const wanted = least === parameters.length ? String(least) : `${least} to ${parameters.length}`;
  report.add(
    catalogue.types.argumentCount,
    span,
    { kind, signature, wanted, given },
    {
      related: [{ span: symbol.nameSpan, message: `${kind} ${symbol.key} is declared here` }],
    },
  );
}

/** The place of a body that is checked by itself: parameters have a type and no value yet. */
export function placeOfBody(checking: Checking, { symbol, kind, span }: Callee): Place {
  const bound = new Map<string, Bound>();
  for (const parameter of symbol.parameters) {
    if (parameter.declaration.value) bindOne(checking, { kind, symbol, span } as Callee, parameter, undefined);
    const type = readTypeReference(checking, parameter.declaration.type);
    const at = parameter.declaration.type.span;
    const value: Evaluated = type
      ? { kind: 'unknown', type, span: at, declared: { type, at } }
      : failed(parameter.nameSpan);
    bound.set(parameter.name, { symbol: parameter, value });
  }
  return { scope: symbol.scope, bound };
}
