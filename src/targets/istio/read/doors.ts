// VirtualServices at gateways → ingresses. Each host at each port of a gateway is looked at alone: which VirtualServices answer for it,
// behind which certificate; what is alike is put together again.
import type { Ingress, Labels, Rule } from '../../../model/index.ts';
import {
  type GatewayDraft,
  type Gathering,
  keyOf,
  type RuleCall,
  sourced,
  takesAll,
} from '../../shared/reading/index.ts';
import type { Earlier } from './earlier.ts';
import type { Server, Traffic } from './gateway.ts';
import { type Place, rulesAt, within } from './rules-at.ts';
import type { VirtualService } from './virtual-service.ts';

/** A host at a port of a gateway, and who answers for it, in the order of the input. */
interface Unit extends Entrance {
  readonly server: Server;
  readonly by: VirtualService[];
}

/** A host that both let in, and how narrowly the VirtualService and the server name it: the narrowest of each counts. */
interface Entrance {
  readonly host: string;
  readonly claim: number;
  readonly bound: number;
}

export function ingressesOf(
  all: readonly VirtualService[],
  doors: Doors,
  gathering: Gathering,
  earlier: Earlier,
): readonly Ingress[] {
  const byPlace = unitsOf(all, doors);
  earlier.take('units', byPlace.keys());
  const units = [...byPlace.values()];
  const served = servedBy(units);
  for (const one of all) noteUnserved(one, served);
  const groups = [...Map.groupBy(units, (unit) => keyOfUnit(unit)).values()];
  const made = groups.flatMap((group) => doorOf(group, gathering));
  return alikeOf(made).map(ingressOf);
}

/** Doors of the same VirtualServices that let in the same. */
function alikeOf(doors: readonly Door[]): readonly (readonly Door[])[] {
  const groups = Map.groupBy(doors, ({ by, certificate, clients, traffic }) =>
    [traffic, certificate, clients, ...by.map(({ object }) => `${object.namespace}/${object.name}`)].join(' '),
  );
  return [...groups.values()].flatMap((group) =>
    group.length === 1 ? [group] : [...Map.groupBy(group, ({ hosts, rules }) => keyOf([hosts, rules])).values()],
  );
}

/** The servers of each gateway, in the order of the input. */
export type Doors = ReadonlyMap<string, readonly Bounds[]>;

export const doorsOf = (servers: readonly Server[], gathering: Gathering): Doors =>
  Map.groupBy(
    servers.map((server, at) => boundsOf(withoutDoors(server, gathering), at)),
    ({ server }) => server.gateway,
  );

/** A certificate is the ingress's own only where the door has another one. */
function withoutDoors(server: Server, { gateways }: Gathering): Server {
  const door = gateways.get(server.gateway)?.ports.get(server.port);
  const { certificate, clients, ...rest } = server;
  const isDoors = certificate === door?.certificate?.value && clients === door?.clients?.value;
  return isDoors ? rest : server;
}

function unitsOf(all: readonly VirtualService[], doors: Doors): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const one of all) {
    for (const bounds of boundsAt(one.gateways, doors)) {
      const { server } = bounds;
      if (one[server.traffic].length === 0) continue;
      for (const entrance of entrancesOf(one, bounds)) addUnit(units, { ...entrance, server, by: [one] });
    }
  }
  return units;
}

/** In the order of the input, as those of one gateway are. */
function boundsAt(gateways: readonly string[], doors: Doors): readonly Bounds[] {
  const [gateway = ''] = gateways;
  if (gateways.length < 2) return doors.get(gateway) ?? [];
  return [...new Set(gateways)].flatMap((one) => doors.get(one) ?? []).sort((x, y) => x.at - y.at);
}

/** Gateways that a VirtualService names and that let nothing of it in. */
function noteUnserved(one: VirtualService, served: ReadonlyMap<VirtualService, ReadonlySet<string>>): void {
  const { notes, origin } = one.object;
  const missing = one.gateways.filter((key) => key !== 'mesh' && !served.get(one)?.has(key));
  for (const key of missing) notes.add('spec.gateways', origin, `no server of gateway ${key} lets its hosts in`);
  if (missing.length > 0 && missing.length === one.gateways.length)
    notes.giveWay(`no server of gateway ${missing[0]} lets its hosts in`);
}

