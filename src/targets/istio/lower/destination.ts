// A destination of the model in, host, subset and port of upstream out. Hosts are always full names; an egress that leaves by a
// gateway is reached at the gateway's Service.
import type { Destination, Egress, Gateway, Service } from '../../../model/index.ts';
import type * as plan from '../plan.ts';
import { kubernetesName, type Lowering } from './context.ts';
import type { Site } from './site.ts';

/** `host` is what the rule rewrites the request's host to; it chooses among the hosts of an egress. */
export function destinationOf(
  destination: Destination,
  site: Site,
  context: Lowering,
  host?: string,
): plan.Destination {
  if (destination.kind === 'egress') return egressDestination(destination, site, context, host);
  const service = context.services.get(destination.target) as Service;
  return {
    host: service.host,
    subset: destination.version === undefined ? undefined : kubernetesName(destination.version),
    port: portOf(destination, service, site),
  };
}

function egressDestination(destination: Destination, site: Site, context: Lowering, host?: string): plan.Destination {
  const egress = context.egresses.get(destination.target) as Egress;
  const { through } = egress;
  const service = through && serviceOf(context.gateways.get(through.gateway), context);
  if (through && service !== undefined) return { host: service, subset: undefined, port: through.port };
  return { host: hostAmong(egress, site, host), subset: undefined, port: portOf(destination, egress, site) };
}

/** The request's own host where it is known and one of the egress's, else what it is rewritten to, else the first. */
function hostAmong(egress: Egress, site: Site, host: string | undefined): string {
  const own = site.kind === 'mesh' && site.target === egress.key ? site.host : undefined;
  const hosts = egress.hosts.map(({ value }) => value);
  return host !== undefined && hosts.includes(host) ? host : (own ?? (hosts[0] as string));
}

/** Absent: the port that the request came to. */
function portOf({ port, target }: Destination, { ports }: Service | Egress, site: Site): number | undefined {
  if (port !== undefined) return port;
  const same = site.kind === 'mesh' && site.target === target;
  return !same && ports.length === 1 ? ports[0]?.number : undefined;
}

/** The Kubernetes Service before a gateway's pods: what `app` says, or `istio-` and what `istio` says, as Istio's charts name them. */
export function serviceOf(gateway: Gateway | undefined, { mesh }: Lowering): string | undefined {
  const name = gateway?.pods.app ?? (gateway?.pods.istio === undefined ? undefined : `istio-${gateway.pods.istio}`);
  return name === undefined ? undefined : `${name}.${gateway?.namespace}.svc.${mesh.clusterDomain}`;
}
