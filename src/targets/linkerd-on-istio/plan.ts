// linkerd.yaml of Linkerd 1.x as far as the installation on Istio uses it, key by key as upstream spells them, and the installation around
// it. Unknown keys are fatal in Linkerd, so nothing else may be written.
import type { Telemeter } from '../shared/linkerd-yaml/index.ts';

export interface LinkerdConfig {
  readonly admin: { readonly ip: string; readonly port: number };
  readonly telemetry: readonly Telemeter[];
  readonly usage: { readonly enabled: false };
  readonly routers: readonly Router[];
}

export interface Router {
  readonly protocol: 'http';
  readonly label: string;
  readonly dtab?: string;
  readonly httpAccessLog?: string;
  readonly loggers?: readonly MixerReporter[];
  readonly identifier?: { readonly kind: 'io.l5d.k8s.istio' | 'io.l5d.k8s.istio-ingress' };
  readonly interpreter?: Interpreter;
  readonly servers: readonly { readonly port: number; readonly ip: string; readonly clearContext?: true }[];
  readonly client?: Client;
  readonly service?: Service;
}

export interface MixerReporter {
  readonly kind: 'io.l5d.k8s.istio';
  readonly mixerHost: string;
  readonly mixerPort: number;
}

export interface Interpreter {
  readonly kind: 'io.l5d.k8s.istio';
  /** Mandatory. */
  readonly experimental: true;
  readonly transformers?: readonly Transformer[];
}
export type Transformer =
  | {
      readonly kind: 'io.l5d.k8s.daemonset';
      readonly namespace: string;
      readonly port: string;
      readonly service: string;
    }
  | { readonly kind: 'io.l5d.k8s.localnode' };

export type Client =
  | { readonly requestAuthorizers: readonly MixerReporter[] }
  | {
      readonly kind: 'io.l5d.static';
      readonly configs: readonly { readonly prefix: string; readonly tls: { readonly commonName: string } }[];
    };

export interface Service {
  readonly kind: 'io.l5d.static';
  /** Later entries win. Milliseconds. */
  readonly configs: readonly {
    readonly prefix: string;
    readonly responseClassifier?: { readonly kind: string };
    readonly totalTimeoutMs?: number;
  }[];
}

/** Everything that is installed: the linkerd of each node, of the ingress and of the egress. */
export interface Installation {
  readonly namespace: string;
  readonly image: string;
  /** Of the Services: on Minikube there is no load balancer. */
  readonly serviceType: 'LoadBalancer' | 'NodePort';
  readonly adminPort: number;
  readonly node: LinkerdConfig;
  /** Absent where the mesh's own data plane is Envoy, which then has the ingress and the egress. */
  readonly ingress?: LinkerdConfig;
  readonly egress?: LinkerdConfig;
}
