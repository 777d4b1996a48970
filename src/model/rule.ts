// Rules as the checker leaves them: one flat first-match list per route, ingress and gateway. `-> rules r` and `-> route s` are
// already replaced by the rules they stand for, each with the condition of the call before its own.
import type { Span } from '../text/index.ts';
import type { Condition } from './condition.ts';
import type { Settings } from './settings.ts';

export interface Rule {
  /** When it takes a request that no earlier rule took. */
  readonly condition: Condition;
  readonly action: Action;
  readonly settings: Settings;
  /** The rule as written. */
  readonly origin: Span;
  /** The calls that led here, outermost first: the place of `-> rules r` or `-> route s`, and what was called. */
  readonly through: readonly Step[];
}
export interface Step {
  readonly kind: 'rules' | 'route' | 'gateway';
  /** `shop/public("red")`, `shop/reviews`. */
  readonly name: string;
  readonly origin: Span;
}

export type Action = Forward | Redirect | Respond;

/** To one or several destinations; the weights are positive integers without a common factor (a single one has 1), zero allowed for a written `0%`. */
export interface Forward {
  readonly kind: 'forward';
  readonly split: readonly WeightedDestination[];
  readonly origin: Span;
}
export interface WeightedDestination {
  readonly destination: Destination;
  readonly weight: number;
  readonly origin: Span;
}
/** Endpoints: all of a service or egress, or those of one version. The rules of its route are not asked. */
export interface Destination {
  readonly kind: 'service' | 'egress';
  /** `namespace/name` */
  readonly target: string;
  readonly version?: string;
  /** The port's number. Absent: the port that the request came to, where the target has it (in a `route` of the same service). */
  readonly port?: number;
}
export interface Redirect {
  readonly kind: 'redirect';
  /** 301, 302, 303, 307 or 308. */
  readonly code: number;
  readonly scheme?: 'http' | 'https';
  readonly host?: string;
  readonly port?: number;
  /** Replaces the whole path. */
  readonly path?: string;
  /** Replaces the prefix that the condition implies. */
  readonly prefix?: { readonly from: string; readonly to: string };
  readonly origin: Span;
}
export interface Respond {
  readonly kind: 'respond';
  readonly status: number;
  readonly body?: string;
  readonly origin: Span;
}
