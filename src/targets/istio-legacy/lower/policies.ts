// How callers use a service → DestinationPolicies: one for each set of labels that some rule really sends to, because a policy applies to
// exactly that set.
import { catalogue } from '../../../diagnostics/index.ts';
import type {
  Connections,
  Ejection,
  Labels,
  Port,
  Service,
  Sourced,
  TrafficPolicy,
  Version,
} from '../../../model/index.ts';
import { durationText, MILLION, percentText } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { DestinationPolicy, LabelledPolicy, RouteRule, ServiceRef, SimpleCircuitBreaker } from '../plan.ts';
import { allows, callName, type Lowering, minorOf, referenceTo, refuse } from './lowering.ts';
import { objectName } from './names.ts';

/** Label sets, as text, that rules send to, by host; a host that is missing gets everything without labels. */
export type UsedLabels = ReadonlyMap<string, ReadonlySet<string>>;

export function usedLabels(rules: readonly RouteRule[]): UsedLabels {
  const used = new Map<string, Set<string>>();
  const add = (host: string, labels: Labels): void => void getOrCreate(used, host).add(labelsText(labels));
  for (const { destination, branches, redirect, mirror } of rules) {
    getOrCreate(used, destination.host);
    if (branches.length === 0 && !redirect) add(destination.host, {});
    for (const branch of branches) add((branch.destination ?? destination).host, branch.labels);
    if (mirror) add(mirror.service.host, mirror.labels);
  }
  return used;
}

function getOrCreate(used: Map<string, Set<string>>, host: string): Set<string> {
  const known = used.get(host) ?? new Set<string>();
  used.set(host, known);
  return known;
}

const labelsText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');

/** The policies of one service; `undefined` where it needs none. */
export function policiesOf(at: Lowering, service: Service, used: UsedLabels): DestinationPolicy | undefined {
  const whole = withPorts(at, service);
  const parts = [undefined, ...service.versions].flatMap((version) => labelled(at, service, whole, version, used));
  if (parts.length === 0) return undefined;
  const { namespace, origin } = service;
  return { name: objectName(service.name), namespace, origin, destination: referenceTo(service), policies: parts };
}

/** The policy of an egress, which has no versions. */
export function egressPolicy(
  at: Lowering,
  destination: ServiceRef,
  traffic: TrafficPolicy,
  origin: Span,
): DestinationPolicy | undefined {
  const policy = policyOf(at, traffic, destination.name, {}, origin);
  if (!policy) return undefined;
  const { name, namespace } = destination;
  return { name: objectName(name), namespace, origin, destination, policies: [policy] };
}

/** A policy for one port speaks for the service if that is its only port. */
function withPorts(at: Lowering, service: Service): TrafficPolicy {
  const [only, second] = service.ports;
  if (only && !second) return { ...service.traffic, ...only.traffic };
  for (const port of service.ports) refusePort(at, port);
  return service.traffic;
}

function refusePort(at: Lowering, { number, traffic }: Port): void {
  const [first] = Object.values(traffic) as readonly Sourced<unknown>[];
  if (first) refuse(at, first.origin, `a policy for port ${number} alone`, 'a policy is for every port of a service');
}

function labelled(
  at: Lowering,
  service: Service,
  whole: TrafficPolicy,
  version: Version | undefined,
  used: UsedLabels,
): readonly LabelledPolicy[] {
  const traffic = version ? { ...whole, ...version.traffic } : whole;
  const labels = version?.labels ?? {};
  const isUsed = used.get(service.host)?.has(labelsText(labels)) ?? !version;
  const name = version ? `${service.name}-${version.name}` : service.name;
  if (isUsed) {
    const policy = policyOf(at, traffic, name, labels, version?.origin ?? service.origin);
    return policy ? [policy] : [];
  }
  if (version && Object.keys(version.traffic).length > 0) reportUnused(at, service, version);
  else if (!version) policyOf(at, traffic, name, labels, service.origin);
  return [];
}

function reportUnused(at: Lowering, service: Service, version: Version): void {
  const [first] = Object.values(version.traffic) as readonly Sourced<unknown>[];
  const parameters = { service: callName(at, service.key), version: version.name, target: at.target };
  at.report.add(catalogue.legacy.policyWithoutRoute, first?.origin ?? version.origin, parameters);
}

