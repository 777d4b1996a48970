// What objects of old Istio that mesh writes say although Pilot would take something for granted.
import type { Explicit } from '../../shared/reading/index.ts';

/** A service outside Kubernetes stands in no namespace. */
const services = ['destination', 'route[].destination', 'mirror'].map((at) => `spec.${at}.namespace|service`);

export const explicit: readonly Explicit[] = [
  { kind: 'RouteRule', fields: ['spec.precedence', ...services] },
  { kind: 'route-rule', fields: ['spec.precedence'] },
  { kind: 'DestinationPolicy', fields: services.slice(0, 1) },
];

export const envelopes: readonly string[] = [
  ...['RouteRule', 'DestinationPolicy', 'EgressRule'].map((kind) => `config.istio.io/v1alpha2 ${kind}`),
  ' route-rule',
  ' destination-policy',
  'extensions/v1beta1 Ingress',
  'v1 Service',
];
