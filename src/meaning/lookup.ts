// Where a request meets its rules: host and port to the table, at a door or inside the mesh. Indexes are made once per mesh.
import type { Egress, Mesh, Service } from '../model/index.ts';
import { claimOf } from './hosts.ts';
import type { Request, RequestSource } from './request/request.ts';
import { hostsOf, type Table, type TablePort, tablesOf } from './table.ts';

/** Each part is made when it is first asked for. */
interface Index {
  /** Gateway and port to host patterns and their tables. */
  doors?: ReadonlyMap<string, ReadonlyMap<number, ReadonlyMap<string, Table>>>;
  /** What is addressed to the tables of services and egresses, in their order. */
  callees?: Record<'service' | 'egress', ReadonlyMap<string, readonly Table[]>>;
  /** Full hosts and wildcards of the mesh to what they name. */
  hosts?: ReadonlyMap<string, Service | Egress>;
  byKey?: {
    readonly service: ReadonlyMap<string, Service>;
    readonly egress: ReadonlyMap<string, Egress>;
  };
}

const cache = new WeakMap<Mesh, Index>();

function indexOf(mesh: Mesh): Index {
  let index = cache.get(mesh);
  if (!index) {
    index = {};
    cache.set(mesh, index);
  }
  return index;
}

/** Lets go of all that was made for a mesh. */
export const forgetIndex = (mesh: Mesh): boolean => cache.delete(mesh);

function doorsOf(mesh: Mesh): NonNullable<Index['doors']> {
  const index = indexOf(mesh);
  index.doors ??= doorIndex(mesh);
  return index.doors;
}

type DoorIndex = Map<string, Map<number, Map<string, Table>>>;

function doorIndex(mesh: Mesh): DoorIndex {
  const doors: DoorIndex = new Map();
  let at = { gateway: '', port: -1, claims: new Map<string, Table>() };
  for (const table of tablesOf(mesh)) {
    if (table.address.kind !== 'gateway') continue;
    const { gateway } = table.address;
    for (let each = 0; each < table.ports.length; each++) {
      const port = (table.ports[each] as TablePort).number;
      if (at.port !== port || at.gateway !== gateway) at = { gateway, port, claims: claimsAt(doors, gateway, port) };
      claim(at.claims, table);
    }
  }
  return doors;
}

function claim(claims: Map<string, Table>, table: Table): void {
  const { hosts } = table;
  for (let at = 0; at < hosts.length; at++)
    if (!claims.has(hosts[at] as string)) claims.set(hosts[at] as string, table);
}

function claimsAt(doors: DoorIndex, gateway: string, port: number): Map<string, Table> {
  let ports = doors.get(gateway);
  if (!ports) {
    ports = new Map();
    doors.set(gateway, ports);
  }
  let claims = ports.get(port);
  if (!claims) {
    claims = new Map();
    ports.set(port, claims);
  }
  return claims;
}

function calleesOf(mesh: Mesh): NonNullable<Index['callees']> {
  const index = indexOf(mesh);
  index.callees ??= calleeIndex(mesh);
  return index.callees;
}

function calleeIndex(mesh: Mesh): NonNullable<Index['callees']> {
  const callees = { service: new Map<string, Table[]>(), egress: new Map<string, Table[]>() };
  for (const table of tablesOf(mesh)) {
    if (table.address.kind === 'gateway') continue;
    const { kind, target } = table.address;
    const known = callees[kind].get(target);
    if (known) known.push(table);
    else callees[kind].set(target, [table]);
  }
  return callees;
}

const noTables: readonly Table[] = [];

/** The tables of what a call is addressed to. */
export const tablesTo = (mesh: Mesh, kind: 'service' | 'egress', target: string): readonly Table[] =>
  calleesOf(mesh)[kind].get(target) ?? noTables;

function hostIndex(mesh: Mesh): Map<string, Service | Egress> {
  const hosts = new Map<string, Service | Egress>();
  const add = (host: string, owner: Service | Egress) => {
    if (!hosts.has(host)) hosts.set(host, owner);
  };
  for (const service of mesh.services) {
    for (const host of hostsOf(mesh, service)) if (host !== service.name || !service.inCluster) add(host, service);
  }
  for (const egress of mesh.egresses) for (const host of egress.hosts) add(host.value, egress);
  return hosts;
}

function keyIndex(mesh: Mesh): NonNullable<Index['byKey']> {
  const service = new Map<string, Service>();
  const egress = new Map<string, Egress>();
  for (const each of mesh.services) service.set(each.key, each);
  for (const each of mesh.egresses) egress.set(each.key, each);
  return { service, egress };
}

/** The service or egress with this key. */
export function calleeOf(mesh: Mesh, kind: 'service' | 'egress', key: string): Service | Egress | undefined {
  const index = indexOf(mesh);
  index.byKey ??= keyIndex(mesh);
  return index.byKey[kind].get(key);
}

export function serviceOf(mesh: Mesh, key: string): Service | undefined {
  const callee = calleeOf(mesh, 'service', key);
  return callee?.kind === 'service' ? callee : undefined;
}

/** What a host names inside the mesh; a bare name is looked up in the namespace of whoever asks. */
export function calleeByHost(mesh: Mesh, host: string, source: RequestSource): Service | Egress | undefined {
  const namespace = (source.kind === 'workload' ? source.namespace : undefined) ?? mesh.namespace;
  const local = host.includes('.') ? undefined : calleeOf(mesh, 'service', `${namespace}/${host}`);
  if (local) return local;
  const index = indexOf(mesh);
  index.hosts ??= hostIndex(mesh);
  return claimOf(index.hosts, host);
}

/** The table of a host at a door's port. */
export function tableAtDoor(mesh: Mesh, gateway: string, port: number, host: string): Table | undefined {
  const claims = doorsOf(mesh).get(gateway)?.get(port);
  return claims && claimOf(claims, host);
}

/** The table that a request meets, if any. */
export const tableFor = (mesh: Mesh, request: Request): Table | undefined =>
  tableAt(mesh, request.address, request.port, request.protocol === 'tls' ? (request.sni ?? '') : request.host);

/** The table of whatever comes to a port under a name. */
export function tableAt(mesh: Mesh, address: Request['address'], port: number, host: string): Table | undefined {
  switch (address.kind) {
    case 'gateway':
      return tableAtDoor(mesh, address.gateway, port, host);
    case 'service':
    case 'egress':
      return calleeTable(tablesTo(mesh, address.kind, address.target), port);
    case 'undeclared':
      return undefined;
  }
}

/** A callee that declares no ports at all takes whatever comes. */
function calleeTable(tables: readonly Table[], port: number): Table | undefined {
  let anyPort: Table | undefined;
  let own: Table | undefined;
  for (let at = 0; at < tables.length; at++) {
    const table = tables[at] as Table;
    if (table.ports.length === 0) anyPort ??= table;
    else if (hasPort(table, port)) own = table;
  }
  return own ?? anyPort;
}

function hasPort({ ports }: Table, port: number): boolean {
  for (let at = 0; at < ports.length; at++) if (ports[at]?.number === port) return true;
  return false;
}
