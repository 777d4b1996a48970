// What comes in through doors → Kubernetes Ingresses of class istio: by host and path to a service, whose rules the ingress asks too.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Gateway, Ingress as ModelIngress, Service } from '../../../model/index.ts';
import { rulesAt } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Ingress, IngressPath, Match } from '../plan.ts';
import type { Lowered } from './faults.ts';
import { type Call, callsOf, unsaid } from './ingress-calls.ts';
import { turnedRound } from './ingress-order.ts';
import { ingressPathOf } from './ingress-path.ts';
import { allows, callName, type Lowering, minorOf } from './lowering.ts';
import { ANY, implies, meet } from './match.ts';
import { type Names, objectName } from './names.ts';
import { isHttp, portNamesAgree } from './ports.ts';
import { MOST_RULES } from './route-rules.ts';
import { type PlainRule, plainRules } from './rule-order.ts';
import { type Leaf, termsOf } from './terms.ts';
import { textAlternatives } from './text-test.ts';

/** An ingress on one of its doors, read as calls. */
export interface DoorCalls {
  readonly ingress: ModelIngress;
  readonly gateway: Gateway;
  readonly ports: readonly number[];
  readonly calls: readonly Call[];
}

/** Every ingress on every door. */
export function readDoors(at: Lowering): readonly DoorCalls[] {
  return at.mesh.ingresses.flatMap((ingress) =>
    ingress.doors.flatMap(({ gateway: key, ports }) => {
      const gateway = at.mesh.gateways.find((candidate) => candidate.key === key);
      return gateway ? [{ ingress, gateway, ports, calls: callsOf(at, rulesAt(at.mesh, ingress, key)) }] : [];
    }),
  );
}

/** Keys of the services whose rules some ingress asks. */
export const askedServices = (doors: readonly DoorCalls[]): ReadonlySet<string> =>
  new Set(doors.flatMap(({ calls }) => calls.flatMap(({ service }) => service ?? [])));

/** The Ingresses of all doors. `rules` are the emitted rules of a service, by its key. */
export function lowerDoors(
  at: Lowering,
  doors: readonly DoorCalls[],
  rules: ReadonlyMap<string, readonly Lowered[]>,
  names: Names,
): readonly Ingress[] {
  const ingresses = doors.flatMap((door) => lowerDoor(at, door, rules, names));
  reportCertificates(at, ingresses);
  return ingresses;
}

function lowerDoor(
  at: Lowering,
  door: DoorCalls,
  rules: ReadonlyMap<string, readonly Lowered[]>,
  names: Names,
): readonly Ingress[] {
  const { ingress } = door;
  if (ingress.clients) unsaid(at, ingress.clients.origin, 'certificates of clients');
  for (const { value, origin } of ingress.hosts) {
    if (value !== '*' && value.includes('*')) unsaid(at, origin, 'a wildcard host');
  }
  const plain = plainCalls(at, door.calls);
  if (!plain) return [];
  if (at.door === 'envoy') {
    for (const call of new Set(plain.map(({ decision }) => decision))) checkAsked(at, call, rules);
    reportOrder(at, plain, rules, ingress.origin);
  } else checkLinkerdDoor(at, door, plain);
  return door.ports.flatMap((port) => objectsOf(at, door, plain, port, names));
}

/** The calls as plain paths, first match wins; the 404 at the end is the ingress's own. */
function plainCalls(at: Lowering, calls: readonly Call[]): readonly PlainRule<Call>[] | undefined {
  const alternatives = calls.map((call) => {
    const terms = termsOf(call.condition, (leaf) => pathOnly(at, leaf), MOST_RULES);
    return terms === undefined || terms === 'too-many' ? undefined : { terms, decision: call };
  });
  if (alternatives.some((one) => !one) || calls.some(({ refused }) => refused)) return undefined;
  const plain = plainRules<Call | undefined>(alternatives as never, undefined, MOST_RULES);
  if (plain === 'too-many') return undefined;
  const last = plain.findLastIndex(({ decision }) => decision?.service !== undefined);
  const kept = plain.slice(0, last + 1);
  const hole = kept.find(({ decision }) => decision?.service === undefined);
  if (!hole) return kept as readonly PlainRule<Call>[];
  const place = hole.decision?.origin ?? calls[0]?.origin;
  return place && unsaid(at, place, 'an answer 404 for some of the paths only');
}

