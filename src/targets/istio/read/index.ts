// Objects of Istio 1.x → the model, by Istio's own published order and matching: the way back. Knows neither how objects are made of a
// model nor how they are written. What has no form in the model is a residue; what nobody declares is assumed and said.
import type { Ingress } from '../../../model/index.ts';
import type { Read, Reader, ReadOptions } from '../../platform.ts';
import { Gathering as Drafts, type Gathering, type InputObject, sourced } from '../../shared/reading/index.ts';
import { asRead } from './as-read.ts';
import { applyWildcards, checkPolicies, readDestinationRules } from './destination-rule.ts';
import type { Reading } from './destinations.ts';
import { ingressesOf } from './doors.ts';
import { explicit } from './explicit.ts';
import { readGateway, type Server } from './gateway.ts';
import { meshRoutes } from './mesh-routes.ts';
import { openHosts } from './open-hosts.ts';
import { readServiceEntry } from './service-entry.ts';
import { readSidecar, readTelemetry } from './telemetry.ts';
import { type Head, readBody, readHead, type VirtualService } from './virtual-service.ts';
import { withoutForm } from './without-form.ts';

const apiGroups: readonly string[] = ['networking.istio.io', 'telemetry.istio.io'];
const apiVersions: ReadonlySet<string> = new Set(['v1', 'v1beta1', 'v1alpha3', 'v1alpha1']);

/** Whether the object is one of those that `readIstio` understands. */
export function isIstio({ apiVersion, kind }: InputObject): boolean {
  return apiGroups.includes(apiVersion.split('/')[0] ?? '') && kinds.has(kind);
}
const kinds: ReadonlySet<string> = new Set([
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'ServiceEntry',
  'Telemetry',
  'Sidecar',
]);

/** The model; notes about single objects are left with them. */
export function readIstio(objects: readonly InputObject[], options: ReadOptions): Read {
  const gathering = new Drafts(options.clusterDomain, options.services);
  for (const { namespace } of objects) gathering.namespaces.add(namespace);
  const known = objects.filter(hasKnownVersion);
  const of = (kind: string) => known.filter((object) => object.kind === kind);
  const servers = of('Gateway').flatMap((object) => readGateway(object, gathering));
  for (const object of of('ServiceEntry')) readServiceEntry(object, gathering);
  const wildcards = readDestinationRules(of('DestinationRule'), gathering);
  const services = readVirtualServices(of('VirtualService'), gathering);
  applyWildcards(wildcards, gathering);
  gathering.settlePorts();
  const routes = meshRoutes(services, gathering);
  const all = [...servers, ...assumedServers(services, gathering)];
  const ingresses = ingressesOf(services, all, gathering);
  checkPolicies(gathering);
  checkExits(gathering);
  const telemetry = of('Telemetry').flatMap((object) => readTelemetry(object));
  const undeclared = of('Sidecar').some((object) => readSidecar(object)) ? 'deny' : 'allow';
  finishGateways(gathering, ingresses);
  return {
    mesh: {
      namespace: options.namespace,
      clusterDomain: options.clusterDomain,
      undeclared,
      dataPlane: { proxy: 'envoy' },
      routes,
      ingresses,
      telemetry,
      tests: [],
      expectations: [],
      ...gathering.declarations(),
    },
    assumptions: gathering.assumptions,
  };
}

function hasKnownVersion({ apiVersion, notes }: InputObject): boolean {
  const version = apiVersion.split('/')[1] ?? '';
  if (apiVersions.has(version)) return true;
  notes.keep(`mesh does not know the version \`${apiVersion}\``);
  return false;
}

function readVirtualServices(objects: readonly InputObject[], gathering: Gathering): readonly VirtualService[] {
  const none: Reading = { gathering, exits: new Map() };
  const heads = objects.map((object) => readHead(object, none));
  const parts = new Map(
    heads
      .filter(({ hosts }) => hosts.length === 0)
      .map((head) => [`${head.object.namespace}/${head.object.name}`, head]),
  );
  const called = new Set<Head>();
  const delegated = (key: string) => {
    const head = parts.get(key);
    if (!head) return undefined;
    called.add(head);
    return { entries: head.spec.list('http'), namespace: head.object.namespace };
  };
  const services = heads
    .filter(({ hosts }) => hosts.length > 0)
    .map((head) => readBody(head, { gathering, exits: exitsOf(head, heads, gathering), delegated }));
  for (const head of parts.values()) finishPart(head, called.has(head));
  return services;
}

/** A VirtualService without hosts is a part of those that call it. */
function finishPart({ object: { notes }, spec }: Head, isCalled: boolean): void {
  if (!isCalled) notes.keep('it has no hosts, and none of the files calls it by `delegate`');
  const { length } = spec.list('http');
  notes.entries = { all: length, read: isCalled ? length : 0 };
  spec.done();
}

