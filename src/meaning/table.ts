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
    const all = meshTables(mesh);
    gatewayTables(mesh, all);
    tables = all;
    cache.set(mesh, tables);
  }
  return tables;
}

/** Lets go of the tables of a mesh. */
export const forgetTables = (mesh: Mesh): boolean => cache.delete(mesh);

function meshTables(mesh: Mesh): Table[] {
  const routes = { service: new Map<string, Route[]>(), egress: new Map<string, Route[]>() };
  for (let at = 0; at < mesh.routes.length; at++) {
    const route = mesh.routes[at] as Route;
    const known = routes[route.kind].get(route.target);
    if (known) known.push(route);
    else routes[route.kind].set(route.target, [route]);
  }
  const tables: Table[] = [];
  addAll(mesh, mesh.services, routes.service, tables);
  addAll(mesh, mesh.egresses, routes.egress, tables);
  return tables;
}

function addAll(
  mesh: Mesh,
  callees: readonly (Service | Egress)[],
  routes: ReadonlyMap<string, readonly Route[]>,
  tables: Table[],
): void {
  for (let at = 0; at < callees.length; at++) {
    const callee = callees[at] as Service | Egress;
    addTables(mesh, callee, routes.get(callee.key) ?? noRoutes, tables);
  }
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
  const hosts = callee.kind === 'service' ? hostsOf(mesh, callee) : callee.hosts.map((host) => host.value);
  const address: Table['address'] = { kind: callee.kind, target: callee.key };
  const protocol = ports[0] ? trafficOf(ports[0].protocol) : 'http';
  const some = ports.map(meshPort);
  if (!route) {
    const name = `${callee.kind} ${callee.key}`;
    const all = { kind: 'default', name, rules: noRules, fallback: 'forward' } as const;
    return { ...all, address, protocol, ports: some, hosts, otherHosts: nothing };
  }
  return {
    kind: 'route',
    name: `route ${callee.key}${route.port === undefined ? '' : `:${route.port}`}`,
    rules: route.rules,
    address,
    protocol,
    ports: some,
    hosts,
    otherHosts: nothing,
    fallback: 'undecided',
    route,
  };
}
const nothing: readonly string[] = [];
const meshPort = ({ number, protocol }: Port): TablePort => ({ number, protocol });

/** All names by which a service is addressed, the one to show first. */
export function hostsOf(mesh: Mesh, service: Service): readonly string[] {
  const { name, namespace, host, inCluster } = service;
  if (!inCluster) return [host];
  const inNamespace = `${name}.${namespace}`;
  if (isFullName(host, service, mesh.clusterDomain)) return [host, name, inNamespace, `${inNamespace}.svc`];
  const full = `${inNamespace}.svc.${mesh.clusterDomain}`;
  return [...new Set([host, name, inNamespace, `${inNamespace}.svc`, full])];
}

/** `name.namespace.svc.domain`, without putting it together. */
function isFullName(host: string, { name, namespace }: Service, domain: string): boolean {
  const second = name.length + 1;
  const third = second + namespace.length + 1;
  return (
    host.length === third + 4 + domain.length &&
    host.startsWith(name) &&
    host[second - 1] === '.' &&
    host.startsWith(namespace, second) &&
    host.startsWith('.svc.', third - 1) &&
    host.endsWith(domain)
  );
}

function gatewayTables(mesh: Mesh, tables: Table[]): void {
  const gateways = new Map(mesh.gateways.map((gateway) => [gateway.key, gateway]));
  const others = new Others(mesh);
  const { ingresses } = mesh;
  let door: Door | undefined;
  for (let at = 0; at < ingresses.length; at++) {
    const ingress = ingresses[at] as Ingress;
    for (const { gateway: key, ports } of ingress.doors) {
      const gateway = gateways.get(key);
      if (!gateway) continue;
      if (!door || door.gateway !== gateway || !areSame(door.numbers, ports)) door = doorOf(gateway, ports);
      addIngressTables(ingress, door, others, tables);
    }
  }
}

/** Some ports of a gateway, by kind of traffic: mostly the same for one ingress after the other. */
interface Door {
  readonly gateway: Gateway;
  readonly address: Table['address'];
  readonly numbers: readonly number[];
  readonly groups: readonly (readonly [Request['protocol'], readonly TablePort[]])[];
}

function doorOf(gateway: Gateway, numbers: readonly number[]): Door {
  const ports = gateway.ports.filter((port) => numbers.includes(port.number));
  const groups = [...Map.groupBy(ports, doorProtocol)].map(
    ([protocol, some]) => [protocol, some.map(doorPort)] as const,
  );
  return { gateway, address: { kind: 'gateway', gateway: gateway.key }, numbers, groups };
}

function areSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
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

function addIngressTables(ingress: Ingress, { gateway, address, groups }: Door, others: Others, tables: Table[]): void {
  const hosts = ingress.hosts.map(textOf);
  const otherHosts = others.inside(gateway.key, hosts);
  const name = `ingress ${hosts.join(', ')} on ${gateway.key}`;
  const rules = joined(gateway.rules, ingress.rules);
  for (let at = 0; at < groups.length; at++) {
    const [protocol, ports] = groups[at] as Door['groups'][number];
    tables.push({
      kind: 'ingress',
      name,
      rules,
      address,
      protocol,
      ports,
      hosts,
      otherHosts,
      fallback: 'not-found',
      ingress,
    });
  }
}
const textOf = ({ value }: { readonly value: string }): string => value;
