// The model as objects for Linkerd 2 can tell it: versions that something is sent to, egresses by the names of their routes, nothing where
// Linkerd does by itself what was said.
import {
  type Destination,
  type Egress,
  type Mesh,
  type Port,
  type Retry,
  type RetryCondition,
  type Route,
  type Rule,
  type Service,
  type Settings,
  trafficOf,
} from '../../../model/index.ts';
import { objectWord, versionName, withoutScheme } from '../../shared/reading/index.ts';
import { hasEgressNetworks } from '../supports.ts';
import { codes } from './annotations.ts';

/** Before there were networks nothing could be said of what lies outside. */
export function asRead(mesh: Mesh, version?: string): Mesh {
  const names = namesOf(mesh);
  const hasNetworks = version === undefined || hasEgressNetworks(version);
  return {
    ...mesh,
    dataPlane: { proxy: 'linkerd' },
    telemetry: [],
    services: mesh.services.map(plainService),
    egresses: hasNetworks ? mesh.egresses.map((egress) => plainEgress(egress, names)) : [],
    routes: mesh.routes.map((route) => plainRoute(route, names)),
  };
}

type Names = ReadonlyMap<string, string>;

/** Versions by their labels, egresses by where they stand. */
function namesOf(mesh: Mesh): Names {
  const versions = mesh.services.flatMap((one) =>
    one.versions.map((version) => [`${one.key}@${version.name}`, versionName(version, one)] as const),
  );
  return new Map([...versions, ...mesh.egresses.map((one) => [one.key, egressKey(one)] as const)]);
}

const NAMESPACE = 'linkerd-egress';
const egressKey = ({ key, namespace, name }: Egress): string =>
  namespace === NAMESPACE ? key : `${NAMESPACE}/${objectWord(`${namespace}-${name}`)}`;

const plainService = ({ calls: _, proxy: __, ...one }: Service): Service => ({
  ...one,
  calls: [],
  versions: [],
  traffic: {},
  ports: one.ports.map((port) => ({ ...port, traffic: {} })),
});

const PROTOCOLS = { http: 'http', tls: 'tls', tcp: 'tcp' } as const;

/** Connections are told by their address, requests and TLS by their host. */
function plainEgress(egress: Egress, names: Names): Egress {
  const key = names.get(egress.key) ?? egress.key;
  const isStream = egress.ports.every(({ protocol }) => trafficOf(protocol) === 'tcp');
  return {
    ...egress,
    key,
    namespace: NAMESPACE,
    name: key.slice(NAMESPACE.length + 1),
    hosts: isStream || egress.hosts.some(({ value }) => value === '*') ? [] : egress.hosts,
    traffic: {},
    ports: egress.ports.map(plainPort),
  };
}

function plainPort({ target: _, ...port }: Port): Port {
  const protocol = PROTOCOLS[trafficOf(port.protocol)];
  return { ...port, traffic: {}, protocol, name: `${protocol}-${port.number}`, named: false };
}

function plainRoute(route: Route, names: Names): Route {
  const target = names.get(route.target) ?? route.target;
  return { ...route, target, rules: route.rules.map((one) => plainRule(one, names)) };
}

function plainRule(rule: Rule, names: Names): Rule {
  const { action } = rule;
  const plain = { ...rule, condition: withoutScheme(rule.condition), settings: plainSettings(rule.settings) };
  if (action.kind !== 'forward') return plain;
  const split = action.split.map((part) => ({ ...part, destination: plainDestination(part.destination, names) }));
  return { ...plain, action: { ...action, split } };
}

function plainDestination(destination: Destination, names: Names): Destination {
  const target = names.get(destination.target) ?? destination.target;
  if (destination.version === undefined) return { ...destination, target };
  const version = names.get(`${destination.target}@${destination.version}`) ?? objectWord(destination.version);
  return { ...destination, target, version };
}

/** No limit and no retries is what it does by itself; names are in names of objects. */
function plainSettings({ name: _, websocket: __, timeout, retry, ...settings }: Settings): Settings {
  return {
    ...settings,
    ...(timeout && timeout.value !== 'none' ? { timeout } : {}),
    ...(retry && retry.value !== 'never' ? { retry: { ...retry, value: byCodes(retry.value) } } : {}),
  };
}

function byCodes(retry: Retry): Retry {
  const on = [...new Set(retry.on.flatMap(codesOf))].sort((a, b) => (`${a}` < `${b}` ? -1 : 1));
  return { ...retry, on };
}

function codesOf(condition: RetryCondition): readonly RetryCondition[] {
  if (condition === '5xx') return codes(500, 599);
  if (condition === 'gateway-error') return codes(502, 504);
  return condition === 'retriable-4xx' ? [409] : [condition];
}
