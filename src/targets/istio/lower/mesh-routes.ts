// The VirtualServices of the mesh: one for each service with a route and for each host of an egress that has one or leaves by a
// gateway. Routes of single ports come first; ports that no route names forward as if there were no VirtualService.
import {
  and,
  type Condition,
  type Egress,
  type Forward,
  type Port,
  type Route,
  type Rule,
  type Service,
  type Traffic,
  trafficOf,
} from '../../../model/index.ts';
import type { HttpRoute, Placed, StreamRoute, VirtualService } from '../plan.ts';
import type { Lowering } from './context.ts';
import { everyRequest } from './draft.ts';
import { egressLeg } from './egress-leg.ts';
import { asksSource, httpRoutes, isComplete } from './http-rules.ts';

import type { MeshSite } from './site.ts';
import { streamRoutes } from './stream-rules.ts';
import { exportTo } from './visibility.ts';

export function* meshVirtualServices(context: Lowering): Generator<VirtualService> {
  const { routes, services, egresses } = context.mesh;
  const toServices = byTarget(routes, 'service');
  for (const service of services) {
    const own = toServices.get(service.key);
    if (own) yield ofService(service, own, context);
  }
  const toEgresses = byTarget(routes, 'egress');
  for (const egress of egresses) yield* ofEgress(egress, toEgresses.get(egress.key) ?? [], context);
}

function byTarget(routes: readonly Route[], kind: Route['kind']): ReadonlyMap<string, readonly Route[]> {
  const found = new Map<string, Route[]>();
  routes.forEach((route) => {
    if (route.kind !== kind) return;
    const known = found.get(route.target);
    if (known) known.push(route);
    else found.set(route.target, [route]);
  });
  return found;
}

function ofService(service: Service, routes: readonly Route[], context: Lowering): VirtualService {
  const { namespace, name, origin } = service;
  const names = service.ports.some(isStream) ? namesOf(service, context) : noNames;
  const first = routes[0] as Route;
  const { http, tls, tcp } = routesTo(service, routes, names, context);
  const hosts = tls.length > 0 ? names : [{ value: service.host, origin }];
  return {
    kind: 'VirtualService',
    namespace,
    name: context.names.take('VirtualService', namespace, name),
    origin: first.origin,
    hosts,
    gateways: meshGateway,
    exportTo: exportTo(service.visibleTo, namespace),
    http,
    tls,
    tcp,
  };
}

const noNames: readonly Placed<string>[] = [];

/** What callers may write into their TLS, the whole name first. Istio passes by what has another name, or none. */
function namesOf({ host, name, namespace, inCluster, origin }: Service, { mesh }: Lowering): readonly Placed<string>[] {
  const isOwn = inCluster && host === `${name}.${namespace}.svc.${mesh.clusterDomain}`;
  const short = isOwn ? [`${name}.${namespace}.svc`, `${name}.${namespace}`, name] : [];
  return [host, ...short].map((value) => ({ value, origin }));
}

const meshGateway: readonly string[] = ['mesh'];

/** One for all hosts where nothing tells them apart, else one for each. */
function ofEgress(egress: Egress, routes: readonly Route[], context: Lowering): readonly VirtualService[] {
  if (routes.length === 0 && !egress.through) return [];
  const single = egress.hosts.length === 1;
  return egress.hosts.flatMap((host) => {
    const name = single ? egress.name : `${egress.name}-${host.value}`;
    return hostOfEgress(egress, host, name, routes, context);
  });
}

function hostOfEgress(
  egress: Egress,
  host: Placed<string>,
  name: string,
  routes: readonly Route[],
  context: Lowering,
): readonly VirtualService[] {
  const leg = egressLeg(egress, host, context);
  const { namespace } = egress;
  const inMesh: VirtualService = {
    kind: 'VirtualService',
    namespace,
    name: context.names.take('VirtualService', namespace, name),
    origin: egress.origin,
    hosts: [host],
    gateways: meshGateway,
    exportTo: exportTo(egress.visibleTo, namespace, leg ? [leg.namespace] : []),
    ...routesTo(egress, routes, [host], context),
  };
  if (!leg) return routes.length === 0 ? [] : [inMesh];
  if (!routes.some(({ rules }) => asksSource(rules))) return [together(inMesh, leg.gateway, leg)];
  // A match with `gateways` does not look at the source's labels: the two halves must stay apart.
  const atGateway = { ...inMesh, name: context.names.take('VirtualService', namespace, `${name}-through`) };
  return [inMesh, { ...atGateway, gateways: [leg.gateway], http: leg.http, tls: leg.tls, tcp: leg.tcp }];
}

