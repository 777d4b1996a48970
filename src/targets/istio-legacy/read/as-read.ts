// The model as the objects of old Istio can tell it: routes, policies and egresses, and the one door that it has, at its two ports. What
// Pilot does anyway is not told apart.
import {
  type Condition,
  type Ingress,
  type Labels,
  leaves,
  type Mesh,
  mapLeaves,
  type Rule,
  type Service,
  type Settings,
  type TrafficPolicy,
} from '../../../model/index.ts';
import { redirectAsRead, rewriteAsRead } from '../../shared/reading/index.ts';
import { DOOR, door } from './door.ts';
import { egressesToldApart } from './egress-parts.ts';
import { destinationsOf } from './policies.ts';

export function asRead(mesh: Mesh): Mesh {
  const names = new Map(mesh.services.map((service) => [service.key, versionNames(service)]));
  const egresses = new Map(mesh.egresses.map((egress) => [egress.key, egressesToldApart(egress)]));
  const keys: Keys = new Map([...egresses].map(([key, parts]) => [key, parts[0]?.key ?? key]));
  const senders = new Set(mesh.routes.flatMap(({ rules }) => rules.flatMap(({ condition }) => sendersIn(condition))));
  const called = new Set(mesh.routes.flatMap(({ rules }) => rules.flatMap(destinationsOf)));
  const ruled = new Set(mesh.routes.map(({ target }) => target));
  const isWhole = (key: string): boolean => !ruled.has(key) || called.has(`${key}@`);
  const ingresses = mesh.ingresses.map((one) => ingress(one, mesh, names, keys));
  return {
    ...mesh,
    undeclared: 'allow',
    dataPlane: { proxy: 'envoy' },
    gateways: ingresses
      .filter(({ rules }) => rules.length > 0)
      .slice(0, 1)
      .map(({ origin }) => door([80, 443], origin)),
    ingresses,
    telemetry: [],
    services: mesh.services.map((one) => service(one, names, senders, called, isWhole(one.key))),
    egresses: [...egresses.values()].flat(),
    routes: mesh.routes.map((route) => ({
      ...route,
      target: keys.get(route.target) ?? route.target,
      rules: route.rules.map((one) => rule(one, names, keys)),
    })),
  };
}

/** What an egress goes by, of those that are told apart its first. */
type Keys = ReadonlyMap<string, string>;

function ingress(one: Ingress, mesh: Mesh, names: Names, keys: Keys): Ingress {
  const { doors, origin, certificate } = one;
  const known = doors.flatMap(({ gateway, ports }) => {
    const own = mesh.gateways.find(({ key }) => key === gateway)?.ports ?? [];
    return own.filter(({ number }) => ports.includes(number));
  });
  // What a gateway says for all its hosts is said for each.
  const own = mesh.gateways
    .filter(({ key }) => doors.some(({ gateway }) => gateway === key))
    .flatMap(({ rules }) => rules);
  const secret = certificate ?? known.find((port) => port.certificate)?.certificate;
  const ports = [...new Set(known.map(({ number }) => number))].sort((a, b) => a - b);
  return {
    ...one,
    doors: [{ gateway: DOOR, ports, origin }],
    ...(secret && ports.includes(443) ? { certificate: secret } : {}),
    rules: [...own, ...one.rules].map((each) => doorRule(each, mesh, names, keys)),
  };
}

/** Where a service without rules is called, the port of the Ingress counts. */
function doorRule(one: Rule, { services }: Mesh, names: Names, keys: Keys): Rule {
  const plain = rule(one, names, keys);
  const { action } = one;
  if (action.kind !== 'forward' || plain.action.kind !== 'forward' || one.through.length > 0) return plain;
  const split = plain.action.split.map((part, at) => {
    const { target, port, version } = action.split[at]?.destination ?? part.destination;
    if (version !== undefined) return part;
    const http = services.find(({ key }) => key === target)?.ports.filter(({ protocol }) => isHttp.has(protocol)) ?? [];
    const number = port ?? (http.length === 1 ? http[0]?.number : undefined);
    return number === undefined ? part : { ...part, destination: { ...part.destination, port: number } };
  });
  return { ...plain, action: { ...plain.action, split } };
}
const isHttp: ReadonlySet<string> = new Set(['http', 'http2', 'grpc']);

