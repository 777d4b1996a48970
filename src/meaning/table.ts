// The rule lists of a mesh as tables: one for each group of requests that meets the same list. What no rule of a table takes is
// answered by its fallback. Made once per mesh; a table knows the hosts and ports of its requests, and asks no request.
import {
  type Egress,
  type Gateway,
  type GatewayPort,
  type Ingress,
  type Mesh,
  type Port,
  type Protocol,
  type Route,
  type Rule,
  type Service,
  trafficOf,
} from '../model/index.ts';
import { Others } from './other-hosts.ts';
import type { Address, Request } from './request/request.ts';

export interface Table {
  readonly kind: 'route' | 'default' | 'ingress';
  /** `route shop/reviews`, `ingress www.example.com on shop/web`. */
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly address: Exclude<Address, { kind: 'undeclared' }>;
  /** What its requests are: ports of different kinds are tables of their own. */
  readonly protocol: Request['protocol'];
  readonly ports: readonly TablePort[];
  /** Patterns of the hosts of its requests, and more specific ones that belong to others. */
  readonly hosts: readonly string[];
  readonly otherHosts: readonly string[];
  /** All endpoints of what was addressed, a 404, or nothing at all. */
  readonly fallback: 'forward' | 'not-found' | 'undecided';
  readonly route?: Route;
  readonly ingress?: Ingress;
}
export interface TablePort {
  readonly number: number;
  readonly protocol: Protocol;
  /** Of the requests that come in here; absent inside the mesh, where a caller may write either. */
  readonly scheme?: 'http' | 'https';
}

/** The same of a door, which ends TLS on `https`. On `tls` the server name is seen, with or without a certificate. */
export function doorProtocol(port: GatewayPort): Request['protocol'] {
  if (port.protocol === 'https') return 'http';
  return trafficOf(port.protocol);
}

const doorPort = (port: GatewayPort): TablePort => ({
  number: port.number,
  protocol: port.protocol,
  scheme: port.protocol === 'https' ? 'https' : 'http',
});

const cache = new WeakMap<Mesh, readonly Table[]>();

/** All tables: those of services and egresses with and without route, then those of ingresses, door by door. */
export function tablesOf(mesh: Mesh): readonly Table[] {
  let tables = cache.get(mesh);
  if (!tables) {
    tables = [...meshTables(mesh), ...gatewayTables(mesh)];
    cache.set(mesh, tables);
  }
  return tables;
}

/** Lets go of the tables of a mesh. */
export const forgetTables = (mesh: Mesh): boolean => cache.delete(mesh);

function meshTables(mesh: Mesh): Table[] {
  const routes = { service: new Map<string, Route[]>(), egress: new Map<string, Route[]>() };
  for (const route of mesh.routes) {
    const known = routes[route.kind].get(route.target);
    if (known) known.push(route);
    else routes[route.kind].set(route.target, [route]);
  }
  const tables: Table[] = [];
  for (const callee of mesh.services) addTables(mesh, callee, routes.service.get(callee.key) ?? noRoutes, tables);
  for (const callee of mesh.egresses) addTables(mesh, callee, routes.egress.get(callee.key) ?? noRoutes, tables);
  return tables;
}
const noRoutes: readonly Route[] = [];

function addTables(mesh: Mesh, callee: Service | Egress, routes: readonly Route[], tables: Table[]): void {
  const route = routes[0];
  if (callee.ports.length === 1 && routes.length < 2 && (!route || takes(route, callee.ports[0] as Port)))
    tables.push(meshTable(mesh, callee, route, callee.ports));
  else for (const table of tablesTo(mesh, callee, routes)) tables.push(table);
}

const takes = ({ port }: Route, { number }: Port): boolean => port === undefined || port === number;

function tablesTo(mesh: Mesh, callee: Service | Egress, routes: readonly Route[]): Table[] {
  const routeOf = (port: Port) =>
    routes.find((r) => r.port === port.number) ?? routes.find((r) => r.port === undefined);
  const groups = Map.groupBy(callee.ports, routeOf);
  for (const route of routes) if (!groups.has(route)) groups.set(route, []);
  return [...groups].flatMap(([route, ports]) =>
    splitByProtocol(ports).map((some) => meshTable(mesh, callee, route, some)),
  );
}

