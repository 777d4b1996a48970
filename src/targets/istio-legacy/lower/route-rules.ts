// Routes → RouteRules: one list per destination, highest precedence first, every precedence once. Old Pilots stop at the first rule
// without conditions, and so does the list.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Destination, Egress, Forward, Redirect, Route, Rule, Service } from '../../../model/index.ts';
import type { Branch, Match, RouteRule, ServiceRef } from '../plan.ts';
import { branchesOf } from './branches.ts';
import { type Lowered, withFaultsOnce } from './faults.ts';
import { allows, callName, type Lowering, minorOf, referenceTo, refuse } from './lowering.ts';
import { ANY, implies, isCatchAll, meet } from './match.ts';
import { isObjectName, type Names } from './names.ts';
import { fitsPorts, isHttp, portNamesAgree } from './ports.ts';
import { redirectOf } from './redirects.ts';
import { refuseRegexRewrite, rewriteOf } from './rewrites.ts';
import { type Alternative, type PlainRule, plainRules } from './rule-order.ts';
import { type SettingFields, settingFields } from './settings.ts';
import { sourceAlternatives } from './source-test.ts';
import { type Leaf, termsOf } from './terms.ts';
import { textAlternatives } from './text-test.ts';

/** More rules for one destination are refused: nobody could read them. */
export const MOST_RULES = 128;

/** What becomes of the route of a service or egress. */
export interface LoweredRoute {
  readonly route: Route;
  readonly rules: readonly Lowered[];
}

/** Everything about whom the rules are for. */
interface Callee {
  readonly key: string;
  readonly kind: Route['kind'];
  readonly reference: ServiceRef;
  readonly namespace: string;
  /** An ingress decides by these rules too. */
  readonly asked: boolean;
  readonly service?: Service;
}

/** The rules of one route; `asked` is whether an ingress decides by them too. None after a finding in a condition. */
export function lowerRoute(at: Lowering, route: Route, asked: boolean, names: Names): LoweredRoute {
  const callee = calleeOf(at, route, asked);
  if (!callee || forwardsToItself(route)) return { route, rules: [] };
  checkCallee(at, route, callee);
  return { route, rules: lowerRules(at, route, callee, names) };
}

function calleeOf(at: Lowering, { kind, target }: Route, asked: boolean): Callee | undefined {
  const service = at.services.get(target);
  if (kind === 'service')
    return (
      service && { key: target, kind, reference: referenceTo(service), namespace: service.namespace, asked, service }
    );
  const egress = at.egresses.get(target);
  return egress && { key: target, kind, reference: egressReference(at, egress), namespace: egress.namespace, asked };
}

/** In 0.1 an egress is a Kubernetes Service of its name; later its host speaks for itself. */
export function egressReference(at: Lowering, egress: Egress): ServiceRef {
  const { name, namespace } = egress;
  if (minorOf(at) === 1)
    return { kind: 'kubernetes', name, namespace, host: `${name}.${namespace}.svc.${at.mesh.clusterDomain}` };
  return { kind: 'host', name, namespace, host: egress.hosts[0]?.value ?? name };
}

/** What a policy speaks for: each of its hosts, under names of their own where there are several. */
export function egressReferences(at: Lowering, egress: Egress): readonly ServiceRef[] {
  const first = egressReference(at, egress);
  if (first.kind !== 'host') return [first];
  const others = egress.hosts.slice(1);
  return [first, ...others.map(({ value }) => ({ ...first, name: `${egress.name}-${value}`, host: value }))];
}

/** Findings for what no rule can be: of one port among several, of TCP, of several hosts outside. */
function checkCallee(at: Lowering, route: Route, { service, key }: Callee): void {
  if (service) {
    fitsPorts(at, route, service);
    portNamesAgree(at, service);
    return;
  }
  for (const { name } of at.readers.filter(({ reader }) => reader.startsWith('linkerd'))) {
    const note = 'it knows no rules for hosts outside the mesh';
    at.report.add(catalogue.linkerd.ignores, route.origin, { construct: 'the route of an egress', reader: name, note });
  }
  const egress = at.egresses.get(key);
  if (egress && egress.hosts.length > 1)
    refuse(at, route.origin, 'one route for several hosts', 'a rule is for one host');
}

/** A route that does what happens without rules: everything to everything, with no settings. */
export const forwardsToItself = ({ rules, target, kind }: Route): boolean => {
  const [rule] = rules;
  if (!rule || rules.length > 1 || rule.condition.kind !== 'always' || rule.action.kind !== 'forward') return false;
  const [part, second] = rule.action.split;
  const whole =
    part?.destination.target === target && part.destination.kind === kind && part.destination.version === undefined;
  return whole && !second && part.destination.port === undefined && Object.keys(rule.settings).length === 0;
};

