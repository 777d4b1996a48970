// Routes that hang on Services and ServiceEntries → what callers inside the mesh get, by port: a route for the whole Service is one of each port that
// speaks what the route is for, beside those of the port alone.
import { type Route, trafficOf } from '../../../model/index.ts';
import { type CalleeDrafts, forCallers, type Gathering, restOf } from '../../shared/reading/index.ts';
import { protocolOf } from './backends.ts';
import { rulesOf } from './precedence.ts';
import type { Parent, RouteObject } from './routes.ts';

interface Hung {
  readonly parent: Parent;
  readonly route: RouteObject;
}

export function meshRoutes(routes: readonly RouteObject[], gathering: Gathering): readonly Route[] {
  const hung = routes.flatMap((route) =>
    route.parents
      .filter(({ kind }) => kind === 'Service')
      .map((parent): Hung => ({ parent, route: itsOwn(route, parent) })),
  );
  for (const one of hung) declare(one, gathering);
  const services = Map.groupBy(hung, ({ parent }) => parent.key);
  return [...services].flatMap(([key, some]) => routesOfService(key, some, gathering));
}

/** Of services that nobody declares the routes tell the ports. */
function declare({ parent, route }: Hung, gathering: Gathering): void {
  const [namespace = '', name = ''] = parent.key.split('/');
  const service = gathering.callee(parent.key) ?? gathering.service(namespace, name, route.object.origin);
  const protocol = protocolOf(route.object.kind);
  if (parent.port !== undefined) gathering.port(service, parent.port, protocol, route.object.origin);
  else if (service.ports.size === 0) gathering.port(service, 80, protocol, route.object.origin);
}

function routesOfService(key: string, some: readonly Hung[], gathering: Gathering): readonly Route[] {
  const whole = some.filter(({ parent }) => parent.port === undefined);
  const named = [...Map.groupBy(some, ({ parent }) => parent.port)].flatMap(([port, own]) =>
    port === undefined ? [] : [{ port, own }],
  );
  const { kind, ports: listed } = gathering.callee(key) as CalleeDrafts;
  const ports = [...listed.values()];
  const speaks = (port: number): RouteObject['traffic'] | undefined => {
    const protocol = ports.find(({ number }) => number === port)?.protocol;
    return protocol && trafficOf(protocol);
  };
  const fits = (port: number) => (one: Hung) => (speaks(port) ?? one.route.traffic) === one.route.traffic;
  const rest = ports.map(({ number }) => number).filter((number) => !named.some(({ port }) => port === number));
  const isEven = rest.every((port) => whole.every(fits(port)));
  return [
    ...named.map(({ port, own }) => routeOf(kind, [...own, ...whole.filter(fits(port))], port)),
    ...(isEven
      ? rest.length > 0 && whole.length > 0
        ? [routeOf(kind, whole, undefined)]
        : []
      : rest.flatMap((port) => {
          const fitting = whole.filter(fits(port));
          return fitting.length > 0 ? [routeOf(kind, fitting, port)] : [];
        })),
  ];
}

function routeOf(kind: Route['kind'], some: readonly Hung[], port: number | undefined): Route {
  const [{ parent, route }] = some as [Hung];
  const { origin } = route.object;
  const rules = rulesOf(some.map((one) => one.route));
  const at = { target: parent.key, ...(port === undefined ? {} : { port }) };
  const namespaces = some.map((one) => one.route.object.namespace);
  const rest = restOf(rules, namespaces, namespaceOf(parent), { kind, ...at }, route.traffic === 'http', origin);
  return { kind, ...at, rules: [...rules, ...rest], origin };
}

const namespaceOf = ({ key }: Parent): string => key.split('/')[0] as string;

const itsOwn = (route: RouteObject, parent: Parent): RouteObject => ({
  ...route,
  pieces: forCallers(route.pieces, route.object.namespace, namespaceOf(parent), route.object.origin),
});