function policyOf(
  at: Lowering,
  traffic: TrafficPolicy,
  name: string,
  labels: Labels,
  origin: Span,
): LabelledPolicy | undefined {
  if (traffic.tls)
    refuse(
      at,
      traffic.tls.origin,
      'TLS for one service',
      'mutual TLS is chosen for the whole mesh when Istio is installed',
    );
  const loadBalancing = balancing(at, traffic);
  const circuitBreaker = breaker(at, traffic);
  if (!loadBalancing && !circuitBreaker) return undefined;
  return {
    name: objectName(name),
    labels,
    origin,
    ...(loadBalancing ? { loadBalancing } : {}),
    ...(circuitBreaker ? { circuitBreaker } : {}),
  };
}

const ALGORITHMS = { 'round-robin': 'ROUND_ROBIN', 'least-request': 'LEAST_CONN', random: 'RANDOM' } as const;

function balancing(at: Lowering, { balance }: TrafficPolicy): LabelledPolicy['loadBalancing'] {
  if (!balance) return undefined;
  const { kind } = balance.value;
  if (kind === 'hash' || kind === 'passthrough') {
    return refuse(at, balance.origin, `balance ${kind}`, 'it knows round-robin, least-request and random');
  }
  return allows(at, 'balance', balance.origin, 'load balancing') ? ALGORITHMS[kind] : undefined;
}

/** Limits and ejection are one object upstream, and both windows of the ejection are mandatory in it. */
function breaker(at: Lowering, { connections, eject }: TrafficPolicy): SimpleCircuitBreaker | undefined {
  const limits = connections && limitsOf(at, connections);
  if (!eject) {
    if (limits && Object.keys(limits).length > 0) reportMissing(at, connections.origin, '`check` and `for`');
    return undefined;
  }
  const ejection = ejectionOf(at, eject);
  return ejection && { ...limits, ...ejection };
}

function limitsOf(at: Lowering, { value, origin }: Sourced<Connections>): Partial<SimpleCircuitBreaker> {
  if (!allows(at, 'connections', origin, 'limits of connections')) return {};
  if (value.connect !== undefined)
    refuse(at, origin, 'a time for connecting', 'one time for the whole mesh is set when Istio is installed');
  if (value.idle !== undefined) refuse(at, origin, 'an idle time of connections', 'it has no field for it');
  if (value.retries !== undefined && minorOf(at) < 3)
    refuse(at, origin, 'a limit of retries', 'it came with Istio 0.3');
  return {
    ...(value.max === undefined ? {} : { maxConnections: value.max }),
    ...(value.pending === undefined ? {} : { httpMaxPendingRequests: value.pending }),
    ...(value.requests === undefined ? {} : { httpMaxRequests: value.requests }),
    ...(value.perConnection === undefined ? {} : { httpMaxRequestsPerConnection: value.perConnection }),
    ...(value.retries === undefined ? {} : { httpMaxRetries: value.retries }),
  };
}

function ejectionOf(at: Lowering, { value, origin }: Sourced<Ejection>): SimpleCircuitBreaker | undefined {
  if (!allows(at, 'eject', origin, 'ejection')) return undefined;
  const { after, check, for: time, atMost, on } = value;
  if (on !== '5xx') refuse(at, origin, `ejection after ${on}`, 'it counts 5xx answers, among them failed connections');
  if (check === undefined || time === undefined) {
    const missing = [...(check === undefined ? ['`check`'] : []), ...(time === undefined ? ['`for`'] : [])];
    return reportMissing(at, origin, missing.join(' and '));
  }
  for (const [window, duration] of [
    ['check', check],
    ['for', time],
  ] as const) {
    if (duration < 1000)
      at.report.add(catalogue.legacy.shortWindow, origin, {
        window,
        duration: durationText(duration),
        target: at.target,
      });
  }
  return {
    sleepWindow: time,
    httpConsecutiveErrors: after,
    httpDetectionInterval: check,
    ...(atMost === undefined ? {} : { httpMaxEjectionPercent: ejected(at, atMost, origin) }),
  };
}

function reportMissing(at: Lowering, origin: Span, missing: string): undefined {
  at.report.add(catalogue.legacy.breakerWithoutWindows, origin, { missing, target: at.target });
  return undefined;
}

function ejected(at: Lowering, share: number, origin: Span): number {
  if (share % (MILLION / 100) !== 0) {
    at.report.add(catalogue.legacy.fractionalPercent, origin, {
      setting: 'at-most',
      percent: percentText(share),
      target: at.target,
    });
  }
  return Math.floor((share * 100) / MILLION);
}
