// What lowering carries along: the mesh, the version's dialect, where findings go, and the clusters that routes have asked for.
import type { Report } from '../../../diagnostics/index.ts';
import type { Egress, Mesh, Service } from '../../../model/index.ts';
import type { Relay, Viewer } from '../../shared/calls/index.ts';
import type { ClusterPlan } from '../plan.ts';
import type { Dialect } from './header-match.ts';

export interface Lowering {
  readonly mesh: Mesh;
  readonly version: string;
  readonly dialect: Dialect;
  readonly report: Report;
  readonly index: MeshIndex;
  /** Calls that other proxies hand to the callee's. */
  readonly relays: readonly Relay[];
}
/** Look-ups that every proxy needs; made once. */
export interface MeshIndex {
  readonly services: ReadonlyMap<string, Service>;
  readonly egresses: ReadonlyMap<string, Egress>;
}

export const indexMesh = (mesh: Mesh): MeshIndex => ({
  services: new Map(mesh.services.map((service) => [service.key, service])),
  egresses: new Map(mesh.egresses.map((egress) => [egress.key, egress])),
});

/** The lowering of one proxy: whose it is, and what it collects on the way. */
export interface ProxyLowering extends Lowering {
  readonly viewer: Viewer;
  readonly clusters: Map<string, ClusterPlan>;
  readonly notes: Set<string>;
  /** How the names of clusters begin: what is decided in two places of one proxy has clusters of its own in each. */
  readonly clusterPrefix: 'outbound' | 'relay';
}

export const calleeOf = (lowering: Lowering, kind: 'service' | 'egress', key: string): Service | Egress | undefined =>
  (kind === 'service' ? lowering.index.services : lowering.index.egresses).get(key);

/** In an order that does not depend on who asked first. */
export const sortedClusters = (lowering: ProxyLowering): readonly ClusterPlan[] =>
  [...lowering.clusters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

export const loweringFor = (shared: Lowering, viewer: Viewer): ProxyLowering => ({
  ...shared,
  viewer,
  clusters: new Map(),
  notes: new Set(),
  clusterPrefix: 'outbound',
});
