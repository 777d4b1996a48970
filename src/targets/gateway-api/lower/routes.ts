// Routes of services and hosts of doors → HTTPRoutes, TLSRoutes and TCPRoutes with their parents.
import {
  type Gateway,
  type GatewayPort,
  type Ingress,
  type Port,
  type Route,
  type Rule,
  rulesAt,
  type Service,
  trafficOf,
} from '../../../model/index.ts';
import { assuming, type Decide, type Leaf, normalForm, passes } from '../../shared/normal-form/index.ts';
import type { ParentReference, RoutePlan } from '../plan.ts';
import { takesEveryServerName } from '../supports.ts';
import { backendsOf, type Home } from './backend.ts';
import { type Context, refuse } from './context.ts';
import { listenerName, protocolOf, usesPort } from './gateway.ts';
import { httpRules } from './http-rules.ts';
import { splitRoutes } from './split-routes.ts';

/** The route of a service: one object for each of its ports, since a backend needs a port. */
export function lowerRoute(context: Context, route: Route): RoutePlan[] {
  const service = context.services.get(route.target);
  if (route.kind === 'egress' || !service?.inCluster) {
    refuse(
      context,
      route.origin,
      'rules for something outside the cluster',
      'a mesh route hangs on a Kubernetes Service',
    );
    return [];
  }
  const own = context.mesh.routes
    .filter((other) => other.target === route.target && other.port !== undefined)
    .map((other) => other.port);
  const ports = service.ports.filter(({ number }) =>
    route.port === undefined ? !own.includes(number) : number === route.port,
  );
  return ports.flatMap((port) => meshRoute(context, service, port, route));
}

function meshRoute(context: Context, service: Service, port: Port, route: Route): RoutePlan[] {
  const parents: ParentReference[] = [
    { kind: 'Service', namespace: service.namespace, name: service.name, port: port.number },
  ];
  const base = {
    namespace: service.namespace,
    name: `${service.name}-${port.number}`,
    parents,
    hostnames: [],
    origin: route.origin,
  };
  const decide = (leaf: Leaf) =>
    leaf.kind === 'from' && leaf.source.kind === 'gateway'
      ? false
      : leaf.kind === 'port'
        ? leaf.values.includes(port.number)
        : undefined;
  if (trafficOf(port.protocol) !== 'http')
    return plainRoute(
      context,
      { ...base, kind: port.protocol === 'tls' || port.protocol === 'https' ? 'TLSRoute' : 'TCPRoute' },
      route.rules,
      port.number,
      decide,
    );
  const home: Home = { namespace: service.namespace, kind: 'HTTPRoute', port: port.number };
  const rules = httpRules(context, home, route.rules, schemed(decide, 'http'));
  return httpRoute(context, { ...base, kind: 'HTTPRoute', rules });
}

/** Without a route its parent, or a route of a wider host, would take the requests; with one it must have a rule. */
function httpRoute(context: Context, route: RoutePlan): RoutePlan[] {
  if (route.rules.length > 0 || context.report.hasErrors) return splitRoutes(context, route);
  refuse(context, route.origin, 'a list that sends no request anywhere', 'a route has at least one rule');
  return [];
}

const schemed =
  (decide: Decide, scheme: string): Decide =>
  (leaf) =>
    leaf.kind === 'text' && leaf.subject === 'scheme' ? passes(leaf, scheme) : decide(leaf);

/** TLS and TCP ports only split: one rule, perhaps by server name. */
function plainRoute(
  context: Context,
  base: Omit<RoutePlan, 'rules'>,
  rules: readonly Rule[],
  port: number,
  decide: Decide,
): RoutePlan[] {
  const home: Home = { namespace: base.namespace, kind: base.kind, port };
  return rules.flatMap((rule, index) => {
    const form = normalForm(assuming(rule.condition, decide), 8);
    const names = form === 'too-large' ? undefined : serverNames(form.conjunctions);
    if (!names || (names.length > 0 && base.kind === 'TCPRoute')) {
      refuse(
        context,
        rule.condition.origin,
        'this condition on a TLS or TCP port',
        'only exact server names can be told apart',
      );
      return [];
    }
    if (form !== 'too-large' && form.conjunctions.length === 0) return [];
    if (rule.action.kind !== 'forward') {
      refuse(context, rule.action.origin, 'this action on a TLS or TCP port', 'connections are only forwarded');
      return [];
    }
    const hostnames = names.length > 0 ? names : base.hostnames;
    if (base.kind === 'TLSRoute' && hostnames.length === 0 && !takesEveryServerName(context.version)) {
      refuse(context, rule.origin, 'a rule for every server name', 'a TLSRoute names at least one since 1.5');
      return [];
    }
    const backends = backendsOf(context, home, rule.action.split);
    return [
      {
        ...base,
        name: index === 0 ? base.name : `${base.name}-${index + 1}`,
        hostnames,
        rules: [{ matches: [], filters: [], backends, origin: rule.origin }],
      },
    ];
  });
}

