// `DestinationRule` → versions of a service, and how callers use it. Of several for one host Istio takes the subsets of all and the policy
// of the oldest that has one; one for a wildcard is for the services that have none of their own.
import { memberAt, type Node } from '../../../documents/index.ts';
import type { Labels, TrafficPolicy, Version } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Draft,
  type Fields,
  type Gathering,
  type InputObject,
  specOf,
} from '../../shared/reading/index.ts';
import { calleeOf, declareVersioned, fullHost } from './destinations.ts';
import { isNoSubset } from './service-entry.ts';
import { ownTraffic, readTrafficPolicy } from './traffic-policy.ts';
import { readExportTo } from './visibility.ts';

/** Those for wildcards are left for later: what they cover must be known. */
export function readDestinationRules(objects: readonly InputObject[], gathering: Gathering): readonly Wildcard[] {
  return objects.flatMap((object) => {
    const spec = specOf(object);
    const host = spec.text('host')?.toLowerCase();
    if (host === undefined || host === '') {
      object.notes.keep('it has no host');
      return [];
    }
    if (host.startsWith('*') && !gathering.byHost(host)) return [{ object, spec, host }];
    readOne(object, spec, host, gathering);
    return [];
  });
}

export interface Wildcard {
  readonly object: InputObject;
  readonly spec: Fields;
  /** `*.shop.svc.cluster.local` */
  readonly host: string;
}

function readOne(object: InputObject, spec: Fields, host: string, gathering: Gathering): void {
  if (spec.has('subsets')) declareVersioned(host, object.namespace, object.origin, gathering);
  const callee = calleeOf(host, object.namespace, object.origin, gathering);
  const visible = readExportTo(spec, object.namespace);
  if (visible) callee.visibleTo ??= visible;
  noteReach(object, spec, callee);
  const isFirst = notePolicy(object, spec, host, callee, gathering);
  const policy = spec.fields('trafficPolicy');
  if (policy && isFirst) readPolicy(policy, callee, gathering);
  readSubsets(spec, callee, gathering);
  spec.leave(['workloadSelector'], 'a policy for some callers only');
  spec.done();
}

/** Istio looks for it beside the caller, beside the host and in its own namespace. A file that names no namespace may go to any. */
function noteReach({ namespace, notes, root }: InputObject, spec: Fields, callee: CalleeDrafts): void {
  if (namespace === callee.namespace || namespace === ROOT || !memberAt(root, 'metadata', 'namespace')) return;
  notes.add('metadata.namespace', spec.span, `only callers in ${namespace} have it, where its host does not stand`);
}
const ROOT = 'istio-system';

/** Whether the policy is the one that holds for the host. */
function notePolicy(
  { namespace, notes }: InputObject,
  spec: Fields,
  host: string,
  callee: CalleeDrafts,
  gathering: Gathering,
): boolean {
  const full = fullHost(host, namespace, gathering);
  const known = gathering.policies.get(callee.key) ?? [];
  const text = textOf(spec.node('trafficPolicy'));
  const before = known.find((one) => one.host === full && one.text !== 'null');
  gathering.policies.set(callee.key, [...known, { host: full, text, notes, span: spec.span }]);
  if (!before || text === 'null') return true;
  if (before.text !== text)
    notes.add(
      'spec.trafficPolicy',
      spec.spanOf('trafficPolicy'),
      'an older DestinationRule of this host has a policy, and Istio takes that one',
    );
  return false;
}

/** The same for what says the same; `null` for nothing. */
function textOf(node: Node | undefined): string {
  if (node === undefined) return 'null';
  if (node.kind === 'scalar') return JSON.stringify(node.value);
  if (node.kind === 'list') return `[${node.items.map(textOf).join()}]`;
  let text = '{';
  for (const { key, value } of node.entries) text += `${key}:${textOf(value)},`;
  return `${text}}`;
}

/** After all were read: whether the hosts of each ServiceEntry have the same. */
export function checkPolicies(gathering: Gathering): boolean {
  let isSame = true;
  for (const egress of gathering.egresses.values()) {
    const all = gathering.policies.get(egress.key) ?? [];
    const [first] = all;
    if (!first || egress.hosts.length < 2) continue;
    if (egress.hosts.every(({ value }) => all.some(({ host, text }) => host === value && text === first.text)))
      continue;
    first.notes.add('spec.trafficPolicy', first.span, 'a policy for some of the hosts of a ServiceEntry');
    isSame = false;
  }
  return isSame;
}

/** What has no DestinationRule of its own, each with the closest wildcard that covers it. */
export function applyWildcards(wildcards: readonly Wildcard[], gathering: Gathering): void {
  const all: readonly CalleeDrafts[] = [...gathering.services.values(), ...gathering.egresses.values()];
  const free = all.filter(({ key }) => !gathering.policies.has(key));
  const closest = [...wildcards].sort((a, b) => b.host.length - a.host.length);
  const users = Map.groupBy(free, (callee) => closest.find((one) => covers(one, callee)));
  for (const one of wildcards) applyWildcard(one, users.get(one) ?? [], gathering);
}

/** In the root namespace it is for all, else for what is beside it. */
function covers({ host, object: { namespace } }: Wildcard, callee: CalleeDrafts): boolean {
  const hosts = callee.kind === 'service' ? [callee.host] : callee.hosts.map(({ value }) => value);
  const isNear = namespace === ROOT || namespace === callee.namespace;
  return isNear && hosts.every((one) => one.endsWith(host.slice(1)));
}

/** Whether no service of the cluster can have such a host. */
function isOutside(host: string, { clusterDomain }: Gathering): boolean {
  const inside = `.svc.${clusterDomain}`;
  return host !== '*' && !inside.endsWith(host.slice(1)) && !host.endsWith(inside);
}

