// Fields of the objects of Istio 0.1–0.8 that the language has no form for, known beforehand: docs/targets.md is made from these rows.
import type { WithoutForm } from '../../shared/reading/index.ts';

const rules = ['RouteRule', 'route-rule'];
const policies = ['DestinationPolicy', 'destination-policy'];

export const withoutForm: readonly WithoutForm[] = [
  {
    kinds: rules,
    fields: ['spec.match.tcp', 'spec.match.udp', 'spec.l4Fault'],
    note: 'matches and faults of connections, which no version carried out',
  },
  {
    kinds: rules,
    fields: [
      'spec.httpReqTimeout.simpleTimeout.overrideHeaderName',
      'spec.httpReqRetries.simpleRetry.overrideHeaderName',
    ],
    note: 'a timeout or retry that the request itself may change',
  },
  {
    kinds: rules,
    fields: ['spec.httpReqTimeout.custom', 'spec.httpReqRetries.custom'],
    note: 'timeouts and retries of other kinds',
  },
  {
    kinds: rules,
    fields: ['spec.httpFault', 'spec.httpFault.delay.**', 'spec.httpFault.abort.**'],
    note: 'one that hits requests of other rules too; delays that are not fixed, statuses of gRPC and HTTP/2, fractions of a percent, faults by headers',
  },
  {
    kinds: rules,
    fields: ['spec.precedence'],
    note: 'one that another rule has too: taken in the order of names, as Pilot does',
  },
  { kinds: rules, fields: ['spec'], note: 'a rule behind one that takes everything, which no request reaches' },
  { kinds: policies, fields: ['spec.source'], note: 'a policy for some callers only' },
  {
    kinds: policies,
    fields: ['spec.custom', 'spec.loadBalancing.custom', 'spec.circuitBreaker.custom', 'spec.policy[].custom'],
    note: 'policies of other kinds',
  },
  {
    kinds: policies,
    fields: ['spec.loadBalancing', 'spec.circuitBreaker', 'spec.policy[]'],
    note: 'a policy for all pods where rules name pods by labels: Istio applies it to requests that go to all alike',
  },
  { kinds: ['EgressRule'], fields: ['spec.useEgressProxy'], note: 'leaving by another proxy' },
  {
    kinds: ['Ingress'],
    fields: [
      'spec.rules[].http.paths[].path',
      'spec.rules[].http.paths[].backend.servicePort',
      'spec.backend.servicePort',
      'spec.tls[]',
    ],
    note: 'a path that some versions drop; a port that no Service of the files has; every secret but the first',
  },
];
