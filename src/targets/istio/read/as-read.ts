// The model as Istio's objects can tell it: no word for a timeout that is explicitly none, names in Kubernetes' alphabet, and the
// namespace of a gateway among those that see what leaves by it.
import type {
  Destination,
  Egress,
  Gateway,
  Mesh,
  Port,
  Rule,
  Service,
  Settings,
  Telemetry,
} from '../../../model/index.ts';
import { redirectAsRead, rewriteAsRead } from '../../shared/reading/index.ts';
import { ownTraffic } from './traffic-policy.ts';

export function asRead(mesh: Mesh): Mesh {
  return {
    ...mesh,
    services: mesh.services.length === 0 ? mesh.services : servicesOf(mesh),
    egresses: mesh.egresses.map((one) => egress(withoutRepeats(one))),
    gateways: mesh.gateways.filter(hasPorts).map((gateway) => withRules(usedPorts(withoutClass(gateway), mesh))),
    routes: mesh.routes.map(withRules),
    ingresses: mesh.ingresses.map(withRules),
    telemetry: mesh.telemetry.map(telemetry),
  };
}

function servicesOf(mesh: Mesh): Mesh['services'] {
  const spoken: Spoken = { routes: new Set(mesh.routes.map(({ target }) => target)), doors: calledFromDoors(mesh) };
  return mesh.services.map((one) => service(one, spoken));
}

function withRules<T extends { readonly rules: readonly Rule[] }>(one: T): T {
  const rules = one.rules.map(rule);
  return rules.every((each, at) => each === one.rules[at]) ? one : { ...one, rules };
}

const label = (name: string): string =>
  isLabel.test(name)
    ? name
    : name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 63)
        .replace(/^-+|-+$/g, '');
const isLabel = /^[a-z0-9]{1,63}$/;

/** Services that have routes, and those that gateways call: the proxies of gateways must see all that is said of them. */
interface Spoken {
  readonly routes: ReadonlySet<string>;
  readonly doors: ReadonlySet<string>;
}

function calledFromDoors({ ingresses, gateways }: Mesh): ReadonlySet<string> {
  const rules = [...ingresses, ...gateways].flatMap((one) => one.rules);
  const called = rules.flatMap(({ action, settings: { mirror } }) => [
    ...(action.kind === 'forward' ? action.split.map(({ destination }) => destination) : []),
    ...(mirror ? [mirror.value.to] : []),
  ]);
  return new Set(called.filter(({ kind }) => kind === 'service').map(({ target }) => target));
}

function service(whole: Service, spoken: Spoken): Service {
  if (isTellable(whole)) return whole;
  const { calls: _, proxy: __, visibleTo, ...one } = withoutRepeats(whole);
  return {
    ...one,
    ...(visibleTo && isSpokenOf(one, spoken) ? { visibleTo } : {}),
    calls: [],
    versions: one.versions.map((version) => ({ ...version, name: label(version.name) })),
  };
}

/** Most services have nothing that objects cannot tell: to copy 10,000 takes longer than to compare them. */
const isTellable = ({ calls, proxy, visibleTo, ports, versions }: Service): boolean =>
  calls.length === 0 &&
  proxy === undefined &&
  visibleTo === undefined &&
  !ports.some(hasOwn) &&
  versions.every((version) => isLabel.test(version.name));

const hasOwn = ({ traffic }: Port): boolean => Object.keys(traffic).length > 0;

function withoutRepeats<T extends Service | Egress>(one: T): T {
  if (!one.ports.some(hasOwn)) return one;
  return { ...one, ports: one.ports.map((port) => ({ ...port, traffic: ownTraffic(port.traffic, one.traffic) })) };
}

/** Whether there is an object about a service that may be hidden; who sees the Service itself is not Istio's matter. */
const isSpokenOf = ({ key, inCluster, ...one }: Omit<Service, 'calls'>, { routes, doors }: Spoken): boolean =>
  !inCluster || routes.has(key) || (hasPolicy(one) && !doors.has(key));

const hasPolicy = ({ ports, traffic, versions }: Pick<Service, 'ports' | 'traffic' | 'versions'>): boolean =>
  versions.length > 0 ||
  [traffic, ...ports.map((port) => port.traffic)].some((policy) => Object.keys(policy).length > 0);

const hasPorts = ({ ports }: Gateway): boolean => ports.length > 0;

const egress = (one: Egress): Egress =>
  one.visibleTo && one.through
    ? {
        ...one,
        visibleTo: {
          ...one.visibleTo,
          value: [...new Set([...one.visibleTo.value, one.through.gateway.split('/')[0] as string])],
        },
      }
    : one;

function withoutClass({ class: _, ...gateway }: Gateway): Gateway {
  return gateway;
}

/** A port of a gateway in use on which nothing is has no server. */
function usedPorts(gateway: Gateway, { ingresses, egresses }: Mesh): Gateway {
  const doors = ingresses.flatMap((ingress) => ingress.doors.filter((door) => door.gateway === gateway.key));
  const exits = egresses.flatMap(({ through }) => (through?.gateway === gateway.key ? [through.port] : []));
  const used = new Set([...doors.flatMap(({ ports }) => ports), ...exits]);
  return used.size === 0 ? gateway : { ...gateway, ports: gateway.ports.filter(({ number }) => used.has(number)) };
}

/** What is said of the whole mesh stands in Istio's root namespace. */
const telemetry = ({ trace, metrics, ...one }: Telemetry): Telemetry => ({
  ...one,
  namespace: one.service?.split('/')[0] ?? 'istio-system',
  metrics: metrics.filter(({ kind }) => kind === 'prometheus').map(({ origin }) => ({ kind: 'prometheus', origin })),
  ...(trace ? { trace: { ...trace, address: '' } } : {}),
});

/** The same rule where objects can tell all of it. */
function rule(one: Rule): Rule {
  const { action } = one;
  const settings = settingsOf(one.settings);
  if (action.kind === 'redirect' && action.prefix) return { ...one, settings, action: redirectAsRead(action) };
  if (action.kind !== 'forward' || action.split.every(({ destination }) => isTold(destination)))
    return settings === one.settings ? one : { ...one, settings };
  const split = action.split.map((part) => ({ ...part, destination: destinationOf(part.destination) }));
  return { ...one, settings, action: { ...action, split } };
}

const isTold = ({ version }: Destination): boolean => version === undefined || isLabel.test(version);

const destinationOf = (to: Destination): Destination =>
  to.version === undefined ? to : { ...to, version: label(to.version) };

function settingsOf(all: Settings): Settings {
  const { timeout, websocket, mirror, rewritePath } = all;
  if (rewritePath && rewritePath.value.kind !== 'path')
    return { ...besidesRewrite(all), rewritePath: { ...rewritePath, value: rewriteAsRead(rewritePath.value) } };
  return timeout?.value !== 'none' && !websocket && (!mirror || isTold(mirror.value.to)) ? all : besidesRewrite(all);
}

function besidesRewrite({ timeout, websocket: _, mirror, ...settings }: Settings): Settings {
  return {
    ...settings,
    ...(timeout && timeout.value !== 'none' ? { timeout } : {}),
    ...(mirror ? { mirror: { ...mirror, value: { ...mirror.value, to: destinationOf(mirror.value.to) } } } : {}),
  };
}
