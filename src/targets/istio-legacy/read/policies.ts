// DestinationPolicy → how callers use a service or exactly those of its pods that carry the labels; EgressRule → an egress.

import { memberAt } from '../../../documents/index.ts';
import type { Balance, Connections, Ejection, Labels, Route, Rule, TrafficPolicy } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type EgressDraft,
  type Fields,
  type Gathering,
  type InputObject,
  protocolByName,
  shareOf,
  sourced,
  specOf,
} from '../../shared/reading/index.ts';
import { readRef, type ServiceRef, standBehindService, versionByLabels } from './service-ref.ts';

/** A policy for all pods: it holds where a rule names none by their labels. */
export interface WholePolicy {
  readonly callee: CalleeDrafts;
  readonly fields: Fields;
}

export function readDestinationPolicy(object: InputObject, gathering: Gathering): readonly WholePolicy[] {
  const spec = specOf(object);
  const destination = readRef(spec, 'destination', object.namespace, gathering);
  if (!destination) {
    object.notes.keep('it has no destination');
    return [];
  }
  spec.leave(['source', 'custom'], 'a policy for some callers only');
  const found = spec
    .list('policy')
    .flatMap((policy) => apply(policy, destination, policy.map('tags') ?? {}, gathering) ?? []);
  if (spec.has('loadBalancing') || spec.has('circuitBreaker'))
    return [...found, ...(apply(spec, destination, destination.labels, gathering) ?? [])];
  spec.done();
  return found;
}

function apply(
  fields: Fields,
  { callee }: ServiceRef,
  labels: Labels,
  gathering: Gathering,
): readonly WholePolicy[] | undefined {
  const traffic = { ...balance(fields.fields('loadBalancing')), ...breaker(fields.fields('circuitBreaker')) };
  fields.leave(['custom'], 'a policy of another kind');
  fields.done();
  const name = versionByLabels(callee, labels, fields.span, gathering);
  const version = callee.kind === 'service' && name !== undefined ? callee.versions.get(name) : undefined;
  if (version) version.traffic = { ...version.traffic, ...traffic };
  else callee.traffic = { ...callee.traffic, ...traffic };
  return version ? undefined : [{ callee, fields }];
}

/** Pilot applies a policy to what rules send to by just its labels: where none sends to all pods alike, those for all are nothing. */
export function settlePolicies(policies: readonly WholePolicy[], routes: readonly Route[]): void {
  const called = new Set(routes.flatMap(({ rules }) => rules.flatMap(destinationsOf)));
  const ruled = new Set(routes.map(({ target }) => target));
  for (const { callee, fields } of policies) {
    if (callee.kind !== 'service') continue;
    const { key, versions } = callee;
    const beside = [...versions.values()].find(
      ({ name, traffic }) => called.has(`${key}@${name}`) && Object.keys(traffic).length === 0,
    );
    if (ruled.has(key) && !called.has(`${key}@`)) {
      callee.traffic = {};
      notePolicy(fields, 'no rule sends requests to all pods alike, so it is never applied', 'extra');
    } else if (beside) notePolicy(fields, `it does not hold for ${beside.name}, which a rule names`, 'meaning');
  }
}

function notePolicy(fields: Fields, reason: string, weight: 'extra' | 'meaning'): void {
  const field = ['loadBalancing', 'circuitBreaker'].find((name) => fields.has(name));
  const path = field && !fields.path.includes('[') ? fields.pathOf(field) : fields.path;
  fields.notes.add(path, fields.span, reason, weight);
}

/** `namespace/service@version`, without a version where all pods are meant alike. */
export const destinationsOf = ({ action }: Rule): readonly string[] =>
  action.kind === 'forward'
    ? action.split.map(({ destination: { target, version = '' } }) => `${target}@${version}`)
    : [];

const balances: ReadonlyMap<string, Exclude<Balance['kind'], 'hash'>> = new Map([
  ['ROUND_ROBIN', 'round-robin'],
  ['LEAST_CONN', 'least-request'],
  ['RANDOM', 'random'],
]);

function balance(fields: Fields | undefined): Pick<TrafficPolicy, 'balance'> {
  const word = fields?.text('name');
  const kind = word === undefined ? undefined : balances.get(word);
  fields?.leave(['custom'], 'balancing of another kind');
  fields?.done();
  if (fields && word !== undefined && kind === undefined)
    fields.notes.add(fields.pathOf('name'), fields.span, `the balancing \`${word}\``);
  return fields && kind ? { balance: sourced<Balance>({ kind }, fields.span) } : {};
}

