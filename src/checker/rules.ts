// Rule lists of the tree → one flat first-match list of the model. `-> rules r` and `-> route s` are replaced by the rules they stand
// for, each under the condition of its call; settings come from the nearest layer that has them.
import { catalogue } from '../diagnostics/index.ts';
import {
  always,
  type Condition,
  type Destination,
  type Forward,
  type Rule,
  type SettingLevel,
  type Settings,
  type Step,
  trafficOf,
} from '../model/index.ts';
import { type RulesSymbol, resolve } from '../program/index.ts';
import type {
  Action,
  Block,
  Call,
  Handling,
  Item,
  RedirectTarget,
  RespondTarget,
  RouteTarget,
  RulesTarget,
  Rule as RuleTree,
  SettingContext,
} from '../syntax/index.ts';
import { type Span, startOf } from '../text/index.ts';
import { bindArguments, evaluateArguments, placeOfBody } from './arguments.ts';
import { type CalledRoute, readCall } from './call-target.ts';
import { joined, type KnownRoute, rulesOfCall } from './called-rules.ts';
import { type Checking, nothingBound, type Place } from './checking.ts';
import { readCondition } from './condition.ts';
import { type Frame, readDestination } from './destination.ts';
import type { DeclaredRoute, Target } from './directory.ts';
import { effective, type Finishing, finishRule } from './finish-rule.ts';
import { mergeLayers, mergeOver, saysSomething } from './layers.ts';
import { requestLayers } from './policy.ts';
import { type ReadAnswer, readRedirect, readRespond } from './redirect.ts';
import { rejectReferenceParts } from './reference.ts';
import { policiesOf, type SettingLine } from './setting-block.ts';
import { readSettings } from './settings.ts';
import { readSplit } from './split.ts';
import { callText } from './value.ts';

const { types } = catalogue;

/** More rules than this in one list is a mistake of lists that call each other. */
const LIMIT = 50_000;

/** What is filled while a list is read. */
export interface Sink {
  /** Those of another list as long as they are the only ones: then `isBorrowed`. */
  rules: Rule[];
  isBorrowed: boolean;
  /** No rule had to be left out. */
  complete: boolean;
  /** How many lists were called. */
  calls: number;
  /** Too many rules or calls: nothing more is taken. */
  full: boolean;
}
export const emptySink = (): Sink => ({ rules: [], isBorrowed: false, complete: true, calls: 0, full: false });
export const noSteps: readonly Step[] = [];
export const noLayers: readonly Settings[] = [];

/** The rules of a list that was read, in as much memory as they take. */
export const rulesIn = ({ rules, isBorrowed }: Sink): Rule[] => (isBorrowed ? rules : rules.slice());

function push(sink: Sink, rule: Rule): void {
  if (sink.isBorrowed) sink.rules = sink.rules.slice();
  sink.isBorrowed = false;
  sink.rules.push(rule);
}

function pushAll(sink: Sink, rules: Rule[]): void {
  if (sink.rules.length === 0) {
    sink.rules = rules;
    sink.isBorrowed = true;
  } else for (const rule of rules) push(sink, rule);
}

/** Where a rule is read: under which call, for which requests, inside which settings. */
export interface Context {
  readonly checking: Checking;
  readonly place: Place;
  readonly frame: Frame;
  /** Of the calls that lead here, if they have one; `wrong`: something in it was. */
  readonly condition: Condition | 'wrong' | undefined;
  /** Nearest first. */
  readonly layers: readonly Settings[];
  readonly through: readonly Step[];
  readonly sink: Sink;
}

/** Reads the settings and rules of `route`, `ingress` and `gateway` bodies. */
export function readHandling<T = undefined>(
  context: Context,
  handling: Pick<Handling, 'policies' | 'block' | 'action'>,
  kind: SettingContext,
  level: SettingLevel,
  others?: (line: SettingLine, into: T) => void,
  into?: T,
): void {
  const inner = enterBody(context, handling.block, handling.policies, kind, level, others, into);
  readRules(inner, handling.block);
  if (handling.action) readAction(inner, handling.action, undefined, undefined);
}

