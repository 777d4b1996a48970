// Who answers for a host at each port of each gateway. A VirtualService is found by its host alone, at every port whose Gateway
// server covers it, and hides what wildcards would have said there: so each one must hold the rules of all claims on its host.
import type { Gateway, GatewayPort, Ingress, Sourced } from '../../../model/index.ts';
import type { Lowering } from './context.ts';
import { exitOf } from './egress-leg.ts';
import { doorTraffic } from './protocols.ts';
import { endsTls, ownTls, serverKey, withDoor } from './servers.ts';
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
  const { mesh, gateways } = context;
  const doors = indexOf(mesh.ingresses);
  const served = servedHosts(context);
  const units = mesh.ingresses.flatMap(({ hosts, doors: own, namespace }) =>
    hosts.flatMap((host) =>
      own.map(({ gateway }) => {
        const parts = partsAt(host.value, gateways.get(gateway), doors);
        return { host, gateway, namespace, parts: parts.filter(({ ingress }) => ingress.namespace === namespace) };
      }),
    ),
  );
  // A host that another namespace has claimed before, which the checker reports, is nobody's here.
  const claimed = units.filter(({ parts }) => parts.length > 0);
  const groups = Map.groupBy(distinct(claimed), (unit) => groupKey(unit.parts, doors));
  return [...groups.values()].map((some) => {
    const hosts = [...new Map(some.map(({ host }) => [host.value, host])).values()];
    const parts = [...new Map(some.flatMap((unit) => unit.parts).map((part) => [partKey(part, doors), part])).values()];
    return {
      hosts,
      gateways: [...new Set(some.map(({ gateway }) => gateway))],
      parts: parts.map((part) => ({ ...part, except: exceptOf(part, hosts, doors) })),
      beside: [...new Set(some.flatMap((unit) => besideOf(unit, gateways.get(unit.gateway), served)))],
    };
  });
}

function exceptOf(
  { ingress, gateway, ports }: ClaimPart,
  hosts: readonly Sourced<string>[],
  doors: DoorIndex,
): readonly string[] {
  const wild = hosts.filter(({ value }) => value.startsWith('*'));
  if (wild.length === 0) return [];
  const found = ports.filter(endsTls).flatMap((port) => {
    const others = [
      ...(doors.at.get(`${gateway}:${port.number}`)?.exact ?? []),
      ...(doors.at.get(`${gateway}:${port.number}`)?.wild ?? []),
    ];
    return others.filter(
      ([host, other]) =>
        isApart(other, ingress, port) && wild.some(({ value }) => value !== host && covers(value, host)),
    );
  });
  return [...new Set(found.map(([host]) => host))];
}

/** Whether the two stand in different servers of the port. */
const isApart = (a: Ingress, b: Ingress, port: GatewayPort): boolean =>
  a !== b &&
  a.namespace === b.namespace &&
  serverKey(withDoor(ownTls(a, port), port)) !== serverKey(withDoor(ownTls(b, port), port));

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

/** A host that two ingresses claim at different ports of a gateway is one unit. */
const distinct = (units: readonly Unit[]): readonly Unit[] => [
  ...new Map(units.map((unit) => [`${unit.namespace}/${unit.host.value} ${unit.gateway}`, unit])).values(),
];

/** Claims of a single ingress join across gateways; others only where everything is alike. */
function groupKey(parts: readonly ClaimPart[], doors: DoorIndex): string {
  const single = parts.length === 1 && parts[0];
  return single ? String(doors.numbers.get(single.ingress)) : parts.map((part) => partKey(part, doors)).join(' ');
}

const partKey = ({ ingress, gateway, ports }: ClaimPart, { numbers }: DoorIndex): string =>
  `${numbers.get(ingress)}@${gateway}:${ports.map(({ number }) => number).join(',')}`;

interface DoorIndex {
  readonly numbers: ReadonlyMap<Ingress, number>;
  /** By gateway and port. */
  readonly at: ReadonlyMap<string, Hosts>;
}
interface Hosts {
  readonly exact: Map<string, Ingress>;
  /** Pattern to ingress. */
  readonly wild: Map<string, Ingress>;
}

function indexOf(ingresses: readonly Ingress[]): DoorIndex {
  const at = new Map<string, Hosts>();
  for (const ingress of ingresses) {
    for (const { gateway, ports } of ingress.doors) {
      for (const port of ports) addHosts(at, `${gateway}:${port}`, ingress);
    }
  }
  return { numbers: new Map(ingresses.map((ingress, number) => [ingress, number])), at };
}

function addHosts(at: Map<string, Hosts>, key: string, ingress: Ingress): void {
  const hosts = at.get(key) ?? { exact: new Map(), wild: new Map() };
  at.set(key, hosts);
  for (const { value } of ingress.hosts) {
    const some = value.startsWith('*') ? hosts.wild : hosts.exact;
    if (!some.has(value)) some.set(value, ingress);
  }
}

/** The ingresses that answer for a host at the ports of a gateway: those that name it, else those with the longest wildcard. */
function partsAt(host: string, gateway: Gateway | undefined, doors: DoorIndex): readonly ClaimPart[] {
  if (!gateway) return [];
  const owners = gateway.ports.flatMap((port) => {
    const ingress = ownerAt(host, port, doors.at.get(`${gateway.key}:${port.number}`));
    return ingress ? [{ ingress, port }] : [];
  });
  const groups = Map.groupBy(owners, ({ ingress }) => ingress);
  return [...groups].map(([ingress, some]) => ({
    ingress,
    gateway: gateway.key,
    ports: some.map(({ port }) => port),
    except: [],
  }));
}

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
