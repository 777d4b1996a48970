// Tests (example requests with the decision each must get) and expectations (statements about all requests).
import type { Span } from '../text/index.ts';
import type { Condition, SourceTest } from './condition.ts';
import type { Action } from './rule.ts';
import type { Settings } from './settings.ts';
import type { Milliseconds } from './units.ts';

export interface Test {
  readonly title: string;
  readonly samples: readonly Sample[];
  readonly origin: Span;
}
export interface Sample {
  readonly request: SampleRequest;
  readonly expected: Expected;
  readonly origin: Span;
}
/** A request as written in a test; what is absent is unknown (`from`: any source). */
export interface SampleRequest {
  readonly method: string;
  /** Absent when only a path was written. */
  readonly scheme?: 'http' | 'https';
  readonly host?: string;
  readonly port?: number;
  readonly path: string;
  readonly query: readonly Fact[];
  readonly headers: readonly Fact[];
  readonly cookies: readonly Fact[];
  readonly sni?: string;
  readonly from?: SourceTest;
  /** `namespace/name` of a service or egress that the request is addressed to inside the mesh. */
  readonly to?: { readonly kind: 'service' | 'egress'; readonly target: string; readonly port?: number };
}
export interface Fact {
  readonly name: string;
  readonly value: string;
}
/** `action` compares destinations and shares, code and body; only settings written are compared. */
export interface Expected {
  readonly action: Action;
  readonly settings: Settings;
}

export interface Expectation {
  readonly title: string;
  readonly claims: readonly Claim[];
  readonly origin: Span;
}
export interface Claim {
  readonly subject: ClaimSubject;
  /** Only requests for which it holds; `always` where none was written. */
  readonly condition: Condition;
  readonly says: ClaimBody;
  readonly origin: Span;
}
export type ClaimSubject =
  | { readonly kind: 'service' | 'egress'; readonly target: string; readonly port?: number }
  | { readonly kind: 'gateway'; readonly gateway: string }
  | { readonly kind: 'namespace'; readonly namespace: string };
export type ClaimBody =
  | { readonly kind: 'decides'; readonly expected: Expected }
  | { readonly kind: 'never-routes' | 'never-reaches'; readonly target: string; readonly version?: string }
  | { readonly kind: 'answered-within'; readonly duration: Milliseconds }
  | { readonly kind: 'decided' };
