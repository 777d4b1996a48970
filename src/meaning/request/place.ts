// From a request as people write one (a test's sample, a command line) to the requests it can be: at which doors it may
// come in, or what it is addressed to inside the mesh. A request that cannot exist is a problem in words.
import {
  type Egress,
  type Gateway,
  type GatewayPort,
  type Mesh,
  type Port,
  type SampleRequest,
  type Service,
  trafficOf,
} from '../../model/index.ts';
import { usualPort } from '../effects.ts';
import { sampleHost } from '../hosts.ts';
import { calleeByHost, calleeOf, tableAtDoor } from '../lookup.ts';
import { doorProtocol } from '../table.ts';
import { normalisePath } from './normalise.ts';
import {
  type Address,
  makeRequest,
  multimap,
  parseCookies,
  type Request,
  type RequestSource,
  unknownSource,
} from './request.ts';
import { sourceOf } from './source.ts';

/** A sample, with what only a command line can say. */
export interface LooseRequest extends Omit<SampleRequest, 'method'> {
  /** `TLS` and `TCP` ask for connections. */
  readonly method: string;
  /** Comes in here. */
  readonly gateway?: string;
  /** Wins over `from`. */
  readonly source?: RequestSource;
}

export type Placed =
  | { readonly requests: readonly Request[]; readonly problem?: undefined }
  | { readonly problem: string };

const problem = (text: string): Placed => ({ problem: text });

/** All requests that a written one can be; at least one, or a problem. */
export function placeRequest(mesh: Mesh, loose: LooseRequest): Placed {
  const path = normalisePath(loose.path || '/');
  if (path === undefined) return problem(`${JSON.stringify(loose.path)} is no path: it begins with / and holds no NUL`);
  const clean = { ...loose, path };
  const source = loose.source ?? (loose.from ? sourceOf(mesh, loose.from) : undefined);
  const gateway = loose.gateway ?? (source?.kind === 'gateway' ? source.gateway : undefined);
  if (gateway !== undefined) return atGateway(mesh, clean, gateway);
  if (loose.to) return toCallee(mesh, clean, loose.to, source ?? unknownSource);
  if (loose.host === undefined) return problem('say where it goes: a whole URL, or a service after `to`');
  return byHost(mesh, clean, loose.host, source);
}

function atGateway(mesh: Mesh, loose: LooseRequest, key: string): Placed {
  const gateway = mesh.gateways.find((candidate) => candidate.key === key);
  if (!gateway) return problem(`there is no gateway ${key}`);
  const port = doorFor(gateway, loose);
  if (!port) return problem(noDoor(gateway, loose));
  return { requests: [doorRequest(loose, gateway, port)] };
}

function noDoor(gateway: Gateway, loose: LooseRequest): string {
  const ports = gateway.ports.map((port) => `${port.number} ${port.protocol}`).join(', ') || 'none';
  const wanted =
    loose.port === undefined ? (loose.scheme ?? loose.method) : `${loose.scheme ?? loose.method} on port ${loose.port}`;
  return `gateway ${gateway.key} takes no ${wanted}: its ports are ${ports}`;
}

/** The port of a door that speaks what the request speaks, the usual one first. */
function doorFor(gateway: Gateway, loose: LooseRequest): GatewayPort | undefined {
  const fits = gateway.ports.filter((port) => speaks(port, loose) && (loose.port ?? port.number) === port.number);
  const usual = usualPort(loose.scheme ?? 'http');
  return fits.find((port) => port.number === usual) ?? fits[0];
}

function speaks(port: GatewayPort, loose: LooseRequest): boolean {
  const protocol = doorProtocol(port);
  if (loose.method === 'TLS') return protocol === 'tls';
  if (loose.method === 'TCP') return protocol === 'tcp';
  if (loose.scheme === 'https') return port.protocol === 'https' || protocol === 'tls';
  return protocol === 'http' && (loose.scheme === undefined || port.protocol !== 'https');
}

function doorRequest(loose: LooseRequest, gateway: Gateway, port: GatewayPort): Request {
  const source: RequestSource = { kind: 'gateway', gateway: gateway.key };
  const scheme = port.protocol === 'https' ? 'https' : 'http';
  const address: Address = { kind: 'gateway', gateway: gateway.key };
  return concrete({ ...loose, scheme }, doorProtocol(port), port.number, loose.host ?? '', address, source);
}

function toCallee(
  mesh: Mesh,
  loose: LooseRequest,
  to: NonNullable<SampleRequest['to']>,
  source: RequestSource,
): Placed {
  const callee = calleeOf(mesh, to.kind, to.target);
  if (!callee) return problem(`there is no ${to.kind} ${to.target}`);
  const asked = to.port ?? loose.port;
  const port = portFor(callee, asked, loose);
  if (asked !== undefined && !port) return problem(`${callee.key} declares no port ${asked}`);
  return { requests: [calleeRequest(loose, callee, port, loose.host ?? hostOf(callee), source)] };
}

const hostOf = (callee: Service | Egress): string =>
  callee.kind === 'service' ? callee.host : sampleHost(callee.hosts[0]?.value ?? '');

