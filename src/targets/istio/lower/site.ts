// Where a rule list will stand: in the proxies of the mesh or at doors. What is known there about every request (source, ports,
// scheme, host) is put into conditions before they are lowered.
import type { Condition, FromTest, GatewayPort, PortTest, TextTest, Traffic } from '../../../model/index.ts';
import { assuming, type Leaf, passes, quote } from '../../shared/normal-form/index.ts';

export type Site = MeshSite | DoorSite;

/** Requests that workloads address to a service or egress, at some of its ports. */
export interface MeshSite {
  readonly kind: 'mesh';
  readonly traffic: Traffic;
  /** Key of what was addressed; its destinations without a port keep the request's. */
  readonly target: string;
  readonly ports: readonly number[];
  /** The one host of it that is addressed, of an egress. */
  readonly host?: string;
}
/** Requests that come in through doors. */
export interface DoorSite {
  readonly kind: 'door';
  readonly traffic: Traffic;
  readonly doors: readonly DoorPort[];
  /** The only host, where there is one. */
  readonly host?: string | undefined;
}
export interface DoorPort {
  readonly gateway: string;
  readonly port: GatewayPort;
}

/** The condition with everything replaced that is the same for all requests of the site. */
export const atSite = (condition: Condition, site: Site): Condition =>
  assuming(condition, (leaf) => knownAt(leaf, site));

function knownAt(leaf: Leaf, site: Site): boolean | Condition | undefined {
  switch (leaf.kind) {
    case 'port':
      return knownPort(leaf, portsOf(site));
    case 'from':
      return site.kind === 'mesh' ? knownInMesh(leaf) : knownAtDoors(leaf, site);
    case 'text':
      if (!exists(leaf, site)) return false;
      return leaf.subject === 'rpc' ? rpcTest(leaf) : site.kind === 'door' ? knownText(leaf, site) : undefined;
  }
}

/** Connections have a server name at most; requests have one only where they come through TLS that ends at their door. */
const exists = ({ subject }: TextTest, site: Site): boolean =>
  site.traffic === 'http' ? subject !== 'sni' || endsTls(site) : site.traffic === 'tls' && subject === 'sni';

const endsTls = (site: Site): boolean =>
  site.kind === 'door' && site.doors.some(({ port }) => port.protocol === 'https');

/** The port numbers of its requests. */
export const portsOf = (site: Site): readonly number[] =>
  site.kind === 'mesh' ? site.ports : [...new Set(site.doors.map(({ port }) => port.number))];

function knownPort(leaf: PortTest, ports: readonly number[]): boolean | undefined {
  if (ports.every((port) => leaf.values.includes(port))) return true;
  return ports.some((port) => leaf.values.includes(port)) ? undefined : false;
}

/** Requests of a door never meet the rules of the mesh. */
const knownInMesh = ({ source }: FromTest): boolean | undefined => (source.kind === 'gateway' ? false : undefined);

/** At a door the source is the door. */
function knownAtDoors({ source }: FromTest, { doors }: DoorSite): boolean | undefined {
  if (source.kind !== 'gateway') return false;
  if (doors.every(({ gateway }) => gateway === source.gateway)) return true;
  return doors.some(({ gateway }) => gateway === source.gateway) ? undefined : false;
}

function knownText(leaf: TextTest, site: DoorSite): boolean | Condition | undefined {
  if (leaf.subject === 'host' && site.host !== undefined) return passes(leaf, site.host);
  return leaf.subject === 'scheme' ? knownScheme(leaf, site) : undefined;
}

/** At a door the scheme is that of the port, so a test of it is one of ports. */
function knownScheme(leaf: TextTest, { doors }: DoorSite): boolean | undefined {
  let [some, all] = [false, true];
  for (const { port } of doors) {
    const holds = passes(leaf, schemeOf(port));
    if (holds === undefined) return undefined;
    if (holds) some = true;
    else all = false;
  }
  return all || (some ? undefined : false);
}

/** What requests of a door's port come by. */
export const schemeOf = (port: GatewayPort): 'http' | 'https' => (port.protocol === 'https' ? 'https' : 'http');

/** A gRPC call is a path and a content type. */
function rpcTest(leaf: TextTest): Condition {
  const { origin } = leaf;
  const grpc: TextTest = {
    kind: 'text',
    subject: 'header',
    name: 'content-type',
    operator: 'matches',
    values: ['application/grpc(\\+.*)?'],
    origin,
  };
  if (leaf.operator === 'exists') return grpc;
  const path: TextTest = { ...leaf, subject: 'path', ...pathTest(leaf) };
  return { kind: 'and', parts: [path, grpc], origin };
}

/** Values of `rpc` lack the path's leading slash. */
function pathTest({ operator, values }: TextTest): Pick<TextTest, 'operator' | 'values'> {
  switch (operator) {
    case 'matches':
      return { operator, values: values.map((value) => `/(?:${value})`) };
    case 'ends':
      return { operator: 'matches', values: values.map((value) => `/.*${quote(value)}`) };
    case 'contains':
      return { operator: 'matches', values: values.map((value) => `/.*${quote(value)}.*`) };
    default:
      return { operator, values: values.map((value) => `/${value}`) };
  }
}
