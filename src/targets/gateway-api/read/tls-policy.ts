// `BackendTLSPolicy` → how callers open TLS to a Service or one of its ports.
import type { ClientTls, TrafficPolicy } from '../../../model/index.ts';
import { type Fields, type Gathering, type InputObject, sourced, specOf } from '../../shared/reading/index.ts';

export function readTlsPolicy(object: InputObject, gathering: Gathering): void {
  const spec = specOf(object);
  const validation = spec.fields('validation');
  const tls = validation && readValidation(validation);
  const targets = spec.has('targetRefs')
    ? spec.list('targetRefs')
    : spec.has('targetRef')
      ? [spec.fields('targetRef') as Fields]
      : [];
  for (const target of targets) if (tls) apply(target, sourced(tls, object.origin), object, gathering);
  spec.leave(['options'], 'settings of an implementation');
  spec.done();
}

function readValidation(fields: Fields): ClientTls {
  const [authority, ...others] = fields.list('caCertificateRefs');
  for (const other of others) other.notes.add(other.path, other.span, 'a second authority');
  const ca = authority?.text('name');
  const sni = fields.text('hostname');
  authority?.ignore('group', 'kind');
  authority?.done();
  fields.ignore('wellKnownCACertificates');
  fields.leave(['subjectAltNames'], 'how the certificate is checked');
  fields.done();
  return { mode: 'simple', ...(sni === undefined ? {} : { sni }), ...(ca === undefined ? {} : { ca }) };
}

function apply(
  target: Fields,
  tls: NonNullable<TrafficPolicy['tls']>,
  { namespace, notes }: InputObject,
  gathering: Gathering,
): void {
  const [name, kind, section] = [
    target.text('name') ?? '',
    target.text('kind') ?? 'Service',
    target.text('sectionName'),
  ];
  target.ignore('group', 'namespace');
  target.done();
  if (kind !== 'Service') {
    notes.add(target.pathOf('kind'), target.span, `a policy for a ${kind}`);
    return;
  }
  const service = gathering.service(namespace, name, target.span);
  if (section === undefined) {
    if (!service.traffic.tls) service.traffic.tls = tls;
    return;
  }
  const port = [...service.ports.values()].find((one) => one.name === section);
  if (port) port.traffic = { tls, ...port.traffic };
  else notes.add(target.pathOf('sectionName'), target.span, `no Service among the files has a port \`${section}\``);
}
