// Destinations → clusters: names, endpoints, and how connections are opened and shared. Each cluster is made once per proxy, when
// the first route asks for it.
import { catalogue } from '../../../diagnostics/index.ts';
import {
  type Balance,
  type ClientTls,
  type Connections,
  type Destination,
  type Egress,
  type Ejection,
  type Port,
  percentText,
  type Service,
  type Sourced,
  type TrafficPolicy,
  type Version,
} from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { versionService } from '../../shared/calls/index.ts';
import type { ClientTlsPlan, ClusterPlan, EndpointPlan, EndpointsPlan, LimitsPlan, OutlierPlan } from '../plan.ts';
import { calleeOf, type ProxyLowering } from './context.ts';
import { covers } from './host-pattern.ts';

/** Where connections to hosts go that nobody declared, or whose address only the caller knows. */
export const PASSTHROUGH = 'passthrough';

/** What a request to a destination is known to be for. */
export interface Calling {
  /** The port that the request came to. */
  readonly port: number;
  /** The host it asks for, where that is known. */
  readonly host?: string;
  readonly origin: Span;
}
interface Target {
  readonly callee: Service | Egress;
  readonly version?: Version;
  readonly port: Port;
  readonly host: string;
  readonly traffic: TrafficPolicy;
}

/** The name of the cluster for a destination; `undefined` (and a finding) where it has no endpoints. */
export function clusterOf(lowering: ProxyLowering, destination: Destination, calling: Calling): string | undefined {
  const target = targetOf(lowering, destination, calling);
  if (!target) return undefined;
  const { callee, version, port, host } = target;
  const name = `${lowering.clusterPrefix}|${port.number}|${version?.name ?? ''}|${host}`;
  if (!lowering.clusters.has(name)) {
    const endpoints = endpointsOf(lowering, target, calling);
    if (!endpoints) return undefined;
    lowering.clusters.set(name, clusterPlan(lowering, name, target, endpoints));
    if (version && callee.kind === 'service') noteVersion(lowering, callee, version);
  }
  return name;
}

/** How the destination's callers choose an endpoint. */
export function balanceOf(
  lowering: ProxyLowering,
  destination: Destination,
  calling: Calling,
): Sourced<Balance> | undefined {
  return targetOf(lowering, destination, calling)?.traffic.balance;
}

function targetOf(lowering: ProxyLowering, destination: Destination, calling: Calling): Target | undefined {
  const callee = calleeOf(lowering, destination.kind, destination.target);
  const number = destination.port ?? calling.port;
  const port = callee?.ports.find((candidate) => candidate.number === number) ?? callee?.ports[0];
  if (!callee || !port) return undefined;
  const version =
    callee.kind === 'service' ? callee.versions.find(({ name }) => name === destination.version) : undefined;
  const traffic = { ...callee.traffic, ...port.traffic, ...version?.traffic };
  const host = callee.kind === 'service' ? callee.host : egressHost(callee, calling);
  return { callee, port, host, traffic, ...(version ? { version } : {}) };
}

/** The host that is meant where an egress has several; its name where that does not matter. */
function egressHost(egress: Egress, calling: Calling): string {
  const hosts = egress.hosts.map(({ value }) => value);
  const { host } = calling;
  const called = host !== undefined && hosts.some((one) => covers(one, host)) ? host : undefined;
  return called ?? (hosts.length === 1 ? (hosts[0] as string) : egress.key.replace('/', '.'));
}

function clusterPlan(
  lowering: ProxyLowering,
  name: string,
  { callee, port, host, traffic }: Target,
  endpoints: EndpointsPlan,
): ClusterPlan {
  const direct = endpoints.kind !== 'original';
  const tls = callee.kind === 'egress' && isThrough(callee, lowering) ? undefined : traffic.tls;
  return {
    name,
    endpoints,
    protocol: upstreamProtocol(port),
    ...(traffic.connections?.value.connect !== undefined
      ? { connect: { value: traffic.connections.value.connect, origin: traffic.connections.origin } }
      : {}),
    ...(direct && traffic.balance ? balancePlan(traffic.balance) : {}),
    ...(traffic.connections ? { limits: limitsOf(traffic.connections) } : {}),
    ...(traffic.eject ? { outliers: outliersOf(lowering, traffic.eject) } : {}),
    ...(tls ? tlsOf(lowering, tls, callee, host) : {}),
    origin: port.origin,
  };
}

const upstreamProtocol = (port: Port): ClusterPlan['protocol'] =>
  port.protocol === 'http' ? 'http1' : port.protocol === 'http2' || port.protocol === 'grpc' ? 'http2' : 'tcp';

function endpointsOf(lowering: ProxyLowering, target: Target, calling: Calling): EndpointsPlan | undefined {
  const { callee, traffic } = target;
  if (callee.kind === 'egress') return egressEndpoints(lowering, callee, target, calling);
  if (traffic.balance?.value.kind === 'passthrough' && lowering.viewer.kind === 'service') return { kind: 'original' };
  return serviceEndpoints(lowering, callee, target, calling);
}

