// The model as the objects of old Istio can tell it: routes, policies and egresses. Doors are in Ingress objects, which are not read back;
// what Pilot does anyway is not told apart.
import {
  type Condition,
  type Labels,
  leaves,
  type Mesh,
  mapLeaves,
  type Rule,
  type Service,
  type Settings,
} from '../../../model/index.ts';

export function asRead(mesh: Mesh): Mesh {
  const names = new Map(mesh.services.map((service) => [service.key, versionNames(service)]));
  const senders = new Set(mesh.routes.flatMap(({ rules }) => rules.flatMap(({ condition }) => sendersIn(condition))));
  return {
    ...mesh,
    undeclared: 'allow',
    dataPlane: { proxy: 'envoy' },
    gateways: [],
    ingresses: [],
    telemetry: [],
    services: mesh.services.map((one) => service(one, names, senders)),
    routes: mesh.routes.map((route) => ({ ...route, rules: route.rules.map((one) => rule(one, names)) })),
  };
}

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
): Service {
  const said = one.versions.filter(
    ({ name, traffic }) => Object.keys(traffic).length > 0 || senders.has(`${one.key}@${name}`),
  );
  return {
    ...one,
    calls: [],
    versions: said.map((version) => ({ ...version, name: names.get(one.key)?.get(version.name) ?? version.name })),
  };
}

function rule(one: Rule, names: Names): Rule {
  const rename = <T extends { readonly target: string; readonly version?: string }>(to: T): T =>
    to.version === undefined ? to : { ...to, version: names.get(to.target)?.get(to.version) ?? to.version };
  const settings = settingsOf(one.settings, rename);
  const { action } = one;
  const condition = conditionOf(one.condition, names);
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
  const { mirror, retry, timeout, ...rest } = settings;
  return {
    ...rest,
    ...(timeout && timeout.value !== 'none' ? { timeout } : {}),
    ...(retry ? { retry: retry.value === 'never' ? retry : { ...retry, value: { ...retry.value, on: [] } } } : {}),
    ...(mirror ? { mirror: { ...mirror, value: { ...mirror.value, to: portless(rename(mirror.value.to)) } } } : {}),
  };
}
