// The plan → documents: envelopes and spellings of 0.1 (`type`, `name`, `spec`) and of 0.2–0.8 (`config.istio.io/v1alpha2`). Shape only,
// no decisions.
import {
  type Document,
  type Entry,
  entry,
  list,
  type MapNode,
  map,
  type Node,
  number,
  text,
  toNode,
} from '../../documents/index.ts';
import type { Labels } from '../../model/index.ts';
import { trimFraction } from '../../model/index.ts';
import type { Span } from '../../text/index.ts';
import type {
  Branch,
  CorsPolicy,
  DestinationPolicy,
  EgressRule,
  ExternalService,
  Ingress,
  LabelledPolicy,
  Match,
  Plan,
  RouteRule,
  ServiceRef,
  SimpleCircuitBreaker,
  StringMatch,
} from './plan.ts';

import { aspectDocument, mixerDocuments } from './write-mixer.ts';

/** How the objects of a version are spelled. */
export interface Spelling {
  /** 0.1: `type`/`name`/`spec`, hosts as text, `tags`, `httpHeaders`. */
  readonly form: 'typed' | 'resource';
  readonly clusterDomain: string;
}

/** Documents in a stable order, each with the path of a file of its own. */
export function write(plan: Plan, spelling: Spelling): readonly Document[] {
  const documents = [
    ...plan.destinationPolicies.flatMap((policy) => policyDocuments(policy, spelling)),
    ...plan.egressRules.map(egressDocument),
    ...plan.externalServices.map(externalDocument),
    ...plan.ingresses.map(ingressDocument),
    ...plan.routeRules.map((rule) => ruleDocument(rule, spelling)),
    ...plan.mixerRules.flatMap((rule) => (spelling.form === 'typed' ? [aspectDocument(rule)] : mixerDocuments(rule))),
  ];
  return documents.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** `NNs` or `N.NNNs` of milliseconds, as protobuf's JSON has it. */
const duration = (ms: number): Node => text(`${trimFraction(ms, 1000)}s`);

const optional = <T>(key: string, value: T | undefined, node: (value: T) => Node): Entry | undefined =>
  value === undefined ? undefined : entry(key, node(value));

const labelsNode = (labels: Labels): Node =>
  map(
    Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => entry(key, text(value))),
  );

const labelsEntry = (key: string, labels: Labels | undefined): Entry | undefined =>
  labels && Object.keys(labels).length > 0 ? entry(key, labelsNode(labels)) : undefined;

interface Envelope {
  readonly type: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly origin: Span;
}

function enveloped(
  { type, kind, name, namespace, origin }: Envelope,
  spec: MapNode,
  { form }: Pick<Spelling, 'form'>,
): Document {
  const path = `${type}/${namespace}/${name}.yaml`;
  if (form === 'typed')
    return { root: map([entry('type', text(type)), entry('name', text(name)), entry('spec', spec)], origin), path };
  return { root: resource('config.istio.io/v1alpha2', kind, name, namespace, [entry('spec', spec)], origin), path };
}

function resource(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string,
  rest: readonly Entry[],
  origin: Span,
  more: readonly Entry[] = [],
): MapNode {
  const metadata = map([entry('name', text(name)), entry('namespace', text(namespace)), ...more]);
  return map(
    [entry('apiVersion', text(apiVersion)), entry('kind', text(kind)), entry('metadata', metadata), ...rest],
    origin,
  );
}

/** A destination, source or mirror: a full host in 0.1, upstream's IstioService later. */
function serviceNode(reference: ServiceRef, labels: Labels | undefined, { form, clusterDomain }: Spelling): Node {
  const { kind, host, name, namespace } = reference;
  if (form === 'typed') return text(host);
  if (kind === 'host') return map([entry('service', text(host)), labelsEntry('labels', labels)]);
  return map([
    entry('name', text(name)),
    entry('namespace', text(namespace)),
    clusterDomain === 'cluster.local' ? undefined : entry('domain', text(`svc.${clusterDomain}`)),
    labelsEntry('labels', labels),
  ]);
}

