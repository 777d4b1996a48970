// A condition of the tree → the model's: named ones and values substituted, `!=` and `in` written out, texts checked against what
// their subject can be. `undefined`: something in it is wrong (reported), or hangs on a parameter that has no value yet.
import { catalogue } from '../diagnostics/index.ts';
import { always, and, type Condition, not, or, type SourceTest, someLeaf } from '../model/index.ts';
import { type ConditionSymbol, lookUp, resolve, resolveVersion } from '../program/index.ts';
import { type CallCondition, isMissing, type LogicalCondition, type Condition as Tree } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { bindArguments, evaluateArguments, placeOfBody } from './arguments.ts';
import type { Checking, Place } from './checking.ts';
import { readLabels } from './labels.ts';
import { read } from './read.ts';
import { rejectReferenceParts } from './reference.ts';
import { readTest } from './test-condition.ts';
import { callText, constant, type Evaluated, failed, isKnown } from './value.ts';

/** More tests than this in one condition is a mistake of repeated names, and nobody could read the output. */
const LIMIT = 10_000;

/** What a named condition with its arguments stands for, remembered. */
export type ConditionResult = Condition | 'wrong';

export function readCondition(checking: Checking, tree: Tree, place: Place): Condition | undefined {
  switch (tree.kind) {
    case 'logical':
      return readLogical(checking, tree, place);
    case 'not': {
      const part = readCondition(checking, tree.condition, place);
      return part && not(part, tree.span);
    }
    case 'parenthesized':
      return readCondition(checking, tree.condition, place);
    case 'from': {
      const source = readSource(checking, tree.source, place);
      return source && { kind: 'from', source, origin: tree.span };
    }
    case 'test':
      return readTest(checking, tree, place);
    case 'call-condition':
      return readCall(checking, tree, place);
    case 'missing':
      return undefined;
  }
}

function readLogical(checking: Checking, tree: LogicalCondition, place: Place): Condition | undefined {
  const parts = tree.operands.map((operand) => readCondition(checking, operand, place));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  const joined = tree.operators[0]?.kind === 'or' ? or(known, tree.span) : and(known, tree.span);
  if (sizeOf(joined) <= LIMIT) return joined;
  checking.report.add(catalogue.types.tooLarge, tree.span, { what: 'condition', limit: LIMIT });
  return undefined;
}

const sizes = new WeakMap<Condition, number>();

/** How many tests a condition has; shared parts are counted each time, but looked at once. */
function sizeOf(condition: Condition): number {
  if (condition.kind !== 'and' && condition.kind !== 'or' && condition.kind !== 'not') return 1;
  const known = sizes.get(condition);
  if (known !== undefined) return known;
  const parts = condition.kind === 'not' ? [condition.part] : condition.parts;
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 1);
  sizes.set(condition, size);
  return size;
}

function readCall(checking: Checking, { call, span }: CallCondition, place: Place): Condition | undefined {
  const { reference } = call;
  const bound = reference.namespace ? undefined : place.bound.get(reference.name.text);
  if (bound) {
    checking.bindings.record(reference.name, bound.symbol);
    return fromValue(checking, { ...bound.value, span }, span);
  }
  const symbol = lookUp(checking, 'condition', place.scope, reference);
  if (symbol) {
    rejectReferenceParts(checking, reference, 'a condition');
    const given = call.arguments && evaluateArguments(checking, call.arguments, symbol.parameters, place);
    return named(checking, symbol, given, span);
  }
  const value = lookUp(checking, 'value', place.scope, reference);
  if (value && !call.arguments) return fromValue(checking, { ...constant(checking, value, span), span }, span);
  resolve(checking, 'condition', place.scope, reference);
  return undefined;
}

/** A Bool or a Condition in a condition's place. */
function fromValue(checking: Checking, value: Evaluated, span: Span): Condition | undefined {
  const known = read(checking, value, 'Condition');
  if (!known) return undefined;
  if (known.kind === 'bool') return { ...(known.value ? always(span) : or([], span)), switched: true };
  return named(checking, known.symbol, known.arguments, span);
}

