// `Gateway.spec`, `ServiceEntry.spec`, `Sidecar.spec` and `Telemetry.spec`.
import { bool, type Entry, entry, list, type MapNode, map, number, text } from '../../../documents/index.ts';
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
import { exported, labels, optionalList, optionalNumber, placedTexts, texts } from './values.ts';

export const gatewaySpec = ({ selector, servers, origin }: Gateway): MapNode =>
  map([entry('selector', labels(selector, origin)), entry('servers', list(servers.map(server), origin))], origin);

const server = ({ port, hosts, tls, origin }: Server): MapNode =>
  map(
    [
      entry(
        'port',
        map(
          [
            entry('number', number(port.number, origin)),
            entry('name', text(port.name, origin)),
            entry('protocol', text(port.protocol, origin)),
          ],
          origin,
        ),
      ),
      entry('hosts', placedTexts(hosts)),
      tls && entry('tls', serverTls(tls, origin)),
    ],
    origin,
  );

const serverTls = ({ mode, credentialName, caCertCredentialName }: ServerTls, origin: Server['origin']): MapNode =>
  map(
    [
      entry('mode', text(mode, origin)),
      placed('credentialName', credentialName),
      placed('caCertCredentialName', caCertCredentialName),
    ],
    origin,
  );

const placed = (key: string, value: Placed<string> | undefined): Entry | undefined =>
  value && entry(key, text(value.value, value.origin));

export const serviceEntrySpec = (object: ServiceEntry): MapNode =>
  map(
    [
      entry('hosts', placedTexts(object.hosts)),
      object.addresses && entry('addresses', placedTexts(object.addresses)),
      exported(object.exportTo),
      entry('location', text(object.location, object.origin)),
      entry('resolution', text(object.resolution, object.origin)),
      entry('ports', list(object.ports.map(servicePort), object.origin)),
      optionalList('endpoints', object.endpoints.map(endpoint), object.origin),
    ],
    object.origin,
  );

const servicePort = ({ number: port, name, protocol, targetPort, origin }: ServicePort): MapNode =>
  map(
    [
      entry('number', number(port, origin)),
      entry('name', text(name, origin)),
      entry('protocol', text(protocol, origin)),
      optionalNumber('targetPort', targetPort, origin),
    ],
    origin,
  );

const endpoint = ({ address, labels: all, origin }: Endpoint): MapNode =>
  map([entry('address', text(address, origin)), all && entry('labels', labels(all, origin))], origin);

export const sidecarSpec = ({ egressHosts, outboundTrafficPolicy, origin }: Sidecar): MapNode =>
  map(
    [
      entry('egress', list([map([entry('hosts', texts(egressHosts, origin))], origin)], origin)),
      entry('outboundTrafficPolicy', map([entry('mode', text(outboundTrafficPolicy, origin))], origin)),
    ],
    origin,
  );

export function telemetrySpec({ matchLabels, metrics, tracing, accessLogging, origin }: Telemetry): MapNode {
  return map(
    [
      matchLabels && entry('selector', map([entry('matchLabels', labels(matchLabels, origin))], origin)),
      optionalList(
        'metrics',
        metrics.map(({ value, origin: place }) => map([providers(value, place)], place)),
        origin,
      ),
      tracing && entry('tracing', list([traced(tracing)], tracing.origin)),
      accessLogging && entry('accessLogging', list([logged(accessLogging)], accessLogging.origin)),
    ],
    origin,
  );
}

const providers = (name: string, origin: Telemetry['origin']): Entry =>
  entry('providers', list([map([entry('name', text(name, origin))], origin)], origin));

const traced = ({ value, origin }: NonNullable<Telemetry['tracing']>): MapNode =>
  map(
    [
      providers(value.provider, origin),
      optionalNumber('randomSamplingPercentage', value.randomSamplingPercentage, origin),
    ],
    origin,
  );

const logged = ({ value, origin }: NonNullable<Telemetry['accessLogging']>): MapNode =>
  map(
    [
      value.provider === undefined ? undefined : providers(value.provider, origin),
      value.disabled && entry('disabled', bool(true, origin)),
    ],
    origin,
  );