/** The server names that a list of conjunctions asks for; empty for all; nothing where they ask for something else. */
function serverNames(
  conjunctions: readonly (readonly { readonly test: Leaf; readonly negated: boolean }[])[],
): string[] | undefined {
  const names: string[] = [];
  for (const conjunction of conjunctions) {
    if (conjunction.length === 0) return [];
    const [only] = conjunction;
    if (
      conjunction.length > 1 ||
      only?.negated ||
      only?.test.kind !== 'text' ||
      only.test.subject !== 'sni' ||
      only.test.operator !== 'equals'
    )
      return undefined;
    names.push(...only.test.values);
  }
  return names;
}

/** A host group on its doors: one object for each port whose scheme, number or listeners make a difference. */
export function lowerIngress(context: Context, ingress: Ingress): RoutePlan[] {
  return ingress.doors.flatMap(({ gateway: key }) => {
    const gateway = context.mesh.gateways.find((each) => each.key === key);
    if (!gateway) return [];
    return gateway.ports
      .filter((port) => usesPort(ingress, gateway, port))
      .flatMap((port) => doorRoute(context, ingress, gateway, port));
  });
}

function doorRoute(context: Context, ingress: Ingress, gateway: Gateway, port: GatewayPort): RoutePlan[] {
  const hosts = ingress.hosts.map(({ value }) => value);
  const protocol = protocolOf(port);
  const sections =
    ingress.certificate && (protocol === 'HTTPS' || (protocol === 'TLS' && ingress.certificate))
      ? hosts.map((host) => listenerName(port, host))
      : [port.name];
  const parents = sections.map(
    (sectionName): ParentReference => ({
      kind: 'Gateway',
      namespace: gateway.namespace,
      name: gateway.name,
      sectionName,
    }),
  );
  const hostnames = protocol === 'TCP' || hosts.includes('*') ? [] : hosts;
  const base = {
    namespace: ingress.namespace,
    name: `${hostName(hosts[0] ?? '*')}-${gateway.name}-${port.number}`,
    parents,
    hostnames,
    origin: ingress.origin,
  };
  const rules = rulesAt(context.mesh, ingress, gateway.key);
  const decide = knownAt(hosts, gateway, port);
  if (protocol === 'TCP') return plainRoute(context, { ...base, kind: 'TCPRoute' }, rules, port.number, decide);
  if (protocol === 'TLS' && !port.certificate)
    return plainRoute(context, { ...base, kind: 'TLSRoute' }, rules, port.number, decide);
  const home: Home = { namespace: ingress.namespace, kind: 'HTTPRoute' };
  const own = httpRules(context, home, rules, schemed(decide, protocol === 'HTTP' ? 'http' : 'https'));
  // Without a route the door answers 404 as well, unless a route of a wider host takes the requests.
  if (own.length === 0 && !sharesWildcard(context, ingress, gateway)) return [];
  return httpRoute(context, { ...base, kind: 'HTTPRoute', rules: own });
}

const sharesWildcard = ({ mesh }: Context, ingress: Ingress, { key }: Gateway): boolean =>
  mesh.ingresses.some(
    ({ hosts, doors, origin }) =>
      origin !== ingress.origin &&
      doors.some(({ gateway }) => gateway === key) &&
      hosts.some(({ value }) => value.includes('*')),
  );

const hostName = (host: string): string =>
  host.replace(/^\*$/, 'all-hosts').replace(/^\*\./, 'any.').replaceAll('.', '-');

/** The door, its port and, where all hosts agree, the host are known. */
function knownAt(hosts: readonly string[], gateway: Gateway, port: GatewayPort): Decide {
  return (leaf) => {
    if (leaf.kind === 'port') return leaf.values.includes(port.number);
    if (leaf.kind === 'from') return leaf.source.kind === 'gateway' && leaf.source.gateway === gateway.key;
    if (leaf.subject !== 'host' || hosts.some((host) => host.includes('*'))) return undefined;
    const answers = new Set(hosts.map((host) => passes(leaf, host)));
    return answers.size === 1 ? [...answers][0] : undefined;
  };
}
