// A gateway → its proxy: a listener per port with the hosts that enter through it, and the egresses that leave by it. What nobody
// claims is answered 404.
import { type Egress, type Gateway, type GatewayPort, type Ingress, rulesAt } from '../../../model/index.ts';
import { isHttp, isTls, rulesFor } from '../../shared/calls/index.ts';
import type {
  ChainPlan,
  HttpPlan,
  ListenerPlan,
  ObservedPlan,
  ProxyPlan,
  ServerTls,
  VirtualHostPlan,
} from '../plan.ts';
import { chainsOf } from './connection.ts';
import { type Lowering, loweringFor, type ProxyLowering, sortedClusters } from './context.ts';
import { covers } from './host-pattern.ts';
import { routesOf, type Trying } from './rules.ts';
import { reportingOf } from './telemetry.ts';

export function gatewayOf(shared: Lowering, gateway: Gateway): ProxyPlan {
  const own = loweringFor(shared, { kind: 'gateway', gateway });
  const lowering = loweringFor(shared, { kind: 'gateway', gateway });
  const { observed, listeners, statsd } = reportingOf(own);
  const doors = gateway.ports.flatMap((port) => doorListener(lowering, gateway, port, observed));
  const notes = [...lowering.notes].sort();
  return {
    namespace: gateway.namespace,
    name: gateway.name,
    role: 'gateway',
    own: { listeners, clusters: sortedClusters(own) },
    deciding: { name: gateway.name, listeners: doors, clusters: sortedClusters(lowering), notes },
    ...(statsd ? { statsd } : {}),
  };
}

function doorListener(
  lowering: ProxyLowering,
  gateway: Gateway,
  port: GatewayPort,
  telemetry: ObservedPlan,
): readonly ListenerPlan[] {
  const chains = chainsAt(lowering, gateway, port, telemetry);
  // A port that ends TLS and has no certificate at all cannot be opened.
  if (chains.length === 0) return [];
  return [
    {
      name: `${port.protocol}_${port.number}`,
      address: '0.0.0.0',
      port: port.number,
      bound: true,
      redirects: false,
      inspects: isTls(port.protocol) ? ['tls'] : [],
      chains,
      direction: 'OUTBOUND',
      origin: port.origin,
    },
  ];
}

function chainsAt(
  lowering: ProxyLowering,
  gateway: Gateway,
  port: GatewayPort,
  telemetry: ObservedPlan,
): readonly ChainPlan[] {
  const ingresses = lowering.mesh.ingresses.filter(({ doors }) =>
    doors.some((door) => door.gateway === gateway.key && door.ports.includes(port.number)),
  );
  const leaving = lowering.mesh.egresses.filter(
    ({ through }) => through?.gateway === gateway.key && through.port === port.number,
  );
  if (port.protocol === 'https') return httpsChains(lowering, gateway, port, ingresses, leaving, telemetry);
  if (isHttp(port.protocol)) {
    const filter = httpPlan(lowering, gateway, port, ingresses, leaving, telemetry);
    return [{ filter, origin: port.origin }];
  }
  return connectionChains(lowering, gateway, port, ingresses, leaving, telemetry);
}

function httpPlan(
  lowering: ProxyLowering,
  gateway: Gateway,
  port: GatewayPort,
  ingresses: readonly Ingress[],
  leaving: readonly Egress[],
  telemetry: ObservedPlan,
): HttpPlan {
  const hosts = [
    ...ingresses.map((ingress) => ingressHost(lowering, gateway, port, ingress)),
    ...leaving.flatMap((egress) => egressHosts(lowering, gateway, port, egress)),
  ];
  return { kind: 'http', statPrefix: `${gateway.name}_${port.number}`, edge: true, hosts, telemetry };
}

function ingressHost(lowering: ProxyLowering, gateway: Gateway, port: GatewayPort, ingress: Ingress): VirtualHostPlan {
  const domains = ingress.hosts.map(({ value }) => value);
  const rules = rulesAt(lowering.mesh, ingress, gateway.key);
  const routes = routesOf(lowering, rules, { ...tryingAt(lowering, port), settings: gateway.settings });
  return { name: `${domains[0]}:${port.number}`, domains, routes, origin: ingress.origin };
}

