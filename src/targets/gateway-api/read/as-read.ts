// The model as Gateway API's objects can tell it: versions that something is sent to, doors without pods, retries by status code.
import type { Destination, Gateway, Mesh, Retry, Rule, Service, Settings } from '../../../model/index.ts';

export function asRead(mesh: Mesh): Mesh {
  const used = new Set(destinationsOf(mesh).map(({ target, version }) => `${target}@${version}`));
  return {
    ...mesh,
    undeclared: 'allow',
    dataPlane: { proxy: 'envoy' },
    telemetry: [],
    services: mesh.services.map((one) => service(one, used)),
    gateways: mesh.gateways.map(gateway),
    routes: mesh.routes.map((route) => ({ ...route, rules: route.rules.map(rule) })),
    ingresses: mesh.ingresses.map((ingress) => ({ ...ingress, rules: ingress.rules.map(rule) })),
  };
}

function destinationsOf(mesh: Mesh): readonly Destination[] {
  const rules = [...mesh.routes, ...mesh.ingresses, ...mesh.gateways].flatMap((one) => one.rules);
  return rules.flatMap(({ action, settings }) => [
    ...(action.kind === 'forward' ? action.split.map(({ destination }) => destination) : []),
    ...(settings.mirror ? [settings.mirror.value.to] : []),
  ]);
}

const label = (name: string): string => name.toLowerCase().replace(/[^a-z0-9-]/g, '-');

const service = ({ calls: _, proxy: __, ...one }: Service, used: ReadonlySet<string>): Service => ({
  ...one,
  calls: [],
  versions: one.versions
    .filter(({ name }) => used.has(`${one.key}@${name}`))
    .map((version) => ({ ...version, name: label(version.name) })),
});

const gateway = (one: Gateway): Gateway => ({
  ...one,
  pods: {},
  class: one.class ?? { value: 'istio', origin: one.origin, level: 'rule' },
  rules: one.rules.map(rule),
});

function rule(one: Rule): Rule {
  const settings = settingsOf(one.settings);
  const { action } = one;
  if (action.kind !== 'forward') return { ...one, settings };
  return {
    ...one,
    settings,
    action: { ...action, split: action.split.map((part) => ({ ...part, destination: to(part.destination) })) },
  };
}

const to = (destination: Destination): Destination =>
  destination.version === undefined ? destination : { ...destination, version: label(destination.version) };

function settingsOf({ name, retry, mirror, websocket: _, ...settings }: Settings): Settings {
  return {
    ...settings,
    ...(name && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name.value) ? { name } : {}),
    ...(retry ? { retry: { ...retry, value: retry.value === 'never' ? retry.value : byCodes(retry.value) } } : {}),
    ...(mirror ? { mirror: { ...mirror, value: { ...mirror.value, to: to(mirror.value.to) } } } : {}),
  };
}

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
