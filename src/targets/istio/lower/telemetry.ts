// The Telemetry objects: one for the whole mesh in Istio's root namespace, one for each service. Where traces and logs go stands in
// the mesh's own configuration, which is not ours to write: the file says what belongs there.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Metrics, Sourced, Telemetry, Tracing } from '../../../model/index.ts';
import type * as plan from '../plan.ts';
import type { Placed } from '../plan.ts';
import type { Lowering } from './context.ts';

const rootNamespace = 'istio-system';
const jsonLog = 'mesh-json-log';

export function telemetryObjects(context: Lowering): readonly plan.Telemetry[] {
  const groups = Map.groupBy(context.mesh.telemetry, ({ service }) => service ?? '');
  return [...groups].map(([service, some]) => telemetryObject(service, some, context));
}

function telemetryObject(service: string, some: readonly Telemetry[], context: Lowering): plan.Telemetry {
  const [namespace, name] = service === '' ? [rootNamespace, undefined] : (service.split('/') as [string, string]);
  const traced = some.find(({ trace }) => trace !== undefined);
  const log = some.map((one) => one.accessLog).find((one) => one !== undefined);
  const comments = [
    ...(traced?.trace ? tracingComments(traced.trace, traced.namespace, context) : []),
    ...(log?.value === 'json' ? logComments : []),
  ];
  report(some, context);
  return {
    kind: 'Telemetry',
    namespace,
    name: context.names.take('Telemetry', namespace, name ?? 'mesh-default'),
    origin: (some[0] as Telemetry).origin,
    ...(name !== undefined ? { matchLabels: { app: name } } : {}),
    metrics: metricsOf(some.flatMap(({ metrics }) => metrics)),
    ...(traced?.trace ? { tracing: tracing(traced.trace) } : {}),
    ...(log ? { accessLogging: accessLogging(log) } : {}),
    ...(comments.length > 0
      ? { comments: [`In the mesh's configuration (meshConfig):`, 'extensionProviders:', ...comments] }
      : {}),
  };
}

function report(some: readonly Telemetry[], context: Lowering): void {
  for (const { metrics, trace, accessLog } of some) {
    for (const one of metrics) reportMetrics(one, context);
    if (trace) provider('this tracing', trace.kind, trace, context);
    if (accessLog?.value === 'json') provider('an access log in JSON', jsonLog, accessLog, context);
  }
}

function provider(
  what: string,
  name: string,
  { origin }: { origin: Tracing['origin'] },
  { report: to }: Lowering,
): void {
  to.add(catalogue.istio.providerNeeded, origin, { what, provider: name });
}

function reportMetrics({ kind, origin }: Metrics, { report: to }: Lowering): void {
  if (kind === 'mixer') to.add(catalogue.istio.mixerGone, origin, undefined);
  else if (kind !== 'prometheus') to.add(catalogue.istio.metricsGone, origin, { kind });
}

/** Each kind once. The port that Prometheus reads is the proxies' own (15020), whatever an older platform was told. */
function metricsOf(metrics: readonly Metrics[]): readonly Placed<string>[] {
  const prometheus = metrics.find(({ kind }) => kind === 'prometheus');
  return prometheus ? [{ value: 'prometheus', origin: prometheus.origin }] : [];
}

const tracing = ({ kind, sample, origin }: Tracing): NonNullable<plan.Telemetry['tracing']> => ({
  value: { provider: kind, ...(sample !== undefined ? { randomSamplingPercentage: sample / 10_000 } : {}) },
  origin,
});

function accessLogging({
  value,
  origin,
}: Sourced<'json' | 'text' | 'off'>): NonNullable<plan.Telemetry['accessLogging']> {
  if (value === 'off') return { value: { disabled: true }, origin };
  return { value: { provider: value === 'json' ? jsonLog : 'envoy' }, origin };
}

function tracingComments({ kind, address }: Tracing, namespace: string, { mesh }: Lowering): readonly string[] {
  const [host = '', port] = address.split(':');
  const service = host.includes('.') ? host : `${host}.${namespace}.svc.${mesh.clusterDomain}`;
  const field = kind === 'otlp' ? 'opentelemetry' : 'zipkin';
  return [`- name: ${kind}`, `  ${field}: { service: ${service}, port: ${port ?? (kind === 'otlp' ? 4317 : 9411)} }`];
}

const logComments = [`- name: ${jsonLog}`, '  envoyFileAccessLog: { path: /dev/stdout, logFormat: { labels: {} } }'];
