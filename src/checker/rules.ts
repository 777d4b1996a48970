// Rule lists of the tree → one flat first-match list of the model. `-> rules r` and `-> route s` are replaced by the rules they stand
// for, each under the condition of its call; settings come from the nearest layer that has them.
import { catalogue } from '../diagnostics/index.ts';
import {
  always,
  type Condition,
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
  RouteTarget,
  RulesTarget,
  Rule as RuleTree,
  SettingContext,
} from '../syntax/index.ts';
import { type Span, startOf } from '../text/index.ts';
import { bindArguments, evaluateArguments, placeOfBody } from './arguments.ts';
import { readCall } from './call-target.ts';
import { joined, type KnownRoute, rulesOfCall } from './called-rules.ts';
import { type Checking, nothingBound, type Place } from './checking.ts';
import { readCondition } from './condition.ts';
import { type Frame, readDestination } from './destination.ts';
import type { DeclaredRoute, Target } from './directory.ts';
import { effective, type Finishing, finishRule } from './finish-rule.ts';
import { mergeLayers, saysSomething } from './layers.ts';
import { requestLayers } from './policy.ts';
import { readRedirect, readRespond } from './redirect.ts';
import { rejectReferenceParts } from './reference.ts';
import type { SettingLine } from './setting-block.ts';
import { readSettings, type SettingsBlock } from './settings.ts';
import { readSplit } from './split.ts';
import { callText } from './value.ts';

const { types } = catalogue;

/** More rules than this in one list is a mistake of lists that call each other. */
const LIMIT = 50_000;

/** What is filled while a list is read. */
export interface Sink {
  readonly rules: Rule[];
  /** No rule had to be left out. */
  complete: boolean;
  /** How many lists were called. */
  calls: number;
  /** Too many rules or calls: nothing more is taken. */
  full: boolean;
}
export const emptySink = (): Sink => ({ rules: [], complete: true, calls: 0, full: false });
export const noSteps: readonly Step[] = [];
export const noLayers: readonly Settings[] = [];

/** Where a rule is read: under which call, for which requests, inside which settings. */
export interface Context {
  readonly checking: Checking;
  readonly place: Place;
  readonly frame: Frame;
  /** Of the calls that lead here; `undefined`: one of them is wrong. */
  readonly condition: Condition | undefined;
  /** Nearest first. */
  readonly layers: readonly Settings[];
  readonly through: readonly Step[];
  readonly sink: Sink;
}

/** Reads the settings and rules of `route`, `ingress` and `gateway` bodies. */
export function readHandling(
  context: Context,
  handling: Pick<Handling, 'policies' | 'block' | 'action'>,
  kind: SettingContext,
  level: SettingLevel,
  others?: (line: SettingLine) => void,
): void {
  const inner = enterBody(context, handling.block, handling.policies, kind, level, others);
  readRules(inner, handling.block);
  if (!handling.action) return;
  const { span } = handling.action;
  readAction(inner, always(span), handling.action, span, undefined);
}

/** The context inside a body: with its own settings and policies as the nearest layer. */
export function enterBody(
  context: Context,
  block: Block | undefined,
  policies: readonly Call[],
  kind: SettingContext,
  level: SettingLevel,
  others?: (line: SettingLine) => void,
): Context {
  const { checking, place, frame } = context;
  const own = readSettings(checking, block, kind, level, place, frame, others);
  const layers = layersWith(context, own, policies, level);
  return layers === context.layers ? context : { ...context, layers };
}

/** The layers of the context, with what stands nearer. */
function layersWith(
  { checking, place, layers }: Context,
  { settings, policies }: SettingsBlock,
  applied: readonly Call[],
  level: SettingLevel,
): readonly Settings[] {
  if (applied.length + policies.length === 0) {
    if (!saysSomething(settings)) return layers;
    return layers.length === 0 ? [settings] : [settings].concat(layers);
  }
  const brought = requestLayers(checking, [...applied, ...policies], level === 'rule' ? 'policy' : level, place);
  return [settings, ...brought, ...layers];
}

