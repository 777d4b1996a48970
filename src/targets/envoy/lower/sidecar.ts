// The calling side of a workload: a listener for each port that anything it may call has, and one that catches the rest. Connections
// arrive redirected (`use_original_dst`), so calls need no change in the application.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Port } from '../../../model/index.ts';
import { isHttp, isTls, rulesFor } from '../../shared/calls/index.ts';
import type {
  ChainPlan,
  HttpPlan,
  ListenerPlan,
  ObservedPlan,
  RoutePlan,
  SharedPlan,
  TcpPlan,
  VirtualHostPlan,
} from '../plan.ts';
import { OUTBOUND_PORT } from '../ports.ts';
import { type Callee, namesOf } from './callee.ts';
import { isIp, PASSTHROUGH } from './cluster.ts';
import { chainsOf } from './connection.ts';
import { type ProxyLowering, sortedClusters } from './context.ts';
import { routesOf, type Trying } from './rules.ts';

const BLACKHOLE = 'blackhole';

/** The listeners by which a workload calls; the same for all that see the same. */
export function outboundOf(lowering: ProxyLowering, name: string, telemetry: ObservedPlan): SharedPlan {
  const listeners = [...calleesByPort(lowering)]
    .sort(([a], [b]) => a - b)
    .map(([port, callees]) => outboundListener(lowering, port, callees, telemetry));
  return {
    name,
    listeners: [catchAll(lowering, telemetry), ...listeners],
    clusters: sortedClusters(lowering),
    notes: [...lowering.notes].sort(),
  };
}

/** What this workload sees, by port. */
function calleesByPort(lowering: ProxyLowering): ReadonlyMap<number, readonly Callee[]> {
  const { mesh, viewer } = lowering;
  const namespace = viewer.kind === 'service' ? viewer.service.namespace : '';
  const seen = [...mesh.services, ...mesh.egresses].filter(
    ({ visibleTo }) => visibleTo === undefined || visibleTo.value.includes(namespace),
  );
  const ways = seen.flatMap((callee) =>
    callee.ports.map((port) => ({ callee, port, rules: rulesFor(mesh.routes, callee, port) })),
  );
  return Map.groupBy(ways, ({ port }) => port.number);
}

function outboundListener(
  lowering: ProxyLowering,
  port: number,
  callees: readonly Callee[],
  telemetry: ObservedPlan,
): ListenerPlan {
  const http = callees.filter((one) => isHttp(one.port.protocol));
  const named = callees.filter((one) => isTls(one.port.protocol)).flatMap((one) => tlsChains(lowering, one, telemetry));
  const plain = plainChains(
    lowering,
    callees.filter((one) => !isHttp(one.port.protocol) && !isTls(one.port.protocol)),
    telemetry,
  );
  const opaque = [...named, ...plain.matched];
  const mixed = http.length > 0 && (opaque.length > 0 || plain.rest !== undefined);
  const otherwise = plain.rest ?? (http.length > 0 && !mixed ? undefined : unknownChain(lowering, telemetry));
  return {
    name: `outbound_${port}`,
    address: '0.0.0.0',
    port,
    bound: false,
    redirects: false,
    inspects: [...(named.length > 0 ? ['tls' as const] : []), ...(mixed ? ['http' as const] : [])],
    chains: [...opaque, ...httpChains(lowering, port, http, mixed, telemetry)],
    ...(otherwise ? { otherwise } : {}),
    direction: 'OUTBOUND',
  };
}

function httpChains(
  lowering: ProxyLowering,
  port: number,
  callees: readonly Callee[],
  mixed: boolean,
  telemetry: ObservedPlan,
): readonly ChainPlan[] {
  if (callees.length === 0) return [];
  const taken = new Set<string>();
  const hosts = callees.flatMap((one) => virtualHosts(lowering, one, taken));
  if (!taken.has('*')) hosts.push(unknownHost(lowering));
  const filter: HttpPlan = { kind: 'http', statPrefix: `outbound_${port}`, edge: false, hosts, telemetry };
  return [{ ...(mixed ? { match: { applicationProtocols: ['http/1.0', 'http/1.1', 'h2c'] } } : {}), filter }];
}

