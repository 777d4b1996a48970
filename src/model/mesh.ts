// The checked meaning of a whole program for one environment, as plain data. Lists are sorted by key (declarations have no
// order), rules keep theirs. Nothing here is wrong: whatever is, was reported and left out.
import type { Span } from '../text/index.ts';
import type { Labels } from './condition.ts';
import type { Discovery } from './discovery.ts';
import type { Rule } from './rule.ts';
import type { Settings, Sourced } from './settings.ts';
import type { Expectation, Test } from './test.ts';
import type { Milliseconds, PartsPerMillion } from './units.ts';

export interface Mesh {
  /** Of declarations that name none. */
  readonly namespace: string;
  /** `cluster.local` unless said otherwise. */
  readonly clusterDomain: string;
  /** What happens to calls to hosts that nobody declared. */
  readonly undeclared: 'allow' | 'deny';
  /** The proxy of services that choose none. */
  readonly dataPlane: DataPlane;
  /** Of Linkerds of their own; absent: Kubernetes. */
  readonly discovery?: Discovery;
  readonly services: readonly Service[];
  readonly egresses: readonly Egress[];
  readonly gateways: readonly Gateway[];
  readonly routes: readonly Route[];
  readonly ingresses: readonly Ingress[];
  readonly telemetry: readonly Telemetry[];
  readonly tests: readonly Test[];
  readonly expectations: readonly Expectation[];
}

/** `envoy`, or `linkerd` at a version. */
export interface DataPlane {
  readonly proxy: 'envoy' | 'linkerd';
  readonly version?: string;
}

export interface Declared {
  /** `namespace/name`; unique among things of its kind. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly origin: Span;
  readonly doc?: string;
}

export interface Service extends Declared {
  readonly kind: 'service';
  /** What callers address: `reviews.shop.svc.cluster.local`, or the `host` it was given. Lower case. */
  readonly host: string;
  /** A Kubernetes Service stands behind it; without, `host` or `at` place it outside (a VM, another cluster). */
  readonly inCluster: boolean;
  /** Of `at`: IP addresses or host names. */
  readonly addresses: readonly Sourced<string>[];
  readonly ports: readonly Port[];
  readonly versions: readonly Version[];
  readonly traffic: TrafficPolicy;
  /** Absent: the mesh's own. */
  readonly proxy?: Sourced<DataPlane>;
  /** Namespaces that see it; absent: all. */
  readonly visibleTo?: Sourced<readonly string[]>;
  readonly calls: readonly CallEdge[];
}
/** `calls x`: this service sends requests to `target`. */
export interface CallEdge {
  readonly kind: 'service' | 'egress';
  readonly target: string;
  readonly port?: number;
  readonly origin: Span;
}
export type Protocol = 'http' | 'http2' | 'grpc' | 'https' | 'tls' | 'tcp' | 'mongo' | 'redis' | 'mysql';
export interface Port {
  readonly number: number;
  /** As written, or protocol and number: `http-9080`. A Kubernetes port name. */
  readonly name: string;
  /** The author wrote the name. */
  readonly named: boolean;
  readonly protocol: Protocol;
  /** Where the workload listens, or the egress is reached, if it differs. */
  readonly target?: number;
  readonly traffic: TrafficPolicy;
  readonly origin: Span;
}
export interface Version {
  readonly name: string;
  /** Labels of its pods; `version: name` unless `pods` says otherwise. */
  readonly labels: Labels;
  readonly traffic: TrafficPolicy;
  readonly origin: Span;
}

/** How its callers use a service, a port of it, or a version. */
export interface TrafficPolicy {
  readonly balance?: Sourced<Balance>;
  readonly connections?: Sourced<Connections>;
  readonly eject?: Sourced<Ejection>;
  readonly tls?: Sourced<ClientTls>;
}
export type Balance =
  | { readonly kind: 'round-robin' | 'least-request' | 'random' | 'passthrough' }
  | {
      readonly kind: 'hash';
      readonly by: 'header' | 'cookie' | 'query' | 'source-ip';
      readonly name?: string;
      /** Of a cookie that is set when absent. */
      readonly ttl?: Milliseconds;
    };
