// Model → plan for Gateway API: what of it is written, in a stable order; everything else is refused at its place.
import type { Report } from '../../../diagnostics/index.ts';
import type { Mesh, Service, TrafficPolicy } from '../../../model/index.ts';
import {
  type Context,
  contextOf,
  importOf,
  lowerRoute,
  type ReferenceGrantPlan,
  refuse,
  versionServices,
} from '../../shared/gateway-routes/index.ts';
import type { Plan } from '../plan.ts';
import { dialectOf } from './dialect.ts';
import { lowerGateway } from './gateway.ts';
import { lowerIngress } from './ingress-routes.ts';
import { tlsPolicies } from './tls-policy.ts';

export function lower(mesh: Mesh, version: string, report: Report): Plan {
  const context = contextOf(mesh, dialectOf(version), report);
  const gateways = mesh.gateways
    .filter(({ ports }) => ports.length > 0)
    .map((gateway) => lowerGateway(context, gateway));
  const routes = [
    ...mesh.routes.flatMap((route) => lowerRoute(context, route)),
    ...mesh.ingresses.flatMap((ingress) => lowerIngress(context, ingress)),
  ];
  refuseTheRest(context);
  return {
    ...{ gateways, routes, services: versionServices(context), grants: grantsOf(context) },
    tlsPolicies: tlsPolicies({ ...context, version }),
  };
}

function refuseTheRest(context: Context): void {
  const { mesh } = context;
  for (const egress of mesh.egresses)
    refuse(context, egress.origin, `egress \`${egress.name}\``, 'it has no object for what lies outside');
  for (const service of mesh.services) refuseOfService(context, service);
  for (const telemetry of mesh.telemetry)
    refuse(context, telemetry.origin, '`telemetry`', 'it has no object for metrics, traces and logs');
}

function refuseOfService(context: Context, service: Service): void {
  if (!service.inCluster && !importOf(service))
    refuse(context, service.origin, `service \`${service.name}\` outside the cluster`, 'it has no object for it');
  if (service.visibleTo)
    refuse(context, service.visibleTo.origin, '`visible to`', 'a mesh route is seen by all callers');
  if (service.proxy?.value.proxy === 'linkerd')
    refuse(context, service.proxy.origin, '`proxy linkerd` (Linkerd 1)', 'Linkerd 1 does not read Gateway API');
  for (const traffic of [
    service.traffic,
    ...service.ports.map((port) => port.traffic),
    ...service.versions.map((version) => version.traffic),
  ])
    refuseTraffic(context, traffic);
}

function refuseTraffic(context: Context, { balance, connections, eject }: TrafficPolicy): void {
  if (balance) refuse(context, balance.origin, '`balance`', 'it has no field for load balancing');
  if (connections) refuse(context, connections.origin, '`connections`', 'it has no field for limits');
  if (eject) refuse(context, eject.origin, '`eject`', 'it has no field for ejection');
}

/** One grant for each Service that routes of other namespaces name. */
function grantsOf({ crossings }: Context): ReferenceGrantPlan[] {
  const byTarget = Map.groupBy(crossings.values(), ({ target, namespace, name }) => `${namespace}/${name} ${target}`);
  return [...byTarget.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, all]) => {
      const [first] = all as [(typeof all)[number]];
      const from = all
        .map(({ kind, from: namespace }) => ({ kind, namespace }))
        .sort((a, b) => (`${a.kind} ${a.namespace}` < `${b.kind} ${b.namespace}` ? -1 : 1));
      return {
        namespace: first.namespace,
        from,
        to: [{ kind: first.target, name: first.name }],
        origin: first.origin,
      };
    });
}
