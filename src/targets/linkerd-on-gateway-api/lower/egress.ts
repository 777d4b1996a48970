// What lies outside → EgressNetworks in the namespace whose networks hold for all callers, and routes on them. Linkerd sends requests to
// the address that the caller found; it only decides which it lets through, and how.
import { type Egress, type Port, type Route, type Rule, type Traffic, trafficOf } from '../../../model/index.ts';
import {
  type Context,
  type Home,
  plainRoutes,
  type RouteKind,
  type RoutePlan,
  refuse,
  requestRoutes,
  requestRules,
  schemed,
} from '../../shared/gateway-routes/index.ts';
import { type Leaf, passes } from '../../shared/normal-form/index.ts';
import type { EgressNetworkPlan } from '../plan.ts';
import { hasEgressNetworks } from '../supports.ts';
import { refuseTraffic } from './traffic.ts';

/** Its networks are everybody's, as Linkerd is installed. */
const NAMESPACE = 'linkerd-egress';
const WORLD = 'all-egress';

interface Outside {
  readonly networks: readonly EgressNetworkPlan[];
  readonly routes: readonly RoutePlan[];
}

export function lowerEgresses(context: Context, version: string): Outside {
  const { mesh } = context;
  for (const egress of mesh.egresses) refuseOfEgress(context, egress);
  if (!hasEgressNetworks(version)) return withoutNetworks(context);
  const origin = mesh.egresses[0]?.origin ?? (mesh.undeclared === 'deny' ? mesh.services[0]?.origin : undefined);
  if (!origin) return { networks: [], routes: [] };
  const trafficPolicy = mesh.undeclared === 'deny' ? 'Deny' : 'Allow';
  const own = mesh.egresses.filter(isAddressed).map((egress) => networkOf(egress, trafficPolicy));
  refuseMixedPorts(context);
  return {
    networks: [{ namespace: NAMESPACE, name: WORLD, trafficPolicy, origin }, ...own],
    routes: mesh.egresses.flatMap((egress) => egress.ports.flatMap((port) => portRoutes(context, egress, port))),
  };
}

/** Before there were networks everything passed, and nothing could be said of it. */
function withoutNetworks(context: Context): Outside {
  const { mesh } = context;
  const late = 'EgressNetwork came with 2.17';
  for (const { origin, kind } of mesh.routes)
    if (kind === 'egress') refuse(context, origin, 'rules for something outside the cluster', late);
  const [first] = mesh.services;
  if (mesh.undeclared === 'deny' && first) refuse(context, first.origin, '`undeclared: deny`', late);
  return { networks: [], routes: [] };
}

function refuseOfEgress(context: Context, egress: Egress): void {
  const { visibleTo, through, addresses, ports } = egress;
  if (visibleTo) refuse(context, visibleTo.origin, '`visible to`', 'everything is visible to every namespace');
  if (through) refuse(context, through.origin, '`through`', 'requests leave from the proxy of the caller');
  for (const traffic of [egress.traffic, ...ports.map((port) => port.traffic)]) refuseTraffic(context, traffic);
  for (const { target, origin, number } of ports)
    if (target !== undefined && target !== number)
      refuse(context, origin, 'another port outside', 'it sends requests to the port that the caller asked for');
  const [address] = addresses;
  if (address && !isAddressed(egress))
    refuse(context, address.origin, '`at`', 'it sends requests to the address that the caller found');
  else if (address && addresses.some(({ value }) => !isAddress(value)))
    refuse(context, address.origin, 'this `at`', 'a network is made of IP addresses');
}

/** Connections that only their address tells from others. */
const isAddressed = ({ addresses, ports }: Egress): boolean =>
  addresses.length > 0 && ports.every(({ protocol }) => trafficOf(protocol) === 'tcp');

const isAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.includes(':');

const networkOf = (egress: Egress, trafficPolicy: EgressNetworkPlan['trafficPolicy']): EgressNetworkPlan => ({
  namespace: NAMESPACE,
  name: nameOf(egress),
  trafficPolicy,
  networks: egress.addresses.map(({ value }) => ({ cidr: `${value}/${value.includes(':') ? 128 : 32}` })),
  origin: egress.origin,
});

const nameOf = ({ namespace, name }: Egress): string =>
  `${namespace}-${name}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');

const kindOf: Readonly<Record<Traffic, RouteKind>> = { http: 'HTTPRoute', tls: 'TLSRoute', tcp: 'TCPRoute' };

/** A port of a network is of one protocol: routes of another would not be read. */
function refuseMixedPorts(context: Context): void {
  const world = context.mesh.egresses.filter((egress) => !isAddressed(egress)).flatMap(({ ports }) => ports);
  for (const some of Map.groupBy(world, ({ number }) => number).values()) {
    const first = some[0] as Port;
    const odd = some.find(({ protocol }) => trafficOf(protocol) !== trafficOf(first.protocol));
    if (odd)
      refuse(
        context,
        odd.origin,
        `${trafficOf(odd.protocol)} on port ${odd.number}`,
        `another egress has ${trafficOf(first.protocol)} there, and a port of a network is of one protocol`,
      );
  }
}

function portRoutes(context: Context, egress: Egress, port: Port): readonly RoutePlan[] {
  const traffic = trafficOf(port.protocol);
  const hosts = egress.hosts.map(({ value }) => value);
  const kind = kindOf[traffic];
  const network = isAddressed(egress) ? nameOf(egress) : WORLD;
  if (traffic === 'tcp' && network === WORLD && context.mesh.undeclared === 'deny')
    refuse(context, port.origin, 'a TCP port without `at`', 'no address tells it from what nobody declared');
  const home: Home = {
    namespace: NAMESPACE,
    kind,
    port: port.number,
    network: { egress: egress.key, namespace: NAMESPACE, name: network },
  };
  const base = {
    kind,
    namespace: NAMESPACE,
    name: `${nameOf(egress)}-${port.number}`,
    parents: [{ kind: 'EgressNetwork' as const, namespace: NAMESPACE, name: network, port: port.number }],
    hostnames: traffic === 'tcp' || hosts.includes('*') ? [] : hosts,
    origin: egress.origin,
  };
  const rules = rulesOf(context, egress, port);
  const decide = (leaf: Leaf) => (leaf.kind === 'port' ? leaf.values.includes(port.number) : hostKnown(leaf, hosts));
  if (traffic !== 'http') return plainRoutes(context, base, rules, port.number, decide, home.network);
  return requestRoutes(context, { ...base, rules: requestRules(context, home, rules, schemed(decide, 'http')) });
}

/** What is the same for all its hosts. */
function hostKnown(leaf: Leaf, hosts: readonly string[]): boolean | undefined {
  if (leaf.kind !== 'text' || leaf.subject !== 'host' || hosts.some((host) => host.includes('*'))) return undefined;
  const answers = new Set(hosts.map((host) => passes(leaf, host)));
  return answers.size === 1 ? [...answers][0] : undefined;
}

/** Its own, or one that lets everything through. */
function rulesOf({ mesh }: Context, egress: Egress, port: Port): readonly Rule[] {
  const own = mesh.routes.filter(({ kind, target }) => kind === 'egress' && target === egress.key);
  const route: Route | undefined =
    own.find((one) => one.port === port.number) ?? own.find((one) => one.port === undefined);
  if (route) return route.rules;
  const { origin } = egress;
  return [
    {
      condition: { kind: 'always', origin },
      action: {
        kind: 'forward',
        split: [{ destination: { kind: 'egress', target: egress.key, port: port.number }, weight: 1, origin }],
        origin,
      },
      settings: {},
      origin,
      through: [],
    },
  ];
}