function virtualHosts(lowering: ProxyLowering, one: Callee, taken: Set<string>): VirtualHostPlan[] {
  const { callee, port, rules } = one;
  const hostsApart: readonly (readonly string[])[] =
    callee.kind === 'service' ? [namesOf(lowering, callee)] : callee.hosts.map(({ value }) => [value]);
  return hostsApart.flatMap((names) => {
    const domains = names.filter((name) => !taken.has(name));
    for (const name of domains) taken.add(name);
    if (domains.length === 0) return [];
    const trying = tryingOf(lowering, port, callee.kind === 'egress' ? names[0] : undefined);
    const host = callee.kind === 'service' ? callee.host : (names[0] as string);
    return [
      { name: `${host}:${port.number}`, domains, routes: routesOf(lowering, rules, trying), origin: callee.origin },
    ];
  });
}

function tryingOf(lowering: ProxyLowering, port: Port, host: string | undefined): Trying {
  const view = { viewer: lowering.viewer, port: port.number, tls: isTls(port.protocol) };
  return { view, ...(host !== undefined ? { host } : {}) };
}

function unknownHost(lowering: ProxyLowering): VirtualHostPlan {
  const route: RoutePlan = {
    rule: -1,
    match: { path: { kind: 'prefix', value: '/' }, headers: [] },
    action:
      lowering.mesh.undeclared === 'allow'
        ? { kind: 'forward', clusters: [{ cluster: passthrough(lowering), weight: 1 }], timeout: { value: 0 } }
        : { kind: 'respond', status: 502 },
    headers: [],
  };
  return { name: 'undeclared', domains: ['*'], routes: [route] };
}

function passthrough(lowering: ProxyLowering): string {
  lowering.clusters.set(PASSTHROUGH, { name: PASSTHROUGH, endpoints: { kind: 'original' }, protocol: 'http1' });
  return PASSTHROUGH;
}

/** Connections that nothing declared is for; nothing at all where such are denied. */
function unknownChain(lowering: ProxyLowering, telemetry: ObservedPlan): ChainPlan | undefined {
  if (lowering.mesh.undeclared === 'deny') return undefined;
  return { filter: tcpTo(passthrough(lowering), 'passthrough', telemetry) };
}

const tcpTo = (cluster: string, statPrefix: string, telemetry: ObservedPlan): TcpPlan => ({
  kind: 'tcp',
  statPrefix,
  clusters: [{ cluster, weight: 1 }],
  telemetry,
});

function catchAll(lowering: ProxyLowering, telemetry: ObservedPlan): ListenerPlan {
  const chain = unknownChain(lowering, telemetry) ?? { filter: tcpTo(blackhole(lowering), 'blackhole', telemetry) };
  return {
    name: 'outbound',
    address: '0.0.0.0',
    port: OUTBOUND_PORT,
    bound: true,
    redirects: true,
    inspects: [],
    chains: [chain],
    direction: 'OUTBOUND',
  };
}

function blackhole(lowering: ProxyLowering): string {
  lowering.clusters.set(BLACKHOLE, { name: BLACKHOLE, endpoints: { kind: 'static', endpoints: [] }, protocol: 'tcp' });
  return BLACKHOLE;
}

function tlsChains(lowering: ProxyLowering, one: Callee, telemetry: ObservedPlan): readonly ChainPlan[] {
  const { callee, port, rules } = one;
  const apart = callee.kind === 'service' ? [namesOf(lowering, callee)] : callee.hosts.map(({ value }) => [value]);
  return apart.flatMap((hosts) =>
    chainsOf(
      lowering,
      rules,
      hosts,
      tryingOf(lowering, port, callee.kind === 'egress' ? hosts[0] : undefined),
      telemetry,
    ),
  );
}

/** Plain connections: told apart by address, and at most one kind of them without. */
function plainChains(
  lowering: ProxyLowering,
  callees: readonly Callee[],
  telemetry: ObservedPlan,
): { readonly matched: readonly ChainPlan[]; readonly rest?: ChainPlan } {
  const matched: ChainPlan[] = [];
  let rest: { readonly owner: Callee; readonly chain: ChainPlan } | undefined;
  for (const one of callees) {
    const addresses = one.callee.addresses.map(({ value }) => value);
    const [chain] = chainsOf(lowering, one.rules, ['*'], tryingOf(lowering, one.port, undefined), telemetry);
    if (!chain) continue;
    if (addresses.length > 0 && addresses.every(isIp)) matched.push({ ...chain, match: { addresses } });
    else if (rest) {
      const other = rest.owner.callee.key;
      lowering.report.add(catalogue.envoy.oneOpaquePort, one.port.origin, { port: one.port.number, other });
    } else rest = { owner: one, chain };
  }
  return { matched, ...(rest ? { rest: rest.chain } : {}) };
}
