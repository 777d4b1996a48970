// What an Envoy is told, as plain typed data close to its v3 API but without `@type`s: bootstraps with listeners, virtual hosts,
// routes and clusters. `lower/` makes it with every decision taken; `write.ts` gives it its shape. Field names follow upstream's.
import type { Milliseconds, PartsPerMillion } from '../../model/index.ts';
import type { Span } from '../../text/index.ts';

/** The whole configuration of one proxy: envoy.config.bootstrap.v3.Bootstrap. */
export interface ProxyPlan {
  readonly namespace: string;
  /** Of its files: `reviews.v1`, `web`. */
  readonly name: string;
  readonly role: 'sidecar' | 'gateway';
  /** What is this proxy's alone. */
  readonly own: ResourcesPlan;
  /** Where requests are decided. Workloads that see the same share one. */
  readonly deciding: SharedPlan;
  readonly statsd?: StatsdPlan;
}
export interface ResourcesPlan {
  readonly listeners: readonly ListenerPlan[];
  readonly clusters: readonly ClusterPlan[];
}
export interface SharedPlan extends ResourcesPlan {
  /** Of the folder that its files lie in. */
  readonly name: string;
  /** Lines for the heads of files: what must exist outside for this to work. */
  readonly notes: readonly string[];
}
export type StatsdPlan =
  | { readonly kind: 'udp'; readonly address: string; readonly port: number; readonly origin: Span }
  | { readonly kind: 'tcp'; readonly cluster: string; readonly origin: Span };

/** envoy.config.listener.v3.Listener */
export interface ListenerPlan {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** false: connections arrive through the redirecting listener (`use_original_dst`), the port itself is not opened. */
  readonly bound: boolean;
  readonly redirects: boolean;
  readonly inspects: readonly ('tls' | 'http')[];
  readonly chains: readonly ChainPlan[];
  /** `default_filter_chain` */
  readonly otherwise?: ChainPlan;
  readonly direction: 'OUTBOUND' | 'INBOUND';
  readonly origin?: Span;
}
/** envoy.config.listener.v3.FilterChain */
export interface ChainPlan {
  readonly match?: ChainMatch;
  readonly tls?: ServerTls;
  readonly filter: HttpPlan | TcpPlan;
  readonly origin?: Span;
}
export interface ChainMatch {
  readonly serverNames?: readonly string[];
  readonly applicationProtocols?: readonly string[];
  readonly addresses?: readonly string[];
  readonly destinationPort?: number;
}
export interface ServerTls {
  /** Kubernetes secret with `tls.crt` and `tls.key`. */
  readonly certificate: string;
  /** Secret with the `ca.crt` that callers' certificates must come from. */
  readonly clients?: string;
  readonly alpn: readonly string[];
  readonly origin: Span;
}
export interface TcpPlan {
  readonly kind: 'tcp';
  readonly statPrefix: string;
  readonly clusters: readonly WeightedCluster[];
  readonly idle?: Milliseconds;
  readonly telemetry: ObservedPlan;
  readonly origin?: Span;
}
/** envoy…http_connection_manager.v3.HttpConnectionManager */
export interface HttpPlan {
  readonly kind: 'http';
  readonly statPrefix: string;
  /** The other side is outside of the mesh: its address counts, its `x-envoy-*` headers do not. */
  readonly edge: boolean;
  readonly hosts: readonly VirtualHostPlan[];
  readonly telemetry: ObservedPlan;
}
export interface ObservedPlan {
  readonly accessLog?: { readonly format: 'json' | 'text'; readonly origin: Span };
  readonly tracing?: TracingPlan;
}
export interface TracingPlan {
  readonly kind: 'zipkin' | 'otlp';
  readonly cluster: string;
  readonly authority: string;
  readonly service: string;
  readonly sample?: PartsPerMillion;
  readonly origin: Span;
}

/** envoy.config.route.v3.VirtualHost */
export interface VirtualHostPlan {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly RoutePlan[];
  readonly origin?: Span;
}
/** envoy.config.route.v3.Route */
export interface RoutePlan {
  readonly name?: string;
  /** Place of the rule in its list; -1 for what the compiler adds behind it. */
  readonly rule: number;
  readonly match: MatchPlan;
  readonly action: ActionPlan;
  readonly headers: readonly HeaderPlan[];
  readonly fault?: FaultPlan;
  readonly cors?: CorsPlan;
  readonly origin?: Span;
}

/** envoy.config.route.v3.RouteMatch */
export interface MatchPlan {
  readonly path: PathPlan;
  readonly headers: readonly HeaderMatchPlan[];
  readonly origin?: Span;
}
export type PathPlan =
  | { readonly kind: 'path' | 'prefix' | 'path_separated_prefix'; readonly value: string; readonly origin?: Span }
  | { readonly kind: 'safe_regex'; readonly value: string; readonly origin?: Span };