/** The gateways that let something of a VirtualService in. */
function servedBy(units: readonly Unit[]): ReadonlyMap<VirtualService, ReadonlySet<string>> {
  const served = new Map<VirtualService, Set<string>>();
  for (const { server, by } of units)
    for (const one of by) {
      const gateways = served.get(one) ?? new Set<string>();
      served.set(one, gateways.add(server.gateway));
    }
  return served;
}

function addUnit(units: Map<string, Unit>, unit: Unit): void {
  const key = `${unit.server.gateway}:${unit.server.port} ${unit.server.traffic} ${unit.host}`;
  const before = units.get(key);
  const [one] = unit.by as [VirtualService];
  if (!before || unit.claim > before.claim) units.set(key, unit);
  else if (unit.claim < before.claim) return;
  else if (before.by.includes(one)) {
    if (unit.bound > before.bound) units.set(key, { ...unit, by: before.by });
  } else {
    before.by.push(one);
    one.object.notes.add(
      'spec.hosts',
      one.object.origin,
      `another VirtualService has the host ${unit.host} at this gateway; Istio joins them by age, and those of the same second by name`,
      'order',
    );
  }
}

type Bound = Server['hosts'][number];

/** A server with its hosts: full ones are looked up, those with a wildcard are few. */
interface Bounds {
  readonly server: Server;
  /** Its place among all. */
  readonly at: number;
  readonly full: ReadonlyMap<string, readonly Bound[]>;
  readonly wild: readonly Bound[];
}

function boundsOf(server: Server, at: number): Bounds {
  const full = Map.groupBy(
    server.hosts.filter(({ host }) => !host.includes('*')),
    ({ host }) => host,
  );
  return { server, at, full, wild: server.hosts.filter(({ host }) => host.includes('*')) };
}

/** What both the VirtualService and the server name: of two that overlap the narrower. */
function entrancesOf(
  { hosts, object: { namespace } }: VirtualService,
  { server, full, wild }: Bounds,
): readonly Entrance[] {
  const isOwn = (bound: Bound): boolean => bound.namespace === '*' || bound.namespace === namespace;
  return hosts.flatMap((claim) => {
    const bounds = claim.includes('*') ? server.hosts : [...(full.get(claim) ?? []), ...wild];
    return bounds
      .filter(isOwn)
      .flatMap((bound) =>
        narrower(claim, bound.host).map((host) => ({ host, claim: narrowness(claim), bound: narrowness(bound.host) })),
      );
  });
}

const narrower = (host: string, bound: string): readonly string[] =>
  within(host, bound) ? [host] : within(bound, host) ? [bound] : [];

/** The larger, the fewer hosts it stands for, of those that one host is among. */
const narrowness = (host: string): number => (host.includes('*') ? host.length : Number.POSITIVE_INFINITY);

const keyOfUnit = ({ server, by }: Unit): string =>
  [
    server.gateway,
    server.traffic,
    server.certificate,
    server.clients,
    ...by.map(({ object }) => `${object.namespace}/${object.name}`),
  ].join(' ');

interface Door {
  readonly gateway: string;
  readonly ports: readonly number[];
  readonly hosts: readonly string[];
  readonly rules: readonly Rule[];
  readonly namespace: string;
  readonly traffic: Traffic;
  readonly certificate: string | undefined;
  readonly clients: string | undefined;
  readonly by: readonly VirtualService[];
}

/** Units of a gateway that the same VirtualServices answer for; ports with other hosts are doors of their own. */
function doorOf(group: readonly Unit[], gathering: Gathering): readonly Door[] {
  const [{ server, by }] = group as [Unit];
  const gateway = gathering.gateways.get(server.gateway);
  const ports = [...Map.groupBy(group, (unit) => unit.server.port)].map(([port, some]) => ({
    port,
    hosts: some.map(({ host }) => host),
  }));
  const alike = [
    ...Map.groupBy(ports, ({ hosts }) => (hosts.length < 2 ? hosts : [...hosts].sort()).join(' ')).values(),
  ];
  return alike.flatMap((some) => {
    const hosts = some[0]?.hosts ?? [];
    const numbers = some.map(({ port }) => port);
    const rules = catchAllsLast(
      by.map((one) => rulesOf(one, { server, ports: numbers, hosts, isShared: by.length > 1 }, gateway, gathering)),
      gathering,
    );
    if (leavesBy(rules, hosts, server, numbers, gathering)) {
      for (const { origin } of rules) gathering.placed.add(origin);
      for (const host of hosts) gathering.left.add(`${gathering.byHost(host)?.key} ${host}`);
      return [];
    }
    const namespace = by[0]?.object.namespace ?? '';
    const { certificate, clients, traffic } = server;
    if (traffic !== 'http' && rules.length === 0) return [];
    const named = hasNames(server, gateway) ? hosts : ['*'];
    const door = { gateway: server.gateway, ports: numbers, hosts: named, rules, namespace };
    return [{ ...door, traffic, certificate, clients, by }];
  });
}