/** The context inside a body: with its own settings and policies as the nearest layer. */
export function enterBody<T = undefined>(
  context: Context,
  block: Block | undefined,
  policies: readonly Call[],
  kind: SettingContext,
  level: SettingLevel,
  others?: (line: SettingLine, into: T) => void,
  into?: T,
): Context {
  const { checking, place, frame } = context;
  const own = readSettings(checking, block, kind, level, place, frame, others, into);
  const outer = layersAround(context, block, policies, level);
  if (!saysSomething(own)) return outer === context.layers ? context : { ...context, layers: outer };
  return { ...context, layers: outer.length === 0 ? [own] : [own, ...outer] };
}

/** The layers around the settings of a block: its policies, those applied to it, those of the context. */
function layersAround(
  { checking, place, layers }: Context,
  block: Block | undefined,
  applied: readonly Call[],
  level: SettingLevel,
): readonly Settings[] {
  const policies = policiesOf(block);
  if (applied.length + policies.length === 0) return layers;
  const brought = requestLayers(checking, [...applied, ...policies], level === 'rule' ? 'policy' : level, place);
  return [...brought, ...layers];
}

/** Reads the rules of a block, in order. */
export function readRules(context: Context, block: Block | undefined): void {
  if (!block) return;
  const { items } = block;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    if (item.kind !== 'rule') continue;
    const { when } = item;
    const otherwise = when ? undefined : item.else;
    if (!when && !otherwise) checkBare(context.checking, item);
    readAction(context, item.action, item, otherwise);
  }
}

/** Only a call of a list may stand without `when` and `else`: it need not decide. */
function checkBare({ report }: Checking, { action, arrow, span }: RuleTree): void {
  if (action.target.kind === 'rules-call' || action.target.kind === 'missing') return;
  const fixes = [{ title: 'Write else', edits: [{ span: startOf(arrow), text: 'else ' }], preferred: true }];
  report.add(types.bareRule, span, undefined, { fixes });
}

/** Reads what a rule does, or an action that stands alone. `otherwise`: where the rule says `else`. */
function readAction(context: Context, action: Action, rule: RuleTree | undefined, otherwise: Span | undefined): void {
  const { target } = action;
  const tree = otherwise ? undefined : rule?.when;
  const when = tree && (readCondition(context.checking, tree, context.place) ?? 'wrong');
  const condition = bothOf(context.condition, when);
  switch (target.kind) {
    case 'rules-call':
      readRulesCall(under(context, condition), target, action);
      return;
    case 'route-call':
      readRouteCall(under(context, condition), target, action, rule, otherwise);
      return;
    case 'missing':
      readSettings(context.checking, action.block, 'rule', 'rule', context.place, context.frame);
      context.sink.complete = false;
      return;
    default:
      readDecision(context, action, condition, rule, otherwise);
  }
}

/** What must hold for a call and for a rule that it stands for; nothing where neither has a condition. */
function bothOf(outer: Context['condition'], own: Context['condition']): Context['condition'] {
  if (outer === 'wrong' || own === 'wrong') return 'wrong';
  if (outer?.kind === 'always') return own;
  return outer && own ? joined(outer, own) : (own ?? outer);
}

const under = (context: Context, condition: Context['condition']): Context =>
  condition === context.condition ? context : { ...context, condition };

/** A rule whose action is no call. */
function readDecision(
  context: Context,
  action: Action,
  condition: Context['condition'],
  rule: RuleTree | undefined,
  otherwise: Span | undefined,
): void {
  const { checking, place, frame, sink, through } = context;
  const { target, block } = action;
  let own: Settings;
  let decided: Rule['action'] | undefined;
  if (target.kind === 'redirect' || target.kind === 'respond') {
    const answer = readAnswer(context, target, action);
    own = answer.settings;
    decided = answer.action;
  } else {
    own = readSettings(checking, block, 'rule', 'rule', place, frame);
    decided = readForward(checking, target, place, frame);
  }
  const layers = layersAround(context, block, action.policies, 'rule');
  if (condition === 'wrong' || !decided) {
    sink.complete = false;
    return;
  }
  const origin = rule?.span ?? action.span;
  const finishing: Finishing = { checking, frame, action, rule };
  const holds = condition ?? always(otherwise ?? origin);
  const settings = mergeOver(own, layers);
  take(context, finishRule(finishing, { condition: holds, action: decided, settings, origin, through }), origin);
}
const readAnswer = (
  { checking, place, frame }: Context,
  target: RedirectTarget | RespondTarget,
  action: Action,
): ReadAnswer<Rule['action']> =>
  target.kind === 'redirect'
    ? readRedirect(checking, target, action, 'rule', place, frame)
    : readRespond(checking, target, action, 'rule', place, frame);