/** envoy.config.route.v3.HeaderMatcher */
export interface HeaderMatchPlan {
  readonly header: string;
  /** Absent: the header is there. */
  readonly text?: TextPlan;
  readonly invert: boolean;
  /** An absent header is tested like an empty one; without, it never matches, inverted or not. */
  readonly absentIsEmpty: boolean;
  readonly origin: Span;
}
/** envoy.type.matcher.v3.StringMatcher */
export interface TextPlan {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'contains' | 'safe_regex';
  readonly value: string;
}

export type ActionPlan = ForwardPlan | RedirectPlan | RespondPlan;
export interface WeightedCluster {
  readonly cluster: string;
  readonly weight: number;
  readonly origin?: Span;
}
/** envoy.config.route.v3.RouteAction */
export interface ForwardPlan {
  readonly kind: 'forward';
  readonly clusters: readonly WeightedCluster[];
  readonly timeout?: At<Milliseconds>;
  readonly retry?: RetryPlan;
  readonly rewrite?: RewritePlan;
  readonly host?: At<string>;
  readonly mirror?: MirrorPlan;
  readonly hash?: HashPlan;
  readonly websocket?: At<boolean>;
  readonly origin?: Span;
}
export interface At<T> {
  readonly value: T;
  readonly origin?: Span;
}
export interface RetryPlan {
  readonly on: readonly string[];
  readonly codes: readonly number[];
  readonly attempts: number;
  readonly perTry?: Milliseconds;
  readonly origin: Span;
}
export type RewritePlan =
  | { readonly kind: 'prefix_rewrite'; readonly to: string; readonly origin: Span }
  | { readonly kind: 'regex_rewrite'; readonly regex: string; readonly substitution: string; readonly origin: Span };
export interface MirrorPlan {
  readonly cluster: string;
  readonly share: PartsPerMillion;
  readonly origin: Span;
}
export interface HashPlan {
  readonly by: 'header' | 'cookie' | 'query' | 'source-ip';
  readonly name: string;
  readonly ttl?: Milliseconds;
  readonly origin: Span;
}
export interface RedirectPlan {
  readonly kind: 'redirect';
  readonly code: number;
  readonly scheme?: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly rewrite?: RewritePlan;
  readonly origin: Span;
}
export interface RespondPlan {
  readonly kind: 'respond';
  readonly status: number;
  readonly body?: string;
  readonly origin?: Span;
}
export interface HeaderPlan {
  readonly direction: 'request' | 'response';
  readonly operation: 'set' | 'add' | 'remove';
  readonly header: string;
  readonly value: string;
  readonly origin?: Span | undefined;
}
export interface FaultPlan {
  readonly delay?: { readonly duration: Milliseconds; readonly share: PartsPerMillion; readonly origin: Span };
  readonly abort?: { readonly status: number; readonly share: PartsPerMillion; readonly origin: Span };
}
export interface CorsPlan {
  readonly origins: readonly TextPlan[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly expose: readonly string[];
  readonly maxAge?: Milliseconds;
  readonly credentials?: boolean;
  readonly origin: Span;
}

/** envoy.config.cluster.v3.Cluster */
export interface ClusterPlan {
  readonly name: string;
  readonly endpoints: EndpointsPlan;
  readonly protocol: 'http1' | 'http2' | 'tcp';
  readonly connect?: At<Milliseconds>;
  readonly balance?: At<'ROUND_ROBIN' | 'LEAST_REQUEST' | 'RANDOM' | 'RING_HASH'>;
  readonly limits?: LimitsPlan;
  readonly outliers?: OutlierPlan;
  readonly tls?: ClientTlsPlan;
  readonly origin?: Span;
}
export type EndpointsPlan =
  /** Where the connection was going before it was redirected, at another port if one is given. */
  | { readonly kind: 'original'; readonly port?: number }
  | { readonly kind: 'dns' | 'static'; readonly endpoints: readonly EndpointPlan[] };
export interface EndpointPlan {
  readonly address: string;
  readonly port: number;
  readonly origin?: Span;
}
export interface LimitsPlan {
  readonly max?: number;
  readonly pending?: number;
  readonly requests?: number;
  readonly retries?: number;
  readonly perConnection?: number;
  readonly idle?: Milliseconds;
  readonly origin: Span;
}
export interface OutlierPlan {
  readonly after: number;
  readonly on: '5xx' | 'gateway-error' | 'connect-failure';
  readonly interval?: Milliseconds;
  readonly ejection?: Milliseconds;
  /** Whole percents. */
  readonly atMost?: number;
  readonly origin: Span;
}
export interface ClientTlsPlan {
  /** Absent: the Host of each request. */
  readonly sni?: string;
  /** Secret with `ca.crt`; absent: the authorities of the system. */
  readonly ca?: string;
  /** Secret with `tls.crt` and `tls.key`. */
  readonly certificate?: string;
  readonly origin: Span;
}
