// The same matches with other actions: each route answers with the place of its rule. A real Envoy then says which rule takes a
// request, without any upstream.
import type { Document } from '../../documents/index.ts';
import type { Mesh } from '../../model/index.ts';
import { type LoweringOptions, proxiesOf } from './lower/index.ts';
import type { ChainPlan, ListenerPlan, ProxyPlan, RoutePlan, VirtualHostPlan } from './plan.ts';
import { staticDocument } from './write/index.ts';

/** Bootstraps of all proxies; bodies (and a header) are `<virtual host>#<index of the rule>`, with -1 for what no rule decides. TLS is left out. */
export const matcherConfig = (mesh: Mesh, options: LoweringOptions): readonly Document[] =>
  proxiesOf(mesh, options).map((proxy) => staticDocument(withoutActions(proxy)));

const isRelay = ({ name }: ListenerPlan): boolean => name.startsWith('relay_');

const withoutActions = (proxy: ProxyPlan): ProxyPlan => ({
  ...proxy,
  own: { listeners: proxy.own.listeners.filter(isRelay).map(withoutConnections), clusters: [] },
  deciding: {
    ...proxy.deciding,
    clusters: [],
    listeners: proxy.deciding.listeners.map(withoutConnections).filter(({ chains }) => chains.length > 0),
  },
});

function withoutConnections(listener: ListenerPlan): ListenerPlan {
  const { otherwise: _, ...rest } = listener;
  return {
    ...rest,
    redirects: false,
    chains: listener.chains.flatMap(answering),
  };
}

function answering(chain: ChainPlan): readonly ChainPlan[] {
  if (chain.filter.kind !== 'http') return [];
  const { tls: _, ...rest } = chain;
  return [{ ...rest, filter: { ...chain.filter, telemetry: {}, hosts: chain.filter.hosts.map(answeringHost) } }];
}

const answeringHost = (host: VirtualHostPlan): VirtualHostPlan => ({
  ...host,
  routes: host.routes.map((route) => answeringRoute(host.name, route)),
});

/** In a header besides the body: answers to HEAD and to gRPC calls have no body. */
export const ANSWER_HEADER = 'x-mesh-rule';

function answeringRoute(host: string, { rule, match, origin }: RoutePlan): RoutePlan {
  const answer = `${host}#${rule}`;
  return {
    rule,
    match,
    headers: [{ direction: 'response', operation: 'set', header: ANSWER_HEADER, value: answer, origin }],
    action: { kind: 'respond', status: 200, body: answer },
    ...(origin ? { origin } : {}),
  };
}
