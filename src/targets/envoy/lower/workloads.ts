// Workloads → their proxies. Workloads for which every `from` has the same answer, in the same namespace, call in the same way: that
// side is lowered once for all of them.
import { type FromTest, leaves, type Mesh, type Rule } from '../../../model/index.ts';
import { isFrom, type Viewer, viewersOf } from '../../shared/calls/index.ts';
import type { ObservedPlan, ProxyPlan, SharedPlan } from '../plan.ts';
import { type Lowering, loweringFor, sortedClusters } from './context.ts';
import { inboundListeners } from './inbound.ts';
import { relayListeners } from './relay.ts';
import { outboundOf } from './sidecar.ts';
import { reportingOf } from './telemetry.ts';

/** A proxy for each version of each service that has an Envoy beside it. */
export function workloadsOf(lowering: Lowering): readonly ProxyPlan[] {
  const { mesh } = lowering;
  const sources = sourcesAskedFor(mesh);
  const classes = new Map<string, SharedPlan>();
  return mesh.services
    .filter((service) => service.inCluster && (service.proxy?.value ?? mesh.dataPlane).proxy === 'envoy')
    .flatMap((service) => viewersOf(service).map((viewer) => workloadOf(lowering, viewer, sources, classes)));
}

type Workload = Extract<Viewer, { readonly kind: 'service' }>;

function workloadOf(
  shared: Lowering,
  viewer: Workload,
  sources: readonly FromTest['source'][],
  classes: Map<string, SharedPlan>,
): ProxyPlan {
  const own = loweringFor(shared, viewer);
  const { observed, listeners, statsd } = reportingOf(own);
  const inbound = inboundListeners(own, observed);
  const relays = relayListeners(own, observed);
  return {
    namespace: viewer.service.namespace,
    name: nameOf(viewer),
    role: 'sidecar',
    own: { listeners: [...inbound, ...relays, ...listeners], clusters: sortedClusters(own) },
    deciding: decidingFor(shared, viewer, sources, observed, classes),
    ...(statsd ? { statsd } : {}),
  };
}

/** A dot, which names of services do not have, so that no two workloads have one name. */
const nameOf = ({ service, version }: Workload): string =>
  version ? `${service.name}.${version.name.replace(/[^\w.-]/g, '_')}` : service.name;

function decidingFor(
  shared: Lowering,
  viewer: Workload,
  sources: readonly FromTest['source'][],
  observed: ObservedPlan,
  classes: Map<string, SharedPlan>,
): SharedPlan {
  const { namespace } = viewer.service;
  const answers = sources.map((source) => (isFrom(source, viewer) ? '1' : '0')).join('');
  const key = `${namespace}|${answers}|${observedKey(observed)}`;
  const known = classes.get(key);
  if (known) return known;
  const before = [...classes.keys()].filter((other) => other.startsWith(`${namespace}|`)).length;
  const name = before === 0 ? 'outbound' : `outbound-${before + 1}`;
  const made = outboundOf(loweringFor(shared, viewer), name, observed);
  classes.set(key, made);
  return made;
}

/** OpenTelemetry is told the service's name, so that workloads of two services do not share it. */
const observedKey = ({ accessLog, tracing }: ObservedPlan): string =>
  JSON.stringify([
    accessLog?.format,
    tracing?.kind,
    tracing?.cluster,
    tracing?.sample,
    tracing?.kind === 'otlp' ? tracing.service : '',
  ]);

/** Every source that a rule inside the mesh asks for, once. */
function sourcesAskedFor(mesh: Mesh): readonly FromTest['source'][] {
  const found = new Map<string, FromTest['source']>();
  const look = ({ condition }: Rule): void => {
    for (const leaf of leaves(condition)) if (leaf.kind === 'from') found.set(JSON.stringify(leaf.source), leaf.source);
  };
  for (const route of mesh.routes) route.rules.forEach(look);
  return [...found.values()];
}