function named(
  checking: Checking,
  symbol: ConditionSymbol,
  given: readonly Evaluated[] | undefined,
  span: Span,
): Condition | undefined {
  const bound = bindArguments(checking, { kind: 'condition', symbol, span }, given ?? []);
  if (!bound) return undefined;
  if (!given?.every(isKnown) && given) {
    checkConditionBody(checking, symbol, span);
    return undefined;
  }
  const condition = workedOut(checking, symbol, callText(symbol.key, given), bound, span);
  return condition && { ...condition, label: callText(symbol.name, given) };
}

/** What a condition with these arguments stands for; worked out once. */
function workedOut(
  checking: Checking,
  symbol: ConditionSymbol,
  key: string,
  bound: Place['bound'],
  span: Span,
): Condition | undefined {
  const known = checking.conditions.get(key);
  if (known) return known === 'wrong' ? undefined : known;
  const condition = body(checking, symbol, { scope: symbol.scope, bound }, span);
  checking.conditions.set(key, condition ?? 'wrong');
  return condition;
}

const body = (checking: Checking, symbol: ConditionSymbol, place: Place, span: Span): Condition | undefined =>
  checking.circles.enter(symbol, span, () => readCondition(checking, symbol.declaration.condition, place));

/** Checks a named condition by itself, once. `span`: who asks. */
export function checkConditionBody(checking: Checking, symbol: ConditionSymbol, span: Span = symbol.nameSpan): void {
  if (symbol.parameters.length === 0) {
    workedOut(checking, symbol, symbol.key, new Map(), span);
    return;
  }
  checking.circles.enter(symbol, span, () => {
    if (checking.checked.has(symbol)) return;
    checking.checked.add(symbol);
    readCondition(checking, symbol.declaration.condition, placeOfBody(checking, { kind: 'condition', symbol, span }));
  });
}

type SourceTree = Extract<Tree, { kind: 'from' }>['source'];

/** Who a request comes from: of a condition, or of a test. */
export function readSource(checking: Checking, tree: SourceTree, place: Place): SourceTest | undefined {
  switch (tree.kind) {
    case 'source-namespace':
      return isMissing(tree.name) ? undefined : { kind: 'namespace', namespace: tree.name.text };
    case 'source-gateway': {
      const gateway = resolve(checking, 'gateway', place.scope, tree.reference);
      rejectReferenceParts(checking, tree.reference, 'a source');
      return gateway && { kind: 'gateway', gateway: gateway.key };
    }
    case 'source-pods': {
      const labels = readLabels(checking, tree.map, place);
      return labels && { kind: 'pods', labels };
    }
    case 'source-workload':
      return readWorkload(checking, tree, place);
  }
}

function readWorkload(
  checking: Checking,
  { reference, span }: Extract<SourceTree, { kind: 'source-workload' }>,
  place: Place,
): SourceTest | undefined {
  const bound = reference.namespace ? undefined : place.bound.get(reference.name.text);
  if (bound) checking.bindings.record(reference.name, bound.symbol);
  const value = bound ? { ...bound.value, span } : failed(span);
  if (bound && value.kind === 'service' && value.version)
    return { kind: 'service', service: value.symbol.key, version: value.version.name };
  const symbol = bound ? read(checking, value, 'Service') : resolve(checking, 'target', place.scope, reference);
  if (reference.port) rejectReferenceParts(checking, reference, 'a source', 'version');
  if (!symbol) return undefined;
  if (symbol.kind === 'egress') {
    checking.report.add(catalogue.types.egressSource, span, { name: symbol.key });
    return undefined;
  }
  if (!reference.version) return { kind: 'service', service: symbol.key };
  const version = resolveVersion(checking, symbol, reference.version.text, reference.version);
  return version && { kind: 'service', service: symbol.key, version: version.name };
}

/** Whether a condition tests anything that only HTTP has; the first such test. */
export function httpTest(condition: Condition): Condition | undefined {
  let found: Condition | undefined;
  someLeaf(condition, (leaf) => {
    if (leaf.kind === 'text' && leaf.subject !== 'sni') found = leaf;
    return found !== undefined;
  });
  return found;
}