function pathOnly(at: Lowering, leaf: Leaf): readonly Match[] | undefined {
  if (leaf.kind === 'text' && leaf.subject === 'path') return textAlternatives(at, leaf);
  const subject =
    leaf.kind === 'text' ? `${leaf.subject}${leaf.name === undefined ? '' : ` "${leaf.name}"`}` : leaf.kind;
  return unsaid(at, leaf.origin, `a condition on ${subject}`);
}

/** What the ingress makes of the rules of the service it calls. */
function checkAsked(at: Lowering, call: Call, rules: ReadonlyMap<string, readonly Lowered[]>): void {
  const service = callName(at, call.service ?? '');
  const asked = rulesAtDoor(rules.get(call.service ?? '') ?? []);
  const conditional = asked.find(({ plan }) => plan.match);
  if (minorOf(at) === 1 && conditional) {
    const related = conditional.rule ? [{ span: conditional.rule.origin, message: 'dropped' }] : [];
    at.report.add(catalogue.legacy.ingressDropsRule, call.origin, { service, target: at.target }, { related });
  }
  for (const { plan, rule } of asked) {
    const fault = plan.delay ? rule?.settings.delay : plan.abort ? rule?.settings.abort : undefined;
    if (!fault) continue;
    const kind = plan.delay ? 'delay' : 'abort';
    at.report.add(catalogue.legacy.faultAtIngress, fault.origin, { fault: kind, service, target: at.target });
  }
}

/** Linkerd's ingress keeps the order within an Ingress, but not between those of several namespaces, and knows no TLS. */
function checkLinkerdDoor(
  at: Lowering,
  { ingress, gateway, ports }: DoorCalls,
  plain: readonly PlainRule<Call>[],
): void {
  const secured = gateway.ports.find(({ number, protocol }) => protocol === 'https' && ports.includes(number));
  if (secured) {
    const readers = at.readers.filter(({ reader }) => reader.startsWith('linkerd'));
    const origin = ingress.certificate?.origin ?? secured.certificate?.origin ?? secured.origin;
    allows(at, 'certificate of an ingress', origin, 'the certificate of an ingress', {}, readers);
  }
  const place = ({ decision }: PlainRule<Call>): string | undefined =>
    at.services.get(decision.service ?? '')?.namespace;
  const [first, second] = plain.flatMap((rule, index) => {
    const other = plain
      .slice(index + 1)
      .find((later) => place(later) !== place(rule) && meet(later.match, rule.match) !== 'never');
    return other ? [rule, other] : [];
  });
  if (!first || !second) return;
  const parameters = { first: describe(first.match), second: describe(second.match), target: at.target };
  at.report.add(catalogue.legacy.ingressOrder, first.decision.origin, parameters);
}

/** Rules for callers inside the mesh do not concern the ingress. */
const rulesAtDoor = (rules: readonly Lowered[]): readonly Lowered[] =>
  rules.filter(({ plan }) => !plan.match?.source || plan.match.source.service?.name === 'istio-ingress');

/** Path and rule together make the routes of the ingress, which sorts them anew. */
function reportOrder(
  at: Lowering,
  plain: readonly PlainRule<Call>[],
  rules: ReadonlyMap<string, readonly Lowered[]>,
  origin: Span,
): void {
  const routes = plain.flatMap(({ match, decision }) => {
    const asked = rulesAtDoor(rules.get(decision.service ?? '') ?? []);
    const own = asked.length > 0 ? asked : [undefined];
    return own.flatMap((lowered) => {
      const { source: _, ...rest } = lowered?.plan.match ?? ANY;
      const met = meet(match, rest);
      reportShiftedRewrite(at, match, lowered);
      return met === 'never'
        ? []
        : [
            {
              match: met,
              decision: lowered?.rule ?? decision.service,
              place: lowered?.rule?.origin ?? decision.origin,
            },
          ];
    });
  });
  const pair = turnedRound(routes);
  if (!pair) return;
  const [first, second] = pair.map(({ match }) => describe(match));
  const related = [{ span: pair[1].place, message: 'tried before it' }];
  const parameters = { first: first ?? '', second: second ?? '', target: at.target };
  at.report.add(catalogue.legacy.ingressOrder, pair[0].place ?? origin, parameters, { related });
}

