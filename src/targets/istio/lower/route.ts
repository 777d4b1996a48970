// One rule and its matches in, its routes out: one, or as many as a rewritten prefix needs.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Forward, Redirect, Rule } from '../../../model/index.ts';
import type { HttpAction, HttpMatch, HttpRoute, WeightedDestination } from '../plan.ts';
import type { Lowering } from './context.ts';
import { destinationOf } from './destination.ts';
import { redirects } from './redirect.ts';
import { rewriteOf } from './rewrite.ts';
import { corsPolicyOf, faultOf, headersOf, mirrorOf, retriesOf, timeoutOf } from './settings.ts';
import type { Site } from './site.ts';

/** Without matches the rule takes every request. */
export function addRoutes(
  to: HttpRoute[],
  rule: Rule,
  matches: readonly HttpMatch[],
  site: Site,
  context: Lowering,
): void {
  switch (rule.action.kind) {
    case 'forward':
      to.push(forwardRoute(rule, rule.action, matches, site, context));
      break;
    case 'redirect':
      to.push(...redirectRoutes(rule, rule.action, matches, site, context));
      break;
    case 'respond': {
      const { status, body, origin } = rule.action;
      const action: HttpAction = { kind: 'directResponse', status, body, origin };
      to.push(answerRoute(rule, action, matches, context));
    }
  }
}

function forwardRoute(
  rule: Rule,
  action: Forward,
  matches: readonly HttpMatch[],
  site: Site,
  context: Lowering,
): HttpRoute {
  const { settings, origin } = rule;
  const destinations = destinationsOf(action, site, context, settings.rewriteHost?.value);
  return {
    matches,
    action: { kind: 'route', destinations },
    rewrite: rewriteOf(settings, matches),
    name: settings.name,
    timeout: timeoutOf(settings),
    retries: retriesOf(settings),
    mirror: mirrorOf(settings, site, context),
    fault: faultOf(settings),
    headers: headersOf(settings),
    corsPolicy: corsPolicyOf(settings, context),
    origin,
  };
}

export function destinationsOf(
  action: Forward,
  site: Site,
  context: Lowering,
  host?: string,
): readonly WeightedDestination[] {
  const single = action.split.length === 1 ? action.split[0] : undefined;
  if (single) {
    const { destination, origin } = single;
    return [{ destination: destinationOf(destination, site, context, host), weight: undefined, origin }];
  }
  return sharesOf(action, site, context, host);
}

function sharesOf(action: Forward, site: Site, context: Lowering, host?: string): readonly WeightedDestination[] {
  const scale = scaleOf(action);
  return action.split.map(({ destination, weight, origin }) => ({
    destination: destinationOf(destination, site, context, host),
    weight: weight * scale,
    origin,
  }));
}

/** Weights that add up to 100, where whole ones do: what readers and other tools expect. */
function scaleOf({ split }: Forward): number {
  const total = split.reduce((sum, { weight }) => sum + weight, 0);
  return total > 0 && 100 % total === 0 ? 100 / total : 1;
}

function redirectRoutes(
  rule: Rule,
  action: Redirect,
  matches: readonly HttpMatch[],
  site: Site,
  context: Lowering,
): readonly HttpRoute[] {
  const parts = redirects(action, matches, site, context.features);
  if (parts === 'prefix')
    context.report.add(catalogue.istio.redirectPrefix, action.origin, { version: context.version });
  else if ('leadsTo' in parts) context.report.add(catalogue.istio.redirectPort, action.origin, parts);
  else return parts.map((part) => answerRoute(rule, part.action, part.matches, context));
  return [];
}

/** Answers carry headers, a name and CORS; faults are refused, and everything about forwarding has nothing to act on. */
function answerRoute(rule: Rule, action: HttpAction, matches: readonly HttpMatch[], context: Lowering): HttpRoute {
  for (const setting of ['delay', 'abort'] as const) {
    const fault = rule.settings[setting];
    const kind = action.kind === 'redirect' ? 'redirect' : 'respond';
    if (fault) context.report.add(catalogue.istio.faultOnAnswer, fault.origin, { setting, action: kind });
  }
  const { settings, origin } = rule;
  const [headers, corsPolicy] = [headersOf(settings), corsPolicyOf(settings, context)];
  return {
    matches,
    action,
    rewrite: undefined,
    name: settings.name,
    timeout: undefined,
    retries: undefined,
    mirror: undefined,
    fault: undefined,
    headers,
    corsPolicy,
    origin,
  };
}
