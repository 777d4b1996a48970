// Who answers for a host at each port of each gateway. A VirtualService is found by its host alone, at every port whose Gateway
// server covers it, and hides what wildcards would have said there: so each one must hold the rules of all claims on its host.
import type { Door, Gateway, GatewayPort, Ingress, Sourced } from '../../../model/index.ts';
import type { Lowering } from './context.ts';
import { exitOf } from './egress-leg.ts';
import { doorTraffic } from './protocols.ts';
import { certificatesAt, endsTls, serverKey } from './servers.ts';
import type { DoorPort } from './site.ts';

/** Hosts at gateways where the same ingresses answer at the same ports. */
export interface Claim {
  readonly hosts: readonly Sourced<string>[];
  readonly gateways: readonly string[];
  readonly parts: readonly ClaimPart[];
  /**
   * Doors where only others answer, for hosts inside of these: Istio gives a host of a server the routes of every VirtualService that
   * covers it, one after the other, so none of these may be for such a door.
   */
  readonly beside: readonly DoorPort[];
}
export interface ClaimPart {
  readonly ingress: Ingress;
  readonly gateway: string;
  readonly ports: readonly GatewayPort[];
  /** Hosts inside these that have a server of their own there, for their certificate; the same of ports as `beside`. */
  readonly except: readonly string[];
}

/** In the order of the mesh's ingresses. */
export function claimsOf(context: Lowering): readonly Claim[] {
  const { mesh } = context;
  const doors = indexOf(mesh.ingresses);
  const isWild = mesh.ingresses.some(({ hosts }) => hosts.some(({ value }) => value.startsWith('*')));
  const served: Served = isWild ? servedHosts(context) : new Map();
  const groups = Map.groupBy(unitsOf(context, doors), ({ parts }) => groupKey(parts, doors));
  return Array.from(groups.values(), (units) => claimOf(units, doors, served, context));
}

/** Each host at each gateway, where somebody answers for it. A host that two ingresses claim at different ports of a gateway is one unit. */
function unitsOf({ mesh, gateways }: Lowering, doors: DoorIndex): Iterable<Unit> {
  const units = new Map<string, Unit>();
  const add = (namespace: string, host: Sourced<string>, gateway: string): void => {
    const parts = partsAt(host.value, namespace, gateways.get(gateway), doors);
    // A host that another namespace has claimed before, which the checker reports, is nobody's here.
    if (parts.length > 0) units.set(`${namespace}/${host.value} ${gateway}`, { host, gateway, namespace, parts });
  };
  mesh.ingresses.forEach(({ hosts, doors: own, namespace }) => {
    hosts.forEach((host) => {
      for (let at = 0; at < own.length; at++) add(namespace, host, (own[at] as Door).gateway);
    });
  });
  return units.values();
}

function claimOf(units: readonly Unit[], doors: DoorIndex, served: Served, { gateways }: Lowering): Claim {
  const unit = units[0] as Unit;
  const hosts =
    units.length === 1
      ? [unit.host]
      : distinct(
          units.map(({ host }) => host),
          ({ value }) => value,
        );
  const parts =
    units.length === 1
      ? unit.parts
      : distinct(
          units.flatMap((each) => each.parts),
          (part) => partKey(part, doors),
        );
  const isWild = hosts.some(({ value }) => value.startsWith('*'));
  return {
    hosts,
    gateways: units.length === 1 ? [unit.gateway] : [...new Set(units.map(({ gateway }) => gateway))],
    parts: isWild ? parts.map((part) => ({ ...part, except: exceptOf(part, hosts, doors) })) : parts,
    beside: isWild ? [...new Set(units.flatMap((each) => besideOf(each, gateways.get(each.gateway), served)))] : [],
  };
}

/** Of several with one key the last, where the first stood. */
const distinct = <T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] => [
  ...new Map(all.map((one) => [keyOf(one), one])).values(),
];

function exceptOf(
  { ingress, gateway, ports }: ClaimPart,
  hosts: readonly Sourced<string>[],
  doors: DoorIndex,
): readonly string[] {
  const wild = hosts.filter(({ value }) => value.startsWith('*'));
  if (wild.length === 0) return [];
  const found = ports.filter(endsTls).flatMap((port) => {
    const here = doors.at.get(gateway)?.get(port.number);
    const others = [...(here?.exact ?? []), ...(here?.wild ?? [])];
    return others.filter(
      ([host, other]) =>
        isApart(other, ingress, port) && wild.some(({ value }) => value !== host && covers(value, host)),
    );
  });
  return [...new Set(found.map(([host]) => host))];
}

/** Whether the two stand in different servers of the port. */
const isApart = (a: Ingress, b: Ingress, port: GatewayPort): boolean =>
  a !== b && a.namespace === b.namespace && serverKey(certificatesAt(a, port)) !== serverKey(certificatesAt(b, port));

/** `namespace/gateway:port`, the namespace being that of the hosts, to the hosts that its server lets in. */
type Served = ReadonlyMap<string, readonly string[]>;

