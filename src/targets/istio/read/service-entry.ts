// `ServiceEntry` → an egress, or for MESH_INTERNAL a service that runs outside of the cluster.
import type { Port, Protocol } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Fields,
  type Gathering,
  type InputObject,
  keyOf,
  protocolByName,
  sourced,
  specOf,
} from '../../shared/reading/index.ts';
import { readExportTo } from './visibility.ts';

export function readServiceEntry(object: InputObject, gathering: Gathering): void {
  const spec = specOf(object);
  const hosts = spec.texts('hosts').map(({ value, span }) => sourced(value.toLowerCase(), span));
  const [host] = hosts;
  if (!host) {
    object.notes.keep('it has no hosts');
    return;
  }
  const location = spec.text('location') ?? 'MESH_EXTERNAL';
  const inMesh = location === 'MESH_INTERNAL';
  if (!inMesh && location !== 'MESH_EXTERNAL')
    object.notes.add('spec.location', object.origin, `the location \`${location}\``);
  const reason = gathering.byHost(host.value)
    ? `another object declares the host ${host.value}`
    : inMesh && hosts.length > 1 && 'a service of the mesh with several hosts';
  if (reason) {
    object.notes.keep(reason);
    return;
  }
  const { namespace, name, origin } = object;
  const callee = inMesh
    ? gathering.service(namespace, name, origin, host.value)
    : gathering.egress(namespace, name, hosts, origin);
  for (const port of spec.list('ports')) readPort(port, callee);
  callee.closed = true;
  readEndpoints(spec, callee, gathering);
  const visible = readExportTo(spec, namespace);
  if (visible) callee.visibleTo = visible;
  readResolution(spec, callee);
  readAddresses(spec, callee);
  spec.leave(['workloadSelector'], 'endpoints found by the labels of workloads');
  spec.leave(['subjectAltNames'], 'how the certificate is checked');
  spec.done();
}

/** Those of the endpoints are where callers go anyway. */
function readAddresses(spec: Fields, { addresses }: CalleeDrafts): void {
  const known = new Set(addresses.map(({ value }) => value));
  if (spec.texts('addresses').every(({ value }) => known.has(value))) return;
  spec.leave(['addresses'], 'virtual addresses: callers are told apart by host', 'extra');
}

function readPort(fields: Fields, callee: CalleeDrafts): void {
  const number = fields.number('number');
  const name = fields.text('name') ?? '';
  const word = fields.text('protocol') ?? 'TCP';
  const protocol = protocolByName(word);
  if (name === '')
    fields.notes.add(fields.pathOf('name'), fields.span, 'a port without a name, which Istio refuses', 'extra');
  const target = fields.number('targetPort');
  fields.done();
  if (number === undefined) return;
  if (protocol === undefined)
    fields.notes.add(fields.pathOf('protocol'), fields.span, `the protocol \`${word}\`, read as tcp`, 'extra');
  const port: Port = {
    number,
    name,
    named: name !== '' && name !== `${protocol}-${number}`,
    protocol: protocol ?? ('tcp' as Protocol),
    ...(target === undefined ? {} : { target }),
    traffic: {},
    origin: fields.span,
  };
  callee.ports.set(number, port);
}

function readEndpoints(spec: Fields, callee: CalleeDrafts, gathering: Gathering): void {
  const groups = new Set(
    spec.list('endpoints').map((fields) => keyOf(Object.entries(fields.map('labels') ?? {}).sort())),
  );
  if (callee.kind === 'service' && groups.size > 1)
    spec.notes.add('spec.endpoints[].labels', spec.span, 'which endpoints are of which version');
  for (const fields of spec.list('endpoints')) {
    const address = fields.text('address');
    const labels = fields.map('labels');
    fields.leave(['ports'], 'other ports at single endpoints');
    fields.leave(['network', 'locality', 'weight', 'serviceAccount'], 'places and weights of endpoints');
    fields.done();
    if (address === undefined) continue;
    callee.addresses.push(sourced(address, fields.span));
    if (labels && callee.kind === 'service') labelled(labels, callee, fields, gathering);
    else if (labels)
      fields.notes.add(fields.pathOf('labels'), fields.span, 'labels of an endpoint outside of the mesh', 'extra');
  }
}

/** Versions that endpoints have and no DestinationRule names so far: rules that name them are answered 503. */
export const isNoSubset = new WeakSet<object>();

/** A DestinationRule's subset may have the same labels; else they are a version of their own. */
function labelled(
  labels: Readonly<Record<string, string>>,
  callee: CalleeDrafts,
  fields: Fields,
  gathering: Gathering,
): void {
  if (callee.kind !== 'service') return;
  const same = [...callee.versions.values()].some((one) => JSON.stringify(one.labels) === JSON.stringify(labels));
  if (!same) isNoSubset.add(gathering.version(callee, labels.version ?? 'endpoints', fields.span, labels));
}

function readResolution(spec: Fields, callee: CalleeDrafts): void {
  const resolution = spec.text('resolution') ?? 'NONE';
  const hosts = callee.kind === 'egress' ? callee.hosts.map(({ value }) => value) : [callee.host];
  const usual =
    callee.addresses.length > 0 ? ['STATIC', 'DNS'] : [hosts.some((host) => host.startsWith('*')) ? 'NONE' : 'DNS'];
  if (callee.addresses.length > 0) {
    const isPlain = callee.addresses.every(({ value }) => /^\d{1,3}(\.\d{1,3}){3}$/.test(value) || value.includes(':'));
    if (resolution === (isPlain ? 'STATIC' : 'DNS')) return;
  } else if (usual.includes(resolution)) return;
  const weight = resolution === 'DNS_ROUND_ROBIN' ? 'extra' : 'meaning';
  spec.notes.add(spec.pathOf('resolution'), spec.span, `addresses are found otherwise than by ${resolution}`, weight);
}
