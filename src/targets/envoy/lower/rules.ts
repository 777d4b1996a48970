// A rule list as one proxy sees it → routes in the same order. A rule with several matches becomes several routes; one that no
// request of this proxy can meet becomes none.
import { catalogue } from '../../../diagnostics/index.ts';
import {
  type Forward,
  leaves,
  type Redirect,
  type Rule,
  type Settings,
  type WeightedDestination,
} from '../../../model/index.ts';
import type { ActionPlan, HashPlan, MatchPlan, RedirectPlan, RoutePlan, WeightedCluster } from '../plan.ts';
import { balanceOf, type Calling, clusterOf } from './cluster.ts';
import type { ProxyLowering } from './context.ts';
import { isEnvoysOwn } from './header-lines.ts';
import { MATCH_LIMIT, matchesOf } from './route-match.ts';
import { corsOf, faultOf, headersOf, prefixRewrite, retryOf, rewriteOf, timeoutOf } from './settings.ts';
import { settle, type View } from './view.ts';

/** Where the rules are tried, and what the requests are known to be for. */
export interface Trying {
  readonly view: View;
  readonly host?: string;
  /** Of the door; what a rule says itself wins. */
  readonly settings?: Settings;
}

export function routesOf(lowering: ProxyLowering, rules: readonly Rule[], trying: Trying): readonly RoutePlan[] {
  const routes: RoutePlan[] = [];
  for (const [index, rule] of rules.entries()) {
    const condition = settle(rule.condition, trying.view);
    if (condition === false) continue;
    warnOfEnvoysHeaders(lowering, rule);
    const matches = ruleMatches(lowering, rule, condition);
    routes.push(...matches.flatMap((match) => routeOf(lowering, rule, index, match, trying)));
    if (condition === true) break;
  }
  return routes;
}

function ruleMatches(lowering: ProxyLowering, rule: Rule, condition: ReturnType<typeof settle>): readonly MatchPlan[] {
  const found = matchesOf(condition, lowering.dialect, rule.condition.origin);
  if (found.kind === 'matches') return found.matches;
  const { version, report } = lowering;
  if (found.kind === 'too-many') {
    report.add(catalogue.envoy.tooManyMatches, rule.condition.origin, { limit: MATCH_LIMIT, version });
  } else if (found.test.subject === 'sni') {
    report.add(catalogue.envoy.sniOfRequests, found.test.origin, { version });
  } else {
    report.add(catalogue.envoy.regexNotExact, found.test.origin, { version, part: found.test.subject });
  }
  return [];
}

function warnOfEnvoysHeaders(lowering: ProxyLowering, rule: Rule): void {
  for (const leaf of leaves(rule.condition)) {
    if (leaf.kind !== 'text' || leaf.subject !== 'header' || !isEnvoysOwn(leaf.name ?? '')) continue;
    lowering.report.add(catalogue.envoy.headerOfEnvoy, leaf.origin, { header: leaf.name as string });
  }
}

function routeOf(
  lowering: ProxyLowering,
  rule: Rule,
  index: number,
  match: MatchPlan,
  trying: Trying,
): readonly RoutePlan[] {
  const settings = { ...trying.settings, ...rule.settings };
  const action = actionOf(lowering, rule, settings, match, trying);
  if (!action) return [];
  const fault = faultOf(settings);
  const cors = corsOf(settings.cors);
  return [
    {
      ...(settings.name ? { name: settings.name.value } : {}),
      rule: index,
      match,
      action,
      headers: headersOf(lowering, settings.headers),
      ...(fault ? { fault } : {}),
      ...(cors ? { cors } : {}),
      origin: rule.origin,
    },
  ];
}

function actionOf(
  lowering: ProxyLowering,
  rule: Rule,
  settings: Settings,
  match: MatchPlan,
  trying: Trying,
): ActionPlan | undefined {
  const { action } = rule;
  switch (action.kind) {
    case 'forward':
      return forwardOf(lowering, action, settings, match, trying);
    case 'redirect':
      return redirectOf(action, match, trying.view);
    case 'respond':
      return {
        kind: 'respond',
        status: action.status,
        ...(action.body !== undefined ? { body: action.body } : {}),
        origin: action.origin,
      };
  }
}

