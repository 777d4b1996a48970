// A mesh → the proxies that carry it out: one for each version of each service that has an Envoy beside it, one for each gateway.
import type { Report } from '../../../diagnostics/index.ts';
import type { Mesh } from '../../../model/index.ts';
import type { Relay } from '../../shared/calls/index.ts';
import type { ProxyPlan } from '../plan.ts';
import { indexMesh, type Lowering } from './context.ts';
import { gatewayOf } from './gateway.ts';
import { workloadsOf } from './workloads.ts';

export interface LoweringOptions {
  readonly version: string;
  readonly report: Report;
  readonly relays?: readonly Relay[];
}

/** In the order of their keys. */
export function proxiesOf(mesh: Mesh, { version, report, relays = [] }: LoweringOptions): readonly ProxyPlan[] {
  const lowering: Lowering = { mesh, version, report, index: indexMesh(mesh), dialect: dialectOf(version), relays };
  return [...workloadsOf(lowering), ...mesh.gateways.map((gateway) => gatewayOf(lowering, gateway))];
}

/** Since 1.39 header matchers look at each line of a header by itself (`match_headers_individually`). */
export const dialectOf = (version: string) => ({ linesApart: Number(version.split('.')[1]) >= 39 });