/** Gateways that the requests of an egress may leave by: each one's own Service stands for the egress in its routes. */
function exitsOf(head: Head, heads: readonly Head[], gathering: Gathering): ReadonlyMap<string, string> {
  const egress = gathering.byHost(head.hosts[0] ?? '');
  if (egress?.kind !== 'egress' || !head.gateways.includes('mesh')) return new Map();
  const doors = heads
    .filter(({ hosts }) => hosts.some((host) => egress.hosts.some(({ value }) => value === host)))
    .flatMap(({ gateways }) => gateways);
  return new Map(
    doors.flatMap((key) => {
      const gateway = gathering.gateways.get(key);
      const name = gateway?.pods.app ?? (gateway?.pods.istio === undefined ? undefined : `istio-${gateway.pods.istio}`);
      if (!gateway || name === undefined) return [];
      return [...gateway.ports.keys()].map((port) => {
        const host = `${name}.${gateway.namespace}.svc.${gathering.clusterDomain}:${port}`;
        if (asks(head, host)) egress.through = { gateway: key, port, origin: head.object.origin };
        return [host, egress.key] as const;
      });
    }),
  );
}

/** Whether some destination of it is this host and port. */
function asks({ spec }: Head, address: string): boolean {
  const [host = '', port] = address.split(':');
  const text = JSON.stringify(
    ['http', 'tls', 'tcp'].map((key) => spec.node(key)),
    (name, value) => (name === 'origin' ? undefined : value),
  );
  return text.includes(JSON.stringify(host)) && text.includes(`"value":${port}`);
}

/** Requests that are sent to a gateway which does not let them out go nowhere. */
function checkExits({ egresses, left }: Gathering): void {
  for (const egress of egresses.values())
    if (egress.through && !egress.hosts.every(({ value }) => left.has(`${egress.key} ${value}`))) delete egress.through;
}

/** Gateways that routes name and nobody declares. */
function assumedServers(services: readonly VirtualService[], gathering: Gathering): readonly Server[] {
  const missing = Map.groupBy(
    services.flatMap((one) =>
      one.gateways.filter((key) => key !== 'mesh' && !gathering.gateways.has(key)).map((key) => ({ key, one })),
    ),
    ({ key }) => key,
  );
  return [...missing].flatMap(([key, users]) =>
    assumedGateway(
      key,
      users.map(({ one }) => one),
      gathering,
    ),
  );
}

function assumedGateway(key: string, users: readonly VirtualService[], gathering: Gathering): readonly Server[] {
  const [namespace = '', name = ''] = key.split('/');
  const origin = users[0]?.object.origin as Server['origin'];
  const ports = new Map<number, Server['traffic']>();
  if (users.some(({ http }) => http.length > 0)) ports.set(80, 'http');
  if (users.some(({ tls }) => tls.length > 0)) ports.set(443, 'tls');
  for (const { tcp, tls, http } of users) {
    for (const [kind, entries] of [
      ['tcp', tcp],
      ['tls', tls],
      ['http', http],
    ] as const)
      for (const { matches } of entries)
        for (const { port } of matches ?? []) if (port !== undefined && !ports.has(port)) ports.set(port, kind);
    if (tcp.length > 0 && ![...ports.values()].includes('tcp')) ports.set(9000, 'tcp');
  }
  const list = [...ports].map(([number, kind]) => `${number} ${kind}`).join(', ');
  gathering.assume(`gateway ${key} is not among the files; its ports are taken to be ${list}`, origin);
  gathering.gateways.set(key, {
    kind: 'gateway',
    key,
    namespace,
    name,
    origin,
    pods: { istio: 'ingressgateway' },
    podsWritten: false,
    ports: new Map(
      [...ports].map(([number, protocol]) => [number, { number, name: `${protocol}-${number}`, protocol, origin }]),
    ),
    rules: [],
    settings: {},
    ...(users.some(({ object }) => object.namespace !== namespace) ? { openTo: sourced('all', origin) } : {}),
  });
  const hosts = [{ namespace: '*', host: '*' }];
  return [...ports].map(([port, traffic]) => ({ gateway: key, port, traffic, hosts, origin }));
}

/** A gateway that only its own namespace uses need not be open to all. */
function finishGateways(gathering: Gathering, ingresses: readonly Ingress[]): void {
  for (const gateway of gathering.gateways.values()) {
    const spaces = new Set(
      ingresses
        .filter(({ doors }) => doors.some((door) => door.gateway === gateway.key))
        .map(({ namespace }) => namespace),
    );
    if (gateway.openTo?.value === 'all' && spaces.size > 0 && [...spaces].every((space) => space === gateway.namespace))
      delete gateway.openTo;
  }
}

export const istioReader: Reader = {
  takes: isIstio,
  read: readIstio,
  asRead,
  withoutForm,
  explicit,
  beyond: openHosts,
};
