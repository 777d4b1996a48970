// Model → plan for Linkerd 2: what of it is written, in a stable order; everything else is refused at its place.
import type { Report } from '../../../diagnostics/index.ts';
import type { Mesh, Service, Telemetry } from '../../../model/index.ts';
import { type Context, contextOf, lowerRoute, refuse, versionServices } from '../../shared/gateway-routes/index.ts';
import type { Plan } from '../plan.ts';
import { hasEgressNetworks } from '../supports.ts';
import { dialectOf } from './dialect.ts';
import { lowerEgresses } from './egress.ts';
import { refuseTraffic } from './traffic.ts';

export function lower(mesh: Mesh, version: string, report: Report): Plan {
  const context = contextOf(mesh, dialectOf(version), report);
  const inside = mesh.routes.filter(({ kind }) => kind === 'service');
  const routes = inside.flatMap((route) => lowerRoute(context, route));
  const outside = lowerEgresses(context, version);
  if (!hasEgressNetworks(version)) refuseConnections(context, routes);
  refuseTheRest(context, version);
  return { routes: [...routes, ...outside.routes], services: versionServices(context), networks: outside.networks };
}

function refuseConnections(context: Context, routes: Plan['routes']): void {
  for (const { kind, origin } of routes)
    if (kind === 'TLSRoute' || kind === 'TCPRoute')
      refuse(context, origin, 'rules for a TLS or TCP port', 'it reads TLSRoute and TCPRoute since 2.17');
}

function refuseTheRest(context: Context, version: string): void {
  const { mesh } = context;
  const other =
    'it has no gateways of its own; put doors in a program of their own and build it for gateway-api or istio';
  for (const gateway of mesh.gateways) refuse(context, gateway.origin, `gateway \`${gateway.name}\``, other);
  for (const { hosts, origin } of mesh.ingresses)
    refuse(context, origin, `ingress \`${hosts[0]?.value ?? ''}\``, other);
  for (const service of mesh.services) refuseOfService(context, service, version);
  for (const telemetry of mesh.telemetry) refuseTelemetry(context, telemetry);
}

function refuseOfService(context: Context, service: Service, version: string): void {
  const { proxy, visibleTo } = service;
  if (!service.inCluster)
    refuse(context, service.origin, `service \`${service.name}\` outside the cluster`, 'mesh writes no object for it');
  if (visibleTo) refuse(context, visibleTo.origin, '`visible to`', 'everything is visible to every namespace');
  if (proxy?.value.proxy === 'envoy')
    refuse(
      context,
      proxy.origin,
      '`proxy envoy`',
      'all its proxies are Linkerds; build this service for another target',
    );
  const asked = proxy?.value.version;
  if (proxy?.value.proxy === 'linkerd' && asked !== undefined && asked !== version && !asked.startsWith(`${version}.`))
    refuse(context, proxy.origin, `\`proxy linkerd\` ${asked}`, 'all its proxies are of the version that is built for');
  for (const traffic of [service.traffic, ...service.ports.map((port) => port.traffic)])
    refuseTraffic(context, traffic);
  for (const one of service.versions) refuseTraffic(context, one.traffic);
}

/** Every proxy has its metrics at one port. */
function refuseTelemetry(context: Context, { metrics, trace, accessLog }: Telemetry): void {
  for (const one of metrics)
    if (one.kind !== 'prometheus' || (one.port !== undefined && one.port !== 4191))
      refuse(context, one.origin, '`metrics`', 'its proxies have metrics for Prometheus at port 4191');
  if (trace) refuse(context, trace.origin, '`trace`', 'tracing is chosen when Linkerd is installed');
  if (accessLog && accessLog.value !== 'off')
    refuse(context, accessLog.origin, '`access-log`', 'it is an annotation of the pods (config.linkerd.io/access-log)');
}
