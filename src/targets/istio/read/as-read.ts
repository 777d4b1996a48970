// The model as Istio's objects can tell it: no word for a timeout that is explicitly none, names in Kubernetes' alphabet, and the
// namespace of a gateway among those that see what leaves by it.
import type { Destination, Egress, Gateway, Mesh, Rule, Service, Settings, Telemetry } from '../../../model/index.ts';

export function asRead(mesh: Mesh): Mesh {
  return {
    ...mesh,
    services: mesh.services.map(service),
    egresses: mesh.egresses.map(egress),
    gateways: mesh.gateways.map((gateway) => ({
      ...usedPorts(withoutClass(gateway), mesh),
      rules: gateway.rules.map(rule),
    })),
    routes: mesh.routes.map((route) => ({ ...route, rules: route.rules.map(rule) })),
    ingresses: mesh.ingresses.map((ingress) => ({ ...ingress, rules: ingress.rules.map(rule) })),
    telemetry: mesh.telemetry.map(telemetry),
  };
}

const label = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');

const service = ({ calls: _, proxy: __, ...one }: Service): Service => ({
  ...one,
  calls: [],
  versions: one.versions.map((version) => ({ ...version, name: label(version.name) })),
});

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

function rule(one: Rule): Rule {
  const { action } = one;
  const settings = settingsOf(one.settings);
  if (action.kind !== 'forward') return { ...one, settings };
  const split = action.split.map((part) => ({ ...part, destination: destination(part.destination) }));
  return { ...one, settings, action: { ...action, split } };
}

const destination = (to: Destination): Destination =>
  to.version === undefined ? to : { ...to, version: label(to.version) };

function settingsOf({ timeout, websocket: _, mirror, ...settings }: Settings): Settings {
  return {
    ...settings,
    ...(timeout && timeout.value !== 'none' ? { timeout } : {}),
    ...(mirror ? { mirror: { ...mirror, value: { ...mirror.value, to: destination(mirror.value.to) } } } : {}),
  };
}
