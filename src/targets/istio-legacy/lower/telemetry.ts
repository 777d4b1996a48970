// Telemetry → rules of Mixer, which collects what proxies report. What is chosen when Istio is installed (where proxies report, tracing,
// Envoy's own access log) can only be confirmed here, not changed.
import type { Metrics, Telemetry, Tracing } from '../../../model/index.ts';
import { MILLION, percentText } from '../../../model/index.ts';
import type { MixerRule } from '../plan.ts';
import { type Lowering, minorOf, referenceTo, refuse } from './lowering.ts';
import { type Names, objectName, startNames } from './names.ts';

/** Where Prometheus finds Mixer's metrics. */
const MIXER_METRICS = 42422;

export function lowerTelemetry(at: Lowering): readonly MixerRule[] {
  const names = startNames();
  return at.mesh.telemetry.flatMap((telemetry) => {
    for (const metrics of telemetry.metrics) checkMetrics(at, metrics);
    if (telemetry.trace) checkTrace(at, telemetry.trace);
    return rulesOf(at, telemetry, names);
  });
}

function rulesOf(at: Lowering, telemetry: Telemetry, names: Names): readonly MixerRule[] {
  const statsd = telemetry.metrics.find(({ kind }) => kind === 'statsd');
  const accessLog = accessLogOf(at, telemetry);
  const what = {
    prometheus: telemetry.metrics.some(({ kind }) => kind === 'prometheus'),
    ...(statsd && 'address' in statsd ? { statsd: statsd.address } : {}),
    ...(accessLog ? { accessLog } : {}),
  };
  if (!what.prometheus && what.statsd === undefined && !accessLog) return [];
  const services = at.mesh.services.filter(({ key }) => telemetry.service === undefined || key === telemetry.service);
  // A rule of 0.1 for everything would take the place of the one that comes with Istio: there each service gets its own.
  if (telemetry.service === undefined && minorOf(at) > 1) {
    return [{ ...what, name: names.take('mesh'), namespace: 'istio-system', origin: telemetry.origin }];
  }
  return services.map((service) => ({
    ...what,
    name: names.take(objectName(service.name)),
    namespace: service.namespace,
    service: referenceTo(service),
    origin: telemetry.origin,
  }));
}

function checkMetrics(at: Lowering, metrics: Metrics): void {
  const { kind, origin } = metrics;
  if (kind === 'prometheus') {
    const { port } = metrics;
    if (at.envoy && port !== undefined && port !== MIXER_METRICS) {
      refuse(at, origin, `metrics on port ${port}`, `Mixer shows them on port ${MIXER_METRICS}`);
    }
  } else if (kind === 'mixer') {
    if (at.envoy && !/^istio-(mixer|telemetry|policy)(\.|:|$)/.test(metrics.address)) {
      refuse(at, origin, `a Mixer at ${metrics.address}`, 'proxies report to the one that Istio was installed with');
    }
  } else if (kind === 'influxdb') refuse(at, origin, 'metrics for InfluxDB', 'Mixer knows Prometheus and StatsD');
  else if (minorOf(at) === 1 && at.envoy)
    refuse(at, origin, 'metrics for StatsD', 'its adapters are chosen when Mixer is installed');
}

function checkTrace(at: Lowering, { kind, address, sample, origin }: Tracing): void {
  if (!at.envoy) return;
  if (kind !== 'zipkin') refuse(at, origin, `traces for ${kind}`, 'it traces with Zipkin');
  else if (!/^zipkin(\.istio-system)?(:9411)?$/.test(address)) {
    refuse(at, origin, `a Zipkin at ${address}`, 'proxies send traces to the one that Istio was installed with');
  }
  if (sample !== undefined && sample !== MILLION) {
    refuse(at, origin, `a sample of ${percentText(sample)}`, 'it traces every request');
  }
}

/** Through Mixer, on its own standard output; Linkerd writes its own. */
function accessLogOf(at: Lowering, { accessLog }: Telemetry): MixerRule['accessLog'] {
  if (!accessLog || !at.envoy) return undefined;
  const { value, origin } = accessLog;
  if (value === 'off')
    return refuse(at, origin, '`access-log off`', 'whether Envoy writes one is chosen when Istio is installed');
  if (value === 'json' && minorOf(at) === 1)
    return refuse(at, origin, 'an access log as JSON', 'it writes lines in the common log format');
  return value;
}