function applyWildcard(one: Wildcard, covered: readonly CalleeDrafts[], gathering: Gathering): void {
  const { object, spec, host } = one;
  const { notes } = object;
  if (covered.length === 0) {
    if (isOutside(host, gathering)) readOne(object, spec, host, gathering);
    else notes.keep(`its host is the wildcard ${host}, and none of the services of the files gets its policy`);
    return;
  }
  notes.keepAsWell(
    'spec.host',
    spec.spanOf('host'),
    `the wildcard ${host}: what the files have of it has its policy in the program; for all others it stays YAML`,
  );
  for (const callee of covered) {
    const again = specOf(object);
    again.ignore('host', 'exportTo');
    const policy = again.fields('trafficPolicy');
    if (policy) readPolicy(policy, callee, gathering);
    readSubsets(again, callee, gathering);
    again.leave(['workloadSelector'], 'a policy for some callers only');
    again.done();
  }
}

function readPolicy(fields: Fields, callee: CalleeDrafts, gathering: Gathering): void {
  const traffic = readTrafficPolicy(fields);
  merge(callee.traffic, traffic, fields);
  for (const port of fields.list('portLevelSettings')) {
    const number = port.fields('port')?.number('number');
    const own = readTrafficPolicy(port);
    port.done();
    if (number === undefined) continue;
    const draft = gathering.port(callee, number, undefined, port.span);
    notInherited(own, callee.traffic, port);
    draft.traffic = { ...draft.traffic, ...ownTraffic(own, callee.traffic) };
  }
  fields.done();
}

/** Upstream starts the settings of a port from its defaults: what stands for the whole service does not hold there. */
function notInherited(own: TrafficPolicy, whole: TrafficPolicy, port: Fields): void {
  for (const name of Object.keys(whole))
    if (!(name in own))
      port.notes.add(
        port.path,
        port.span,
        `${name} of the whole service, which does not hold for a port with settings of its own`,
      );
}

function merge(into: CalleeDrafts['traffic'], from: TrafficPolicy, fields: Fields): void {
  for (const [name, setting] of Object.entries(from) as [keyof TrafficPolicy, never][]) {
    const before = into[name];
    if (before === undefined) into[name] = setting;
    else if (JSON.stringify(before.value) !== JSON.stringify((setting as { value: unknown }).value))
      fields.notes.add(fields.path, fields.span, `another DestinationRule sets ${name} of this host otherwise`);
  }
}

function readSubsets(fields: Fields, callee: CalleeDrafts, gathering: Gathering): void {
  const subsets = fields.list('subsets');
  noteWholes(subsets, callee, gathering);
  for (const subset of subsets) readSubset(subset, callee, gathering);
}

function readSubset(fields: Fields, callee: CalleeDrafts, gathering: Gathering): void {
  const name = fields.text('name');
  const labels = fields.map('labels') ?? {};
  const policy = fields.fields('trafficPolicy');
  const traffic = policy && readTrafficPolicy(policy);
  policy?.leave(['portLevelSettings'], 'policies of a port of one version');
  policy?.done();
  fields.done();
  if (name === undefined || name === '') return;
  const version = versionOf({ name, labels, fields }, callee, gathering);
  if (!traffic || Object.keys(traffic).length === 0 || version === 'said') return;
  if (version) version.traffic = { ...version.traffic, ...traffic };
  else fields.notes.add(`${fields.path}.trafficPolicy`, fields.span, 'a policy for some routes to a service');
}

interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly fields: Fields;
}

/** Undefined where the subset is what has a name already; `said` where it is told that it has no form. */
function versionOf(subset: Subset, callee: CalleeDrafts, gathering: Gathering): Draft<Version> | undefined | 'said' {
  const { name, labels, fields } = subset;
  const key = `${callee.key}@${name}`;
  const note = (reason: string, weight?: 'extra'): void => fields.notes.add(fields.path, fields.span, reason, weight);
  if (Object.keys(labels).length === 0 || gathering.wholes.has(key)) {
    gathering.wholes.add(key);
    return undefined;
  }
  if (callee.kind === 'egress') {
    note('versions of a host outside of the mesh');
    return 'said';
  }
  const known = callee.versions.get(name);
  if (known && !areSame(known.labels, labels)) {
    note('another DestinationRule has a subset of this name');
    return 'said';
  }
  const same = [...callee.versions.values()].find((one) => areSame(one.labels, labels));
  if (!same || same === known) {
    if (known) isNoSubset.delete(known);
    return gathering.version(callee, name, fields.span, labels);
  }
  gathering.aliases.set(key, same.name);
  note(`it selects the pods of ${same.name}, which stands for it`, 'extra');
  return undefined;
}

function areSame(one: Labels, other: Labels): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => other[key] === one[key]);
}

/**
 * Subsets that all have the label which is the service's own: what changes labels at work, as rollouts do, begins with all pods.
 */
function noteWholes(subsets: readonly Fields[], { key, name }: CalleeDrafts, { wholes }: Gathering): void {
  const isOwn = (fields: Fields): boolean => {
    const [first, second] = Object.entries(fields.map('labels') ?? {});
    return second === undefined && first !== undefined && selectorLabels.has(first[0]) && first[1] === name;
  };
  if (subsets.length < 2 || !subsets.every(isOwn)) return;
  for (const fields of subsets) {
    wholes.add(`${key}@${fields.text('name')}`);
    fields.notes.add(fields.path, fields.span, 'it selects all pods of the service, which stands for it', 'extra');
  }
}
const selectorLabels: ReadonlySet<string> = new Set(['app', 'app.kubernetes.io/name', 'k8s-app', 'name']);