type Names = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Versions have no names there: their labels are what they are called by. */
const versionNames = ({ versions }: Service): ReadonlyMap<string, string> =>
  new Map(versions.map(({ name, labels }) => [name, labelsName(labels)]));

const labelsName = (labels: Labels): string =>
  Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** Versions that a condition asks for, before they are renamed. */
const sendersIn = (condition: Condition): readonly string[] =>
  [...leaves(condition)].flatMap((leaf) =>
    leaf.kind === 'from' && leaf.source.kind === 'service' && leaf.source.version !== undefined
      ? [`${leaf.source.service}@${leaf.source.version}`]
      : [],
  );

/** A version stands in these objects only where something is said of it. */
function service(
  { calls: _, proxy: __, visibleTo: ___, ...one }: Service,
  names: Names,
  senders: ReadonlySet<string>,
  called: ReadonlySet<string>,
  isWhole: boolean,
): Service {
  const whole = trafficOfAll(one);
  const versions = one.versions.flatMap((version) => {
    const key = `${one.key}@${version.name}`;
    const traffic = called.has(key) ? { ...whole, ...version.traffic } : {};
    if (Object.keys(traffic).length === 0 && !senders.has(key)) return [];
    return [{ ...version, name: names.get(one.key)?.get(version.name) ?? version.name, traffic }];
  });
  const ports = one.ports.map((port) => ({ ...port, traffic: {} }));
  return { ...one, calls: [], ports, traffic: isWhole ? whole : {}, versions };
}

/** What is said for the only port is said for all. */
const trafficOfAll = ({ ports, traffic }: Pick<Service, 'ports' | 'traffic'>): TrafficPolicy =>
  ports.length === 1 ? { ...traffic, ...ports[0]?.traffic } : traffic;

function rule(one: Rule, names: Names, keys: Keys): Rule {
  const rename = <T extends { readonly target: string; readonly version?: string }>(to: T): T => ({
    ...to,
    target: keys.get(to.target) ?? to.target,
    ...(to.version === undefined ? {} : { version: names.get(to.target)?.get(to.version) ?? to.version }),
  });
  const settings = settingsOf(one.settings, rename);
  const { action } = one;
  const condition = conditionOf(one.condition, names);
  if (action.kind === 'redirect') return { ...one, condition, settings, action: redirectAsRead(action) };
  if (action.kind !== 'forward') return { ...one, condition, settings };
  const split = action.split.map((part) => ({ ...part, destination: portless(rename(part.destination)) }));
  return { ...one, condition, settings, action: { ...action, split } };
}

const conditionOf = (condition: Condition, names: Names): Condition =>
  mapLeaves(condition, (leaf) => {
    if (leaf.kind !== 'from' || leaf.source.kind !== 'service' || leaf.source.version === undefined) return leaf;
    const { service, version } = leaf.source;
    return { ...leaf, source: { ...leaf.source, version: names.get(service)?.get(version) ?? version } };
  });

const portless = <T extends { readonly port?: number }>({ port: _, ...to }: T): Omit<T, 'port'> => to;

function settingsOf(
  { name: _, ...settings }: Settings,
  rename: <T extends { readonly target: string; readonly version?: string }>(to: T) => T,
): Settings {
  const { mirror, retry, timeout, rewritePath, ...rest } = settings;
  return {
    ...rest,
    ...(rewritePath ? { rewritePath: { ...rewritePath, value: rewriteAsRead(rewritePath.value) } } : {}),
    ...(timeout && timeout.value !== 'none' ? { timeout } : {}),
    // Old Envoys retry only what they are told to.
    ...(retry && retry.value !== 'never' ? { retry: { ...retry, value: { ...retry.value, on: [] } } } : {}),
    ...(mirror ? { mirror: { ...mirror, value: { ...mirror.value, to: portless(rename(mirror.value.to)) } } } : {}),
  };
}
