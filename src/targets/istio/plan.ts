// The objects of networking.istio.io/v1 and telemetry.istio.io/v1 as data, every part with the place in the source that asked for
// it. Field names are upstream's; what upstream leaves to a default is absent here too. No decisions and no YAML.
import type { Labels, Milliseconds } from '../../model/index.ts';
import type { Span } from '../../text/index.ts';

export type Plan = readonly PlannedObject[];
export type PlannedObject = VirtualService | DestinationRule | Gateway | ServiceEntry | Sidecar | Telemetry;

/** A value and the place that asked for it. */
export interface Placed<T> {
  readonly value: T;
  readonly origin: Span;
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly origin: Span;
  /** Lines for the reader of the file. */
  readonly comments?: readonly string[] | undefined;
}

export interface VirtualService extends Metadata {
  readonly kind: 'VirtualService';
  readonly hosts: readonly Placed<string>[];
  /** `mesh` or `namespace/name`. */
  readonly gateways: readonly string[];
  readonly exportTo?: Placed<readonly string[]> | undefined;
  readonly http: readonly HttpRoute[];
  readonly tls: readonly StreamRoute[];
  readonly tcp: readonly StreamRoute[];
}

/** `HTTPRoute`. */
export interface HttpRoute {
  readonly name?: Placed<string> | undefined;
  /** None: every request. */
  readonly matches: readonly HttpMatch[];
  readonly action: HttpAction;
  readonly timeout?: Placed<Milliseconds> | undefined;
  readonly retries?: Placed<Retries> | undefined;
  readonly rewrite?: Rewrite | undefined;
  readonly mirror?: Placed<Mirror> | undefined;
  readonly fault?: Fault | undefined;
  readonly headers?: readonly Placed<HeaderOperation>[] | undefined;
  readonly corsPolicy?: Placed<CorsPolicy> | undefined;
  readonly origin: Span;
}
export type HttpAction =
  | { readonly kind: 'route'; readonly destinations: readonly WeightedDestination[] }
  | {
      readonly kind: 'redirect';
      readonly code: number;
      readonly scheme?: string | undefined;
      readonly authority?: string | undefined;
      readonly port?: number | undefined;
      /** Instead of `port`: the one that the request came to. */
      readonly portOfRequest?: boolean;
      readonly uri?: string | undefined;
      readonly prefixRewrite?: string | undefined;
      readonly origin: Span;
    }
  | {
      readonly kind: 'directResponse';
      readonly status: number;
      readonly body?: string | undefined;
      readonly origin: Span;
    };

/** `StringMatch`; `present` is the empty one. */
export type StringMatch =
  | { readonly kind: 'exact' | 'prefix' | 'regex'; readonly value: string; readonly origin: Span }
  | { readonly kind: 'present'; readonly origin: Span };

/** `HTTPMatchRequest`. */
export interface HttpMatch extends SourceMatch {
  readonly uri?: StringMatch | undefined;
  readonly scheme?: StringMatch | undefined;
  readonly method?: StringMatch | undefined;
  readonly authority?: StringMatch | undefined;
  readonly headers: ReadonlyMap<string, StringMatch>;
  readonly withoutHeaders: ReadonlyMap<string, StringMatch>;
  readonly queryParams: ReadonlyMap<string, StringMatch>;
  readonly origin: Span;
}
/** What `HTTPMatchRequest`, `TLSMatchAttributes` and `L4MatchAttributes` have in common. */
export interface SourceMatch {
  readonly port?: Placed<number> | undefined;
  readonly gateways?: Placed<readonly string[]> | undefined;
  readonly sourceLabels?: Placed<Labels> | undefined;
  readonly sourceNamespace?: Placed<string> | undefined;
}