function serviceEndpoints(
  lowering: ProxyLowering,
  service: Service,
  { version, port }: Target,
  calling: Calling,
): EndpointsPlan | undefined {
  const reached = port.target ?? port.number;
  if (!service.inCluster || service.addresses.length > 0) {
    if (version && service.versions.length > 1) {
      const why = 'it is reached by an address, which does not say the version of what answers';
      lowering.report.add(catalogue.envoy.noEndpoints, calling.origin, {
        target: `${service.key}@${version.name}`,
        why,
      });
      return undefined;
    }
    return service.addresses.length > 0
      ? atAddresses(service.addresses, reached)
      : named([{ address: service.host, port: reached, origin: service.origin }]);
  }
  if (version)
    return named([{ address: versionHost(lowering, service, version), port: reached, origin: version.origin }]);
  if (service.versions.length === 0)
    return named([{ address: service.host, port: port.number, origin: service.origin }]);
  for (const one of service.versions) noteVersion(lowering, service, one);
  return named(
    service.versions.map((one) => ({
      address: versionHost(lowering, service, one),
      port: reached,
      origin: one.origin,
    })),
  );
}

/** A headless Service per version: the only name by which a plain Envoy can find the pods of one. */
const versionHost = (lowering: ProxyLowering, service: Service, version: Version): string =>
  `${versionService(service, version.name)}.${service.namespace}.svc.${lowering.mesh.clusterDomain}`;

function noteVersion(lowering: ProxyLowering, service: Service, version: Version): void {
  const labels = Object.entries(version.labels).map(([key, value]) => `${key}=${value}`);
  lowering.notes.add(
    `needs a headless Service ${versionService(service, version.name)} in namespace ${service.namespace} that selects the pods of ${service.name} with ${labels.join(',')}`,
  );
}

function egressEndpoints(
  lowering: ProxyLowering,
  egress: Egress,
  target: Target,
  calling: Calling,
): EndpointsPlan | undefined {
  if (egress.through && isThrough(egress, lowering)) return throughEndpoints(lowering, egress.through);
  const reached = target.port.target ?? target.port.number;
  if (egress.addresses.length > 0) return atAddresses(egress.addresses, reached);
  const known = egress.hosts.find(({ value }) => value === target.host);
  if (known && !known.value.startsWith('*'))
    return named([{ address: known.value, port: reached, origin: known.origin }]);
  // Inside the mesh the caller has looked the address up itself.
  if (lowering.viewer.kind === 'service' && known)
    return { kind: 'original', ...(target.port.target === undefined ? {} : { port: target.port.target }) };
  const why = known ? `${known.value} is a wildcard` : 'it has several hosts, and the request does not say which';
  lowering.report.add(catalogue.envoy.noEndpoints, calling.origin, { target: egress.key, why });
  return undefined;
}

const isThrough = (egress: Egress, lowering: ProxyLowering): boolean =>
  egress.through !== undefined &&
  !(lowering.viewer.kind === 'gateway' && lowering.viewer.gateway.key === egress.through.gateway);

function throughEndpoints(lowering: ProxyLowering, through: NonNullable<Egress['through']>): EndpointsPlan {
  const [namespace, name] = through.gateway.split('/') as [string, string];
  lowering.notes.add(
    `needs a Service ${name} in namespace ${namespace} in front of the proxies of gateway ${through.gateway}`,
  );
  const address = `${name}.${namespace}.svc.${lowering.mesh.clusterDomain}`;
  return named([{ address, port: through.port, origin: through.origin }]);
}

const named = (endpoints: readonly EndpointPlan[]): EndpointsPlan => ({ kind: 'dns', endpoints });

function atAddresses(addresses: readonly Sourced<string>[], port: number): EndpointsPlan {
  const endpoints = addresses.map(({ value, origin }) => ({ address: value, port, origin }));
  return { kind: addresses.every(({ value }) => isIp(value)) ? 'static' : 'dns', endpoints };
}

export const isIp = (address: string): boolean => /^\d+(\.\d+){3}$/.test(address) || address.includes(':');

const POLICIES = { 'round-robin': 'ROUND_ROBIN', 'least-request': 'LEAST_REQUEST', random: 'RANDOM' } as const;

function balancePlan({ value, origin }: Sourced<Balance>): Pick<ClusterPlan, 'balance'> {
  if (value.kind === 'passthrough') return {};
  return { balance: { value: value.kind === 'hash' ? 'RING_HASH' : POLICIES[value.kind], origin } };
}

const limitsOf = ({ value, origin }: Sourced<Connections>): LimitsPlan => {
  const { connect: _, ...limits } = value;
  return { ...limits, origin };
};

function outliersOf(lowering: ProxyLowering, { value, origin }: Sourced<Ejection>): OutlierPlan {
  const share = value.atMost;
  if (share !== undefined && share % 10_000 !== 0)
    lowering.report.add(catalogue.envoy.wholePercent, origin, { share: percentText(share) });
  return {
    after: value.after,
    on: value.on,
    ...(value.check !== undefined ? { interval: value.check } : {}),
    ...(value.for !== undefined ? { ejection: value.for } : {}),
    ...(share !== undefined ? { atMost: Math.floor(share / 10_000) } : {}),
    origin,
  };
}

function tlsOf(
  lowering: ProxyLowering,
  { value, origin }: Sourced<ClientTls>,
  callee: Service | Egress,
  host: string,
): { readonly tls?: ClientTlsPlan } {
  if (value.mode === 'off') return {};
  if (value.mode === 'mutual') {
    lowering.report.add(catalogue.envoy.noMeshIdentity, origin, { service: callee.name });
    return {};
  }
  const sni = value.sni ?? (callee.kind === 'egress' && host.includes('*') ? undefined : host);
  return {
    tls: {
      ...(sni !== undefined ? { sni } : {}),
      ...(value.ca !== undefined ? { ca: value.ca } : {}),
      ...(value.certificate !== undefined ? { certificate: value.certificate } : {}),
      origin,
    },
  };
}