function lowerRules(at: Lowering, route: Route, callee: Callee, names: Names): readonly Lowered[] {
  const alternatives = route.rules.map((rule) => alternativeOf(at, rule, callee));
  if (alternatives.some((one) => !one)) {
    for (const rule of route.rules) decisionOf(at, rule, callee);
    return [];
  }
  const plain = plainRules<Rule | undefined>(alternatives as readonly Alternative<Rule>[], undefined, MOST_RULES);
  if (plain === 'too-many') return tooMany(at, route);
  sayLosses(at, route);
  const used = plain.filter(({ decision }) => decision !== undefined) as readonly PlainRule<Rule>[];
  return withFaultsOnce(emitted(at, used, callee, ruleNames(at, route, callee, names)));
}

/** The rules that some request reaches, the first with the highest precedence. What no request reaches says nothing. */
function emitted(
  at: Lowering,
  used: readonly PlainRule<Rule>[],
  callee: Callee,
  takeName: TakeName,
): readonly Lowered[] {
  const built = new Map(
    [...new Set(used.map(({ decision }) => decision))].map((rule) => [rule, decisionOf(at, rule, callee)]),
  );
  return used.map(({ match, decision }, index) => {
    const shape = {
      match: widened(at, match, callee.asked && index > 0),
      precedence: used.length - index,
      name: takeName(decision, index === used.length - 1),
    };
    return lowered(at, decision, callee, built.get(decision) ?? NOTHING, shape);
  });
}

function tooMany(at: Lowering, route: Route): readonly Lowered[] {
  const count = `more than ${MOST_RULES}`;
  at.report.add(catalogue.legacy.tooManyRules, route.origin, { count, most: MOST_RULES, target: at.target });
  return [];
}

function sayLosses(at: Lowering, route: Route): void {
  if (at.linkerd)
    allows(at, 'query of a request', route.origin, `the query of requests to ${callName(at, route.target)}`);
}

/** The condition of a rule in matches; `undefined` after a finding. */
function alternativeOf(at: Lowering, rule: Rule, callee: Callee): Alternative<Rule> | undefined {
  const terms = termsOf(rule.condition, (leaf) => leafAlternatives(at, leaf, callee), MOST_RULES);
  if (terms === 'too-many') {
    at.report.add(catalogue.legacy.tooManyRules, rule.origin, {
      count: `more than ${MOST_RULES}`,
      most: MOST_RULES,
      target: at.target,
    });
    return undefined;
  }
  return terms && { terms, decision: rule };
}

function leafAlternatives(at: Lowering, leaf: Leaf, callee: Callee): readonly Match[] | undefined {
  switch (leaf.kind) {
    case 'text':
      return textAlternatives(at, leaf);
    case 'from':
      return sourceAlternatives(at, leaf, callee.key, callee.asked);
    case 'port': {
      const ports = (callee.service ?? at.egresses.get(callee.key))?.ports.filter(isHttp) ?? [];
      const met = ports.filter(({ number }) => leaf.values.includes(number));
      if (met.length === 0) return [];
      if (met.length === ports.length) return [ANY];
      return refuse(at, leaf.origin, 'a condition on the port', 'a rule is for every port of a service');
    }
  }
}

/** Old Istio's ingress needs a condition on every rule but a lone one, Linkerd a header in every match: one that always holds. */
function widened(at: Lowering, match: Match, asked: boolean): Match | undefined {
  if (asked && minorOf(at) >= 6 && isCatchAll(match))
    return { ...match, headers: { method: { kind: 'regex', value: '.*' } } };
  if (at.linkerd && match.source && Object.keys(match.headers).length === 0) {
    return { ...match, headers: { uri: { kind: 'prefix', value: '/' } } };
  }
  return isCatchAll(match) ? undefined : match;
}

/** What a rule does, as far as its match has no say in it. */
interface DecisionFields {
  readonly branches: readonly Branch[];
  readonly redirect?: NonNullable<RouteRule['redirect']>;
  readonly settings: SettingFields;
}
const NOTHING: DecisionFields = { branches: [], settings: {} };

function decisionOf(at: Lowering, { action, settings, origin }: Rule, callee: Callee): DecisionFields {
  switch (action.kind) {
    case 'respond':
      refuse(at, action.origin, `respond ${action.status}`, 'its rules forward or redirect', {
        hint: `an \`abort ${action.status} on 100%\` of a rule that forwards comes close`,
      });
      return NOTHING;
    case 'redirect':
      return { ...NOTHING, ...redirectFields(at, action, settings) };
    case 'forward':
      refuseRegexRewrite(at, settings);
      return { branches: forwardBranches(at, action, callee, origin), settings: settingFields(at, settings) };
  }
}