/** Destinations and splits; `undefined` for other targets too. */
export function readForward(
  checking: Checking,
  target: Action['target'],
  place: Place,
  frame: Frame,
): Forward | undefined {
  if (target.kind === 'split') return readSplit(checking, target, place, frame);
  if (target.kind !== 'destination') return undefined;
  const to = readDestination(checking, target.reference, place, frame);
  return to && forwardTo(to, target.span);
}

const forwardTo = (destination: Destination, origin: Span): Forward => ({
  kind: 'forward',
  split: [{ destination, weight: 1, origin }],
  origin,
});

function take({ checking, sink }: Context, rule: Rule | undefined, origin: Span): void {
  if (!rule) sink.complete = false;
  else if (sink.rules.length < LIMIT) push(sink, rule);
  else stop(checking, sink, origin);
}

function stop({ report }: Checking, sink: Sink, origin: Span): void {
  if (!sink.full) report.add(types.tooLarge, origin, { what: 'rule list', limit: LIMIT });
  sink.full = true;
  sink.complete = false;
}

/** The settings that a call brings for the rules it stands for. */
function enterCall(context: Context, action: Action): Context {
  return enterBody(context, action.block, action.policies, 'rule', 'list');
}

// ---- -> rules r(…)

function readRulesCall(outer: Context, target: RulesTarget, action: Action): void {
  const context = enterCall(outer, action);
  const { checking, place } = context;
  const { call } = target;
  const symbol = resolve(checking, 'rules', place.scope, call.reference);
  rejectReferenceParts(checking, call.reference, 'a rule list');
  const given = call.arguments && symbol && evaluateArguments(checking, call.arguments, symbol.parameters, place);
  const bound = symbol && bindArguments(checking, { kind: 'rules', symbol, span: call.span }, given ?? []);
  if (++context.sink.calls > LIMIT) stop(checking, context.sink, call.span);
  if (!symbol || !bound || context.sink.full) {
    context.sink.complete = false;
    return;
  }
  if (context.frame.kind === 'any') {
    checkRulesBody(checking, symbol, call.span);
    return;
  }
  const step: Step = { kind: 'rules', name: callText(symbol.key, given), origin: target.span };
  const inner = { ...context, place: { scope: symbol.scope, bound }, through: context.through.concat(step) };
  if (!checking.circles.enters(symbol, call.span)) {
    context.sink.complete = false;
    return;
  }
  readRulesBody(inner, symbol);
  checking.circles.leave();
}

/** Checks a named list by itself, once: nobody knows for which requests. `span`: who asks. */
export function checkRulesBody(checking: Checking, symbol: RulesSymbol, span: Span = symbol.nameSpan): void {
  checking.circles.enter(symbol, span, () => {
    if (checking.checked.has(symbol)) return;
    checking.checked.add(symbol);
    const place = placeOfBody(checking, { kind: 'rules', symbol, span });
    const sink = emptySink();
    const frame = { kind: 'any' } as const;
    readRulesBody({ checking, place, frame, condition: undefined, layers: [], through: [], sink }, symbol);
  });
}

/** The rules of a named list, with its own settings. */
function readRulesBody(context: Context, symbol: RulesSymbol): void {
  const { block } = symbol.declaration;
  readRules(enterBody(context, block, [], 'rules', 'list'), block);
}

// ---- -> route s

