// The Gateways: a server for each port and certificate, with the hosts of the ingresses on it and of the egresses that leave by it,
// each bound to the namespace that its VirtualService is in.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Door, Gateway, GatewayPort, Sourced } from '../../../model/index.ts';
import type * as plan from '../plan.ts';
import type { Placed, ServerTls } from '../plan.ts';
import { kubernetesName, type Lowering } from './context.ts';
import { exitOf } from './egress-leg.ts';
import { protocolName } from './protocols.ts';
import { type Certificates, certificatesAt, covering, endsTls, serverKey } from './servers.ts';

/** Istio refuses one without servers; it would let nothing in. */
export const gatewayObjects = (context: Lowering): readonly plan.Gateway[] =>
  context.mesh.gateways
    .filter(({ ports }) => ports.length > 0)
    .map((gateway) => ({
      kind: 'Gateway',
      namespace: gateway.namespace,
      name: context.names.take('Gateway', gateway.namespace, gateway.name),
      origin: gateway.origin,
      selector: gateway.pods,
      servers: gateway.ports.flatMap((port) => serversOf(gateway, port, context)),
    }));

/** What a server has besides its port. */
interface Bound {
  readonly host: Placed<string>;
  readonly certificates: Certificates;
}

function serversOf(gateway: Gateway, port: GatewayPort, context: Lowering): readonly plan.Server[] {
  const bound = [...ingressHosts(gateway, port, context), ...egressHosts(gateway, port, context)];
  // An open port would answer for the hosts of all other ports too: Istio finds VirtualServices by host and gateway alone.
  if (bound.length === 0 && isUsed(gateway, context)) return [];
  const all = bound.length > 0 ? bound : openHosts(gateway).map((host) => ({ host, certificates: port }));
  const groups = Map.groupBy(all, ({ certificates }) => serverKey(certificates));
  const servers = [...groups.values()].map((some, index) => server(port, some, index, context));
  if (servers.length > 1 && endsTls(port)) checkServerNames(port, groups, servers, context);
  return servers;
}

/** Each host is shown the certificate of the closest host in any of the servers. */
function checkServerNames(
  { number }: GatewayPort,
  groups: ReadonlyMap<string, readonly Bound[]>,
  servers: readonly plan.Server[],
  { report }: Lowering,
): void {
  const keys = [...groups.keys()];
  const keyOf = new Map(servers.flatMap(({ hosts }, at) => hosts.map(({ value }) => [nameIn(value), keys[at]])));
  for (const [key, bound] of groups)
    for (const { host } of bound) {
      const name = nameIn(host.value);
      const closest = covering(name).find((one) => keyOf.has(one));
      if (closest !== undefined && keyOf.get(closest) !== key)
        report.add(catalogue.istio.otherCertificate, host.origin, { host: name, other: closest, port: number });
    }
}

const nameIn = (bound: string): string => bound.slice(bound.indexOf('/') + 1);

const isUsed = (gateway: Gateway, context: Lowering): boolean =>
  gateway.ports.some(
    (port) => ingressHosts(gateway, port, context).length + egressHosts(gateway, port, context).length > 0,
  );

function ingressHosts(gateway: Gateway, port: GatewayPort, { mesh }: Lowering): readonly Bound[] {
  const bound: Bound[] = [];
  const isHere = (door: Door): boolean => door.gateway === gateway.key && door.ports.includes(port.number);
  mesh.ingresses.forEach((ingress) => {
    if (!ingress.doors.some(isHere)) return;
    const certificates = certificatesAt(ingress, port);
    for (let at = 0; at < ingress.hosts.length; at++)
      bound.push({ host: inNamespace(ingress.namespace, ingress.hosts[at] as Sourced<string>), certificates });
  });
  return bound;
}

const inNamespace = (namespace: string, { value, origin }: Placed<string>): Placed<string> => ({
  value: `${namespace}/${value}`,
  origin,
});

const noCertificates: Certificates = {};

function egressHosts(gateway: Gateway, port: GatewayPort, context: Lowering): readonly Bound[] {
  const leaving = context.mesh.egresses.filter((egress) => {
    const exit = exitOf(egress, context);
    return exit?.gateway.key === gateway.key && exit.door.number === port.number;
  });
  return leaving.flatMap(({ namespace, hosts }) =>
    hosts.map((host) => ({ host: inNamespace(namespace, host), certificates: noCertificates })),
  );
}

/** A port that nothing is on yet is open to whoever may use it. */
function openHosts({ namespace, openTo, origin }: Gateway): readonly Placed<string>[] {
  if (openTo?.value === 'all') return [{ value: '*/*', origin: openTo.origin }];
  const spaces = openTo?.value ?? [namespace];
  return spaces.map((space) => ({ value: `${space}/*`, origin: openTo?.origin ?? origin }));
}

function server(port: GatewayPort, bound: readonly Bound[], index: number, context: Lowering): plan.Server {
  const [first] = bound;
  const suffix = index === 0 ? '' : `-${kubernetesName(first?.certificates.certificate?.value ?? String(index))}`;
  const tls = tlsOf(port, first, context);
  return {
    port: { number: port.number, name: `${port.name}${suffix}`, protocol: protocolName(port.protocol) },
    hosts: widest([...new Map(bound.map(({ host }) => [host.value, host])).values()]),
    tls,
    origin: port.origin,
  };
}

/**
 * Without hosts that a wildcard beside them lets in anyway: Istio would give each host that stands here the routes of every
 * VirtualService that covers it, the wildcard's too.
 */
function widest(hosts: readonly Placed<string>[]): readonly Placed<string>[] {
  const wild = hosts.filter(({ value }) => value.includes('/*'));
  if (wild.length === 0) return hosts;
  return hosts.filter(({ value }) => !wild.some((other) => other.value !== value && lets(other.value, value)));
}

function lets(wide: string, narrow: string): boolean {
  const [[space, pattern = ''], [own, host = '']] = [wide.split('/'), narrow.split('/')] as [string[], string[]];
  return space === own && pattern.startsWith('*') && host.length >= pattern.length && host.endsWith(pattern.slice(1));
}

function tlsOf(port: GatewayPort, bound: Bound | undefined, context: Lowering): ServerTls | undefined {
  if (port.protocol !== 'https' && port.protocol !== 'tls') return undefined;
  if (!endsTls(port)) return { mode: 'PASSTHROUGH' };
  const { certificate, clients } = bound?.certificates ?? noCertificates;
  if (!certificate) {
    context.report.add(catalogue.istio.noCertificate, bound?.host.origin ?? port.origin, { port: port.number });
    return undefined;
  }
  return {
    mode: clients ? 'MUTUAL' : 'SIMPLE',
    credentialName: { value: certificate.value, origin: certificate.origin },
    ...(clients ? authorityOf(certificate.value, clients, context) : {}),
  };
}

/** By name in newer versions; before, Istio looks in the certificate's own secret and in one with `-cacert`. */
function authorityOf(certificate: string, clients: Sourced<string>, context: Lowering): Partial<ServerTls> {
  const { value, origin } = clients;
  if (value === certificate || value === `${certificate}-cacert`) return {};
  if (context.features.caCertCredentialName) return { caCertCredentialName: { value, origin } };
  const { version } = context;
  context.report.add(catalogue.istio.clientAuthority, origin, { version, secret: `${certificate}-cacert` });
  return {};
}
