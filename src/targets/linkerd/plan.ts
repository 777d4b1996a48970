// What a Linkerd 1.x of its own is told: linkerd.yaml key by key as upstream spells it, the dtab as entries. Unknown keys are fatal in Linkerd,
// so nothing else may be written. Milliseconds throughout.
import type { Span } from '../../text/index.ts';
import type { Telemeter } from '../shared/linkerd-yaml/index.ts';

/** One Linkerd: that of every node, or that of a door. */
export interface ProxyPlan {
  readonly role: 'node' | 'gateway';
  readonly namespace: string;
  /** Of its objects: `l5d`, `web`. */
  readonly name: string;
  readonly adminPort: number;
  readonly telemetry: readonly Telemeter[];
  readonly namers: readonly Namer[];
  readonly routers: readonly RouterPlan[];
  /** Lines for the head of the file: what must exist outside. */
  readonly notes: readonly string[];
  readonly origin: Span;
}

export type Namer =
  | { readonly kind: 'io.l5d.k8s'; readonly host: string; readonly port: number }
  | { readonly kind: 'io.l5d.fs'; readonly rootDir: string }
  | {
      readonly kind: 'io.l5d.consul';
      readonly prefix?: string;
      readonly host: string;
      readonly port: number;
      readonly includeTag?: true;
    };

export interface RouterPlan {
  readonly label: string;
  /** Paths stand in names (`httpUriInDst`). */
  readonly seesPaths: boolean;
  readonly entries: readonly Entry[];
  /** Per prefix of a name; later ones win, key by key. */
  readonly limits: readonly Limit[];
  /** Per endpoint list. */
  readonly clients: readonly Client[];
  readonly port: number;
  /** The other side is outside of the mesh. */
  readonly edge: boolean;
  readonly tls?: ServerTls;
  readonly httpAccessLog?: string;
}

/** One line of a dtab: `prefix => tree`. Later entries win over earlier ones. */
export interface Entry {
  readonly prefix: string;
  readonly tree: Tree;
  /** A line before it. */
  readonly comment?: string;
}
export type Tree =
  /** Endpoints by weight, integers from 1; nothing that comes before it in the dtab is tried when they are gone. */
  | { readonly kind: 'endpoints'; readonly branches: readonly Branch[] }
  /** Refused at once. */
  | { readonly kind: 'fail' }
  /** Whatever this name stands for. */
  | { readonly kind: 'path'; readonly path: string };
export interface Branch {
  readonly path: string;
  readonly weight: number;
}

export interface Limit {
  readonly prefix: string;
  readonly timeout?: number;
  /** true: nothing is tried again; false: Linkerd's own budget, said because a shorter prefix has none. */
  readonly never?: boolean;
}

/** `client.configs`: how connections to endpoints are opened and shared. */
export interface Client {
  readonly prefix: string;
  readonly balance?: 'roundRobin' | 'p2c';
  readonly failures?: { readonly count: number; readonly backoff?: number };
  readonly idle?: number;
  readonly tls?: ClientTls;
}
export interface ClientTls {
  readonly commonName: string;
  /** Secret with the authority's certificate. */
  readonly ca?: string;
  /** Secret with the client's own certificate. */
  readonly certificate?: string;
}
export interface ServerTls {
  readonly certificate: string;
  readonly clients?: string;
}
