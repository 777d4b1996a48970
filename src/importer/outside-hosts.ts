// An egress that requests for other hosts are sent to is no egress of the language, which is asked by its own host: it becomes a service
// outside the cluster, so that rules need not change the host. Only one with a single plain host can.
import type { Action, Destination, Egress, Mesh, Rule, Service, Settings } from '../model/index.ts';

export function outsideServices(mesh: Mesh): Mesh {
  const keys = askedOtherwise(mesh);
  if (keys.size === 0) return mesh;
  const isMoved = ({ key }: Egress): boolean => keys.has(key);
  const rules = (all: readonly Rule[]): readonly Rule[] => all.map((rule) => moved(rule, keys));
  return {
    ...mesh,
    services: [...mesh.services, ...mesh.egresses.filter(isMoved).map(asService)].sort(byKey),
    egresses: mesh.egresses.filter((one) => !isMoved(one)),
    gateways: mesh.gateways.map((one) => ({ ...one, rules: rules(one.rules) })),
    routes: mesh.routes.map((one) => ({ ...one, ...kindOf(one, keys), rules: rules(one.rules) })),
    ingresses: mesh.ingresses.map((one) => ({ ...one, rules: rules(one.rules) })),
  };
}

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => (a.key < b.key ? -1 : 1);

function askedOtherwise({ egresses, routes, ingresses, gateways }: Mesh): ReadonlySet<string> {
  const lists = [
    ...routes.map(({ rules, kind, target }) => ({ rules, own: kind === 'egress' ? target : undefined })),
    ...[...ingresses, ...gateways].map(({ rules }) => ({ rules, own: undefined })),
  ];
  const asked = new Set(lists.flatMap(({ rules, own }) => rules.flatMap((rule) => withoutHost(rule, own))));
  const keys = egresses.filter((one) => asked.has(one.key) && isPlain(one)).map(({ key }) => key);
  return new Set(keys);
}

const isPlain = ({ hosts, through }: Egress): boolean =>
  hosts.length === 1 && !through && hosts[0]?.value.startsWith('*') === false;

/** The egresses that a rule sends requests to as they came. */
function withoutHost({ action, settings }: Rule, own: string | undefined): readonly string[] {
  if (action.kind !== 'forward' || settings.rewriteHost) return [];
  return action.split.flatMap(({ destination: { kind, target } }) =>
    kind === 'egress' && target !== own ? [target] : [],
  );
}

const asService = ({ kind: _, hosts, through: __, addresses, ...egress }: Egress): Service => ({
  ...egress,
  kind: 'service',
  host: hosts[0]?.value ?? '',
  inCluster: false,
  addresses,
  versions: [],
  calls: [],
});

function moved(rule: Rule, keys: ReadonlySet<string>): Rule {
  return { ...rule, action: actionOf(rule.action, keys), settings: settingsOf(rule.settings, keys) };
}

const actionOf = (action: Action, keys: ReadonlySet<string>): Action =>
  action.kind === 'forward'
    ? { ...action, split: action.split.map((part) => ({ ...part, destination: to(part.destination, keys) })) }
    : action;

const settingsOf = ({ mirror, ...settings }: Settings, keys: ReadonlySet<string>): Settings =>
  mirror ? { ...settings, mirror: { ...mirror, value: { ...mirror.value, to: to(mirror.value.to, keys) } } } : settings;

const to = (destination: Destination, keys: ReadonlySet<string>): Destination => ({
  ...destination,
  ...kindOf(destination, keys),
});

const kindOf = (one: { readonly kind: 'service' | 'egress'; readonly target: string }, keys: ReadonlySet<string>) =>
  one.kind === 'egress' && keys.has(one.target) ? { kind: 'service' as const } : {};
