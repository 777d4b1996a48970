// The objects of Gateway API as mesh writes them, by their upstream names (gateway.networking.k8s.io, v1).
import type { Span } from '../../../text/index.ts';

export interface GatewayPlan {
  readonly namespace: string;
  readonly name: string;
  readonly gatewayClassName: string;
  readonly listeners: readonly Listener[];
  readonly origin: Span;
}
export interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TLS' | 'TCP';
  readonly hostname?: string;
  readonly tls?: { readonly mode: 'Terminate' | 'Passthrough'; readonly certificate?: SecretName };
  /** Namespaces whose routes may attach; absent: the gateway's own. */
  readonly allowedNamespaces?: readonly string[] | 'All';
  readonly origin: Span;
}
export interface SecretName {
  readonly name: string;
  readonly namespace?: string;
}

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute';
export interface RoutePlan {
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly name: string;
  readonly annotations?: Annotations;
  readonly parents: readonly ParentReference[];
  readonly hostnames: readonly string[];
  readonly rules: readonly RoutePlanRule[];
  readonly origin: Span;
}
export type Annotations = Readonly<Record<string, string>>;
export interface ParentReference {
  readonly kind: 'Gateway' | 'Service' | 'ServiceImport' | 'EgressNetwork';
  readonly namespace: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}
export interface RoutePlanRule {
  readonly name?: string;
  readonly matches: readonly HttpMatch[];
  readonly filters: readonly Filter[];
  readonly backends: readonly Backend[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  readonly retry?: { readonly attempts: number; readonly codes: readonly number[] };
  /** What only an object can say: rules with others stand in an object of their own. */
  readonly annotations?: Annotations;
  /** A word in the name of the object, which is what people see of the rule. */
  readonly label?: string;
  readonly origin: Span;
}
export interface Backend {
  /** Absent: a Service. */
  readonly kind?: 'EgressNetwork' | 'ServiceImport';
  readonly namespace: string;
  readonly name: string;
  /** Of every Service; an EgressNetwork has none. */
  readonly port?: number;
  readonly weight?: number;
  readonly origin: Span;
}

/** Everything in it must hold. `path` absent: every path. */
export interface HttpMatch {
  readonly path?: PathMatch;
  readonly method?: string;
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
  /** Of a GRPCRoute, in place of `path`. */
  readonly grpc?: GrpcMatch;
}
/** Of the two at least one is there. */
export interface GrpcMatch {
  readonly type: 'Exact' | 'RegularExpression';
  readonly service?: string;
  readonly method?: string;
}
export interface PathMatch {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
}
export interface NamedMatch {
  readonly name: string;
  readonly type: 'Exact' | 'RegularExpression';
  readonly value: string;
}

export type Filter =
  | { readonly type: 'RequestHeaderModifier' | 'ResponseHeaderModifier'; readonly changes: HeaderChanges }
  | {
      readonly type: 'RequestMirror';
      readonly backend: Backend;
      readonly fraction?: { readonly numerator: number; readonly denominator: number };
    }
  | {
      readonly type: 'RequestRedirect';
      readonly scheme?: string;
      readonly hostname?: string;
      readonly port?: number;
      readonly path?: PathModifier;
      readonly statusCode: number;
    }
  | { readonly type: 'URLRewrite'; readonly hostname?: string; readonly path?: PathModifier }
  | { readonly type: 'CORS'; readonly cors: CorsPlan };
export interface HeaderChanges {
  readonly set: readonly HeaderValue[];
  readonly add: readonly HeaderValue[];
  readonly remove: readonly string[];
}
export interface HeaderValue {
  readonly name: string;
  readonly value: string;
}
export type PathModifier =
  | { readonly type: 'ReplaceFullPath'; readonly replaceFullPath: string }
  | { readonly type: 'ReplacePrefixMatch'; readonly replacePrefixMatch: string };
export interface CorsPlan {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: number;
  readonly allowCredentials?: boolean;
}

/** The Service that stands for one version of a service: Gateway API has no subsets. */
export interface VersionService {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort?: number;
    readonly appProtocol?: string;
  }[];
  readonly origin: Span;
}
/** Lets routes of `from` name Services of `namespace`. */
export interface ReferenceGrantPlan {
  readonly namespace: string;
  readonly from: readonly { readonly kind: string; readonly namespace: string }[];
  readonly to: readonly { readonly kind: 'Service' | 'ServiceImport' | 'Secret'; readonly name: string }[];
  readonly origin: Span;
}

export interface Plan {
  readonly gateways: readonly GatewayPlan[];
  readonly routes: readonly RoutePlan[];
  readonly services: readonly VersionService[];
  readonly grants: readonly ReferenceGrantPlan[];
}