function tryingAt(lowering: ProxyLowering, port: GatewayPort): Trying {
  const scheme = port.protocol === 'https' ? 'https' : 'http';
  return { view: { viewer: lowering.viewer, port: port.number, scheme, tls: isTls(port.protocol) } };
}

/** The rules were tried where the request began; here it only leaves. */
function egressHosts(
  lowering: ProxyLowering,
  gateway: Gateway,
  port: GatewayPort,
  egress: Egress,
): readonly VirtualHostPlan[] {
  return egress.hosts.map(({ value, origin }) => ({
    name: `${value}:${port.number}`,
    domains: [value],
    routes: routesOf(lowering, leavingRules(egress), {
      ...leavingAt(lowering, port, value),
      settings: gateway.settings,
    }),
    origin,
  }));
}

const leavingRules = (egress: Egress) => rulesFor([], egress, egress.ports[0] as Egress['ports'][number]);

const leavingAt = (lowering: ProxyLowering, port: GatewayPort, host: string): Trying => ({
  ...tryingAt(lowering, port),
  host,
});

/** One chain for all hosts that show the same certificate and ask for the same of their callers. */
function httpsChains(
  lowering: ProxyLowering,
  gateway: Gateway,
  port: GatewayPort,
  ingresses: readonly Ingress[],
  leaving: readonly Egress[],
  telemetry: ObservedPlan,
): readonly ChainPlan[] {
  const groups = Map.groupBy(ingresses, (ingress) => tlsKey(ingress, port));
  const own = `${port.certificate?.value ?? ''}\n${port.clients?.value ?? ''}`;
  if (!groups.has(own) && (leaving.length > 0 || groups.size === 0)) groups.set(own, []);
  return [...groups].flatMap(([key, group]) => {
    const tls = serverTls(group[0], port);
    if (!tls) return [];
    const filter = httpPlan(lowering, gateway, port, group, key === own ? leaving : [], telemetry);
    const names = filter.hosts.flatMap(({ domains }) => domains);
    // The door's own certificate also answers who asks for no name, or for one that nobody claims.
    const match = key === own || names.includes('*') || names.length === 0 ? {} : { match: { serverNames: names } };
    return [{ ...match, tls, filter, origin: group[0]?.origin ?? port.origin }];
  });
}

const tlsKey = (ingress: Ingress, port: GatewayPort): string =>
  `${(ingress.certificate ?? port.certificate)?.value ?? ''}\n${(ingress.clients ?? port.clients)?.value ?? ''}`;

function serverTls(ingress: Ingress | undefined, port: GatewayPort): ServerTls | undefined {
  const certificate = ingress?.certificate ?? port.certificate;
  const clients = ingress?.clients ?? port.clients;
  if (!certificate) return undefined;
  return {
    certificate: certificate.value,
    ...(clients ? { clients: clients.value } : {}),
    alpn: port.protocol === 'https' ? ['h2', 'http/1.1'] : [],
    origin: certificate.origin,
  };
}

/** TLS that passes through is told by its server name; plain connections all go one way. */
function connectionChains(
  lowering: ProxyLowering,
  gateway: Gateway,
  port: GatewayPort,
  ingresses: readonly Ingress[],
  leaving: readonly Egress[],
  telemetry: ObservedPlan,
): readonly ChainPlan[] {
  const named = isTls(port.protocol);
  const entering = [...ingresses].sort(bySpecificity).flatMap((ingress) => {
    const hosts = named ? ingress.hosts.map(({ value }) => value) : ['*'];
    const rules = rulesAt(lowering.mesh, ingress, gateway.key);
    const tls = named ? serverTls(ingress, port) : undefined;
    const chains = chainsOf(lowering, rules, hosts, tryingAt(lowering, port), telemetry);
    return tls ? chains.map((chain) => ({ ...chain, tls })) : chains;
  });
  const out = leaving.flatMap((egress) =>
    egress.hosts.flatMap(({ value }) =>
      chainsOf(lowering, leavingRules(egress), [named ? value : '*'], leavingAt(lowering, port, value), telemetry),
    ),
  );
  return [...entering, ...out];
}

const bySpecificity = (a: Ingress, b: Ingress): number => Number(isWide(a)) - Number(isWide(b));
const isWide = (ingress: Ingress): boolean => ingress.hosts.some(({ value }) => covers(value, 'x.invalid'));
