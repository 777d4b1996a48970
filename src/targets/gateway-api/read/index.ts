// Objects of Gateway API → the model, by its published precedence: the more specific host, then path, method, headers and parameters, then
// the smaller name, then the order of rules. Knows neither how objects are made of a model nor how they are written.
import type { Ingress, Mesh, Rule, Service } from '../../../model/index.ts';
import type { Read, Reader, ReadOptions } from '../../platform.ts';
import { Gathering, type InputObject, isForLinkerd, keyOf, sourced } from '../../shared/reading/index.ts';
import { asRead } from './as-read.ts';
import { grantsOf, versionServices } from './backends.ts';
import { envelopes, explicit } from './explicit.ts';
import { isNamed, type Listener, readGateway, readListenerSet } from './listeners.ts';
import { meshRoutes } from './mesh-routes.ts';
import { isImported, serviceKeys } from './other-backends.ts';
import { rulesOf } from './precedence.ts';
import { type Parent, type RouteObject, readRoutes } from './routes.ts';
import { isServiceEntry, knowServiceEntry } from './service-entries.ts';
import { readTlsPolicy } from './tls-policy.ts';
import { withoutForm } from './without-form.ts';

const group = /^gateway\.networking\.(x-)?k8s\.io\//;
const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];
const kinds: ReadonlySet<string> = new Set([
  'Gateway',
  'ListenerSet',
  'XListenerSet',
  'ReferenceGrant',
  'BackendTLSPolicy',
  ...routeKinds,
]);

const takes = (object: InputObject): boolean =>
  group.test(object.apiVersion) && kinds.has(object.kind) && !isForLinkerd(object);
/** Services that were written for versions, and what Istio's own objects say is outside. */
const helps = (object: InputObject): boolean => isService(object) || isServiceEntry(object);
const isService = ({ apiVersion, kind }: InputObject): boolean => apiVersion === 'v1' && kind === 'Service';

function read(objects: readonly InputObject[], options: ReadOptions): Read {
  const gathering = new Gathering(options.clusterDomain, options.services);
  const of = (...wanted: readonly string[]) => objects.filter(({ kind }) => wanted.includes(kind));
  const versions = versionServices(objects.filter(isService), gathering);
  for (const object of objects.filter(isServiceEntry)) knowServiceEntry(object, gathering);
  const grants = grantsOf(of('ReferenceGrant'));
  const listeners = [
    ...of('Gateway').flatMap((object) => readGateway(object, gathering)),
    ...of('ListenerSet', 'XListenerSet').flatMap((object) => readListenerSet(object, gathering)),
  ];
  for (const object of of('BackendTLSPolicy')) readTlsPolicy(object, gathering, versions);
  const written = of(...routeKinds).filter(hasKnownVersion);
  const routes = readRoutes(written, {
    ...{ gathering, versions, grants, listeners },
    services: serviceKeys(written, gathering),
  });
  gathering.settlePorts();
  const all = [...listeners, ...assumedListeners(routes, gathering)];
  const units = unitsOf(
    routes,
    all.map((listener) => withoutDoors(listener, gathering)),
  );
  const ingresses = ingressesOf(units, gathering);
  const hung = meshRoutes(routes, gathering);
  noteUnattached(routes, units);
  const mesh: Mesh = {
    namespace: options.namespace,
    clusterDomain: options.clusterDomain,
    undeclared: 'allow',
    dataPlane: { proxy: 'envoy' },
    routes: hung,
    ingresses,
    telemetry: [],
    tests: [],
    expectations: [],
    ...gathering.declarations(),
  };
  return { mesh, assumptions: gathering.assumptions };
}

function hasKnownVersion({ apiVersion, notes }: InputObject): boolean {
  if (/\/v1(alpha[23]|beta1)?$/.test(apiVersion)) return true;
  notes.keep(`mesh does not know the version \`${apiVersion}\``);
  return false;
}

/** Gateways that routes name and nobody declares: one listener for each kind of traffic. */
function assumedListeners(routes: readonly RouteObject[], gathering: Gathering): readonly Listener[] {
  const found: Listener[] = [];
  const assumed = new Set<string>();
  for (const { parents, traffic, object } of routes) {
    for (const { kind, key, section, port } of parents) {
      if (kind !== 'Gateway') continue;
      const known = gathering.gateways.get(key);
      if (known && !assumed.has(key)) continue;
      assumed.add(key);
      const [namespace = '', name = ''] = key.split('/');
      const number =
        port ?? (traffic === 'http' ? (section?.includes('https') ? 443 : 80) : traffic === 'tls' ? 443 : 9000);
      const draft = known ?? {
        ...{
          kind: 'gateway' as const,
          key,
          namespace,
          name,
          origin: object.origin,
          pods: { istio: 'ingressgateway' },
          podsWritten: false,
        },
        ...{ ports: new Map(), rules: [], settings: {}, openTo: sourced('all' as const, object.origin) },
      };
      gathering.gateways.set(key, draft);
      if (!draft.ports.has(number))
        draft.ports.set(number, {
          number,
          name: section ?? `${traffic}-${number}`,
          protocol: traffic,
          origin: object.origin,
        });
      gathering.assume(
        `gateway ${key} is not among the files; it is taken to have a port ${number} ${traffic}`,
        object.origin,
      );
      found.push({ gateway: key, name: section ?? '', port: number, traffic, admits: () => true });
    }
  }
  return found;
}