type Routes = Pick<VirtualService, 'http' | 'tls' | 'tcp'>;

function together(inMesh: VirtualService, gateway: string, leg: Routes): VirtualService {
  return {
    ...inMesh,
    gateways: ['mesh', gateway],
    http: [...inMesh.http.map(httpInMesh), ...leg.http],
    tls: [...inMesh.tls.map(streamInMesh), ...leg.tls],
    tcp: [...inMesh.tcp.map(streamInMesh), ...leg.tcp],
  };
}

function httpInMesh(route: HttpRoute): HttpRoute {
  const matches = route.matches.length > 0 ? route.matches : [everyRequest({}, route.origin)];
  return { ...route, matches: matches.map((match) => ({ ...match, gateways: meshOnly(route) })) };
}

function streamInMesh(route: StreamRoute): StreamRoute {
  const matches = route.matches.length > 0 ? route.matches : [{ origin: route.origin }];
  return { ...route, matches: matches.map((match) => ({ ...match, gateways: meshOnly(route) })) };
}

const meshOnly = ({ origin }: HttpRoute | StreamRoute): Placed<readonly string[]> => ({ value: ['mesh'], origin });

/** The rules of all ports, by the kind of traffic they carry. */
function routesTo(
  callee: Service | Egress,
  routes: readonly Route[],
  hosts: readonly Placed<string>[],
  context: Lowering,
): Routes {
  const part = (traffic: Traffic): Part => {
    const ports = callee.ports.filter((port) => trafficOf(port.protocol) === traffic);
    if (ports.length === 0) return nothing;
    const site = siteOf(callee, traffic, ports, hosts);
    return { site, rules: rulesFor(callee, ports, routes, site) };
  };
  const http = part('http');
  const requests = httpRoutes(http.rules, http.site, context);
  if (!callee.ports.some(isStream)) return { http: requests, tls: [], tcp: [] };
  const tls = part('tls');
  const tcp = part('tcp');
  return {
    http: requests,
    tls: streamRoutes(tls.rules, tls.site, hosts, context),
    tcp: streamRoutes(tcp.rules, tcp.site, undefined, context),
  };
}

interface Part {
  readonly rules: readonly Rule[];
  readonly site: MeshSite;
}
const nothing: Part = { rules: [], site: { kind: 'mesh', traffic: 'http', target: '', ports: [] } };

const isStream = ({ protocol }: Port): boolean => trafficOf(protocol) !== 'http';

const siteOf = (
  callee: Service | Egress,
  traffic: Traffic,
  ports: readonly Port[],
  hosts: readonly Placed<string>[],
): MeshSite => ({
  kind: 'mesh',
  traffic,
  target: callee.key,
  ports: ports.map((port) => port.number),
  ...(callee.kind === 'egress' && hosts[0] ? { host: hosts[0].value } : {}),
});

/** Single ports first, then the rest, then what is left: forwarded to all endpoints. */
function rulesFor(
  callee: Service | Egress,
  ports: readonly Port[],
  routes: readonly Route[],
  site: MeshSite,
): readonly Rule[] {
  if (routes.length === 1 && routes[0]?.port === undefined) return routes[0]?.rules ?? [];
  const numbers = ports.map((port) => port.number);
  const own = routes.filter(({ port }) => port !== undefined && numbers.includes(port));
  const rest = routes.find(({ port }) => port === undefined);
  const named = new Set(own.map(({ port }) => port));
  const others = numbers.filter((port) => !named.has(port));
  if (own.length === 0 && !rest && !(callee.kind === 'egress' && callee.through)) return [];
  const open = own.some(({ rules }) => !isComplete(rules, site));
  return [
    ...own.flatMap((route) => route.rules.map((rule) => onPorts(rule, [route.port as number]))),
    ...(rest && others.length > 0 ? (open ? rest.rules.map((rule) => onPorts(rule, others)) : rest.rules) : []),
    ...(!rest && others.length > 0 ? [open ? onPorts(forwarded(callee), others) : forwarded(callee)] : []),
  ];
}

function onPorts(rule: Rule, ports: readonly number[]): Rule {
  const { origin } = rule.condition;
  const condition: Condition = and([{ kind: 'port', values: ports, origin }, rule.condition], origin);
  return { ...rule, condition };
}

/** What happens to requests without a route. */
function forwarded({ kind, key, origin }: Service | Egress): Rule {
  const action: Forward = {
    kind: 'forward',
    split: [{ destination: { kind, target: key }, weight: 1, origin }],
    origin,
  };
  return { condition: { kind: 'always', origin }, action, settings: {}, origin, through: [] };
}
