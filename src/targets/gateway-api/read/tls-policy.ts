// `BackendTLSPolicy` → how callers open TLS to a Service or one of its ports.
import type { ClientTls, TrafficPolicy } from '../../../model/index.ts';
import { type Fields, type Gathering, type InputObject, sourced, specOf } from '../../shared/reading/index.ts';
import type { VersionServices } from './backends.ts';

/** @param versions Services that stand for versions: they are what their service is. */
export function readTlsPolicy(object: InputObject, gathering: Gathering, versions: VersionServices): void {
  const spec = specOf(object);
  const validation = spec.fields('validation');
  const tls = validation && readValidation(validation);
  const targets = spec.has('targetRefs')
    ? spec.list('targetRefs')
    : spec.has('targetRef')
      ? [spec.fields('targetRef') as Fields]
      : [];
  for (const target of targets) if (tls) apply(target, sourced(tls, object.origin), object, gathering, versions);
  if (tls) noteVersions(targets, object, versions);
  spec.leave(['options'], 'settings of an implementation');
  spec.done();
}

function readValidation(fields: Fields): ClientTls {
  const [authority, ...others] = fields.list('caCertificateRefs');
  for (const other of others) other.notes.add(other.path, other.span, 'a second authority');
  const ca = authority?.text('name');
  const sni = fields.text('hostname');
  if (authority) noteKind(authority);
  authority?.done();
  const known = fields.text('wellKnownCACertificates');
  if (known !== undefined && known !== 'System')
    fields.notes.add(fields.pathOf('wellKnownCACertificates'), fields.span, `the authorities \`${known}\``);
  fields.leave(['subjectAltNames'], 'how the certificate is checked');
  fields.done();
  return { mode: 'simple', ...(sni === undefined ? {} : { sni }), ...(ca === undefined ? {} : { ca }) };
}

/** An authority is a ConfigMap, as every implementation has to take it. */
function noteKind(authority: Fields): void {
  const [group, kind] = [authority.text('group') ?? '', authority.text('kind')];
  if (kind === 'ConfigMap' && isCore(group)) return;
  authority.notes.add(
    authority.pathOf('kind'),
    authority.span,
    `an authority that is a ${kind ?? 'nothing'} of \`${group}\``,
  );
}

const isCore = (group: string): boolean => group === '' || group === 'core';

function apply(
  target: Fields,
  tls: NonNullable<TrafficPolicy['tls']>,
  { namespace, notes }: InputObject,
  gathering: Gathering,
  versions: VersionServices,
): void {
  const [name, kind, section] = [
    target.text('name') ?? '',
    target.text('kind') ?? 'Service',
    target.text('sectionName'),
  ];
  const group = target.text('group') ?? '';
  target.ignore('namespace');
  target.done();
  if (kind !== 'Service' || !isCore(group)) {
    notes.add(target.pathOf('kind'), target.span, `a policy for a ${kind}`);
    return;
  }
  if (versions.has(`${namespace}/${name}`)) return;
  const service = gathering.service(namespace, name, target.span);
  if (section === undefined) {
    if (!service.traffic.tls) service.traffic.tls = tls;
    return;
  }
  const port = [...service.ports.values()].find((one) => one.name === section);
  if (port) port.traffic = { tls, ...port.traffic };
  else notes.add(target.pathOf('sectionName'), target.span, `no Service among the files has a port \`${section}\``);
}

/** Of a service that the policy is for, each version has a Service of its own. */
function noteVersions(
  targets: readonly Fields[],
  { namespace, notes, origin }: InputObject,
  versions: VersionServices,
): void {
  const named = new Set(targets.map((target) => `${namespace}/${target.text('name') ?? ''}`));
  for (const [key, { target }] of versions)
    if (named.has(target) !== named.has(key))
      notes.add('spec.targetRefs', origin, `not for ${target} and ${key} alike`);
}
