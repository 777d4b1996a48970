// Telemetry blocks → what one proxy reports: access log and traces on its connections, statistics to Prometheus or statsd. A
// service's own block wins over the mesh's, part by part.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Metrics, Telemetry, Tracing } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { ListenerPlan, ObservedPlan, StatsdPlan, TracingPlan } from '../plan.ts';
import { ADMIN_PORT, METRICS_PORT } from '../ports.ts';
import { isIp } from './cluster.ts';
import type { ProxyLowering } from './context.ts';

const ADMIN = 'admin';

export interface Reporting {
  readonly observed: ObservedPlan;
  readonly listeners: readonly ListenerPlan[];
  readonly statsd?: StatsdPlan;
}

export function reportingOf(lowering: ProxyLowering): Reporting {
  const blocks = blocksFor(lowering);
  const metrics = blocks.find((block) => block.metrics.length > 0)?.metrics ?? [];
  const trace = blocks.find((block) => block.trace)?.trace;
  const log = blocks.find((block) => block.accessLog)?.accessLog;
  const statsd = statsdOf(lowering, metrics);
  return {
    observed: {
      ...(log && log.value !== 'off' ? { accessLog: { format: log.value, origin: log.origin } } : {}),
      ...(trace ? { tracing: tracingOf(lowering, trace) } : {}),
    },
    listeners: metrics.flatMap((one) => (one.kind === 'prometheus' ? [prometheusListener(lowering, one)] : [])),
    ...(statsd ? { statsd } : {}),
  };
}

function blocksFor(lowering: ProxyLowering): readonly Telemetry[] {
  const { viewer, mesh } = lowering;
  const own = viewer.kind === 'service' ? mesh.telemetry.filter((block) => block.service === viewer.service.key) : [];
  return [...own, ...mesh.telemetry.filter((block) => block.service === undefined)];
}

function tracingOf(lowering: ProxyLowering, trace: Tracing): TracingPlan {
  const { viewer } = lowering;
  const cluster = addressCluster(lowering, 'trace', trace.address, trace.kind === 'otlp' ? 4317 : 9411, trace.origin, {
    http2: trace.kind === 'otlp',
  });
  return {
    kind: trace.kind === 'otlp' ? 'otlp' : 'zipkin',
    cluster,
    authority: trace.address,
    service: viewer.kind === 'service' ? viewer.service.name : viewer.gateway.name,
    ...(trace.sample !== undefined ? { sample: trace.sample } : {}),
    origin: trace.origin,
  };
}

/** A cluster for a `host:port` of the program's; gives its name. */
function addressCluster(
  lowering: ProxyLowering,
  purpose: string,
  address: string,
  usualPort: number,
  origin: Span,
  { http2 = false }: { readonly http2?: boolean } = {},
): string {
  const name = `${purpose}|${address}`;
  const { host, port } = splitAddress(address, usualPort);
  lowering.clusters.set(name, {
    name,
    endpoints: { kind: isIp(host) ? 'static' : 'dns', endpoints: [{ address: host, port, origin }] },
    protocol: http2 ? 'http2' : 'tcp',
    origin,
  });
  return name;
}

function splitAddress(address: string, usualPort: number): { readonly host: string; readonly port: number } {
  const found = /^(.*?)(?::(\d+))?$/.exec(address.replace(/^\w+:\/\//, '').replace(/\/.*$/, ''));
  return { host: found?.[1] ?? address, port: found?.[2] ? Number(found[2]) : usualPort };
}

function statsdOf(lowering: ProxyLowering, metrics: readonly Metrics[]): StatsdPlan | undefined {
  let statsd: StatsdPlan | undefined;
  for (const one of metrics) {
    if (one.kind === 'prometheus') continue;
    if (one.kind !== 'statsd') lowering.report.add(catalogue.envoy.metricsLost, one.origin, { kind: one.kind });
    else statsd ??= statsdPlan(lowering, one.address, one.origin);
  }
  return statsd;
}

// statsd over UDP takes addresses only; a name is asked over TCP.
function statsdPlan(lowering: ProxyLowering, address: string, origin: Span): StatsdPlan {
  const { host, port } = splitAddress(address, 8125);
  if (isIp(host)) return { kind: 'udp', address: host, port, origin };
  return { kind: 'tcp', cluster: addressCluster(lowering, 'statsd', address, 8125, origin), origin };
}

/** `/metrics` on a port of its own, answered by the admin interface, which stays on loopback. */
function prometheusListener(lowering: ProxyLowering, metrics: Metrics & { readonly kind: 'prometheus' }): ListenerPlan {
  const { origin, port = METRICS_PORT } = metrics;
  lowering.clusters.set(ADMIN, {
    name: ADMIN,
    endpoints: { kind: 'static', endpoints: [{ address: '127.0.0.1', port: ADMIN_PORT }] },
    protocol: 'http1',
    origin,
  });
  const route = {
    rule: -1,
    match: { path: { kind: 'path', value: '/metrics' }, headers: [] },
    action: {
      kind: 'forward',
      clusters: [{ cluster: ADMIN, weight: 1 }],
      rewrite: { kind: 'prefix_rewrite', to: '/stats/prometheus', origin },
    },
    headers: [],
    origin,
  } as const;
  return {
    name: 'metrics',
    address: '0.0.0.0',
    port,
    bound: true,
    redirects: false,
    inspects: [],
    direction: 'INBOUND',
    chains: [
      {
        filter: {
          kind: 'http',
          statPrefix: 'metrics',
          edge: false,
          hosts: [{ name: 'metrics', domains: ['*'], routes: [route] }],
          telemetry: {},
        },
      },
    ],
    origin,
  };
}