export interface WeightedDestination {
  readonly destination: Destination;
  /** Absent for a single one. */
  readonly weight?: number | undefined;
  readonly origin: Span;
}
export interface Destination {
  readonly host: string;
  readonly subset?: string | undefined;
  readonly port?: number | undefined;
}
export interface Retries {
  readonly attempts: number;
  readonly perTryTimeout?: Milliseconds | undefined;
  /** `retryOn`, joined by commas. */
  readonly on?: string | undefined;
}
export interface Rewrite {
  readonly uri?: Placed<string> | undefined;
  readonly uriRegexRewrite?: Placed<{ readonly match: string; readonly rewrite: string }> | undefined;
  readonly authority?: Placed<string> | undefined;
}
export interface Mirror {
  readonly destination: Destination;
  readonly percentage: number;
}
export interface Fault {
  readonly delay?: Placed<{ readonly fixedDelay: Milliseconds; readonly percentage: number }> | undefined;
  readonly abort?: Placed<{ readonly httpStatus: number; readonly percentage: number }> | undefined;
}
export interface HeaderOperation {
  readonly direction: 'request' | 'response';
  readonly operation: 'set' | 'add' | 'remove';
  readonly header: string;
  readonly value?: string | undefined;
}
export interface CorsPolicy {
  readonly allowOrigins: readonly Exclude<StringMatch, { kind: 'present' }>[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: Milliseconds | undefined;
  readonly allowCredentials?: boolean | undefined;
}

/** `TLSRoute` and `TCPRoute`. */
export interface StreamRoute {
  /** Empty: every connection (TCP only). */
  readonly matches: readonly StreamMatch[];
  readonly destinations: readonly WeightedDestination[];
  readonly origin: Span;
}
export interface StreamMatch extends SourceMatch {
  /** TLS only, and never empty there. */
  readonly sniHosts?: readonly Placed<string>[] | undefined;
  readonly origin: Span;
}

export interface DestinationRule extends Metadata {
  readonly kind: 'DestinationRule';
  readonly host: Placed<string>;
  readonly exportTo?: Placed<readonly string[]> | undefined;
  readonly trafficPolicy?: TrafficPolicy | undefined;
  readonly subsets: readonly Subset[];
}
export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly trafficPolicy?: TrafficPolicy | undefined;
  readonly origin: Span;
}
export interface TrafficPolicy {
  readonly loadBalancer?: Placed<LoadBalancer> | undefined;
  readonly connectionPool?: Placed<ConnectionPool> | undefined;
  readonly outlierDetection?: Placed<OutlierDetection> | undefined;
  readonly tls?: Placed<ClientTlsSettings> | undefined;
  readonly portLevelSettings?: readonly PortPolicy[] | undefined;
}
export interface PortPolicy extends Omit<TrafficPolicy, 'portLevelSettings'> {
  readonly port: number;
  readonly origin: Span;
}
export type LoadBalancer =
  | { readonly simple: 'ROUND_ROBIN' | 'LEAST_REQUEST' | 'RANDOM' | 'PASSTHROUGH' }
  | {
      readonly consistentHash:
        | { readonly httpHeaderName: string }
        | { readonly httpCookie: { readonly name: string; readonly ttl: Milliseconds } }
        | { readonly httpQueryParameterName: string }
        | { readonly useSourceIp: true };
    };
export interface ConnectionPool {
  readonly tcp?:
    | {
        readonly maxConnections?: number | undefined;
        readonly connectTimeout?: Milliseconds | undefined;
        readonly idleTimeout?: Milliseconds | undefined;
      }
    | undefined;
  readonly http?:
    | {
        readonly http1MaxPendingRequests?: number | undefined;
        readonly http2MaxRequests?: number | undefined;
        readonly maxRequestsPerConnection?: number | undefined;
        readonly maxRetries?: number | undefined;
        readonly idleTimeout?: Milliseconds | undefined;
      }
    | undefined;
}
export interface OutlierDetection {
  readonly splitExternalLocalOriginErrors?: true | undefined;
  readonly consecutiveLocalOriginFailures?: number | undefined;
  readonly consecutiveGatewayErrors?: number | undefined;
  readonly consecutive5xxErrors?: number | undefined;
  readonly interval?: Milliseconds | undefined;
  readonly baseEjectionTime?: Milliseconds | undefined;
  readonly maxEjectionPercent?: number | undefined;
}
export interface ClientTlsSettings {
  readonly mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  readonly sni?: string | undefined;
  readonly credentialName?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly caCertificates?: string | undefined;
}

export interface Gateway extends Metadata {
  readonly kind: 'Gateway';
  readonly selector: Labels;
  readonly servers: readonly Server[];
}
export interface Server {
  readonly port: { readonly number: number; readonly name: string; readonly protocol: string };
  readonly hosts: readonly Placed<string>[];
  readonly tls?: ServerTls | undefined;
  readonly origin: Span;
}
export interface ServerTls {
  readonly mode: 'PASSTHROUGH' | 'SIMPLE' | 'MUTUAL';
  readonly credentialName?: Placed<string> | undefined;
  readonly caCertCredentialName?: Placed<string> | undefined;
}

export interface ServiceEntry extends Metadata {
  readonly kind: 'ServiceEntry';
  readonly hosts: readonly Placed<string>[];
  /** What callers connect to, where hosts cannot tell. */
  readonly addresses?: readonly Placed<string>[] | undefined;
  readonly ports: readonly ServicePort[];
  readonly location: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  readonly resolution: 'NONE' | 'STATIC' | 'DNS';
  readonly endpoints: readonly Endpoint[];
  readonly exportTo?: Placed<readonly string[]> | undefined;
}
export interface ServicePort {
  readonly number: number;
  readonly name: string;
  readonly protocol: string;
  readonly targetPort?: number | undefined;
  readonly origin: Span;
}
export interface Endpoint {
  readonly address: string;
  readonly labels?: Labels | undefined;
  readonly origin: Span;
}

/** Only what `undeclared: deny` needs: no host outside of the registry. */
export interface Sidecar extends Metadata {
  readonly kind: 'Sidecar';
  readonly egressHosts: readonly string[];
  readonly outboundTrafficPolicy: 'REGISTRY_ONLY';
}

export interface Telemetry extends Metadata {
  readonly kind: 'Telemetry';
  readonly matchLabels?: Labels | undefined;
  /** Provider names of the mesh's configuration. */
  readonly metrics: readonly Placed<string>[];
  readonly tracing?: Placed<{ readonly provider: string; readonly randomSamplingPercentage?: number }> | undefined;
  readonly accessLogging?: Placed<{ readonly provider?: string | undefined; readonly disabled?: true }> | undefined;
}
