// Hosts of doors → HTTPRoutes, GRPCRoutes, TLSRoutes and TCPRoutes that hang on their gateways.
import { type Gateway, type GatewayPort, type Ingress, rulesAt } from '../../../model/index.ts';
import {
  allLast,
  type Context,
  kindFor,
  type ParentReference,
  plainRoutes,
  type RoutePlan,
  requestRoutes,
  requestRules,
  schemed,
} from '../../shared/gateway-routes/index.ts';
import { type Decide, passes } from '../../shared/normal-form/index.ts';
import { ISTIO, triesAllBeforeExpressions } from '../supports.ts';
import { endsTls, hasOwnListener, listenerName, protocolOf, usesPort, within } from './gateway.ts';

/** A host group on its doors: one object for each port whose scheme, number or listeners make a difference. */
export function lowerIngress(context: Context, ingress: Ingress): RoutePlan[] {
  return [...new Set(ingress.doors.map(({ gateway }) => gateway))].flatMap((key) => {
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
  const { ingresses } = context.mesh;
  const sections = new Set(
    hosts.map((host) =>
      hasOwnListener(ingress, gateway, port, host, ingresses) ? listenerName(port, host) : port.name,
    ),
  );
  const parents = [...sections].map(
    (sectionName): ParentReference => ({
      kind: 'Gateway',
      namespace: gateway.namespace,
      name: gateway.name,
      sectionName,
    }),
  );
  const kindOfStream = streamKind(ingress, port);
  const hostnames = kindOfStream === 'TCPRoute' || hosts.includes('*') ? [] : hosts;
  const base = {
    namespace: ingress.namespace,
    name: `${hostName(hosts[0] ?? '*')}-${gateway.name}-${port.number}`,
    parents,
    hostnames,
    origin: ingress.origin,
  };
  const rules = rulesAt(context.mesh, ingress, gateway.key);
  const decide = knownAt(hosts, gateway, port);
  if (kindOfStream) return plainRoutes(context, { ...base, kind: kindOfStream }, rules, port.number, decide);
  const decideHere = schemed(decide, protocol === 'HTTP' ? 'http' : 'https');
  const place = { namespace: ingress.namespace };
  const kind = sharesHosts(context, ingress, gateway, port)
    ? 'HTTPRoute'
    : kindFor(context, place, port.protocol, rules, decideHere);
  const own = requestRules(orderedAt(context, gateway), { ...place, kind }, rules, decideHere);
  // Without a route the door answers 404 as well, unless a route of a wider host takes the requests.
  if (own.length === 0 && !sharesWildcard(context, ingress, gateway)) return [];
  return requestRoutes(context, { ...base, kind, rules: own });
}

/** Everything is tried last, behind regular expressions too, but where Istio reads the routes. */
const orderedAt = (context: Context, gateway: Gateway): Context =>
  triesAllBeforeExpressions(gateway.class?.value ?? ISTIO)
    ? context
    : { ...context, dialect: { ...context.dialect, precedence: allLast } };

/** Connections without TLS, or out of it, have nothing that a route could tell them apart by. */
function streamKind(ingress: Ingress, port: GatewayPort): 'TLSRoute' | 'TCPRoute' | undefined {
  const protocol = protocolOf(port);
  if (protocol === 'TCP') return 'TCPRoute';
  if (protocol !== 'TLS') return undefined;
  return endsTls(ingress, port) ? 'TCPRoute' : 'TLSRoute';
}

/** A listener takes one kind of route for a host, and a wildcard is all the hosts it covers. */
const sharesHosts = ({ mesh }: Context, ingress: Ingress, gateway: Gateway, port: GatewayPort): boolean =>
  mesh.ingresses.some(
    (other) =>
      other.origin !== ingress.origin &&
      usesPort(other, gateway, port) &&
      other.hosts.some(({ value }) => ingress.hosts.some((host) => meet(value, host.value))),
  );

const meet = (a: string, b: string): boolean => a === b || a === '*' || b === '*' || within(a, b) || within(b, a);

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
    const isName = leaf.subject === 'host' || (leaf.subject === 'sni' && protocolOf(port) === 'TLS');
    if (!isName || hosts.some((host) => host.includes('*'))) return undefined;
    const answers = new Set(hosts.map((host) => passes(leaf, host)));
    return answers.size === 1 ? [...answers][0] : undefined;
  };
}