function servedHosts(context: Lowering): Served {
  const served = new Map<string, string[]>();
  const add = (namespace: string, gateway: string, port: number, hosts: readonly Sourced<string>[]): void => {
    const key = servedKey(namespace, gateway, port);
    const some = served.get(key) ?? [];
    served.set(key, some);
    for (const { value } of hosts) some.push(value);
  };
  for (const { namespace, hosts, doors } of context.mesh.ingresses) {
    for (const { gateway, ports } of doors) for (const port of ports) add(namespace, gateway, port, hosts);
  }
  for (const egress of context.mesh.egresses) {
    const exit = exitOf(egress, context);
    if (exit) add(egress.namespace, exit.gateway.key, exit.door.number, egress.hosts);
  }
  return served;
}

const servedKey = (namespace: string, gateway: string, port: number): string => `${namespace}/${gateway}:${port}`;

function besideOf({ host, namespace, parts }: Unit, gateway: Gateway | undefined, served: Served): readonly DoorPort[] {
  if (!gateway || !host.value.startsWith('*')) return [];
  const own = new Set(parts.flatMap(({ ports }) => ports));
  const others = gateway.ports.filter((port) => !own.has(port));
  return others
    .filter(({ number }) =>
      served.get(servedKey(namespace, gateway.key, number))?.some((one) => covers(host.value, one)),
    )
    .map((port) => ({ gateway: gateway.key, port }));
}

/** A Gateway's server lets in the VirtualServices of the namespace it names: claims of other namespaces are never hidden. */
interface Unit {
  readonly host: Sourced<string>;
  readonly gateway: string;
  readonly namespace: string;
  readonly parts: readonly ClaimPart[];
}

/** Claims of a single ingress join across gateways; others only where everything is alike. */
function groupKey(parts: readonly ClaimPart[], doors: DoorIndex): Ingress | string {
  const first = parts[0];
  return first && parts.length === 1 ? first.ingress : parts.map((part) => partKey(part, doors)).join(' ');
}

const partKey = ({ ingress, gateway, ports }: ClaimPart, { numbers }: DoorIndex): string =>
  `${numbers.get(ingress)}@${gateway}:${ports.map(({ number }) => number).join(',')}`;

interface DoorIndex {
  readonly numbers: ReadonlyMap<Ingress, number>;
  /** By gateway, then by port. */
  readonly at: ReadonlyMap<string, ReadonlyMap<number, Hosts>>;
}
interface Hosts {
  readonly exact: Map<string, Ingress>;
  /** Pattern to ingress. */
  readonly wild: Map<string, Ingress>;
}

function indexOf(ingresses: readonly Ingress[]): DoorIndex {
  const at = new Map<string, Map<number, Hosts>>();
  const numbers = new Map<Ingress, number>();
  ingresses.forEach((ingress, number) => {
    numbers.set(ingress, number);
    for (let each = 0; each < ingress.doors.length; each++) addDoor(at, ingress.doors[each] as Door, ingress);
  });
  return { numbers, at };
}

function addDoor(at: Map<string, Map<number, Hosts>>, { gateway, ports }: Door, ingress: Ingress): void {
  let there = at.get(gateway);
  if (!there) {
    there = new Map();
    at.set(gateway, there);
  }
  for (let each = 0; each < ports.length; each++) addHosts(there, ports[each] as number, ingress);
}

function addHosts(there: Map<number, Hosts>, port: number, ingress: Ingress): void {
  let hosts = there.get(port);
  if (!hosts) {
    hosts = { exact: new Map(), wild: new Map() };
    there.set(port, hosts);
  }
  for (let at = 0; at < ingress.hosts.length; at++) {
    const { value } = ingress.hosts[at] as Sourced<string>;
    const some = value.startsWith('*') ? hosts.wild : hosts.exact;
    if (!some.has(value)) some.set(value, ingress);
  }
}

/** The ingresses of a namespace that answer for a host at the ports of a gateway: those that name it, else those with the longest wildcard. */
function partsAt(
  host: string,
  namespace: string,
  gateway: Gateway | undefined,
  doors: DoorIndex,
): readonly ClaimPart[] {
  const parts: (ClaimPart & { readonly ports: GatewayPort[] })[] = [];
  const ports = gateway?.ports ?? [];
  for (let at = 0; at < ports.length; at++) {
    const port = ports[at] as GatewayPort;
    const ingress = ownerAt(host, port, doors.at.get(gateway?.key ?? '')?.get(port.number));
    if (ingress?.namespace !== namespace) continue;
    const known = parts.length > 0 && partOf(parts, ingress);
    if (known) known.ports.push(port);
    else parts.push({ ingress, gateway: gateway?.key ?? '', ports: [port], except: noHosts });
  }
  return parts;
}

const noHosts: readonly string[] = [];

const partOf = <T extends ClaimPart>(parts: readonly T[], ingress: Ingress): T | undefined =>
  parts.find((part) => part.ingress === ingress);

function ownerAt(host: string, port: GatewayPort, hosts: Hosts | undefined): Ingress | undefined {
  const named = hosts?.exact.get(host) ?? hosts?.wild.get(host);
  if (named || !hosts || isPlainTcp(port)) return named;
  const patterns = [...hosts.wild.keys()].filter((pattern) => covers(pattern, host));
  const longest = patterns.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : hosts.wild.get(longest);
}

/** Without hosts: only who names this one means it. */
const isPlainTcp = (port: GatewayPort): boolean => doorTraffic(port) === 'tcp' && port.protocol !== 'tls';

/** Whether every host of `inner` is one of the wildcard. */
const covers = (pattern: string, inner: string): boolean => inner.endsWith(pattern.slice(1));
