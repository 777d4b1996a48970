// The model as Gateway API's objects can tell it: versions that something is sent to, doors without pods, retries by status code.
import type {
  Destination,
  Gateway,
  GatewayPort,
  Ingress,
  Mesh,
  Protocol,
  Retry,
  Rule,
  Service,
  Settings,
} from '../../../model/index.ts';
import { objectWord, versionName, withoutScheme } from '../../shared/reading/index.ts';
import { ISTIO } from '../supports.ts';

export function asRead(mesh: Mesh): Mesh {
  const names = new Map(
    mesh.services.flatMap((one) =>
      one.versions.map((version) => [`${one.key}@${version.name}`, versionName(version, one)]),
    ),
  );
  return {
    ...mesh,
    undeclared: 'allow',
    dataPlane: { proxy: 'envoy' },
    telemetry: [],
    services: mesh.services.map(({ calls: _, proxy: __, ...one }) => ({ ...ofOnlyPort(one), calls: [], versions: [] })),
    gateways: mesh.gateways.filter(({ ports }) => ports.length > 0).map((one) => gateway(one, mesh, names)),
    routes: mesh.routes.map((route) => ({ ...route, rules: route.rules.map((one) => plainly(rule(one, names))) })),
    ingresses: mesh.ingresses.map((ingress) => ({ ...ingress, rules: ingress.rules.map((one) => rule(one, names)) })),
  };
}

/** TLS of the only port is that of the service, where the port has no name to call it by. */
function ofOnlyPort<T extends Pick<Service, 'ports' | 'traffic'>>(service: T): T {
  const [port, ...others] = service.ports;
  if (!port?.traffic.tls || port.named || others.length > 0) return service;
  const { tls, ...traffic } = port.traffic;
  return { ...service, traffic: { ...service.traffic, tls }, ports: [{ ...port, traffic }] };
}

type Names = ReadonlyMap<string, string>;

/** Inside the mesh requests come as plain HTTP. */
const plainly = (one: Rule): Rule => ({ ...one, condition: withoutScheme(one.condition) });

const gateway = (one: Gateway, { ingresses }: Mesh, names: Names): Gateway => ({
  ...one,
  pods: {},
  ports: one.ports.map((port) => ({ ...listener(port, one.key, ingresses), protocol: listened(port.protocol) })),
  class: one.class ?? { value: ISTIO, origin: one.origin, level: 'rule' },
  rules: one.rules.map((each) => rule(each, names)),
});

/** Where TLS ends with the certificates of hosts alone, the first of their listeners is what there is of the port. */
function listener(port: GatewayPort, gateway: string, ingresses: readonly Ingress[]): GatewayPort {
  if (port.certificate || (port.protocol !== 'https' && port.protocol !== 'tls')) return port;
  const [first, ...others] = ingresses.filter(({ doors }) =>
    doors.some((door) => door.gateway === gateway && door.ports.includes(port.number)),
  );
  if (!first?.certificate || (port.protocol === 'tls' && others.some(({ certificate }) => !certificate))) return port;
  const host = first.hosts[0]?.value ?? '*';
  const word = host.replace(/^\*$/, 'all').replace(/^\*\./, 'any-').replaceAll('.', '-');
  return { ...port, name: `${port.name}-${word}`, certificate: first.certificate };
}

/** A listener for HTTP takes all its versions. */
const listened = (protocol: Protocol): Protocol => (protocol === 'grpc' || protocol === 'http2' ? 'http' : protocol);

function rule(one: Rule, names: Names): Rule {
  const settings = settingsOf(one.settings, names);
  const { action } = one;
  if (action.kind === 'respond') return { ...one, settings: withoutName(settings) };
  if (action.kind !== 'forward') return { ...one, settings };
  return {
    ...one,
    settings,
    action: { ...action, split: action.split.map((part) => ({ ...part, destination: to(part.destination, names) })) },
  };
}

/** What nothing is sent to needs no entry. */
const withoutName = ({ name: _, ...settings }: Settings): Settings => settings;

const to = (destination: Destination, names: Names): Destination =>
  destination.version === undefined
    ? destination
    : {
        ...destination,
        version: names.get(`${destination.target}@${destination.version}`) ?? objectWord(destination.version),
      };

function settingsOf({ name, retry, mirror, websocket: _, ...settings }: Settings, names: Names): Settings {
  return {
    ...settings,
    ...(name ? { name: { ...name, value: ruleName(name.value) } } : {}),
    ...(retry ? { retry: { ...retry, value: retry.value === 'never' ? retry.value : byCodes(retry.value) } } : {}),
    ...(mirror ? { mirror: { ...mirror, value: { ...mirror.value, to: to(mirror.value.to, names) } } } : {}),
  };
}

/** In lower case with dashes; names of one route differ by a number at the end. */
const ruleName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$|-\d+$/g, '') || 'rule';

/** Connections that fail are retried anyway. */
function byCodes(retry: Retry): Retry {
  const codes = retry.on.flatMap((word) =>
    word === '5xx'
      ? [500, 502, 503, 504]
      : word === 'gateway-error'
        ? [502, 503, 504]
        : typeof word === 'number'
          ? [word]
          : [],
  );
  return { ...retry, on: [...new Set(codes)].sort((a, b) => a - b) };
}
