// The rules of an ingress as an Ingress can say them: under this condition, to the rules of that service. Undoes the composition of
// `-> route s`, whose rules stand in the list with the condition of the call before their own, and checks that nothing was added to them.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Condition, Forward, Rule, Settings, Sourced } from '../../../model/index.ts';
import { and } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { callName, type Lowering, routesOf } from './lowering.ts';
import { forwardsToItself } from './route-rules.ts';

/** Requests that fulfil `condition` and no earlier call's go to `service`; absent: they are answered 404. */
export interface Call {
  readonly condition: Condition;
  readonly service?: string;
  readonly port?: number;
  /** A finding says why it cannot be done. */
  readonly refused?: true;
  readonly origin: Span;
}

/** The calls of a list in order; a rule that an Ingress cannot say is a finding and a refused call. */
export function callsOf(at: Lowering, rules: readonly Rule[]): readonly Call[] {
  const calls: Call[] = [];
  for (let index = 0; index < rules.length; ) {
    const group = sameCall(rules, index);
    const call = group.length > 0 ? routeCall(at, group) : plainCall(at, rules[index] as Rule);
    calls.push(
      call ?? {
        condition: (group.at(-1) ?? (rules[index] as Rule)).condition,
        refused: true,
        origin: (rules[index] as Rule).origin,
      },
    );
    index += Math.max(group.length, 1);
  }
  return calls;
}

/** The rules from `index` on that one `-> route s` brought; none where none did. */
function sameCall(rules: readonly Rule[], index: number): readonly Rule[] {
  const step = routeStep(rules[index] as Rule);
  if (!step) return [];
  const end = rules.findIndex((rule, at) => at > index && routeStep(rule)?.origin !== step.origin);
  return rules.slice(index, end < 0 ? rules.length : end);
}

const routeStep = (rule: Rule): Rule['through'][number] | undefined =>
  rule.through.find(({ kind }) => kind === 'route');

function routeCall(at: Lowering, group: readonly Rule[]): Call | undefined {
  const step = routeStep(group[0] as Rule);
  const [, target = '', port] = /^(.*?)(?::(\d+))?$/.exec(step?.name ?? '') ?? [];
  const origin = step?.origin ?? (group[0] as Rule).origin;
  const route =
    routesOf(at, 'service', target).find((one) => one.port === undefined || String(one.port) === port) ??
    routesOf(at, 'service', target)[0];
  if (!route) return unsaid(at, origin, 'the rules of something that is no service of the mesh');
  const condition = callCondition(group, route.rules);
  if (!condition || !sameRules(at, group, route.rules, origin)) {
    return condition ? undefined : unsaid(at, origin, 'a part of the rules of a service');
  }
  return { condition, service: target, origin, ...(port ? { port: Number(port) } : {}) };
}

/** What stands before the first rule's own condition. */
function callCondition(group: readonly Rule[], own: readonly Rule[]): Condition | undefined {
  if (group.length !== own.length) return undefined;
  const [first, ownFirst] = [group[0] as Rule, own[0] as Rule];
  const whole = first.condition.kind === 'and' ? first.condition.parts : [first.condition];
  const rest = ownFirst.condition.kind === 'always' ? [] : partsOf(ownFirst.condition);
  const split = whole.length - rest.length;
  if (split < 0 || textOf(whole.slice(split)) !== textOf(rest)) {
    return textOf([first.condition]) === textOf([ownFirst.condition]) ? and([], first.origin) : undefined;
  }
  return and(whole.slice(0, split), first.origin);
}

const partsOf = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' && !condition.label ? condition.parts : [condition];

/** Structure without places, to compare by. */
const textOf = (value: unknown): string => JSON.stringify(value, (key, part) => (PLACES.has(key) ? undefined : part));
/** Places, and the port of a mirror, which the composition at a door fills in. */
const PLACES = new Set(['origin', 'level', 'policy', 'label', 'through', 'port']);

function sameRules(at: Lowering, group: readonly Rule[], own: readonly Rule[], origin: Span): boolean {
  const added = group.findIndex((rule, index) => textOf(rule.settings) !== textOf(own[index]?.settings));
  if (added < 0) return true;
  const setting = newSetting((group[added] as Rule).settings, (own[added] as Rule).settings);
  unsaid(at, setting?.origin ?? origin, 'settings of its own');
  return false;
}

const newSetting = (settings: Settings, own: Settings): Sourced<unknown> | undefined =>
  Object.entries(settings).find(([key, value]) => textOf(value) !== textOf(own[key as keyof Settings]))?.[1] as
    | Sourced<unknown>
    | undefined;

/** A rule that forwards to all of a service that has no rules of its own, or answers 404 as the ingress does anyway. */
function plainCall(at: Lowering, { action, condition, settings, origin }: Rule): Call | undefined {
  for (const setting of Object.values(settings).flat() as readonly Sourced<unknown>[])
    unsaid(at, setting.origin, 'settings of its own');
  if (action.kind === 'redirect') return unsaid(at, action.origin, 'a redirect');
  if (action.kind === 'respond') {
    if (action.status === 404 && action.body === undefined) return { condition, origin };
    return unsaid(at, action.origin, `an answer of its own (${action.status})`);
  }
  return forwardCall(at, action, condition, origin);
}

function forwardCall(
  at: Lowering,
  { split, origin: place }: Forward,
  condition: Condition,
  origin: Span,
): Call | undefined {
  const [part, second] = split;
  if (!part || second) return unsaid(at, place, 'a split');
  const { target, version, port, kind } = part.destination;
  if (kind === 'egress') return unsaid(at, part.origin, 'a host outside the mesh');
  if (version !== undefined) return unsaid(at, part.origin, 'a version');
  const routes = routesOf(at, 'service', target).filter((route) => !forwardsToItself(route));
  if (routes.length > 0) {
    const service = callName(at, target);
    const edits = [{ span: { ...part.origin, end: part.origin.start }, text: 'route ' }];
    const fixes = [{ title: `decide by the rules of ${service}`, edits, preferred: true, changesMeaning: true }];
    at.report.add(catalogue.legacy.asksTheRules, part.origin, { service, target: at.target }, { fixes });
    return undefined;
  }
  return { condition, service: target, origin, ...(port === undefined ? {} : { port }) };
}

/** The finding that an Ingress cannot do `what`. */
export function unsaid(at: Lowering, origin: Span, what: string): undefined {
  at.report.add(catalogue.legacy.ingressOnlyForwards, origin, { what, target: at.target });
  return undefined;
}
