// Which kind of route a list of rules for requests becomes, and the objects that it takes.
import { Report } from '../../../diagnostics/index.ts';
import type { Protocol, Rule } from '../../../model/index.ts';
import { assuming, type Decide, normalForm, passes } from '../normal-form/index.ts';
import type { Home } from './backend.ts';
import { type Context, refuse } from './context.ts';
import type { RoutePlan } from './plan.ts';
import { requestRules } from './request-rules.ts';
import { splitRoutes } from './split-routes.ts';

/** A GRPCRoute where nothing but calls can come (by the port, or by the conditions) and a GRPCRoute can say all of it; else an HTTPRoute. */
export function kindFor(
  context: Context,
  place: Omit<Home, 'kind'>,
  protocol: Protocol,
  rules: readonly Rule[],
  decide: Decide,
): 'HTTPRoute' | 'GRPCRoute' {
  const isCalls = protocol === 'grpc' || rules.every((rule) => takesCallsOnly(rule, decide));
  if (context.dialect.grpc === 'none' || !isCalls || rules.length === 0) return 'HTTPRoute';
  if (!rules.every((rule) => context.dialect.suits('GRPCRoute', rule))) return 'HTTPRoute';
  const trial = { ...context, report: new Report(), usedVersions: new Set<string>(), crossings: new Map() };
  const made = requestRules(trial, { ...place, kind: 'GRPCRoute' }, rules, decide);
  return made.length > 0 && !trial.report.hasErrors ? 'GRPCRoute' : 'HTTPRoute';
}

/** Every way to meet the condition asks for a gRPC method. */
function takesCallsOnly({ condition }: Rule, decide: Decide): boolean {
  const form = normalForm(assuming(condition, decide), 64);
  return (
    form !== 'too-large' &&
    form.conjunctions.every((conjunction) =>
      conjunction.some(({ test, negated }) => !negated && test.kind === 'text' && test.subject === 'rpc'),
    )
  );
}

/** Without a route its parent, or a route of a wider host, would take the requests; with one it must have a rule. */
export function requestRoutes(context: Context, route: RoutePlan): RoutePlan[] {
  if (route.rules.length > 0 || context.report.hasErrors) return splitRoutes(context, route);
  refuse(context, route.origin, 'a list that sends no request anywhere', 'a route has at least one rule');
  return [];
}

export const schemed =
  (decide: Decide, scheme: string): Decide =>
  (leaf) =>
    leaf.kind === 'text' && leaf.subject === 'scheme' ? passes(leaf, scheme) : decide(leaf);
