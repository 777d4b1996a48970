// The objects of Istio 0.1–0.8 as their formats have them, independent of envelope and spelling, each part with the place in the
// program that asked for it. Plain data; every decision was made before.
import type { Labels } from '../../model/index.ts';
import type { Span } from '../../text/index.ts';

export interface Plan {
  readonly routeRules: readonly RouteRule[];
  readonly destinationPolicies: readonly DestinationPolicy[];
  readonly egressRules: readonly EgressRule[];
  readonly externalServices: readonly ExternalService[];
  readonly ingresses: readonly Ingress[];
  readonly mixerRules: readonly MixerRule[];
}

export interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly origin: Span;
}

/** A service as old Istio refers to it: of Kubernetes by name and namespace, or by the host that another registry knows. */
export interface ServiceRef {
  readonly kind: 'kubernetes' | 'host';
  /** What callers address, lower case. */
  readonly host: string;
  readonly name: string;
  readonly namespace: string;
}

/** `exact`, `prefix` or `regex` (ECMAScript, the whole value) of upstream's StringMatch. */
export interface StringMatch {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
}

/** Upstream's `match`: all of it must hold. Keys are `uri`, `method`, `authority`, `scheme` and header names. */
export interface Match {
  readonly headers: Readonly<Record<string, StringMatch>>;
  readonly source?: Source;
}
export interface Source {
  readonly service?: ServiceRef;
  readonly labels?: Labels;
}

export interface RouteRule extends Named {
  readonly destination: ServiceRef;
  /** Higher first; distinct among the rules of one destination. */
  readonly precedence: number;
  /** Absent: every request. */
  readonly match?: Match;
  /** Upstream's `route`; empty: all instances of the destination. */
  readonly branches: readonly Branch[];
  readonly redirect?: { readonly uri?: string; readonly authority?: string };
  readonly rewrite?: { readonly uri?: string; readonly authority?: string };
  /** Milliseconds, as all durations here. */
  readonly timeout?: number;
  readonly retries?: { readonly attempts: number; readonly perTryTimeout: number };
  readonly delay?: { readonly percent: number; readonly fixedDelay: number };
  readonly abort?: { readonly percent: number; readonly httpStatus: number };
  readonly mirror?: { readonly service: ServiceRef; readonly labels: Labels };
  readonly cors?: CorsPolicy;
  readonly appendHeaders?: Readonly<Record<string, string>>;
  readonly websocketUpgrade?: boolean;
}
export interface Branch {
  /** Absent: the rule's own destination. */
  readonly destination?: ServiceRef;
  readonly labels: Labels;
  /** Percent; absent on a single branch. */
  readonly weight?: number;
  readonly origin: Span;
}
export interface CorsPolicy {
  readonly allowOrigin: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: number;
  readonly allowCredentials?: boolean;
}

/** One destination; one policy for each set of labels, told apart by exact equality. */
export interface DestinationPolicy extends Named {
  readonly destination: ServiceRef;
  readonly policies: readonly LabelledPolicy[];
}
export interface LabelledPolicy {
  /** Of the object that 0.2–0.8 need for each set of labels. */
  readonly name: string;
  readonly labels: Labels;
  readonly loadBalancing?: 'ROUND_ROBIN' | 'LEAST_CONN' | 'RANDOM';
  readonly circuitBreaker?: SimpleCircuitBreaker;
  readonly origin: Span;
}
/** Upstream's `simpleCb`; its two windows are mandatory. */
export interface SimpleCircuitBreaker {
  readonly maxConnections?: number;
  readonly httpMaxPendingRequests?: number;
  readonly httpMaxRequests?: number;
  readonly sleepWindow: number;
  readonly httpConsecutiveErrors: number;
  readonly httpDetectionInterval: number;
  readonly httpMaxRequestsPerConnection?: number;
  readonly httpMaxEjectionPercent?: number;
  readonly httpMaxRetries?: number;
}

/** 0.2–0.8: a domain, a wildcard or an address range that may be called. */
export interface EgressRule extends Named {
  readonly service: string;
  readonly ports: readonly EgressPort[];
}
export interface EgressPort {
  readonly port: number;
  readonly protocol: 'http' | 'http2' | 'grpc' | 'https' | 'tcp' | 'mongo';
  readonly origin: Span;
}

/** 0.1: a Kubernetes Service of type ExternalName. */
export interface ExternalService extends Named {
  readonly externalName: string;
  readonly ports: readonly { readonly port: number; readonly name: string; readonly origin: Span }[];
}

/** A Kubernetes Ingress of extensions/v1beta1 with class `istio`. */
export interface Ingress extends Named {
  /** Secret; present: served on 443 only, absent: on 80 only. */
  readonly certificate?: string;
  readonly rules: readonly IngressHost[];
}
export interface IngressHost {
  /** Absent: every host. */
  readonly host?: string;
  readonly paths: readonly IngressPath[];
  readonly origin: Span;
}
export interface IngressPath {
  /** As the version reads it; absent: every path. */
  readonly path?: string;
  readonly serviceName: string;
  readonly servicePort: number;
  readonly origin: Span;
}

/** What Mixer makes of the reports about requests to one service, or (0.2–0.8) to all of them. */
export interface MixerRule extends Named {
  /** Absent: requests to every service. */
  readonly service?: ServiceRef;
  readonly prometheus: boolean;
  /** `host:port` */
  readonly statsd?: string;
  readonly accessLog?: 'json' | 'text';
}
