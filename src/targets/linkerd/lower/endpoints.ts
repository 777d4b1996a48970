// Destinations → the names that Linkerd's namers find endpoints by, and how connections to them are opened and shared.
import {
  DEFAULT_DISCOVERY,
  type Destination,
  type Discovery,
  type Egress,
  type Mesh,
  type Port,
  type Service,
  type TrafficPolicy,
  type Version,
  type WeightedDestination,
} from '../../../model/index.ts';
import { versionService } from '../../shared/calls/index.ts';
import type { Branch, Client, Namer } from '../plan.ts';
import { clientOf } from './client.ts';
import { cannot, type Refusal } from './refusal.ts';

export interface Endpoints {
  readonly branches: readonly Branch[];
  readonly clients: readonly Client[];
  readonly refusals: readonly Refusal[];
}
/** What requests to a destination are known to be for. */
export interface Calling {
  readonly port: number;
  readonly host?: string;
}
interface Target {
  readonly callee: Service | Egress;
  readonly version?: Version;
  readonly port: Port;
}

/** The largest weight that a floating point number holds exactly. */
const MOST = Number.MAX_SAFE_INTEGER;

/** A split, by weights that are whole: of a destination with several addresses each has its part. */
export function endpointsOf(mesh: Mesh, split: readonly WeightedDestination[], calling: Calling): Endpoints {
  const parts = split
    .filter(({ weight }) => weight > 0 || split.length === 1)
    .map((part) => ({ ...part, ...placesOf(mesh, part, calling) }));
  const times = parts.reduce((all, { paths }) => leastCommon(all, Math.max(1, paths.length)), 1);
  const whole = ({ weight, paths }: (typeof parts)[number]): number =>
    parts.length === 1 ? 1 : (weight * times) / Math.max(1, paths.length);
  return {
    branches: parts.flatMap((part) => part.paths.map((path) => ({ path, weight: whole(part) }))),
    clients: parts.flatMap(({ clients }) => clients),
    refusals: parts.flatMap((part) => [
      ...part.refusals,
      ...(whole(part) > MOST
        ? [
            {
              origin: part.origin,
              construct: `the weight ${whole(part)}`,
              note: `a dtab holds whole weights up to ${MOST}`,
              why: 'weight' as const,
            },
          ]
        : []),
    ]),
  };
}

const leastCommon = (a: number, b: number): number => (a * b) / greatestCommon(a, b);
const greatestCommon = (a: number, b: number): number => (b === 0 ? a : greatestCommon(b, a % b));

interface Places {
  readonly paths: readonly string[];
  readonly clients: readonly Client[];
  readonly refusals: readonly Refusal[];
}

function placesOf(mesh: Mesh, { destination, origin }: WeightedDestination, calling: Calling): Places {
  const target = targetOf(mesh, destination, calling);
  if (!target) return { paths: [], clients: [], refusals: [] };
  const { callee, port, version } = target;
  if (port.protocol !== 'http') {
    const note = `its routers speak HTTP/1, and port ${port.number} of ${callee.key} is ${port.protocol}`;
    return { paths: [], clients: [], refusals: [cannot(origin, `send to ${callee.key}`, note)] };
  }
  const places = callee.kind === 'egress' ? egressPlaces(callee, port, calling) : servicePlaces(mesh, target);
  if (typeof places === 'string')
    return { paths: [], clients: [], refusals: [cannot(origin, `send to ${callee.key}`, places)] };
  const traffic: TrafficPolicy = { ...callee.traffic, ...port.traffic, ...version?.traffic };
  const host = callee.kind === 'service' ? callee.host : (calling.host ?? callee.hosts[0]?.value ?? '');
  const made = places.map((prefix) => clientOf(prefix, traffic, host));
  return {
    paths: places,
    clients: made.flatMap(({ client }) => client ?? []),
    refusals: made[0]?.refusals ?? [],
  };
}