function splitByProtocol(ports: readonly Port[]): readonly (readonly Port[])[] {
  const groups = [...Map.groupBy(ports, (port) => trafficOf(port.protocol)).values()];
  return groups.length > 0 ? groups : [[]];
}

const noRules: readonly Rule[] = [];

function meshTable(mesh: Mesh, callee: Service | Egress, route: Route | undefined, ports: readonly Port[]): Table {
  const number = route?.port === undefined ? '' : `:${route.port}`;
  return {
    kind: route ? 'route' : 'default',
    name: route ? `route ${callee.key}${number}` : `${callee.kind} ${callee.key}`,
    rules: route?.rules ?? noRules,
    address: { kind: callee.kind, target: callee.key },
    protocol: ports[0] ? trafficOf(ports[0].protocol) : 'http',
    ports: ports.map((port) => ({ number: port.number, protocol: port.protocol })),
    hosts: callee.kind === 'service' ? hostsOf(mesh, callee) : callee.hosts.map((host) => host.value),
    otherHosts: [],
    fallback: route ? 'undecided' : 'forward',
    ...(route ? { route } : {}),
  };
}

/** All names by which a service is addressed, the one to show first. */
export function hostsOf(mesh: Mesh, service: Service): readonly string[] {
  if (!service.inCluster) return [service.host];
  const { name, namespace, host } = service;
  const inNamespace = `${name}.${namespace}`;
  const full = `${inNamespace}.svc.${mesh.clusterDomain}`;
  const names = [name, inNamespace, `${inNamespace}.svc`];
  return host === full ? [host, ...names] : [...new Set([host, ...names, full])];
}

function gatewayTables(mesh: Mesh): Table[] {
  const gateways = new Map(mesh.gateways.map((gateway) => [gateway.key, gateway]));
  const others = new Others(mesh);
  const tables: Table[] = [];
  for (const ingress of mesh.ingresses)
    for (const { gateway: key, ports } of ingress.doors) {
      const gateway = gateways.get(key);
      if (gateway) addIngressTables(ingress, gateway, ports, others, tables);
    }
  return tables;
}

const joints = new WeakMap<readonly Rule[], WeakMap<readonly Rule[], readonly Rule[]>>();

/** The gateway's own rules, then the ingress's (as `rulesAt`): the same list for the same two. */
function joined(door: readonly Rule[], own: readonly Rule[]): readonly Rule[] {
  if (door.length === 0) return own;
  const known = joints.get(door) ?? new WeakMap<readonly Rule[], readonly Rule[]>();
  let list = known.get(own);
  if (!list) {
    list = door.concat(own);
    known.set(own, list);
    joints.set(door, known);
  }
  return list;
}

function addIngressTables(
  ingress: Ingress,
  gateway: Gateway,
  numbers: readonly number[],
  others: Others,
  tables: Table[],
): void {
  const hosts = ingress.hosts.map((host) => host.value);
  const ports = gateway.ports.filter((port) => numbers.includes(port.number));
  const otherHosts = others.inside(gateway.key, hosts);
  for (const [protocol, some] of groupsOf(ports, doorProtocol))
    tables.push({
      kind: 'ingress',
      name: `ingress ${hosts.join(', ')} on ${gateway.key}`,
      rules: joined(gateway.rules, ingress.rules),
      address: { kind: 'gateway', gateway: gateway.key },
      protocol,
      ports: some.map(doorPort),
      hosts,
      otherHosts,
      fallback: 'not-found',
      ingress,
    });
}

/** As `Map.groupBy`; mostly there is one group, which is the list itself. */
function groupsOf<T, K>(list: readonly T[], keyOf: (one: T) => K): Iterable<readonly [K, readonly T[]]> {
  const [first] = list;
  if (first === undefined) return [];
  const key = keyOf(first);
  return list.every((one) => keyOf(one) === key) ? [[key, list]] : Map.groupBy(list, keyOf);
}