function breaker(fields: Fields | undefined): Pick<TrafficPolicy, 'connections' | 'eject'> {
  const simple = fields?.fields('simpleCb');
  fields?.leave(['custom'], 'a circuit breaker of another kind');
  fields?.done();
  if (!simple) return {};
  const given = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });
  const connections = {
    ...given('max', simple.number('maxConnections')),
    ...given('pending', simple.number('httpMaxPendingRequests')),
    ...given('requests', simple.number('httpMaxRequests')),
    ...given('perConnection', simple.number('httpMaxRequestsPerConnection')),
    ...given('retries', simple.number('httpMaxRetries')),
  } as Connections;
  const percent = simple.number('httpMaxEjectionPercent');
  const after = simple.number('httpConsecutiveErrors');
  const eject: Ejection = {
    after: after ?? 5,
    on: '5xx',
    ...given('check', simple.duration('httpDetectionInterval')),
    ...given('for', simple.duration('sleepWindow')),
    ...given('atMost', percent === undefined ? undefined : shareOf(percent)),
  };
  simple.done();
  const ejects = after !== undefined || percent !== undefined || Object.keys(connections).length === 0;
  return {
    ...(Object.keys(connections).length > 0 ? { connections: sourced(connections, simple.span) } : {}),
    ...(ejects ? { eject: sourced(eject, simple.span) } : {}),
  };
}

/** How 0.1 knows something outside. */
export const isExternalService = ({ apiVersion, kind, root }: InputObject): boolean => {
  const type = kind === 'Service' && apiVersion === 'v1' ? memberAt(root, 'spec', 'type') : undefined;
  return type?.kind === 'scalar' && type.value === 'ExternalName';
};

export function readExternalService(object: InputObject, gathering: Gathering): void {
  const spec = specOf(object);
  spec.ignore('type', 'selector', 'clusterIP', 'sessionAffinity');
  const host = spec.text('externalName')?.toLowerCase();
  const ports = spec.list('ports');
  spec.done();
  if (host === undefined || gathering.byHost(host)) {
    object.notes.keep(host === undefined ? 'it has no host' : `another object declares the host ${host}`);
    return;
  }
  const egress = gathering.egress(object.namespace, object.name, [sourced(host, object.origin)], object.origin);
  standBehindService(egress);
  egress.closed = true;
  for (const port of ports) {
    const number = port.number('port');
    const name = port.text('name') ?? '';
    port.ignore('targetPort', 'protocol');
    port.done();
    if (number !== undefined) openPort(egress, number, name.split('-')[0] ?? '', port);
  }
}

/** Callers send plain HTTP to a port `https`, and the proxy opens TLS. */
export function readEgressRule(object: InputObject, gathering: Gathering): void {
  const spec = specOf(object);
  const destination = spec.fields('destination');
  const host = destination?.text('service')?.toLowerCase();
  destination?.done();
  const ports = spec.list('ports');
  spec.leave(['useEgressProxy'], 'leaving by another proxy');
  spec.done();
  if (host === undefined || gathering.byHost(host)) {
    object.notes.keep(host === undefined ? 'it has no host' : `another object declares the host ${host}`);
    return;
  }
  const [, address, bits] = /^(\d+(?:\.\d+){3})(?:\/(\d+))?$/.exec(host) ?? [];
  if (bits !== undefined && bits !== '32') {
    object.notes.keep(`it lets out the range of addresses ${host}, which the language has no word for`);
    return;
  }
  const hosts = address === undefined ? [sourced(host, object.origin)] : [];
  const egress = gathering.egress(object.namespace, object.name, hosts, object.origin);
  if (address !== undefined) egress.addresses.push(sourced(address, object.origin));
  egress.closed = true;
  for (const port of ports) {
    const number = port.number('port');
    const word = (port.text('protocol') ?? '').toLowerCase();
    port.done();
    if (number !== undefined) openPort(egress, number, word, port);
  }
}

function openPort(egress: EgressDraft, number: number, word: string, port: Fields): void {
  const protocol = word === 'https' ? 'http' : protocolByName(word);
  if (protocol === undefined) {
    port.notes.add(port.path, port.span, `the protocol \`${word}\``);
    return;
  }
  const tls = word === 'https' ? { tls: sourced({ mode: 'simple' as const }, port.span) } : {};
  egress.ports.set(number, { number, name: '', named: false, protocol, traffic: tls, origin: port.span });
}