function ruleDocument(rule: RouteRule, spelling: Spelling): Document {
  const { origin, redirect, rewrite } = rule;
  const spec = map(
    [
      entry('destination', serviceNode(rule.destination, undefined, spelling)),
      entry('precedence', number(rule.precedence)),
      optional('match', rule.match, (match) => matchNode(match, spelling)),
      rule.branches.length > 0 && entry('route', list(rule.branches.map((branch) => branchNode(branch, spelling)))),
      redirect && entry('redirect', toNode(redirect)),
      rewrite && entry('rewrite', toNode(rewrite)),
      rule.websocketUpgrade && entry('websocketUpgrade', toNode(true)),
      optional('httpReqTimeout', rule.timeout, (ms) =>
        map([entry('simpleTimeout', map([entry('timeout', duration(ms))]))]),
      ),
      optional('httpReqRetries', rule.retries, retriesNode),
      faultEntry(rule),
      optional('mirror', rule.mirror, ({ service, labels }) => serviceNode(service, labels, spelling)),
      optional('corsPolicy', rule.cors, corsNode),
      optional('appendHeaders', rule.appendHeaders, labelsNode),
    ],
    origin,
  );
  return enveloped({ ...rule, type: 'route-rule', kind: 'RouteRule' }, spec, spelling);
}

function matchNode({ source, headers }: Match, spelling: Spelling): Node {
  const names = Object.keys(headers).sort();
  const tests = map(names.map((name) => entry(name, stringMatchNode(headers[name] as StringMatch))));
  if (spelling.form === 'typed') {
    return map([
      source?.service && entry('source', text(source.service.host)),
      labelsEntry('sourceTags', source?.labels),
      names.length > 0 && entry('httpHeaders', tests),
    ]);
  }
  return map([
    source?.service
      ? entry('source', serviceNode(source.service, source.labels, spelling))
      : source && entry('source', map([labelsEntry('labels', source.labels)])),
    names.length > 0 && entry('request', map([entry('headers', tests)])),
  ]);
}

const stringMatchNode = ({ kind, value }: StringMatch): Node => map([entry(kind, text(value))]);

function branchNode({ destination, labels, weight, origin }: Branch, spelling: Spelling): Node {
  return map(
    [
      destination && entry('destination', serviceNode(destination, undefined, spelling)),
      labelsEntry(spelling.form === 'typed' ? 'tags' : 'labels', labels),
      optional('weight', weight, (value) => number(value)),
    ],
    origin,
  );
}

const retriesNode = ({ attempts, perTryTimeout }: NonNullable<RouteRule['retries']>): Node =>
  map([
    entry('simpleRetry', map([entry('attempts', number(attempts)), entry('perTryTimeout', duration(perTryTimeout))])),
  ]);

function faultEntry({ delay, abort }: RouteRule): Entry | undefined {
  if (!delay && !abort) return undefined;
  return entry(
    'httpFault',
    map([
      optional('delay', delay, ({ percent, fixedDelay }) =>
        map([entry('percent', number(percent)), entry('fixedDelay', duration(fixedDelay))]),
      ),
      optional('abort', abort, ({ percent, httpStatus }) =>
        map([entry('percent', number(percent)), entry('httpStatus', number(httpStatus))]),
      ),
    ]),
  );
}

const corsNode = ({ maxAge, ...policy }: CorsPolicy): Node => {
  const lists = (['allowOrigin', 'allowMethods', 'allowHeaders', 'exposeHeaders'] as const).filter(
    (key) => policy[key].length > 0,
  );
  return map([
    ...lists.map((key) => entry(key, toNode(policy[key]))),
    optional('maxAge', maxAge, duration),
    optional('allowCredentials', policy.allowCredentials, (value) => toNode(value)),
  ]);
};