/** Connections without TLS carry no name: the hosts only say which VirtualService is for the server. */
const hasNames = ({ traffic, port }: Server, gateway: GatewayDraft | undefined): boolean =>
  traffic !== 'tcp' || gateway?.ports.get(port)?.protocol === 'tls';

/**
 * Where several VirtualServices answer for a host, Istio takes each up to what takes everything, moves that to the end and leaves the rest
 * in order.
 */
function catchAllsLast(lists: readonly (readonly Rule[])[], { placed }: Gathering): readonly Rule[] {
  if (lists.length === 1) return lists.flat();
  const all = lists.flatMap((list) => {
    const at = list.findIndex(takesAll);
    if (at < 0) return list;
    for (const { origin } of list.slice(at + 1)) placed.add(origin);
    return list.slice(0, at + 1);
  });
  return [...all.filter((rule) => !takesAll(rule)), ...all.filter(takesAll)];
}

function rulesOf(
  one: VirtualService,
  { server, ...at }: Pick<Place, 'ports' | 'hosts' | 'isShared'> & { readonly server: Server },
  gateway: GatewayDraft | undefined,
  gathering: Gathering,
): readonly Rule[] {
  const pods: Labels = gateway?.pods ?? {};
  const isEncrypted = (port: number): boolean =>
    server.traffic === 'http' && gateway?.ports.get(port)?.protocol === 'https';
  const encrypted = at.ports.filter(isEncrypted);
  const place = { ...at, gateway: server.gateway, pods, namespace: one.object.namespace, encrypted };
  return rulesAt(one[server.traffic], place, gathering);
}

/** Whether these are an egress's requests on their way out, which its `through` says already. */
function leavesBy(
  rules: readonly Rule[],
  hosts: readonly string[],
  server: Server,
  ports: readonly number[],
  gathering: Gathering,
): boolean {
  const callee = gathering.byHost(hosts[0] ?? '');
  const [rule, second] = rules as readonly RuleCall[];
  if (callee?.kind !== 'egress' || !callee.through || callee.through.gateway !== server.gateway || !rule || second)
    return false;
  if (!ports.includes(callee.through.port)) return false;
  const { condition, action, calls } = rule;
  if (calls !== undefined) return false;
  if (action.kind !== 'forward' || action.split.length !== 1 || action.split[0]?.destination.target !== callee.key)
    return false;
  const [port] = [...callee.ports.values()];
  if (callee.ports.size === 1 && (action.split[0].destination.port ?? port?.number) !== port?.number) return false;
  if (Object.keys(rule.settings).length > 0) return false;
  return condition.kind === 'always' || (condition.kind === 'port' && condition.values.includes(callee.through.port));
}

const ascending = (all: readonly number[]): readonly number[] =>
  all.every((one, at) => at === 0 || (all[at - 1] as number) <= one) ? all : [...all].sort((a, b) => a - b);

function ingressOf(doors: readonly Door[]): Ingress {
  const [first] = doors as [Door];
  const [one] = first.by as [VirtualService];
  const { origin } = one.object;
  return {
    hosts: first.hosts.map((host) => sourced(host, origin)),
    namespace: first.namespace,
    doors: doors.map(({ gateway, ports }) => ({ gateway, ports: ascending(ports), origin })),
    ...(first.certificate === undefined ? {} : { certificate: sourced(first.certificate, origin) }),
    ...(first.clients === undefined ? {} : { clients: sourced(first.clients, origin) }),
    rules: first.rules,
    origin,
  };
}