const describe = ({ headers }: Match): string => {
  const { uri, ...others } = headers;
  const path = uri ? `${uri.kind === 'exact' ? 'path' : 'paths from'} \`${uri.value}\`` : 'every path';
  const names = Object.keys(others);
  return names.length > 0 ? `${path} with ${names.map((name) => `\`${name}\``).join(', ')}` : path;
};

/** A path of the ingress that is longer than the rule's takes its place in the rewrite. */
function reportShiftedRewrite(at: Lowering, path: Match, lowered: Lowered | undefined): void {
  const rewrite = lowered?.rule?.settings.rewritePath;
  if (!rewrite || !lowered?.plan.rewrite?.uri || implies(lowered.plan.match ?? ANY, path)) return;
  unsaid(at, rewrite.origin, 'a rewrite below a path that it was not written for');
}

function objectsOf(
  at: Lowering,
  { ingress, gateway }: DoorCalls,
  plain: readonly PlainRule<Call>[],
  port: number,
  names: Names,
): readonly Ingress[] {
  const door = gateway.ports.find(({ number }) => number === port);
  if (!door) return [];
  const certificate = door.protocol === 'https' ? (ingress.certificate ?? door.certificate)?.value : undefined;
  const paths = plain.flatMap(({ match, decision }) => pathOf(at, match, decision) ?? []);
  const host = ingress.hosts[0]?.value ?? '*';
  return [...Map.groupBy(paths, ({ namespace }) => namespace)].map(([namespace, own]) => ({
    name: names.take(`${objectName(host === '*' ? gateway.name : host)}${certificate === undefined ? '' : '-tls'}`),
    namespace,
    origin: ingress.origin,
    ...(certificate === undefined ? {} : { certificate }),
    rules: ingress.hosts.map(({ value, origin }) => ({
      ...(value === '*' ? {} : { host: value }),
      paths: own.map(({ path }) => path),
      origin,
    })),
  }));
}

function pathOf(
  at: Lowering,
  match: Match,
  call: Call,
): { readonly namespace: string; readonly path: IngressPath } | undefined {
  const service = at.services.get(call.service ?? '');
  if (!service) return undefined;
  if (!service.inCluster) return unsaid(at, call.origin, 'a service outside the cluster');
  const path = ingressPathOf(at, match, call.condition.origin);
  const servicePort = portOf(at, service, call);
  if (path === undefined || servicePort === undefined || !portNamesAgree(at, service)) return undefined;
  const { name, namespace } = service;
  return {
    namespace,
    path: { ...(path === 'all' ? {} : { path }), serviceName: name, servicePort, origin: call.origin },
  };
}

function portOf(at: Lowering, service: Service, { port, origin }: Call): number | undefined {
  const http = service.ports.filter(isHttp);
  const found =
    port === undefined ? (http.length === 1 ? http[0] : undefined) : http.find(({ number }) => number === port);
  if (found) return found.number;
  return unsaid(
    at,
    origin,
    port === undefined ? 'a service of several ports without saying which' : `port ${port}, which is not for HTTP`,
  );
}

function reportCertificates(at: Lowering, ingresses: readonly Ingress[]): void {
  const named = ingresses.flatMap(({ certificate, namespace, origin }) =>
    certificate === undefined ? [] : [{ secret: `${namespace}/${certificate}`, origin }],
  );
  const [first] = named;
  const second = named.find(({ secret }) => secret !== first?.secret);
  if (!first || !second) return;
  at.report.add(catalogue.legacy.severalCertificates, second.origin, {
    first: first.secret,
    second: second.secret,
    target: at.target,
  });
}
