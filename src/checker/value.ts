// A value of the tree → what it is: a text, a number with its unit, a word, a list, a thing that was declared. Constants, inputs
// and parameters are replaced by what they stand for. Which type a place needs is asked in read.ts.
import { catalogue } from '../diagnostics/index.ts';
import {
  type ConditionSymbol,
  type EgressSymbol,
  lookUp,
  type MemberSymbol,
  type ParameterSymbol,
  type PolicySymbol,
  resolve,
  resolveVersion,
  type ServiceSymbol,
  type ValueSymbol,
} from '../program/index.ts';
import type { Call, NumberLiteral, Value } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { type Checking, type Place, placeIn } from './checking.ts';
import { readInput } from './input.ts';
import { type NumberValue, readNumber } from './number.ts';
import { rejectReferenceParts } from './reference.ts';
import type { DeclaredType, TypeName } from './type.ts';

interface Base {
  /** Where it is used. */
  readonly span: Span;
  /** The type it was declared with on its way here, and where. */
  readonly declared?: { readonly type: DeclaredType; readonly at: Span };
}
export type Evaluated = Base &
  (
    | { readonly kind: 'text' | 'raw'; readonly value: string }
    | { readonly kind: 'word'; readonly value: string }
    | { readonly kind: 'number'; readonly number: NumberValue; readonly text: string }
    | { readonly kind: 'bool'; readonly value: boolean }
    | { readonly kind: 'list'; readonly items: readonly Evaluated[] }
    | { readonly kind: 'service'; readonly symbol: ServiceSymbol | EgressSymbol; readonly version?: MemberSymbol }
    | { readonly kind: 'condition'; readonly symbol: ConditionSymbol; readonly arguments?: readonly Evaluated[] }
    | { readonly kind: 'policy'; readonly symbol: PolicySymbol; readonly arguments?: readonly Evaluated[] }
    /** A parameter while its declaration is checked without arguments. */
    | { readonly kind: 'unknown'; readonly type: DeclaredType }
    /** Something wrong, which was reported: compatible with everything. */
    | { readonly kind: 'error' }
  );

/** What a place would take besides literals. */
export interface Wanted {
  readonly type: TypeName;
  /** Words that may stand here bare. */
  readonly words?: readonly string[];
}

export const failed = (span: Span): Evaluated => ({ kind: 'error', span });

export function evaluate(checking: Checking, value: Value, place: Place, wanted: Wanted): Evaluated {
  const { span } = value;
  switch (value.kind) {
    case 'text':
    case 'raw':
      return { kind: value.kind, value: value.value, span };
    case 'number':
      return evaluateNumber(checking, value);
    case 'word':
      return value.text === 'true' || value.text === 'false'
        ? { kind: 'bool', value: value.text === 'true', span }
        : { kind: 'word', value: value.text, span };
    case 'list':
      return { kind: 'list', items: value.items.map((item) => evaluate(checking, item, place, wanted)), span };
    case 'call':
      return evaluateCall(checking, value, place, wanted);
    case 'missing':
      return failed(span);
  }
}

function evaluateNumber({ report }: Checking, { text, span }: NumberLiteral): Evaluated {
  const number = readNumber(text);
  if (typeof number === 'object') return { kind: 'number', number, text, span };
  report.add(catalogue.types.badNumber, span, { text, reason: number });
  return failed(span);
}

function evaluateCall(checking: Checking, call: Call, place: Place, wanted: Wanted): Evaluated {
  const { reference, span } = call;
  checking.repeated.asked++;
  const bare = !reference.namespace && !reference.version && !reference.port;
  const parameter = bare ? place.bound.get(reference.name.text) : undefined;
  if (parameter) {
    checking.bindings.record(reference.name, parameter.symbol);
    rejectArguments(checking, call);
    return { ...parameter.value, span };
  }
  if (bare && !call.arguments && wanted.words?.includes(reference.name.text))
    return { kind: 'word', value: reference.name.text, span };
  return evaluateNamed(checking, call, place, wanted);
}