/** The port asked for; else the scheme's usual one, else the first that carries what is sent. */
function portFor(callee: Service | Egress, asked: number | undefined, loose: LooseRequest): Port | undefined {
  if (asked !== undefined) return callee.ports.find((port) => port.number === asked);
  const wanted = loose.method === 'TLS' ? 'tls' : loose.method === 'TCP' ? 'tcp' : 'http';
  const usual = callee.ports.find(
    (port) => loose.host !== undefined && port.number === usualPort(loose.scheme ?? 'http'),
  );
  return usual ?? callee.ports.find((port) => trafficOf(port.protocol) === wanted) ?? callee.ports[0];
}

function calleeRequest(
  loose: LooseRequest,
  callee: Service | Egress,
  port: Port | undefined,
  host: string,
  source: RequestSource,
): Request {
  const address: Address = { kind: callee.kind, target: callee.key };
  return concrete(
    loose,
    port ? trafficOf(port.protocol) : 'http',
    port?.number ?? loose.port ?? 80,
    host,
    address,
    source,
  );
}

function byHost(mesh: Mesh, loose: LooseRequest, host: string, source: RequestSource | undefined): Placed {
  const callee = calleeByHost(mesh, host, source ?? unknownSource);
  const inside = callee ? insideByHost(loose, callee, host, source ?? unknownSource) : [];
  if (source) return { requests: inside.length > 0 ? inside : [undeclared(loose, host, source)] };
  const doors = mesh.gateways.flatMap((gateway) => claimedDoors(mesh, loose, gateway, host));
  if (doors.length + inside.length > 0) return { requests: [...doors, ...inside] };
  const strangers = mesh.gateways
    .filter((gateway) => isEntrance(mesh, gateway))
    .flatMap((gateway) => strangerAt(loose, gateway));
  return { requests: strangers.length > 0 ? strangers : [undeclared(loose, host, unknownSource)] };
}

/** A door that only lets requests out is no place where unknown hosts come in. */
const isEntrance = (mesh: Mesh, { key }: Gateway): boolean =>
  mesh.ingresses.some((ingress) => ingress.doors.some((door) => door.gateway === key));

function strangerAt(loose: LooseRequest, gateway: Gateway): Request[] {
  const port = doorFor(gateway, loose);
  return port ? [doorRequest(loose, gateway, port)] : [];
}

function insideByHost(loose: LooseRequest, callee: Service | Egress, host: string, source: RequestSource): Request[] {
  const port = portFor(callee, loose.port, loose);
  return [calleeRequest(loose, callee, port, host, source)];
}

function claimedDoors(mesh: Mesh, loose: LooseRequest, gateway: Gateway, host: string): Request[] {
  const name = loose.sni ?? host;
  const claimed = (port: GatewayPort) =>
    tableAtDoor(mesh, gateway.key, port.number, doorProtocol(port) === 'tls' ? name : host);
  const open = gateway.ports.filter((port) => claimed(port));
  const port = doorFor({ ...gateway, ports: open }, loose);
  return port ? [doorRequest(loose, gateway, port)] : [];
}

const undeclared = (loose: LooseRequest, host: string, source: RequestSource): Request =>
  concrete(loose, 'http', loose.port ?? usualPort(loose.scheme ?? 'http'), host, { kind: 'undeclared' }, source);

/** The request itself; of connections only what exists there is kept. */
function concrete(
  loose: LooseRequest,
  protocol: Request['protocol'],
  port: number,
  host: string,
  address: Address,
  source: RequestSource,
): Request {
  const sni = (loose.sni ?? (protocol === 'tls' || loose.scheme === 'https' ? host : undefined))?.toLowerCase();
  const named = sni === undefined || sni === '' ? {} : { sni };
  const shared = { protocol, port, host: host.toLowerCase(), address, source, ...named };
  if (protocol !== 'http') return makeRequest({ ...shared, method: '', path: '' });
  return makeRequest({
    ...shared,
    method: loose.method.toUpperCase(),
    scheme: loose.scheme ?? 'http',
    path: loose.path,
    ...valuesOfSample(loose),
  });
}

function valuesOfSample(loose: LooseRequest): Pick<Request, 'query' | 'headers' | 'cookies' | 'rawCookie'> {
  const headers = loose.headers.map(({ name, value }) => [name.toLowerCase(), value] as const);
  const raw = headers.filter(([name]) => name === 'cookie').map(([, value]) => value);
  const cookies = loose.cookies.map(({ name, value }) => [name, value] as const);
  const whole = [...raw, ...cookies.map(([name, value]) => `${name}=${value}`)].join('; ');
  return {
    query: multimap(loose.query.map(({ name, value }) => [name, value] as const)),
    headers: multimap(headers.filter(([name]) => name !== 'cookie')),
    cookies: multimap([...raw.flatMap((value) => pairs(parseCookies(value))), ...cookies]),
    ...(raw.length > 0 ? { rawCookie: whole } : {}),
  };
}

const pairs = (map: ReadonlyMap<string, readonly string[]>): (readonly [string, string])[] =>
  [...map].flatMap(([name, values]) => values.map((value) => [name, value] as const));
