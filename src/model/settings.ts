// The settings of a rule: what happens to a request besides where it goes. A setting nobody wrote is absent: it is the
// platform's own and no part of the meaning. Each present one knows where it was written and on which level.
import type { Span } from '../text/index.ts';
import type { Destination } from './rule.ts';
import type { Milliseconds, PartsPerMillion } from './units.ts';

/** Who wrote a setting, nearest first; ties of precedence are decided in this order. */
export type SettingLevel = 'rule' | 'policy' | 'list' | 'route' | 'host' | 'gateway' | 'service';

export interface Sourced<T> {
  readonly value: T;
  readonly origin: Span;
  readonly level: SettingLevel;
  /** The policy that brought it, as called: `careful(2)`. */
  readonly policy?: string;
}

export interface Settings {
  /** The whole request, with all its retries. `none`: no limit, said explicitly. */
  readonly timeout?: Sourced<Milliseconds | 'none'>;
  readonly retry?: Sourced<Retry | 'never'>;
  readonly rewritePath?: Sourced<PathRewrite>;
  /** The Host that the destination sees. */
  readonly rewriteHost?: Sourced<string>;
  readonly mirror?: Sourced<Mirror>;
  readonly delay?: Sourced<Delay>;
  readonly abort?: Sourced<Abort>;
  /** Nearest first; one change per direction and header name. */
  readonly headers?: readonly Sourced<HeaderChange>[];
  readonly cors?: Sourced<Cors>;
  readonly websocket?: Sourced<boolean>;
  /** The rule's name in the output and in metrics. */
  readonly name?: Sourced<string>;
}

export interface Retry {
  /** Retries after the first try; at least 1. */
  readonly attempts: number;
  readonly perTry?: Milliseconds;
  /** Empty: the platform's own conditions. */
  readonly on: readonly RetryCondition[];
}
/** Envoy's and Istio's words, and status codes. */
export type RetryCondition =
  | '5xx'
  | 'gateway-error'
  | 'connect-failure'
  | 'refused-stream'
  | 'reset'
  | 'retriable-4xx'
  | 'cancelled'
  | 'deadline-exceeded'
  | 'internal'
  | 'resource-exhausted'
  | 'unavailable'
  | number;

export type PathRewrite =
  /** The whole path becomes `to`. */
  | { readonly kind: 'path'; readonly to: string }
  /** The segments of `from` at the beginning become those of `to`; the condition implies `path under from`. */
  | { readonly kind: 'prefix'; readonly from: string; readonly to: string }
  /** RE2, the whole path; `\1` in `to` is the first group. */
  | { readonly kind: 'regex'; readonly pattern: string; readonly to: string };

export interface Mirror {
  readonly share: PartsPerMillion;
  readonly to: Destination;
}
export interface Delay {
  readonly duration: Milliseconds;
  readonly share: PartsPerMillion;
}
export interface Abort {
  readonly status: number;
  readonly share: PartsPerMillion;
}
export interface HeaderChange {
  readonly direction: 'request' | 'response';
  readonly operation: 'set' | 'add' | 'remove';
  /** Lower case. */
  readonly header: string;
  /** Absent for `remove`. */
  readonly value?: string;
}
export interface Cors {
  readonly origins: readonly CorsOrigin[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly expose: readonly string[];
  readonly maxAge?: Milliseconds;
  readonly credentials?: boolean;
}
export interface CorsOrigin {
  readonly operator: 'equals' | 'starts' | 'matches';
  readonly value: string;
}