/** Reads the rules of a block, in order. */
export function readRules(context: Context, block: Block | undefined): void {
  if (!block) return;
  const { items } = block;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    if (item.kind === 'rule') readRule(context, item);
  }
}

function readRule(context: Context, rule: RuleTree): void {
  const { checking, place } = context;
  if (!rule.when && !rule.else) checkBare(checking, rule);
  const condition = rule.when ? readCondition(checking, rule.when, place) : always(rule.else ?? rule.span);
  readAction(context, condition, rule.action, rule.span, rule);
}

/** Only a call of a list may stand without `when` and `else`: it need not decide. */
function checkBare({ report }: Checking, { action, arrow, span }: RuleTree): void {
  if (action.target.kind === 'rules-call' || action.target.kind === 'missing') return;
  const fixes = [{ title: 'Write else', edits: [{ span: startOf(arrow), text: 'else ' }], preferred: true }];
  report.add(types.bareRule, span, undefined, { fixes });
}

function readAction(
  context: Context,
  own: Condition | undefined,
  action: Action,
  origin: Span,
  rule: RuleTree | undefined,
): void {
  const condition = own && context.condition && joined(context.condition, own);
  const { target } = action;
  switch (target.kind) {
    case 'rules-call':
      readRulesCall(under(context, condition), target, action);
      return;
    case 'route-call':
      readRouteCall(under(context, condition), target, action);
      return;
    case 'missing':
      readSettings(context.checking, action.block, 'rule', 'rule', context.place, context.frame);
      context.sink.complete = false;
      return;
    default: {
      const decided = readDecision(context, action);
      const layers = layersWith(context, decided.block, action.policies, 'rule');
      if (!condition || !decided.action) context.sink.complete = false;
      else {
        const { checking, frame, through } = context;
        const finishing: Finishing = { checking, frame, action, targets: decided.targets, rule };
        take(context, finishRule(finishing, { condition, action: decided.action, layers, origin, through }), origin);
      }
    }
  }
}

const under = (context: Context, condition: Condition | undefined): Context =>
  condition === context.condition ? context : { ...context, condition };

interface Decision {
  readonly action: Rule['action'] | undefined;
  readonly targets: readonly Target[];
  readonly block: SettingsBlock;
}

/** What an action other than a call does. */
function readDecision({ checking, place, frame }: Context, action: Action): Decision {
  const { target } = action;
  if (target.kind === 'redirect' || target.kind === 'respond') {
    const answer =
      target.kind === 'redirect'
        ? readRedirect(checking, target, action, 'rule', place, frame)
        : readRespond(checking, target, action, 'rule', place, frame);
    return { action: answer.action, targets: noTargets, block: answer.block };
  }
  const block = readSettings(checking, action.block, 'rule', 'rule', place, frame);
  const forward = readForward(checking, target, place, frame);
  return { action: forward?.action, targets: forward?.targets ?? noTargets, block };
}
const noTargets: readonly Target[] = [];

/** Destinations and splits; `undefined` for other targets too. */
export function readForward(checking: Checking, target: Action['target'], place: Place, frame: Frame) {
  if (target.kind === 'split') return readSplit(checking, target, place, frame);
  if (target.kind !== 'destination') return undefined;
  const to = readDestination(checking, target.reference, place, frame);
  if (!to) return undefined;
  const origin = target.span;
  const split = [{ destination: to.destination, weight: 1, origin }];
  return { action: { kind: 'forward', split, origin } as const, targets: [to.target] };
}

function take({ checking, sink }: Context, rule: Rule | undefined, origin: Span): void {
  if (!rule) sink.complete = false;
  else if (sink.rules.length < LIMIT) sink.rules.push(rule);
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
  const done = checking.circles.enter(`rules ${symbol.key}`, symbol.nameSpan, call.span, () => {
    readRulesBody(inner, symbol);
    return true;
  });
  if (!done) context.sink.complete = false;
}