function readRouteCall(
  outer: Context,
  target: RouteTarget,
  action: Action,
  rule: RuleTree | undefined,
  otherwise: Span | undefined,
): void {
  const context = enterCall(outer, action);
  const { checking, sink, frame } = context;
  const called = readCall(checking, target.reference, context.place, frame);
  if (!called || sink.full) {
    sink.complete = false;
    return;
  }
  if (frame.kind === 'any' || frame.kind === 'expected') return;
  const { to, port } = called;
  const step: Step = { kind: 'route', name: to.key, origin: target.span };
  const through = context.through.length === 0 ? [step] : context.through.concat(step);
  const route = checking.directory.routeOf(to.key, port);
  if (!route) forwardWhole(context, through, called, action, otherwise ?? rule?.span);
  else if (!route.known || !takeKnown(context, through, route.known, port)) readCalled(context, through, route, port);
}

/** Reads the rules of a route for the requests of a call. */
function readCalled(context: Context, through: readonly Step[], route: DeclaredRoute, port: number): void {
  const { checking, sink } = context;
  const call = through.at(-1)?.origin ?? route.declaration.span;
  if (!checking.circles.enters(route, call)) {
    sink.complete = false;
    return;
  }
  const { target: callee } = route;
  const families = [familyOfPort(checking, callee, port)];
  const frame: Frame = { kind: 'mesh', callee, ports: [port], families, arrives: false };
  readRouteBody({ ...context, through, frame, place: placeOfRoute(route) }, route);
  checking.circles.leave();
}

/** Takes over the rules of a route that is known already, where what stands around the call changes nothing but their settings. */
function takeKnown(context: Context, through: readonly Step[], known: KnownRoute, port: number): boolean {
  const { condition, layers, sink } = context;
  const { ports, calls, rules } = known;
  if (condition === 'wrong' || !ports.includes(port)) return false;
  const settled = layers.length > 0 && layers.some(saysSomething);
  if (settled && !canSettle(context, rules)) return false;
  if (sink.calls + calls > LIMIT || sink.rules.length + rules.length > LIMIT) return false;
  if (condition && condition.kind !== 'always' && rules.some(replacesPrefix)) return false;
  sink.calls += calls;
  const called = rulesOfCall(known, port, through, condition);
  pushAll(sink, settled ? called.map((rule) => underLayers(rule, layers)) : called);
  return true;
}

/** Whether the settings around a call only fill in what the rules do not say: no prefix hangs on them, no service says more. */
const canSettle = ({ checking, layers }: Context, rules: readonly Rule[]): boolean =>
  !layers.some(({ rewritePath }) => rewritePath) &&
  !rules.some((rule) => replacesPrefix(rule) || (rule.action.kind === 'forward' && saysMore(checking, rule.action)));

const saysMore = ({ directory }: Checking, { split }: Forward): boolean =>
  split.some(({ destination }) => directory.settingsOf(destination.target) !== undefined);

function underLayers({ condition, action, settings, origin, through }: Rule, layers: readonly Settings[]): Rule {
  const merged = effective(action.kind, mergeOver(settings, layers));
  return { condition, action, settings: merged, origin, through };
}

/** It needs to know that its condition implies the prefix. */
const replacesPrefix = ({ action, settings }: Rule): boolean =>
  settings.rewritePath?.value.kind === 'prefix' || (action.kind === 'redirect' && action.prefix !== undefined);

export const placeOfRoute = ({ placed, target }: DeclaredRoute): Place => ({
  scope: placed.scope,
  bound: nothingBound,
  versionsOf: target,
});

export const familyOfPort = ({ directory }: Checking, target: Target, number: number) =>
  trafficOf(directory.portsOf(target).find((port) => port.number === number)?.protocol ?? 'http');

export function readRouteBody(context: Context, { declaration }: DeclaredRoute): void {
  readHandling(context, declaration.handling, 'route', 'route');
}

/** A service without a route is forwarded to all its versions. */
function forwardWhole(
  context: Context,
  through: readonly Step[],
  { to, port }: CalledRoute,
  action: Action,
  written: Span | undefined,
): void {
  const { checking, frame, layers, condition } = context;
  if (condition === 'wrong') return;
  const { span: origin } = action;
  const forward = forwardTo({ kind: to.kind, target: to.key, port }, action.target.span);
  const finishing: Finishing = { checking, frame, action, rule: undefined };
  const holds = condition ?? always(written ?? origin);
  const settings = mergeLayers(layers);
  take(context, finishRule(finishing, { condition: holds, action: forward, settings, origin, through }), origin);
}