function forwardOf(
  lowering: ProxyLowering,
  action: Forward,
  settings: Settings,
  match: MatchPlan,
  trying: Trying,
): ActionPlan | undefined {
  const calling = callingOf(action, settings, trying);
  const clusters = weightedClusters(lowering, action.split, calling);
  if (clusters.length < action.split.length) return undefined;
  const mirror =
    settings.mirror && clusterOf(lowering, settings.mirror.value.to, { ...calling, origin: settings.mirror.origin });
  const retry = retryOf(settings.retry);
  const timeout = timeoutOf(settings);
  const rewrite = rewriteOf(settings.rewritePath, match.path);
  const hash = hashOf(lowering, action, calling);
  return {
    kind: 'forward',
    clusters,
    ...(timeout ? { timeout } : {}),
    ...(retry ? { retry } : {}),
    ...(rewrite ? { rewrite } : {}),
    ...(settings.rewriteHost ? { host: settings.rewriteHost } : {}),
    ...(settings.mirror && mirror
      ? { mirror: { cluster: mirror, share: settings.mirror.value.share, origin: settings.mirror.origin } }
      : {}),
    ...(hash ? { hash } : {}),
    ...(settings.websocket ? { websocket: settings.websocket } : {}),
    origin: action.origin,
  };
}

function callingOf(action: Forward, settings: Settings, trying: Trying): Calling {
  const host = settings.rewriteHost?.value ?? trying.host;
  return {
    port: trying.view.port,
    ...(host !== undefined ? { host } : {}),
    origin: action.origin,
  };
}

export function weightedClusters(
  lowering: ProxyLowering,
  split: readonly WeightedDestination[],
  calling: Calling,
): readonly WeightedCluster[] {
  return split.flatMap(({ destination, weight, origin }) => {
    const cluster = clusterOf(lowering, destination, { ...calling, origin });
    return cluster === undefined ? [] : [{ cluster, weight, origin }];
  });
}

/** What requests are hashed by; one thing for all destinations that hash at all. */
function hashOf(lowering: ProxyLowering, action: Forward, calling: Calling): HashPlan | undefined {
  let found: HashPlan | undefined;
  for (const { destination } of action.split) {
    const balance = balanceOf(lowering, destination, calling);
    if (balance?.value.kind !== 'hash') continue;
    const { by, name = '', ttl } = balance.value;
    const next: HashPlan = { by, name, ...(ttl !== undefined ? { ttl } : {}), origin: balance.origin };
    if (found && (found.by !== by || found.name !== name || found.ttl !== ttl)) {
      lowering.report.add(catalogue.envoy.hashDiffers, action.origin, {
        first: hashText(found),
        second: hashText(next),
      });
    }
    found ??= next;
  }
  return found;
}

const hashText = (hash: HashPlan): string => (hash.name === '' ? hash.by : `${hash.by} "${hash.name}"`);

function redirectOf(action: Redirect, match: MatchPlan, view: View): RedirectPlan {
  const { code, scheme, host, path, prefix, origin } = action;
  const port = portOf(action, view);
  return {
    kind: 'redirect',
    code,
    ...(scheme !== undefined ? { scheme } : {}),
    ...(host !== undefined ? { host } : {}),
    ...(port !== undefined ? { port } : {}),
    ...(path !== undefined ? { path } : {}),
    ...(prefix ? { rewrite: prefixRewrite(prefix.from, prefix.to, match.path, origin) } : {}),
    origin,
  };
}

/** Envoy gives a new host no port, and lets the request's own keep the one it came with unless that was the usual one of its scheme. */
function portOf({ port, host, scheme }: Redirect, view: View): number | undefined {
  if (port !== undefined) return port;
  const [before, after] = [usualPort(view.scheme ?? 'http'), usualPort(scheme ?? view.scheme ?? 'http')];
  const meant = scheme === undefined || scheme === (view.scheme ?? 'http') ? view.port : after;
  const given = host !== undefined || view.port === before ? after : view.port;
  return meant === given ? undefined : meant;
}

const usualPort = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);
