// Telemetry of a mesh → the telemeters, the access log and the admin port of its Linkerds. What they cannot do is reported.
import { catalogue, type Report } from '../../../diagnostics/index.ts';
import { type Mesh, type Metrics, MILLION, type Telemetry, type Tracing } from '../../../model/index.ts';

export type Telemeter =
  | { readonly kind: 'io.l5d.prometheus' }
  | { readonly kind: 'io.l5d.recentRequests'; readonly sampleRate: number }
  | { readonly kind: 'io.l5d.statsd'; readonly experimental: true; readonly hostname: string; readonly port: number }
  | { readonly kind: 'io.l5d.zipkin'; readonly host: string; readonly port: number; readonly sampleRate?: number };

const ADMIN_PORT = 9990;

/** The port for Prometheus is the admin port. */
export function adminPortOf({ telemetry }: Mesh, report: Report): number {
  const ports = telemetry.flatMap(({ metrics }) =>
    metrics.flatMap((one) => (one.kind === 'prometheus' && one.port !== undefined ? [one] : [])),
  );
  const [first] = ports;
  const other = ports.find(({ port }) => port !== first?.port);
  if (other) {
    const note = `its metrics have one port, which is ${first?.port}`;
    report.add(catalogue.linkerd.ignores, other.origin, {
      construct: `a second port for metrics`,
      reader: 'linkerd',
      note,
    });
  }
  return first?.port ?? ADMIN_PORT;
}

/** `host:port`; the port is `usual` where none is written. */
export function splitAddress(address: string, usual: number): { readonly host: string; readonly port: number } {
  const [, host = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  return { host, port: port === undefined ? usual : Number(port) };
}

/** One line per request on the standard output, where it first meets a Linkerd. */
export const accessLogOf = ({ telemetry }: Mesh): { readonly httpAccessLog?: string } =>
  telemetry.some(({ accessLog: log }) => log?.value === 'text') ? { httpAccessLog: '/dev/stdout' } : {};

/** `reader` is the Linkerd as findings name it: `linkerd@1.1.1`. */
export function telemetersOf(mesh: Mesh, reader: string, report: Report): readonly Telemeter[] {
  const found: Telemeter[] = [{ kind: 'io.l5d.prometheus' }, { kind: 'io.l5d.recentRequests', sampleRate: 0.25 }];
  for (const telemetry of mesh.telemetry) {
    sayWhole(telemetry, reader, report);
    for (const metrics of telemetry.metrics) found.push(...metricsTelemeter(metrics, reader, report));
    if (telemetry.trace) found.push(...traceTelemeter(telemetry.trace, reader, report));
  }
  return found;
}

/** A Linkerd serves all workloads of its node and cannot measure one of them in another way. */
function sayWhole({ service, origin, accessLog: log }: Telemetry, reader: string, report: Report): void {
  if (service !== undefined) {
    const note = 'what it measures holds for all workloads of a node';
    report.add(catalogue.linkerd.loses, origin, { construct: `telemetry for ${service} alone`, reader, note });
  }
  if (log?.value === 'json') {
    report.add(catalogue.linkerd.ignores, log.origin, {
      construct: 'an access log as JSON',
      reader,
      note: 'it writes lines in the common log format',
    });
  }
}

function metricsTelemeter(metrics: Metrics, reader: string, report: Report): readonly Telemeter[] {
  if (metrics.kind === 'statsd') {
    const { host, port } = splitAddress(metrics.address, 8125);
    return [{ kind: 'io.l5d.statsd', experimental: true, hostname: host, port }];
  }
  if (metrics.kind === 'influxdb') {
    const note = 'it is asked for metrics in that format and sends them nowhere';
    report.add(catalogue.linkerd.ignores, metrics.origin, { construct: 'an address of InfluxDB', reader, note });
  }
  return [];
}

function traceTelemeter(
  { kind, address, sample, origin }: Tracing,
  reader: string,
  report: Report,
): readonly Telemeter[] {
  if (kind !== 'zipkin') {
    report.add(catalogue.linkerd.ignores, origin, {
      construct: `traces for ${kind}`,
      reader,
      note: 'it knows Zipkin only',
    });
    return [];
  }
  const { host, port } = splitAddress(address, 9410);
  return [{ kind: 'io.l5d.zipkin', host, port, ...(sample === undefined ? {} : { sampleRate: sample / MILLION }) }];
}
