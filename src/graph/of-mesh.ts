// A checked mesh → its graph. Every rule becomes a row of the node it decides for, or an edge to the node it sends to.
import { actionText, conditionText } from '../meaning/index.ts';
import {
  type Destination,
  type Egress,
  type Gateway,
  type Ingress,
  type Mesh,
  MILLION,
  percentText,
  type Rule,
  type Service,
} from '../model/index.ts';
import type { Graph, GraphEdge, GraphNode, GraphRow } from './graph.ts';

export interface GraphOptions {
  /** Calls, as `namespace/name:port`, that a Linkerd leaves to the proxy of the callee. */
  readonly left?: ReadonlySet<string>;
}

/** The graph of a whole program; nodes in the order of doors, hosts, services, outside. */
export function graphOf(mesh: Mesh, { left = new Set() }: GraphOptions = {}): Graph {
  const hosts = mesh.ingresses.map(hostNode);
  const nodes = [
    ...mesh.gateways.map((gateway) => node(gateway, answers(gateway.rules))),
    ...hosts,
    ...mesh.services.map((service) => node(service, serviceRows(mesh, service))),
    ...mesh.egresses.map((egress) => node(egress, [])),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  const edges = [
    ...mesh.ingresses.flatMap((ingress, index) => ingressEdges(ingress, hosts[index]!.id)),
    ...mesh.gateways.flatMap((gateway) => ruleEdges(`gateway ${gateway.key}`, gateway.rules)),
    ...mesh.routes.flatMap((route) => ruleEdges(`${route.kind} ${route.target}`, route.rules)),
    ...mesh.services.flatMap((service) => callEdges(mesh, service, left)),
    ...mesh.egresses.flatMap(throughEdges),
  ];
  return { nodes, edges: merged(edges.filter(({ from, to }) => known.has(from) && known.has(to))) };
}

const node = (declared: Service | Egress | Gateway, rows: readonly GraphRow[]): GraphNode => ({
  id: `${declared.kind} ${declared.key}`,
  kind: declared.kind,
  name: declared.name,
  namespace: declared.namespace,
  rows,
  origin: declared.origin,
});

function hostNode({ hosts, doors, namespace, rules, origin }: Ingress): GraphNode {
  const name = hosts.map(({ value }) => value).join(', ');
  const where = doors.map(({ gateway, ports }) => `${gateway}:${ports.join('+')}`).join(' ');
  return { id: `host ${name} ${where}`, kind: 'host', name, namespace, rows: answers(rules), origin };
}

/** Redirects and responses. */
const answers = (rules: readonly Rule[]): GraphRow[] =>
  rules.flatMap((rule) =>
    rule.action.kind === 'forward'
      ? []
      : [{ kind: 'answer' as const, name: actionText(rule.action), says: conditionSays(rule) }],
  );

function serviceRows(mesh: Mesh, service: Service): GraphRow[] {
  const rules = mesh.routes.filter(({ kind, target }) => kind === 'service' && target === service.key);
  const all = rules.flatMap((route) => route.rules);
  const versions = service.versions.map(({ name }): GraphRow => {
    const isMeant = ({ target, version }: Destination) => target === service.key && version === name;
    const says = all.flatMap((rule) => [...sent(rule, isMeant), ...copied(rule, isMeant)]);
    return { kind: 'version', name, says };
  });
  return [...versions, ...answers(all)];
}

/** What a rule says about the destinations that are meant: one word for each share. */
function sent(rule: Rule, isMeant: (destination: Destination) => boolean): string[] {
  if (rule.action.kind !== 'forward') return [];
  const { split } = rule.action;
  const total = split.reduce((sum, { weight }) => sum + weight, 0);
  return split.flatMap(({ destination, weight }) =>
    isMeant(destination) ? [shareSays(weight, total, conditionSays(rule))] : [],
  );
}

const copied = ({ settings: { mirror } }: Rule, isMeant: (destination: Destination) => boolean): string[] =>
  mirror && isMeant(mirror.value.to) ? [`copies of ${percentText(mirror.value.share)}`] : [];

/** All of what a condition takes needs no number. */
const shareSays = (weight: number, total: number, condition: readonly string[]): string =>
  [
    ...(weight === total && condition.length > 0 ? [] : [percentText(Math.round((weight * MILLION) / total))]),
    ...condition,
  ].join(' ');

const conditionSays = ({ condition }: Rule): string[] =>
  condition.kind === 'always' ? [] : [`when ${conditionText(condition)}`];

function ingressEdges(ingress: Ingress, host: string): GraphEdge[] {
  const doors = ingress.doors.map(
    ({ gateway, ports }): GraphEdge => ({
      from: `gateway ${gateway}`,
      to: host,
      kind: 'door',
      says: ports.map((port) => `:${port}`),
    }),
  );
  return [...doors, ...ruleEdges(host, ingress.rules)];
}

/** Rules that send elsewhere: within a service they are its rows. Those that `-> route s` brought are one edge, since `s` shows them. */
function ruleEdges(from: string, rules: readonly Rule[]): GraphEdge[] {
  const byCall = Map.groupBy(rules, calledRoute);
  return [...byCall].flatMap(([called, group]) => [
    ...(called === undefined ? [] : [calledEdge(from, called, group)]),
    ...group.flatMap((rule) => [...forwardEdges(from, rule, called), ...mirrorEdges(from, rule, called)]),
  ]);
}

/** The service whose route was called for this rule, where a rule gave itself over to one. */
const calledRoute = ({ through }: Rule): string | undefined => through.find(({ kind }) => kind === 'route')?.name;

const calledEdge = (from: string, service: string, rules: readonly Rule[]): GraphEdge => ({
  from,
  to: `service ${service}`,
  kind: 'routes',
  says: sharedConditions(rules),
});

/** What every one of the rules asks for: the condition that the call stood under. */
function sharedConditions(rules: readonly Rule[]): readonly string[] {
  const [first, ...others] = rules.map(({ condition }) =>
    (condition.kind === 'and' && condition.label === undefined ? condition.parts : [condition])
      .filter(({ kind }) => kind !== 'always')
      .map(conditionText),
  );
  const shared = (first ?? []).filter((part) => others.every((parts) => parts.includes(part)));
  return shared.length === 0 ? [] : [`when ${shared.join(' and ')}`];
}

function forwardEdges(from: string, rule: Rule, called: string | undefined): GraphEdge[] {
  if (rule.action.kind !== 'forward') return [];
  const others = rule.action.split.filter(
    ({ destination }) => ![from, `service ${called}`].includes(idOf(destination)),
  );
  return others.map(({ destination }) => ({
    ...edgeTo(from, destination),
    kind: 'routes',
    says: sent(rule, (one) => one === destination),
  }));
}

const mirrorEdges = (from: string, { settings }: Rule, called: string | undefined): GraphEdge[] =>
  settings.mirror && ![from, `service ${called}`].includes(idOf(settings.mirror.value.to))
    ? [
        {
          ...edgeTo(from, settings.mirror.value.to),
          kind: 'mirror',
          says: [`copies of ${percentText(settings.mirror.value.share)}`],
        },
      ]
    : [];

const idOf = ({ kind, target }: Destination): string => `${kind} ${target}`;

const edgeTo = (from: string, destination: Destination) => ({
  from,
  to: idOf(destination),
  ...(destination.version === undefined ? {} : { version: destination.version }),
});

const callEdges = (mesh: Mesh, service: Service, left: ReadonlySet<string>): GraphEdge[] =>
  service.calls.map((call) => ({
    from: `service ${service.key}`,
    to: `${call.kind} ${call.target}`,
    kind: 'calls',
    says: [...(call.port === undefined ? [] : [`:${call.port}`]), ...decidedBy(mesh, service, call, left)],
  }));

/** Whose proxy decides, where a mesh has several kinds of them. */
function decidedBy(
  mesh: Mesh,
  caller: Service,
  { kind, target, port }: Service['calls'][number],
  left: ReadonlySet<string>,
): readonly string[] {
  const planeOf = ({ proxy }: Service) => (proxy?.value ?? mesh.dataPlane).proxy;
  const planes = new Set(mesh.services.filter(({ inCluster }) => inCluster).map(planeOf));
  if (planes.size < 2) return [];
  const callee = kind === 'service' ? mesh.services.find(({ key }) => key === target) : undefined;
  const ports = port === undefined ? (callee?.ports.map(({ number }) => number) ?? []) : [port];
  const own = `decided by the ${planeOf(caller)} of ${caller.name}`;
  const isLeft = (number: number): boolean => planeOf(caller) === 'linkerd' && left.has(`${target}:${number}`);
  const there = ports.filter(isLeft).length === 0 ? [] : [`left to the envoy of ${callee?.name}`];
  return ports.length > 0 && ports.every(isLeft) ? there : [own, ...there];
}

const throughEdges = ({ key, through }: Egress): GraphEdge[] =>
  through
    ? [{ from: `egress ${key}`, to: `gateway ${through.gateway}`, kind: 'through', says: [`:${through.port}`] }]
    : [];

/** Edges between the same ends are one, with all they say. */
function merged(edges: readonly GraphEdge[]): GraphEdge[] {
  const byEnds = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = [edge.from, edge.to, edge.kind, edge.version ?? ''].join('\0');
    const before = byEnds.get(key);
    byEnds.set(key, before ? { ...edge, says: [...new Set([...before.says, ...edge.says])] } : edge);
  }
  return [...byEnds.values()];
}
