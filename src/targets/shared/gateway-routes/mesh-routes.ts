// Rules of services → routes that hang on their Services.
import { type Port, type Route, type Service, trafficOf } from '../../../model/index.ts';
import type { Leaf } from '../normal-form/index.ts';
import type { Home } from './backend.ts';
import { type Context, refuse } from './context.ts';
import { plainRoutes } from './plain-routes.ts';
import type { ParentReference, RoutePlan } from './plan.ts';
import { kindFor, requestRoutes, schemed } from './request-routes.ts';
import { requestRules } from './request-rules.ts';
import { importOf } from './service-import.ts';

/** The route of a service: one object for each of its ports, since a backend needs a port. */
export function lowerRoute(context: Context, route: Route): RoutePlan[] {
  const service = context.services.get(route.target);
  if (route.kind === 'egress' || !service || !hangsOn(context, service)) {
    refuse(
      context,
      route.origin,
      'rules for something outside the cluster',
      'a mesh route hangs on a Kubernetes Service',
    );
    return [];
  }
  const own = context.mesh.routes
    .filter((other) => other.target === route.target && other.port !== undefined)
    .map((other) => other.port);
  const ports = service.ports.filter(({ number }) =>
    route.port === undefined ? !own.includes(number) : number === route.port,
  );
  return ports.flatMap((port) => meshRoute(context, service, port, route));
}

/** The Service, or the ServiceImport, that a route of a service has for its parent. */
function hangsOn({ dialect }: Context, service: Service): Omit<ParentReference, 'port'> | undefined {
  if (service.inCluster) return { kind: 'Service', namespace: service.namespace, name: service.name };
  const imported = dialect.hasImports ? importOf(service) : undefined;
  return imported && { kind: 'ServiceImport', ...imported };
}

function meshRoute(context: Context, service: Service, port: Port, route: Route): RoutePlan[] {
  const parent = hangsOn(context, service) as Omit<ParentReference, 'port'>;
  const parents: ParentReference[] = [{ ...parent, port: port.number }];
  const base = {
    namespace: parent.namespace,
    name: `${service.name}-${port.number}`,
    parents,
    hostnames: [],
    origin: route.origin,
  };
  const decide = (leaf: Leaf) =>
    leaf.kind === 'from' && leaf.source.kind === 'gateway'
      ? false
      : leaf.kind === 'port'
        ? leaf.values.includes(port.number)
        : undefined;
  if (trafficOf(port.protocol) !== 'http')
    return plainRoutes(
      context,
      { ...base, kind: port.protocol === 'tls' || port.protocol === 'https' ? 'TLSRoute' : 'TCPRoute' },
      route.rules,
      port.number,
      decide,
    );
  const decideHttp = schemed(decide, 'http');
  const kind = kindFor(
    context,
    { namespace: parent.namespace, port: port.number },
    port.protocol,
    route.rules,
    decideHttp,
  );
  const home: Home = { namespace: parent.namespace, kind, port: port.number };
  const rules = requestRules(context, home, route.rules, decideHttp);
  return requestRoutes(context, { ...base, kind, rules });
}
