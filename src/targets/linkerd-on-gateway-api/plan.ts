// What is written for Linkerd 2 besides routes: the networks outside, by their upstream names (policy.linkerd.io).
import type { Span } from '../../text/index.ts';
import type { Plan as RoutesPlan } from '../shared/gateway-routes/index.ts';

export interface EgressNetworkPlan {
  readonly namespace: string;
  readonly name: string;
  readonly trafficPolicy: 'Allow' | 'Deny';
  /** Absent: everything outside of the cluster. */
  readonly networks?: readonly { readonly cidr: string }[];
  readonly origin: Span;
}

export interface Plan extends Pick<RoutesPlan, 'routes' | 'services'> {
  readonly networks: readonly EgressNetworkPlan[];
}