function evaluateNamed(checking: Checking, call: Call, place: Place, wanted: Wanted): Evaluated {
  const { reference, span } = call;
  switch (wanted.type) {
    case 'Service':
    case 'Version':
      return evaluateService(checking, call, place);
    case 'Condition': {
      const symbol = lookUp(checking, 'condition', place.scope, reference);
      if (symbol) return { kind: 'condition', symbol, span, ...argumentsOf(checking, call, place, symbol.parameters) };
      break;
    }
    case 'Policy': {
      const symbol = resolve(checking, 'policy', place.scope, reference);
      if (!symbol) return failed(span);
      return { kind: 'policy', symbol, span, ...argumentsOf(checking, call, place, symbol.parameters) };
    }
  }
  const symbol = lookUp(checking, 'value', place.scope, reference);
  if (!symbol && wanted.words && !call.arguments && !reference.namespace)
    return { kind: 'word', value: reference.name.text, span };
  if (!symbol) return unknownValue(checking, call, place);
  rejectArguments(checking, call);
  rejectReferenceParts(checking, reference, 'a value');
  return { ...constant(checking, symbol, span), span };
}

function unknownValue(checking: Checking, { reference, span }: Call, place: Place): Evaluated {
  resolve(checking, 'value', place.scope, reference);
  return failed(span);
}

function evaluateService(checking: Checking, call: Call, place: Place): Evaluated {
  const { reference, span } = call;
  const symbol = resolve(checking, 'target', place.scope, reference);
  rejectArguments(checking, call);
  if (!symbol) return failed(span);
  if (!reference.version) return { kind: 'service', symbol, span };
  const version = resolveVersion(checking, symbol, reference.version.text, reference.version);
  return version ? { kind: 'service', symbol, version, span } : failed(span);
}

/** Arguments of a condition or policy that is itself an argument, each read as its parameter's type asks. */
function argumentsOf(checking: Checking, call: Call, place: Place, parameters: readonly ParameterSymbol[]) {
  if (!call.arguments) return {};
  return {
    arguments: call.arguments.map((argument, at) =>
      evaluate(checking, argument, place, { type: parameterType(parameters[at]) }),
    ),
  };
}

/** The type a parameter says it has; `Text` where it is unknown, which looks for constants only. */
export const parameterType = (parameter: ParameterSymbol | undefined): TypeName =>
  (parameter?.declaration.type.name.text ?? 'Text') as TypeName;

function rejectArguments({ report }: Checking, { arguments: given, reference, span }: Call): void {
  if (!given) return;
  const list = { anchor: span.anchor, start: reference.span.end, end: span.end };
  const fixes = [{ title: 'Leave the parentheses out', edits: [{ span: list, text: '' }], preferred: true }];
  report.add(catalogue.types.noParameters, span, { name: reference.name.text }, { fixes });
}

/** What a constant or an input stands for; worked out once. `span`: who asks. */
export function constant(checking: Checking, symbol: ValueSymbol, span: Span): Evaluated {
  const known = checking.constants.get(symbol);
  if (known) return known;
  const value = checking.circles.enter(symbol, span, () => workOut(checking, symbol)) ?? failed(span);
  checking.constants.set(symbol, value);
  return value;
}

const workOut = (checking: Checking, symbol: ValueSymbol): Evaluated =>
  symbol.declaration.kind === 'let'
    ? evaluate(checking, symbol.declaration.value, placeIn(symbol.scope), { type: 'Text' })
    : readInput(checking, symbol, symbol.declaration);

/** Whether a value hangs on no parameter and no mistake. */
export function isKnown(value: Evaluated): boolean {
  switch (value.kind) {
    case 'unknown':
    case 'error':
      return false;
    case 'list':
      return value.items.every(isKnown);
    case 'condition':
    case 'policy':
      return value.arguments?.every(isKnown) ?? true;
    default:
      return true;
  }
}

/** As it would be written, for labels and messages. */
export function valueText(value: Evaluated): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(value.value);
    case 'raw':
      return `\`${value.value}\``;
    case 'number':
      return value.text;
    case 'word':
      return value.value;
    case 'bool':
      return String(value.value);
    case 'list':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'service':
      return value.version ? `${value.symbol.key}@${value.version.name}` : value.symbol.key;
    case 'condition':
    case 'policy':
      return callText(value.symbol.key, value.arguments);
    case 'unknown':
    case 'error':
      return '…';
  }
}

export const callText = (name: string, given: readonly Evaluated[] | undefined): string =>
  given ? `${name}(${given.map(valueText).join(', ')})` : name;
