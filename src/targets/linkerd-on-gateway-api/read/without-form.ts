// Fields of routes for Linkerd that the language has no form for, known beforehand: docs/targets.md is made from these rows.
import type { WithoutForm } from '../../shared/reading/index.ts';

const kinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'];

export const withoutForm: readonly WithoutForm[] = [
  {
    kinds,
    fields: ['spec.parentRefs[]'],
    note: 'parents that are no Service, as Servers of authorization policies are',
  },
  {
    kinds,
    fields: [
      'spec.rules[].timeouts.backendRequest',
      'spec.rules[].filters[]',
      'spec.rules[].backendRefs[]',
      'spec.rules[].backendRefs[].port',
      'spec.rules[].backendRefs[].filters',
    ],
    note: 'a timeout of single tries; filters that Linkerd drops the route for; backends that are no Service, or without a port; filters of one part of a split',
  },
  {
    kinds,
    fields: ['spec.rules[].retry', 'spec.rules[].sessionPersistence'],
    note: 'what Linkerd does not look at',
  },
  {
    kinds,
    fields: ['metadata.annotations.timeout.linkerd.io/response', 'metadata.annotations.timeout.linkerd.io/idle'],
    note: 'limits of answers and of silence',
  },
];
