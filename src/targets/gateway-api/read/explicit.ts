// What objects of the Gateway API that mesh writes say although the API would take something for granted.
import type { Explicit } from '../../shared/reading/index.ts';

const route = [
  ...['group', 'kind', 'namespace', 'port|sectionName'].map((field) => `spec.parentRefs[].${field}`),
  ...['namespace', 'port'].map((field) => `spec.rules[].backendRefs[].${field}`),
];
const routes = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

export const explicit: readonly Explicit[] = [
  ...routes.map((kind) => ({ kind, fields: route })),
  {
    kind: 'HTTPRoute',
    fields: [
      'spec.rules[].matches[].path.type',
      'spec.rules[].matches[].path.value',
      'spec.rules[].matches[].headers[].type',
      'spec.rules[].matches[].queryParams[].type',
      'spec.rules[].filters[].requestRedirect.statusCode',
    ],
  },
  {
    kind: 'GRPCRoute',
    fields: ['spec.rules[].matches[].method.type', 'spec.rules[].matches[].headers[].type'],
  },
  {
    kind: 'BackendTLSPolicy',
    fields: [
      'spec.validation.hostname',
      'spec.validation.caCertificateRefs|wellKnownCACertificates',
      'spec.validation.caCertificateRefs[].group',
      'spec.targetRefs[].group',
      'spec.targetRefs[].kind',
    ],
  },
  {
    kind: 'Gateway',
    fields: [
      'spec.gatewayClassName',
      'spec.listeners[].tls.mode',
      'spec.listeners[].tls.certificateRefs[].kind',
      'spec.listeners[].allowedRoutes.namespaces.from',
    ],
  },
];

const served = [
  ...['Gateway', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'ReferenceGrant', 'BackendTLSPolicy'].map(
    (kind) => `v1 ${kind}`,
  ),
  'v1alpha2 TLSRoute',
  'v1alpha2 TCPRoute',
  'v1beta1 ReferenceGrant',
  'v1alpha3 BackendTLSPolicy',
];
export const envelopes: readonly string[] = [...served.map((one) => `gateway.networking.k8s.io/${one}`), 'v1 Service'];
