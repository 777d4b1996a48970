// What objects of Istio that mesh writes say although Istio would take something for granted.
import type { Explicit } from '../../shared/reading/index.ts';

const policy = ['outlierDetection.consecutive5xxErrors', 'tls.mode'];

export const explicit: readonly Explicit[] = [
  {
    kind: 'VirtualService',
    fields: [
      'spec.gateways',
      'spec.http[].redirect.redirectCode',
      'spec.http[].directResponse.status',
      'spec.http[].fault.delay.percentage',
      'spec.http[].fault.abort.percentage',
      'spec.http[].mirrors[].percentage',
      'spec.http[].retries.attempts',
      'spec.tls[].match',
      ...['http[].route[]', 'http[].mirrors[]', 'tls[].route[]', 'tcp[].route[]'].flatMap((part) =>
        ['destination', 'destination.host', 'destination.port.number'].map((field) => `spec.${part}.${field}`),
      ),
    ],
  },
  {
    kind: 'Gateway',
    fields: [
      'spec.selector',
      'spec.servers[].hosts',
      'spec.servers[].port.name',
      'spec.servers[].port.protocol',
      'spec.servers[].tls.mode',
    ],
  },
  {
    kind: 'ServiceEntry',
    fields: ['spec.location', 'spec.resolution', 'spec.ports[].name', 'spec.ports[].protocol'],
  },
  {
    kind: 'DestinationRule',
    fields: ['', 'portLevelSettings[].'].flatMap((at) => policy.map((field) => `spec.trafficPolicy.${at}${field}`)),
  },
  {
    kind: 'DestinationRule',
    fields: policy.map((field) => `spec.subsets[].trafficPolicy.${field}`),
  },
];

export const envelopes: readonly string[] = [
  ...['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry', 'Sidecar'].map(
    (kind) => `networking.istio.io/v1 ${kind}`,
  ),
  'telemetry.istio.io/v1 Telemetry',
];
