// `Gateway.spec`, `ServiceEntry.spec`, `Sidecar.spec` and `Telemetry.spec`.
import type { Sink } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
import type {
  Endpoint,
  Gateway,
  Placed,
  Server,
  ServerTls,
  ServiceEntry,
  ServicePort,
  Sidecar,
  Telemetry,
} from '../plan.ts';
import { exported, labels, optional, optionalList, placed, placedTexts, texts } from './values.ts';

export function gatewaySpec(to: Sink, { selector, servers, origin }: Gateway): void {
  labels(to, 'selector', selector, origin);
  to.list('servers', origin);
  for (const one of servers) server(to, one);
  to.end();
}

function server(to: Sink, { port, hosts, tls, origin }: Server): void {
  to.mapItem(origin);
  to.map('port', origin);
  to.field('number', port.number, origin);
  to.field('name', port.name, origin);
  to.field('protocol', port.protocol, origin);
  to.end();
  placedTexts(to, 'hosts', hosts);
  if (tls) serverTls(to, tls, origin);
  to.end();
}

function serverTls(to: Sink, { mode, credentialName, caCertCredentialName }: ServerTls, origin: Span): void {
  to.map('tls', origin);
  to.field('mode', mode, origin);
  placed(to, 'credentialName', credentialName);
  placed(to, 'caCertCredentialName', caCertCredentialName);
  to.end();
}

export function serviceEntrySpec(to: Sink, object: ServiceEntry): void {
  const { origin } = object;
  placedTexts(to, 'hosts', object.hosts);
  if (object.addresses) placedTexts(to, 'addresses', object.addresses);
  exported(to, object.exportTo);
  to.field('location', object.location, origin);
  to.field('resolution', object.resolution, origin);
  to.list('ports', origin);
  for (const port of object.ports) servicePort(to, port);
  to.end();
  optionalList(to, 'endpoints', object.endpoints, origin, endpoint);
}

function servicePort(to: Sink, { number, name, protocol, targetPort, origin }: ServicePort): void {
  to.mapItem(origin);
  to.field('number', number, origin);
  to.field('name', name, origin);
  to.field('protocol', protocol, origin);
  optional(to, 'targetPort', targetPort, origin);
  to.end();
}

function endpoint(to: Sink, { address, labels: all, origin }: Endpoint): void {
  to.mapItem(origin);
  to.field('address', address, origin);
  if (all) labels(to, 'labels', all, origin);
  to.end();
}

export function sidecarSpec(to: Sink, { egressHosts, outboundTrafficPolicy, origin }: Sidecar): void {
  to.list('egress', origin);
  to.mapItem(origin);
  texts(to, 'hosts', egressHosts, origin);
  to.end();
  to.end();
  to.map('outboundTrafficPolicy', origin);
  to.field('mode', outboundTrafficPolicy, origin);
  to.end();
}

export function telemetrySpec(to: Sink, object: Telemetry): void {
  const { matchLabels, tracing, accessLogging, origin } = object;
  if (matchLabels) {
    to.map('selector', origin);
    labels(to, 'matchLabels', matchLabels, origin);
    to.end();
  }
  optionalList(to, 'metrics', object.metrics, origin, measured);
  if (tracing) optionalList(to, 'tracing', [tracing], tracing.origin, traced);
  if (accessLogging) optionalList(to, 'accessLogging', [accessLogging], accessLogging.origin, logged);
}

function provider(to: Sink, name: string, origin: Span): void {
  to.list('providers', origin);
  to.mapItem(origin);
  to.field('name', name, origin);
  to.end();
  to.end();
}

function measured(to: Sink, { value, origin }: Placed<string>): void {
  to.mapItem(origin);
  provider(to, value, origin);
  to.end();
}

function traced(to: Sink, { value, origin }: NonNullable<Telemetry['tracing']>): void {
  to.mapItem(origin);
  provider(to, value.provider, origin);
  optional(to, 'randomSamplingPercentage', value.randomSamplingPercentage, origin);
  to.end();
}

function logged(to: Sink, { value, origin }: NonNullable<Telemetry['accessLogging']>): void {
  to.mapItem(origin);
  if (value.provider !== undefined) provider(to, value.provider, origin);
  optional(to, 'disabled', value.disabled, origin);
  to.end();
}
