// Which tables of two meshes answer the same requests: for every callee and port, for every door, port and host. Tables only
// meet where a request can meet both; nothing is compared here.
import type { Mesh } from '../../model/index.ts';
import { sampleHost } from '../hosts.ts';
import { tableAtDoor } from '../lookup.ts';
import { type Claims, claimsAmong, insideAny } from '../other-hosts.ts';
import type { Scope } from '../space/request-space.ts';
import { type Table, type TablePort, tablesOf } from '../table.ts';

/** Requests of one scope, and the table that each mesh has for them, if any. */
export interface TablePair {
  readonly scope: Scope;
  readonly old?: Table;
  readonly new?: Table;
}

/** All pairs, doors last. */
export const tablePairs = (old: Mesh, fresh: Mesh): readonly TablePair[] => [
  ...calleePairs(old, fresh),
  ...doorPairs(old, fresh),
];

const portsKey = (table: Table, port: TablePort): string =>
  table.address.kind === 'gateway'
    ? ''
    : `${table.address.kind} ${table.address.target} ${table.protocol} ${port.number}`;

function calleePairs(old: Mesh, fresh: Mesh): TablePair[] {
  const [before, after] = [old, fresh].map(byCalleePort);
  const keys = [...new Set([...before!.keys(), ...after!.keys()])];
  const met = new Map<string, { old?: Table; new?: Table; ports: TablePort[] }>();
  for (const key of keys) {
    const [a, b] = [before!.get(key), after!.get(key)];
    const tables = { ...(a ? { old: a.table } : {}), ...(b ? { new: b.table } : {}) };
    const name = tablesKey(tables);
    const pair = met.get(name) ?? { ...tables, ports: [] };
    pair.ports.push((a ?? b)!.port);
    met.set(name, pair);
  }
  return [...met.values()].map(({ ports, ...pair }) => ({
    ...pair,
    scope: calleeScope((pair.new ?? pair.old)!, ports),
  }));
}

const calleeScope = ({ address, protocol, hosts, otherHosts }: Table, ports: readonly TablePort[]): Scope => ({
  address,
  protocol,
  hosts,
  otherHosts,
  ports,
});

function byCalleePort(mesh: Mesh): Map<string, { readonly table: Table; readonly port: TablePort }> {
  const found = new Map<string, { readonly table: Table; readonly port: TablePort }>();
  for (const table of tablesOf(mesh)) {
    if (table.address.kind === 'gateway') continue;
    const ports = table.ports.length > 0 ? table.ports : [{ number: 80, protocol: 'http' as const }];
    for (const port of ports) found.set(portsKey(table, port), { table, port });
  }
  return found;
}

const ordinals = new WeakMap<Table, number>();
let count = 0;
/** A number per table, to tell pairs apart. */
function ordinal(table: Table): number {
  let number = ordinals.get(table);
  if (number === undefined) {
    count += 1;
    number = count;
    ordinals.set(table, number);
  }
  return number;
}

interface DoorPair {
  readonly door: Door;
  readonly old?: Table;
  readonly new?: Table;
  readonly hosts: readonly string[];
}
/** A port of a gateway, with all host patterns that either mesh claims there. */
interface Door {
  readonly gateway: string;
  readonly protocol: Table['protocol'];
  readonly port: TablePort;
  readonly hosts: ReadonlySet<string>;
  /** For each wildcard among the hosts, those inside it; made at the first question. */
  claims?: Claims;
}

function doorPairs(old: Mesh, fresh: Mesh): TablePair[] {
  const pairs = doorsOf(old, fresh).flatMap((door) => pairsAt(old, fresh, door));
  const alike = Map.groupBy(pairs, (pair) =>
    JSON.stringify([pair.door.gateway, pair.door.protocol, tablesKey(pair), pair.hosts]),
  );
  return [...alike.values()].map((group) => doorPair(group));
}

/** The pairs of tables at one door, each with the hosts for which requests meet it. */
function pairsAt(old: Mesh, fresh: Mesh, door: Door): DoorPair[] {
  const found = [...door.hosts].map((pattern) => {
    const host = sampleHost(pattern, insideOf(door, [pattern]));
    const [before, after] = [old, fresh].map((mesh) => tableAtDoor(mesh, door.gateway, door.port.number, host));
    return { ...(before ? { old: before } : {}), ...(after ? { new: after } : {}), pattern };
  });
  return [...Map.groupBy(found, tablesKey).values()].map((group) => {
    const { pattern: _, ...tables } = group[0]!;
    return { door, ...tables, hosts: group.map(({ pattern }) => pattern) };
  });
}

const tablesKey = (pair: { readonly old?: Table; readonly new?: Table }): string =>
  `${pair.old ? ordinal(pair.old) : '-'} ${pair.new ? ordinal(pair.new) : '-'}`;

/** Patterns of a door that are more specific than one of these. */
function insideOf(door: Door, hosts: readonly string[]): readonly string[] {
  if (!hosts.some((host) => host.startsWith('*'))) return [];
  door.claims ??= claimsAmong([...door.hosts]);
  return insideAny(door.claims, hosts);
}

function doorPair(group: readonly DoorPair[]): TablePair {
  const { door, hosts, ...tables } = group[0]!;
  return {
    ...(tables.old ? { old: tables.old } : {}),
    ...(tables.new ? { new: tables.new } : {}),
    scope: {
      address: { kind: 'gateway', gateway: door.gateway },
      protocol: door.protocol,
      ports: group.map((pair) => pair.door.port),
      hosts,
      otherHosts: insideOf(door, hosts),
    },
  };
}

function doorsOf(old: Mesh, fresh: Mesh): readonly Door[] {
  const doors = new Map<string, Door & { readonly hosts: Set<string> }>();
  for (const { address, protocol, ports, hosts } of [...tablesOf(old), ...tablesOf(fresh)]) {
    if (address.kind !== 'gateway') continue;
    for (const port of ports) {
      const key = `${address.gateway}:${port.number} ${protocol} ${port.scheme}`;
      const door = doors.get(key) ?? { gateway: address.gateway, protocol, port, hosts: new Set<string>() };
      for (const host of hosts) door.hosts.add(host);
      doors.set(key, door);
    }
  }
  return [...doors.values()];
}