function redirectFields(
  at: Lowering,
  action: Redirect,
  { delay, abort, headers = [], cors }: Rule['settings'],
): Pick<DecisionFields, 'redirect'> {
  for (const told of [...headers.filter(({ value }) => value.direction === 'response'), ...(cors ? [cors] : [])])
    refuse(at, told.origin, 'headers of a redirect', 'a rule either redirects or changes headers');
  for (const fault of [delay, abort]) {
    if (fault) refuse(at, fault.origin, 'a fault on a redirect', 'a rule either redirects or injects faults');
  }
  const redirect = redirectOf(at, action);
  return redirect ? { redirect } : {};
}

function forwardBranches(at: Lowering, action: Forward, callee: Callee, origin: Rule['origin']): readonly Branch[] {
  if (callee.service) return branchesOf(at, action, callee.service) ?? [];
  const itself = ({ kind, target }: Destination): boolean => kind === 'egress' && target === callee.key;
  if (action.split.length > 1 || !action.split.every(({ destination }) => itself(destination))) {
    refuse(at, origin, 'another destination for an egress', 'requests to a host outside go to that host');
  }
  return [];
}

interface Shape {
  readonly match: Match | undefined;
  readonly precedence: number;
  readonly name: string;
}

function lowered(
  at: Lowering,
  rule: Rule,
  callee: Callee,
  decision: DecisionFields,
  { match, precedence, name }: Shape,
): Lowered {
  const rewrite = rule.action.kind === 'forward' ? rewriteOf(at, rule.settings, match ?? ANY) : undefined;
  const plan: RouteRule = {
    name,
    namespace: callee.namespace,
    origin: rule.origin,
    destination: callee.reference,
    precedence,
    ...(match ? { match } : {}),
    branches: decision.branches,
    ...(decision.redirect ? { redirect: decision.redirect } : {}),
    ...(rewrite ? { rewrite } : {}),
    ...decision.settings,
  };
  return { plan, rule };
}

type TakeName = (rule: Rule, isLast: boolean) => string;

/**
 * The name that the program gave a rule, with the callee's before it where rules for others have it too; else one after the callee: the last is
 * `NAME-default`. Several rules from one get numbers.
 */
function ruleNames(at: Lowering, route: Route, { reference }: Callee, names: Names): TakeName {
  checkNames(at, route);
  return ({ settings: { name } }, isLast) => {
    if (!name || !isObjectName(name.value)) return names.take(`${reference.name}-${isLast ? 'default' : '1'}`);
    const shared = (at.ruleNames.get(name.value)?.size ?? 0) > 1;
    return names.take(shared ? `${reference.name}-${name.value}` : name.value);
  };
}

function checkNames(at: Lowering, route: Route): void {
  const seen = new Set<string>();
  const named = new Set(route.rules.flatMap(({ settings }) => (settings.name ? [settings.name] : [])));
  for (const { value, origin } of named) {
    const fits = isObjectName(value);
    const reason = fits ? 'another rule has it' : 'it must be a DNS label: lower-case letters, digits and `-`';
    if (!fits || seen.has(value))
      at.report.add(catalogue.legacy.ruleName, origin, { name: value, reason, target: at.target });
    seen.add(value);
  }
}

/** With Linkerd a request meets the rules twice, and a rewrite must not change what the second time decides. */
export function reportSecondReading(at: Lowering, rules: readonly Lowered[]): void {
  if (!at.linkerd) return;
  for (const { plan, rule } of rules) {
    const rewrite = rule?.settings.rewritePath;
    if (!rewrite || plan.rewrite?.uri === undefined || sameAgain(rules, plan)) continue;
    allows(at, 'rewrite and rules read twice', rewrite.origin, `the rewrite to \`${plan.rewrite.uri}\``);
  }
}

function sameAgain(rules: readonly Lowered[], first: Lowered['plan']): boolean {
  const uri = { kind: first.match?.headers.uri?.kind ?? 'prefix', value: first.rewrite?.uri ?? '/' } as const;
  const again: Match = { ...first.match, headers: { ...first.match?.headers, uri } };
  const next = rules.find(({ plan }) => meet(again, plan.match ?? ANY) !== 'never');
  if (!next || !implies(again, next.plan.match ?? ANY) || next.plan.rewrite || next.plan.redirect) return false;
  return JSON.stringify(next.plan.branches.map(placeOfBranch)) === JSON.stringify(first.branches.map(placeOfBranch));
}

const placeOfBranch = ({ destination, labels, weight }: Branch): unknown => [destination?.host, labels, weight];
