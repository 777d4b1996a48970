// What objects for Linkerd 2 that mesh writes say although the API, or Linkerd, would take something for granted.
import type { Explicit } from '../../shared/reading/index.ts';

const route = [
  ...['group', 'kind', 'namespace', 'port'].map((field) => `spec.parentRefs[].${field}`),
  // A rule that names no backend sends where the request was going; redirects have none.
  'spec.rules[].backendRefs|filters',
  'spec.rules[].backendRefs[].namespace',
];
const filters = ['spec.rules[].filters[].requestRedirect.statusCode'];
const headers = ['spec.rules[].matches[].headers[].type'];

export const explicit: readonly Explicit[] = [
  { kind: 'TLSRoute', fields: route },
  { kind: 'TCPRoute', fields: route },
  { kind: 'GRPCRoute', fields: [...route, ...headers, 'spec.rules[].matches[].method.type'] },
  {
    kind: 'HTTPRoute',
    fields: [
      ...route,
      ...filters,
      ...headers,
      'spec.rules[].matches[].queryParams[].type',
      'spec.rules[].matches[].path.type',
      'spec.rules[].matches[].path.value',
    ],
  },
];
