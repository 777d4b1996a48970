// What becomes of a request, as plain data that can be printed or sent: who decided, by which list and rule, why no earlier
// rule took it, and what happens to it.
import type { Destination, Redirect, Respond, Rule, Settings } from '../model/index.ts';
import type { Verdict } from './evaluate.ts';
import type { Request } from './request/request.ts';
import type { Table } from './table.ts';

export interface Decision {
  readonly request: Request;
  readonly proxy: DecidingProxy;
  /** Absent where no list is asked: unknown hosts and undeclared ones. */
  readonly table?: Table;
  /** Its place in the table. */
  readonly index?: number;
  readonly rule?: Rule;
  /** The rules before it, in order, each with what made it fail. */
  readonly passed: readonly Passed[];
  readonly outcome: Outcome;
  /** In force for this request; each says where it was written. */
  readonly settings: Settings;
}

/** Whose proxy carries the decision out. */
export type DecidingProxy =
  | { readonly kind: 'gateway'; readonly gateway: string }
  /** That of the workload that sends. */
  | {
      readonly kind: 'caller';
      readonly service?: string;
      readonly dataPlane: 'envoy' | 'linkerd';
      readonly version?: string;
      /** `namespace/name`: hands the request on as it is to the proxy of this service, an Envoy, which decides. */
      readonly leavesTo?: string;
    };

export interface Passed {
  readonly index: number;
  readonly rule: Rule;
  readonly because: readonly Verdict[];
}

export type Outcome =
  | { readonly kind: 'forward'; readonly shares: readonly Share[]; readonly sent: Sent; readonly mirrored?: Mirrored }
  | { readonly kind: 'redirect'; readonly code: number; readonly location: string; readonly action: Redirect }
  | { readonly kind: 'respond'; readonly status: number; readonly body?: string; readonly action: Respond }
  /** A gateway's answer to what it has no rule for. */
  | { readonly kind: 'not-found'; readonly reason: 'unknown-host' | 'no-rule' }
  /** A route that takes no position: every platform answers as it likes. */
  | { readonly kind: 'undecided' }
  | { readonly kind: 'undeclared'; readonly allowed: boolean; readonly reason: string };

/** One destination of a split; the chance is `weight` in `total`. */
export interface Share {
  readonly destination: Destination;
  /** Absent where the target has no port for it. */
  readonly port?: number;
  readonly weight: number;
  readonly total: number;
  /** The gateway through which it leaves the mesh. */
  readonly through?: { readonly gateway: string; readonly port: number };
}
export interface Mirrored {
  readonly destination: Destination;
  readonly port?: number;
  readonly share: number;
}
/** What the destination sees. */
export interface Sent {
  readonly host: string;
  readonly path: string;
}
