// What is written for Gateway API besides routes.
import type { Span } from '../../text/index.ts';
import type { Plan as RoutesPlan } from '../shared/gateway-routes/index.ts';

export interface TlsPolicyPlan {
  readonly namespace: string;
  readonly name: string;
  /** Services of the namespace. */
  readonly targets: readonly string[];
  /** One port of them, by name. */
  readonly section?: string;
  /** Sent as the server name, and asked of the certificate. */
  readonly hostname: string;
  /** ConfigMap with the authority's certificate; absent: those that everybody knows. */
  readonly ca?: string;
  readonly origin: Span;
}
export interface Plan extends RoutesPlan {
  readonly tlsPolicies: readonly TlsPolicyPlan[];
}
