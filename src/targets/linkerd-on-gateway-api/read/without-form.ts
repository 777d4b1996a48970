// Fields of Linkerd's HTTPRoutes that the language has no form for, known beforehand: docs/targets.md is made from these rows.
import type { WithoutForm } from '../../shared/reading/index.ts';

const kinds = ['HTTPRoute'];

export const withoutForm: readonly WithoutForm[] = [
  {
    kinds,
    fields: ['spec.parentRefs[]'],
    note: 'of `policy.linkerd.io`: parents that are no Service, as Servers of authorization policies are',
  },
  {
    kinds,
    fields: ['spec.rules[].timeouts.backendRequest', 'spec.rules[].filters[]', 'spec.rules[].backendRefs[]'],
    note: 'of `policy.linkerd.io`: a timeout of single tries; filters that Linkerd drops the route for; backends that are no Service',
  },
  {
    kinds,
    fields: ['metadata.annotations.timeout.linkerd.io/response', 'metadata.annotations.timeout.linkerd.io/idle'],
    note: 'limits of answers and of silence',
  },
];
