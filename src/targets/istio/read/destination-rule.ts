// `DestinationRule` → versions of a service, and how callers use it.
import type { TrafficPolicy } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Fields,
  type Gathering,
  type InputObject,
  specOf,
} from '../../shared/reading/index.ts';
import { calleeOf, declareVersioned } from './destinations.ts';
import { readTrafficPolicy } from './traffic-policy.ts';
import { readExportTo } from './visibility.ts';

export function readDestinationRule(object: InputObject, gathering: Gathering): void {
  const spec = specOf(object);
  const host = spec.text('host');
  if (host === undefined || host === '') {
    object.notes.keep('it has no host');
    return;
  }
  if (host.startsWith('*') && !gathering.byHost(host.toLowerCase())) {
    object.notes.keep('its host is a wildcard: the language sets policies per service');
    return;
  }
  if (spec.has('subsets')) declareVersioned(host.toLowerCase(), object.namespace, object.origin, gathering);
  const callee = calleeOf(host, object.namespace, object.origin, gathering);
  const visible = readExportTo(spec, object.namespace);
  if (visible) callee.visibleTo ??= visible;
  notePolicy(spec, host, callee, gathering);
  const policy = spec.fields('trafficPolicy');
  if (policy) readPolicy(policy, callee, gathering);
  for (const subset of spec.list('subsets')) readSubset(subset, callee, gathering);
  spec.leave(['workloadSelector'], 'a policy for some callers only');
  spec.done();
}

/** Hosts of one ServiceEntry that are called in different ways are no single egress. */
function notePolicy(spec: Fields, host: string, callee: CalleeDrafts, gathering: Gathering): void {
  const known = gathering.policies.get(callee.key) ?? [];
  const text = JSON.stringify(spec.node('trafficPolicy') ?? null, (name, part) =>
    name === 'origin' ? undefined : part,
  );
  gathering.policies.set(callee.key, [
    ...known,
    { host: host.toLowerCase(), text, notes: spec.notes, span: spec.span },
  ]);
}

/** After all were read. */
export function checkPolicies(gathering: Gathering): void {
  for (const egress of gathering.egresses.values()) {
    const all = gathering.policies.get(egress.key) ?? [];
    const [first] = all;
    if (!first || egress.hosts.length < 2) continue;
    const isSame = egress.hosts.every(({ value }) =>
      all.some(({ host, text }) => host === value && text === first.text),
    );
    if (!isSame) first.notes.add('spec.trafficPolicy', first.span, 'a policy for some of the hosts of a ServiceEntry');
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
    draft.traffic = { ...draft.traffic, ...changed(own, callee.traffic) };
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

/** Settings of a port that only repeat the service's are not its own. */
const changed = (own: TrafficPolicy, whole: TrafficPolicy): TrafficPolicy =>
  Object.fromEntries(
    Object.entries(own).filter(
      ([name, setting]) => JSON.stringify(setting.value) !== JSON.stringify(whole[name as keyof TrafficPolicy]?.value),
    ),
  );

function merge(into: CalleeDrafts['traffic'], from: TrafficPolicy, fields: Fields): void {
  for (const [name, setting] of Object.entries(from) as [keyof TrafficPolicy, never][]) {
    const before = into[name];
    if (before === undefined) into[name] = setting;
    else if (JSON.stringify(before.value) !== JSON.stringify((setting as { value: unknown }).value))
      fields.notes.add(fields.path, fields.span, `another DestinationRule sets ${name} of this host otherwise`);
  }
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
  if (Object.keys(labels).length === 0) {
    gathering.wholes.add(`${callee.key}@${name}`);
    if (traffic && Object.keys(traffic).length > 0)
      fields.notes.add(`${fields.path}.trafficPolicy`, fields.span, 'a policy for some routes to a service');
    return;
  }
  if (callee.kind === 'egress') {
    fields.notes.add(fields.path, fields.span, 'versions of a host outside of the mesh');
    return;
  }
  const known = callee.versions.get(name);
  if (known && JSON.stringify(known.labels) !== JSON.stringify(labels)) {
    fields.notes.add(fields.path, fields.span, 'another DestinationRule has a subset of this name');
    return;
  }
  const version = gathering.version(callee, name, fields.span, labels);
  if (traffic) version.traffic = { ...version.traffic, ...traffic };
}
