// The ServiceEntries: what the registry does not know by itself, that is egresses and services outside of the cluster.
import { catalogue } from '../../../diagnostics/index.ts';
import { type Egress, type Labels, type Port, type Service, type Sourced, trafficOf } from '../../../model/index.ts';
import type { Endpoint, Placed, ServiceEntry, ServicePort } from '../plan.ts';
import type { Lowering } from './context.ts';
import { exitOf } from './egress-leg.ts';
import { protocolName } from './protocols.ts';
import { exportTo } from './visibility.ts';

export const serviceEntries = (context: Lowering): readonly ServiceEntry[] => [
  ...context.mesh.services.filter(({ inCluster }) => !inCluster).map((service) => ofService(service, context)),
  ...context.mesh.egresses.map((egress) => ofEgress(egress, context)),
];

function ofService(service: Service, context: Lowering): ServiceEntry {
  const { namespace, name, origin, host, versions } = service;
  const [version, second] = versions;
  if (second) context.report.add(catalogue.istio.versionsOutside, second.origin, { service: name });
  return {
    kind: 'ServiceEntry',
    namespace,
    name: context.names.take('ServiceEntry', namespace, name),
    origin,
    hosts: [{ value: host, origin }],
    location: 'MESH_INTERNAL',
    ...reached(service.addresses, service.ports, [{ value: host, origin }], version?.labels),
    exportTo: exportTo(service.visibleTo, namespace),
  };
}

function ofEgress(egress: Egress, context: Lowering): ServiceEntry {
  const { namespace, name, origin, hosts, addresses, ports } = egress;
  const entry = reached(addresses, ports, hosts);
  if (entry.resolution === 'NONE') checkTargets(egress, context);
  const exit = exitOf(egress, context);
  return {
    kind: 'ServiceEntry',
    namespace,
    name: context.names.take('ServiceEntry', namespace, name),
    origin,
    hosts: hosts.map(({ value, origin: place }) => ({ value, origin: place })),
    location: 'MESH_EXTERNAL',
    ...entry,
    ...virtualAddresses(egress, entry.resolution),
    exportTo: exportTo(egress.visibleTo, namespace, exit ? [exit.gateway.namespace] : []),
  };
}

/** What tells TCP connections to it from others on the same port. */
function virtualAddresses(egress: Egress, resolution: ServiceEntry['resolution']): Pick<ServiceEntry, 'addresses'> {
  if (resolution !== 'STATIC' || !egress.ports.some((port) => trafficOf(port.protocol) === 'tcp')) return {};
  return { addresses: egress.addresses.map(({ value, origin }) => ({ value, origin })) };
}

function checkTargets({ name, ports }: Egress, { report }: Lowering): void {
  for (const { target, origin } of ports) {
    if (target !== undefined)
      report.add(catalogue.istio.wildcardEgress, origin, { host: name, what: 'connect to another port' });
  }
}

/** Addresses where there are any; else the hosts are looked up; a wildcard cannot be. */
function reached(
  addresses: readonly Sourced<string>[],
  ports: readonly Port[],
  hosts: readonly Placed<string>[],
  labels?: Labels,
): Pick<ServiceEntry, 'ports' | 'resolution' | 'endpoints'> {
  const endpoints = addresses.map(
    ({ value, origin }): Endpoint => ({ address: value, ...(labels ? { labels } : {}), origin }),
  );
  return { ports: ports.map(servicePort), resolution: resolutionOf(endpoints, hosts), endpoints };
}

function resolutionOf(endpoints: readonly Endpoint[], hosts: readonly Placed<string>[]): ServiceEntry['resolution'] {
  if (endpoints.length > 0) return endpoints.every(({ address }) => isIpAddress(address)) ? 'STATIC' : 'DNS';
  return hosts.some(({ value }) => value.startsWith('*')) ? 'NONE' : 'DNS';
}

export const isIpAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.includes(':');

const servicePort = ({ number, name, protocol, target, origin }: Port): ServicePort => ({
  number,
  name,
  protocol: protocolName(protocol),
  ...(target !== undefined ? { targetPort: target } : {}),
  origin,
});