/** 0.1 has one document with a list of policies, later versions one for each set of labels. */
function policyDocuments(policy: DestinationPolicy, spelling: Spelling): readonly Document[] {
  const envelope = { ...policy, type: 'destination-policy', kind: 'DestinationPolicy' };
  const { destination, policies } = policy;
  if (spelling.form === 'typed') {
    const parts = policies.map((part) => map([labelsEntry('tags', part.labels), ...policyEntries(part)], part.origin));
    const spec = map([
      entry('destination', serviceNode(destination, undefined, spelling)),
      entry('policy', list(parts)),
    ]);
    return [enveloped(envelope, spec, spelling)];
  }
  return policies.map((part) => {
    const spec = map([entry('destination', serviceNode(destination, part.labels, spelling)), ...policyEntries(part)]);
    return enveloped({ ...envelope, name: part.name, origin: part.origin }, spec, spelling);
  });
}

const policyEntries = ({ loadBalancing, circuitBreaker }: LabelledPolicy): readonly Entry[] => [
  ...(loadBalancing ? [entry('loadBalancing', map([entry('name', text(loadBalancing))]))] : []),
  ...(circuitBreaker ? [entry('circuitBreaker', map([entry('simpleCb', breakerNode(circuitBreaker))]))] : []),
];

function breakerNode({ sleepWindow, httpDetectionInterval, ...counts }: SimpleCircuitBreaker): Node {
  const numbers = Object.entries(counts).map(([key, value]) => entry(key, number(value)));
  const windows = [
    entry('sleepWindow', duration(sleepWindow)),
    entry('httpDetectionInterval', duration(httpDetectionInterval)),
  ];
  return map([...numbers, ...windows].sort((a, b) => (a.key < b.key ? -1 : 1)));
}

function egressDocument(rule: EgressRule): Document {
  const ports = rule.ports.map(({ port, protocol, origin }) =>
    map([entry('port', number(port)), entry('protocol', text(protocol))], origin),
  );
  const spec = map([entry('destination', map([entry('service', text(rule.service))])), entry('ports', list(ports))]);
  return enveloped({ ...rule, type: 'egress-rule', kind: 'EgressRule' }, spec, { form: 'resource' });
}

function externalDocument({ name, namespace, externalName, ports, origin }: ExternalService): Document {
  const listed = ports.map((port) =>
    map([entry('name', text(port.name)), entry('port', number(port.port))], port.origin),
  );
  const spec = map([
    entry('type', text('ExternalName')),
    entry('externalName', text(externalName)),
    entry('ports', list(listed)),
  ]);
  return {
    root: resource('v1', 'Service', name, namespace, [entry('spec', spec)], origin),
    path: `service/${namespace}/${name}.yaml`,
  };
}

function ingressDocument({ name, namespace, certificate, rules, origin }: Ingress): Document {
  const annotations = entry('annotations', map([entry('kubernetes.io/ingress.class', text('istio'))]));
  const hosts = rules.map(({ host, paths, origin: place }) =>
    map(
      [
        optional('host', host, (value) => text(value)),
        entry('http', map([entry('paths', list(paths.map(ingressPathNode)))])),
      ],
      place,
    ),
  );
  const tls = certificate === undefined ? [] : [entry('tls', list([map([entry('secretName', text(certificate))])]))];
  const spec = map([...tls, entry('rules', list(hosts))]);
  const root = resource('extensions/v1beta1', 'Ingress', name, namespace, [entry('spec', spec)], origin, [annotations]);
  return { root, path: `ingress/${namespace}/${name}.yaml` };
}

const ingressPathNode = ({ path, serviceName, servicePort, origin }: Ingress['rules'][number]['paths'][number]): Node =>
  map(
    [
      optional('path', path, (value) => text(value)),
      entry('backend', map([entry('serviceName', text(serviceName)), entry('servicePort', number(servicePort))])),
    ],
    origin,
  );