/** A certificate is the ingress's own only where the door has another one. */
function withoutDoors(listener: Listener, { gateways }: Gathering): Listener {
  const { certificate, ...rest } = listener;
  return certificate === gateways.get(listener.gateway)?.ports.get(listener.port)?.certificate?.value ? rest : listener;
}

interface Unit {
  readonly listener: Listener;
  readonly host: string;
  readonly by: RouteObject[];
}

function unitsOf(routes: readonly RouteObject[], listeners: readonly Listener[]): readonly Unit[] {
  const units = new Map<string, Unit>();
  const byGateway = Map.groupBy(listeners, ({ gateway }) => gateway);
  const bySet = Map.groupBy(listeners, ({ set }) => set);
  for (const route of routes)
    for (const parent of route.parents) {
      const named = (parent.kind === 'ListenerSet' ? bySet : byGateway).get(parent.key) ?? [];
      for (const listener of named.filter((one) => attaches(route, parent, one)))
        for (const host of hostsAt(route, listener)) {
          if (isTakenElsewhere(host, listener, byGateway.get(listener.gateway) ?? [])) continue;
          const key = `${listener.gateway}:${listener.port} ${listener.traffic} ${host}`;
          const unit = units.get(key) ?? { listener, host, by: [] };
          if (!unit.by.includes(route)) unit.by.push(route);
          units.set(key, unit);
        }
    }
  return [...units.values()];
}

function ingressesOf(units: readonly Unit[], { gateways }: Gathering): readonly Ingress[] {
  const doors = units.map(({ listener, host, by }) => ({
    ...{ listener, host, by },
    rules: rulesOf(by, gateways.get(listener.gateway)?.class?.value ?? ''),
  }));
  const byPort = [
    ...Map.groupBy(doors, ({ listener, rules, by }) =>
      keyOf([listener.gateway, listener.port, listener.certificate, rules, by[0]?.object.namespace]),
    ).values(),
  ];
  const together = Map.groupBy(byPort, (some) => {
    const [{ listener, rules, by }] = some as [(typeof some)[number]];
    return keyOf([
      some.map(({ host }) => host),
      listener.traffic,
      listener.certificate,
      rules,
      by[0]?.object.namespace,
    ]);
  });
  return [...together.values()].map(ingressOf);
}

type DoorGroup = readonly {
  readonly listener: Listener;
  readonly host: string;
  readonly by: readonly RouteObject[];
  readonly rules: readonly Rule[];
}[];

function ingressOf(groups: readonly DoorGroup[]): Ingress {
  const [first] = groups as [DoorGroup];
  const [{ by, rules, listener }] = first as [DoorGroup[number]];
  const { origin, namespace } = (by[0] as RouteObject).object;
  const gateways = Map.groupBy(
    groups.map(([one]) => (one as DoorGroup[number]).listener),
    ({ gateway }) => gateway,
  );
  return {
    hosts: first.map(({ host }) => sourced(host, origin)),
    namespace,
    doors: [...gateways].map(([gateway, some]) => ({
      gateway,
      ports: [...new Set(some.map(({ port }) => port))].sort((a, b) => a - b),
      origin,
    })),
    ...(listener.certificate === undefined ? {} : { certificate: sourced(listener.certificate, origin) }),
    rules,
    origin,
  };
}

const attaches = ({ traffic, object }: RouteObject, parent: Parent, listener: Listener): boolean =>
  isNamed(parent, listener) &&
  (traffic === listener.traffic || (object.kind === 'TLSRoute' && listener.endsTls === true)) &&
  listener.admits(object);

/** What both the route and the listener name; of two that overlap the narrower. */
function hostsAt({ hostnames }: RouteObject, { hostname = '*' }: Listener): readonly string[] {
  const own = hostnames.length === 0 ? ['*'] : hostnames;
  return [
    ...new Set(own.flatMap((host) => (within(host, hostname) ? [host] : within(hostname, host) ? [hostname] : []))),
  ];
}

const within = (inner: string, outer: string): boolean =>
  inner === outer ||
  outer === '*' ||
  (outer.startsWith('*') && inner.length > outer.length - 1 && inner.endsWith(outer.slice(1)));

/** A request belongs to the listener with the most specific host, whatever hangs on it. */
const isTakenElsewhere = (host: string, own: Listener, listeners: readonly Listener[]): boolean =>
  listeners.some(
    (other) =>
      other.gateway === own.gateway &&
      other.port === own.port &&
      other.hostname !== undefined &&
      other.hostname !== own.hostname &&
      within(other.hostname, own.hostname ?? '*') &&
      within(host, other.hostname),
  );

/** The rules of a route that hangs nowhere can only wait; where others than the files may ask for it, it stays YAML too. */
function noteUnattached(routes: readonly RouteObject[], units: readonly Unit[]): void {
  const attached = new Set(units.flatMap(({ by }) => by));
  for (const route of routes) {
    const { object, parents, pieces } = route;
    const isAttached = parents.some(({ kind }) => kind === 'Service') || attached.has(route);
    if (isAttached || pieces.length === 0) continue;
    const isElsewhere = parents.every(({ kind }) => kind === 'HTTPRoute');
    object.notes.staysToo ||= isElsewhere;
    if (parents.length === 0) object.notes.giveWay('it hangs on nothing that mesh knows');
    else if (isElsewhere) object.notes.giveWay('none of the files hands requests to it');
    else object.notes.giveWay('no listener of its gateways lets it in');
  }
}

const knows = (service: Service): boolean => service.inCluster || isImported(service);

export const gatewayApiReader: Reader = { takes, helps, read, asRead, knows, withoutForm, explicit, envelopes };
