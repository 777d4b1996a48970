// Where a request meets its rules: host and port to the table, at a door or inside the mesh. Indexes are made once per mesh.
import type { Egress, Mesh, Service } from '../model/index.ts';
import { claimOf } from './hosts.ts';
import type { Request, RequestSource } from './request/request.ts';
import { hostsOf, type Table, tablesOf } from './table.ts';

interface Index {
  /** Gateway, port and host pattern to the table. */
  readonly doors: ReadonlyMap<string, ReadonlyMap<string, Table>>;
  /** Kind, key and port of what is addressed to the table. */
  readonly callees: ReadonlyMap<string, Table>;
  /** Full hosts and wildcards of the mesh to what they name. */
  readonly hosts: ReadonlyMap<string, Service | Egress>;
  readonly byKey: ReadonlyMap<string, Service | Egress>;
}

const cache = new WeakMap<Mesh, Index>();

function indexOf(mesh: Mesh): Index {
  let index = cache.get(mesh);
  if (!index) {
    index = { doors: doorIndex(mesh), callees: calleeIndex(mesh), hosts: hostIndex(mesh), byKey: keyIndex(mesh) };
    cache.set(mesh, index);
  }
  return index;
}

const doorKey = (gateway: string, port: number): string => `${gateway}:${port}`;

function doorIndex(mesh: Mesh): Map<string, Map<string, Table>> {
  const doors = new Map<string, Map<string, Table>>();
  for (const table of tablesOf(mesh)) {
    if (table.address.kind !== 'gateway') continue;
    for (const port of table.ports) {
      const key = doorKey(table.address.gateway, port.number);
      const claims = doors.get(key) ?? new Map<string, Table>();
      for (const host of table.hosts) if (!claims.has(host)) claims.set(host, table);
      doors.set(key, claims);
    }
  }
  return doors;
}

function calleeIndex(mesh: Mesh): Map<string, Table> {
  const callees = new Map<string, Table>();
  for (const table of tablesOf(mesh)) {
    if (table.address.kind === 'gateway') continue;
    const callee = `${table.address.kind} ${table.address.target}`;
    for (const port of table.ports) callees.set(`${callee}:${port.number}`, table);
    if (table.ports.length === 0 && !callees.has(callee)) callees.set(callee, table);
  }
  return callees;
}

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

const keyIndex = (mesh: Mesh): Map<string, Service | Egress> =>
  new Map([...mesh.services, ...mesh.egresses].map((callee) => [`${callee.kind} ${callee.key}`, callee]));

/** The service or egress with this key. */
export const calleeOf = (mesh: Mesh, kind: 'service' | 'egress', key: string): Service | Egress | undefined =>
  indexOf(mesh).byKey.get(`${kind} ${key}`);

export function serviceOf(mesh: Mesh, key: string): Service | undefined {
  const callee = calleeOf(mesh, 'service', key);
  return callee?.kind === 'service' ? callee : undefined;
}

/** What a host names inside the mesh; a bare name is looked up in the namespace of whoever asks. */
export function calleeByHost(mesh: Mesh, host: string, source: RequestSource): Service | Egress | undefined {
  const namespace = (source.kind === 'workload' ? source.namespace : undefined) ?? mesh.namespace;
  const local = host.includes('.') ? undefined : calleeOf(mesh, 'service', `${namespace}/${host}`);
  return local ?? claimOf(indexOf(mesh).hosts, host);
}

/** The table of a host at a door's port. */
export const tableAtDoor = (mesh: Mesh, gateway: string, port: number, host: string): Table | undefined =>
  claimOf(indexOf(mesh).doors.get(doorKey(gateway, port)) ?? new Map<string, Table>(), host);

/** The table that a request meets, if any. */
export function tableFor(mesh: Mesh, request: Request): Table | undefined {
  const { address } = request;
  switch (address.kind) {
    case 'gateway':
      return tableAtDoor(
        mesh,
        address.gateway,
        request.port,
        request.protocol === 'tls' ? (request.sni ?? '') : request.host,
      );
    case 'service':
    case 'egress':
      return calleeTable(mesh, `${address.kind} ${address.target}`, request.port);
    case 'undeclared':
      return undefined;
  }
}

/** A callee that declares no ports at all takes whatever comes. */
function calleeTable(mesh: Mesh, callee: string, port: number): Table | undefined {
  const { callees } = indexOf(mesh);
  return callees.get(`${callee}:${port}`) ?? callees.get(callee);
}