export interface Connections {
  readonly max?: number;
  /** Requests waiting for a connection. */
  readonly pending?: number;
  /** Requests in flight. */
  readonly requests?: number;
  /** Retries in flight. */
  readonly retries?: number;
  /** Requests before a connection is closed. */
  readonly perConnection?: number;
  readonly connect?: Milliseconds;
  readonly idle?: Milliseconds;
}
export interface Ejection {
  readonly after: number;
  readonly on: '5xx' | 'gateway-error' | 'connect-failure';
  readonly check?: Milliseconds;
  readonly for?: Milliseconds;
  readonly atMost?: PartsPerMillion;
}
/** How a caller opens connections to it. */
export interface ClientTls {
  /** `mutual`: the mesh's own identities. `simple`: server certificate only. `client`: with the certificate named. */
  readonly mode: 'off' | 'simple' | 'mutual' | 'client';
  readonly sni?: string;
  /** Secret with the authority's certificate. */
  readonly ca?: string;
  /** Secret with the client's own certificate. */
  readonly certificate?: string;
}

export interface Egress extends Declared {
  readonly kind: 'egress';
  /** Lower case; `*.example.org` is a wildcard. */
  readonly hosts: readonly Sourced<string>[];
  readonly addresses: readonly Sourced<string>[];
  readonly ports: readonly Port[];
  readonly traffic: TrafficPolicy;
  /** Leaves the mesh by this gateway and port. */
  readonly through?: { readonly gateway: string; readonly port: number; readonly origin: Span };
  readonly visibleTo?: Sourced<readonly string[]>;
}

export interface Gateway extends Declared {
  readonly kind: 'gateway';
  /** Of Kubernetes Ingress and Gateway API: who runs it. */
  readonly class?: Sourced<string>;
  /** Labels of the pods of the proxy; `istio: ingressgateway` where the program says nothing. */
  readonly pods: Labels;
  /** The program wrote `pods`. */
  readonly podsWritten: boolean;
  readonly ports: readonly GatewayPort[];
  /** Namespaces that may put hosts on it; absent: its own only… `all` when the program says so. */
  readonly openTo?: Sourced<readonly string[] | 'all'>;
  /** Tried before the rules of every host; need not decide. */
  readonly rules: readonly Rule[];
  readonly settings: Settings;
}
export interface GatewayPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** Secret with the certificate; ends TLS here. */
  readonly certificate?: Sourced<string>;
  /** Secret with the authority that clients' certificates must come from. */
  readonly clients?: Sourced<string>;
  readonly origin: Span;
}

/** Requests that workloads of the mesh address to a service or egress. Services without one are forwarded to all their versions. */
export interface Route {
  readonly kind: 'service' | 'egress';
  /** `namespace/name` of the callee. */
  readonly target: string;
  /** One port of it; absent: every port without a route of its own. */
  readonly port?: number;
  readonly rules: readonly Rule[];
  readonly origin: Span;
}

/** What enters through doors for some hosts. What no rule takes is answered 404. */
export interface Ingress {
  /** Lower case; `*.x` and `*` are wildcards. */
  readonly hosts: readonly Sourced<string>[];
  readonly namespace: string;
  readonly doors: readonly Door[];
  /** Of these hosts; wins over the door's. */
  readonly certificate?: Sourced<string>;
  readonly clients?: Sourced<string>;
  /** Without the gateways' own rules, which come first: see `rulesAt`. */
  readonly rules: readonly Rule[];
  readonly origin: Span;
}
/** A gateway and the ports of it (all that fit, unless one was named). */
export interface Door {
  readonly gateway: string;
  readonly ports: readonly number[];
  readonly origin: Span;
}

export interface Telemetry {
  /** `namespace/name` of a service; absent: the whole mesh. */
  readonly service?: string;
  readonly namespace: string;
  readonly metrics: readonly Metrics[];
  readonly trace?: Tracing;
  readonly accessLog?: Sourced<'json' | 'text' | 'off'>;
  readonly origin: Span;
}
export type Metrics =
  | { readonly kind: 'prometheus'; readonly port?: number; readonly origin: Span }
  | { readonly kind: 'mixer' | 'statsd' | 'influxdb'; readonly address: string; readonly origin: Span };
export interface Tracing {
  readonly kind: 'zipkin' | 'otlp' | 'jaeger';
  readonly address: string;
  readonly sample?: PartsPerMillion;
  readonly origin: Span;
}

/** The rules a request meets on a door: the gateway's own, then the host's. */
export function rulesAt(mesh: Mesh, ingress: Ingress, gateway: string): readonly Rule[] {
  const door = mesh.gateways.find((candidate) => candidate.key === gateway);
  return door ? [...door.rules, ...ingress.rules] : ingress.rules;
}