/** Checks a named list by itself, once: nobody knows for which requests. `span`: who asks. */
export function checkRulesBody(checking: Checking, symbol: RulesSymbol, span: Span = symbol.nameSpan): void {
  checking.circles.enter(`rules ${symbol.key}`, symbol.nameSpan, span, () => {
    if (checking.checked.has(symbol)) return;
    checking.checked.add(symbol);
    const place = placeOfBody(checking, { kind: 'rules', symbol, span });
    const condition = always(span);
    const sink = emptySink();
    readRulesBody({ checking, place, frame: { kind: 'any' }, condition, layers: [], through: [], sink }, symbol);
  });
}

/** The rules of a named list, with its own settings. */
function readRulesBody(context: Context, symbol: RulesSymbol): void {
  const { block } = symbol.declaration;
  readRules(enterBody(context, block, [], 'rules', 'list'), block);
}

// ---- -> route s

function readRouteCall(outer: Context, target: RouteTarget, action: Action): void {
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
  const through = context.through.concat(step);
  const route = checking.directory.routeOf(to, port);
  if (!route) {
    forwardWhole({ ...context, through }, to, port, action, target);
    return;
  }
  const known = checking.routes.get(route);
  if (known && takeKnown(context, through, known, port)) return;
  const done = checking.circles.enter(routeName(route), route.declaration.reference.span, target.span, () => {
    const families = [familyOfPort(checking, to, port)];
    const inside: Frame = { kind: 'mesh', callee: to, ports: [port], families, arrives: false };
    readRouteBody({ ...context, through, frame: inside, place: placeOfRoute(route) }, route);
    return true;
  });
  if (!done) sink.complete = false;
}

/** Takes over the rules of a route that is known already, where what stands around the call changes nothing but their settings. */
function takeKnown(context: Context, through: readonly Step[], known: KnownRoute, port: number): boolean {
  const { condition, layers, sink } = context;
  const { ports, calls, rules } = known;
  if (!condition || !ports.includes(port)) return false;
  const settled = layers.some(saysSomething);
  if (settled && !canSettle(context, rules)) return false;
  if (sink.calls + calls > LIMIT || sink.rules.length + rules.length > LIMIT) return false;
  if (condition.kind !== 'always' && rules.some(replacesPrefix)) return false;
  sink.calls += calls;
  for (const rule of rulesOfCall(known, port, through, condition))
    sink.rules.push(settled ? underLayers(rule, layers) : rule);
  return true;
}

/** Whether the settings around a call only fill in what the rules do not say: no prefix hangs on them, no service says more. */
const canSettle = ({ checking, layers }: Context, rules: readonly Rule[]): boolean =>
  !layers.some(({ rewritePath }) => rewritePath) &&
  !rules.some((rule) => replacesPrefix(rule) || (rule.action.kind === 'forward' && saysMore(checking, rule.action)));

const saysMore = ({ directory }: Checking, { split }: Forward): boolean =>
  split.some(({ destination }) => directory.settings.has(destination.target));

function underLayers({ condition, action, settings, origin, through }: Rule, layers: readonly Settings[]): Rule {
  const merged = effective(action.kind, mergeLayers([settings, ...layers]));
  return { condition, action, settings: merged, origin, through };
}

/** It needs to know that its condition implies the prefix. */
const replacesPrefix = ({ action, settings }: Rule): boolean =>
  settings.rewritePath?.value.kind === 'prefix' || (action.kind === 'redirect' && action.prefix !== undefined);

export const routeName = ({ target, port }: DeclaredRoute): string =>
  port === undefined ? `route ${target.key}` : `route ${target.key}:${port}`;

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
function forwardWhole(context: Context, to: Target, port: number, action: Action, { span }: RouteTarget): void {
  const { checking, frame, through, layers, condition } = context;
  if (!condition) return;
  const destination = { kind: to.kind, target: to.key, port } as const;
  const forward = { kind: 'forward', split: [{ destination, weight: 1, origin: span }], origin: span } as const;
  const finishing: Finishing = { checking, frame, action, targets: [to], rule: undefined };
  take(
    context,
    finishRule(finishing, { condition, action: forward, layers, origin: action.span, through }),
    action.span,
  );
}
