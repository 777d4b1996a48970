// The mesh as a graph, as plain data: doors, hosts, services with their versions, what is outside; who calls whom, and where rules send
// requests. Places stay spans; drawing is others' work.
import type { Span } from '../text/index.ts';

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Something that requests come to. */
export interface GraphNode {
  /** Unique: `service shop/reviews`, `host web *`. */
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly name: string;
  readonly namespace: string;
  /** Versions first, then what is answered here and now. */
  readonly rows: readonly GraphRow[];
  readonly origin: Span;
}
export type GraphNodeKind = 'gateway' | 'host' | 'service' | 'egress';

/** A version of a service with the shares it gets, or an answer that needs no one: a redirect, a fixed response. */
export interface GraphRow {
  readonly kind: 'version' | 'answer';
  readonly name: string;
  /** Each rule that leads here, `90%`, `when …`; empty if none does. */
  readonly says: readonly string[];
}

/** `calls`: declared by the caller. `door`: a host on a gateway. `routes`: a rule sends requests there. `mirror`: copies. `through`: leaves by it. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'calls' | 'door' | 'routes' | 'mirror' | 'through';
  /** The row of `to` that it ends at. */
  readonly version?: string;
  readonly says: readonly string[];
}