function targetOf(mesh: Mesh, destination: Destination, calling: Calling): Target | undefined {
  const list: readonly (Service | Egress)[] = destination.kind === 'service' ? mesh.services : mesh.egresses;
  const callee = list.find(({ key }) => key === destination.target);
  const number = destination.port ?? calling.port;
  const port = callee?.ports.find((candidate) => candidate.number === number) ?? callee?.ports[0];
  if (!callee || !port) return undefined;
  const version =
    callee.kind === 'service' ? callee.versions.find(({ name }) => name === destination.version) : undefined;
  return { callee, port, ...(version ? { version } : {}) };
}

/** The names, or why there are none. */
function egressPlaces(egress: Egress, port: Port, { host }: Calling): readonly string[] | string {
  if (egress.through) return `it cannot go through gateway ${egress.through.gateway}`;
  const reached = port.target ?? port.number;
  if (egress.addresses.length > 0) return egress.addresses.map(({ value }) => inet(value, reached));
  const called =
    egress.hosts.find(({ value }) => value === host) ?? (egress.hosts.length === 1 ? egress.hosts[0] : undefined);
  if (!called) return 'it has several hosts, and the request does not say which';
  return called.value.startsWith('*') ? `${called.value} is a wildcard` : [inet(called.value, reached)];
}

function servicePlaces(mesh: Mesh, { callee, port, version }: Target): readonly string[] | string {
  const service = callee as Service;
  const reached = port.target ?? port.number;
  if (service.inCluster && service.addresses.length === 0)
    return [pathOf(mesh, service, version, port.number, reached)];
  if (version && service.versions.length > 1)
    return 'it is reached by an address, which does not say the version of what answers';
  return service.addresses.length > 0
    ? service.addresses.map(({ value }) => inet(value, reached))
    : [inet(service.host, reached)];
}

const inet = (host: string, port: number): string => `/$/inet/${host}/${port}`;

/** Where the endpoints of a service, or of one version, are looked up; `reached` is the port of the pods. */
export function pathOf(
  mesh: Mesh,
  service: Service,
  version: Version | undefined,
  port: number,
  reached: number,
): string {
  const discovery = mesh.discovery ?? DEFAULT_DISCOVERY;
  const { namespace, name } = service;
  const standsFor = version ? versionService(service, version.name) : name;
  switch (discovery.kind) {
    case 'kubernetes':
      return `/#/io.l5d.k8s/${namespace}/${port}/${standsFor}`;
    case 'dns':
      return inet(`${standsFor}.${namespace}.svc.${mesh.clusterDomain}`, version ? reached : port);
    case 'fs':
      return `/#/io.l5d.fs/${standsFor}.${namespace}.${port}`;
    case 'consul':
      return `/#/io.l5d.consul${consulPath(mesh, service, version, port, discovery)}`;
  }
}

/** A service with one port has its own name in Consul, other ports have theirs behind it; versions are tags. */
function consulPath(
  mesh: Mesh,
  { name, namespace, ports }: Service,
  version: Version | undefined,
  port: number,
  { datacenter }: Extract<Discovery, { readonly kind: 'consul' }>,
): string {
  const alone = mesh.services.filter((service) => service.name === name).length === 1;
  const called = alone ? name : `${name}-${namespace}`;
  const listed = ports.length === 1 && ports[0]?.number === port ? called : `${called}-${port}`;
  return version ? `.tagged/${datacenter}/${version.name.toLowerCase()}/${listed}` : `/${datacenter}/${listed}`;
}

/** What looks up the names that entries use. */
export function namersOf({ discovery = DEFAULT_DISCOVERY }: Mesh): readonly Namer[] {
  switch (discovery.kind) {
    case 'kubernetes':
      return [{ kind: 'io.l5d.k8s', host: discovery.host, port: discovery.port }];
    case 'dns':
      return [];
    case 'fs':
      return [{ kind: 'io.l5d.fs', rootDir: discovery.folder }];
    case 'consul': {
      const { host, port } = discovery;
      return [
        { kind: 'io.l5d.consul', host, port },
        { kind: 'io.l5d.consul', prefix: '/io.l5d.consul.tagged', host, port, includeTag: true },
      ];
    }
  }
}
