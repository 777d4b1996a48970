// A mesh whose data plane is Linkerd 1.x under Istio 0.1 → the installation: one Linkerd on each node with a router for requests that leave
// and one for those that arrive, one at the ingress and one at the egress.
import { catalogue, type Report } from '../../diagnostics/index.ts';
import type { Mesh, Metrics, Telemetry, Tracing } from '../../model/index.ts';
import { MILLION } from '../../model/index.ts';
import type { Installation, LinkerdConfig, MixerReporter, Router, Service, Telemeter } from './plan.ts';
import type { LinkerdFacts } from './versions.ts';

/** A rule of the output with a time limit, which Linkerd does not read from it. */
export interface RuleTimeout {
  readonly rule: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface Installed {
  readonly mesh: Mesh;
  readonly facts: LinkerdFacts;
  /** As the findings name it: `linkerd@1.1.1`. */
  readonly reader: string;
  readonly place: 'kubernetes' | 'minikube';
  readonly timeouts: readonly RuleTimeout[];
}

/** The name of the DaemonSet, its Service and of what belongs to it; `mesh inject` assumes it too. */
const NODE = 'l5d';
const ADMIN_PORT = 9990;

export function lowerInstallation(installed: Installed, report: Report): Installation {
  const { mesh, facts, place } = installed;
  const adminPort = adminPortOf(mesh, report);
  const base = {
    admin: { ip: '0.0.0.0', port: adminPort },
    telemetry: telemeters(installed, report),
    usage: { enabled: false },
  } as const;
  const config = (...routers: readonly Router[]): LinkerdConfig => ({ ...base, routers });
  return {
    namespace: mesh.namespace,
    image: facts.image,
    serviceType: place === 'minikube' ? 'NodePort' : 'LoadBalancer',
    adminPort,
    node: config(outgoing(installed), incoming()),
    ...(mesh.dataPlane.proxy === 'linkerd' ? { ingress: config(ingress(installed)), egress: config(egress()) } : {}),
  };
}

/** The port for Prometheus is the admin port. */
function adminPortOf({ telemetry }: Mesh, report: Report): number {
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

function outgoing(installed: Installed): Router {
  const { mesh, facts } = installed;
  return {
    protocol: 'http',
    label: 'outgoing',
    ...accessLog(mesh),
    ...(facts.reporting === 'loggers' ? { loggers: [reporter(mesh)] } : {}),
    identifier: { kind: 'io.l5d.k8s.istio' },
    interpreter: {
      kind: 'io.l5d.k8s.istio',
      experimental: true,
      transformers: [{ kind: 'io.l5d.k8s.daemonset', namespace: mesh.namespace, port: 'incoming', service: NODE }],
    },
    servers: [{ port: 4140, ip: '0.0.0.0' }],
    ...(facts.reporting === 'requestAuthorizers' ? { client: { requestAuthorizers: [reporter(mesh)] } } : {}),
    service: withTimeouts(installed),
  };
}

const incoming = (): Router => ({
  protocol: 'http',
  label: 'incoming',
  identifier: { kind: 'io.l5d.k8s.istio' },
  interpreter: { kind: 'io.l5d.k8s.istio', experimental: true, transformers: [{ kind: 'io.l5d.k8s.localnode' }] },
  servers: [{ port: 4141, ip: '0.0.0.0' }],
});

function ingress(installed: Installed): Router {
  const { mesh, facts } = installed;
  return {
    protocol: 'http',
    label: 'ingress',
    ...accessLog(mesh),
    ...(facts.reporting === 'loggers' ? { loggers: [reporter(mesh)] } : {}),
    identifier: { kind: 'io.l5d.k8s.istio-ingress' },
    interpreter: { kind: 'io.l5d.k8s.istio', experimental: true },
    servers: [{ port: 80, ip: '0.0.0.0', clearContext: true }],
    ...(facts.reporting === 'requestAuthorizers' ? { client: { requestAuthorizers: [reporter(mesh)] } } : {}),
    service: withTimeouts(installed),
  };
}

/** Hosts outside by DNS: `/svc/HOST` on port 80, `/svc/HOST:PORT` on that port; what goes to 443 is sent with TLS. */
const EGRESS_DTAB = [
  '/ph => /$/io.buoyant.rinet ;',
  '/svc => /ph/80 ;',
  '/srv => /$/io.buoyant.porthostPfx/ph ;',
  '/svc => /srv ;',
  '',
].join('\n');

const egress = (): Router => ({
  protocol: 'http',
  label: 'egress',
  dtab: EGRESS_DTAB,
  servers: [{ port: 80, ip: '0.0.0.0' }],
  client: {
    kind: 'io.l5d.static',
    configs: [{ prefix: '/$/io.buoyant.rinet/443/{service}', tls: { commonName: '{service}' } }],
  },
});

/** Failed reads are tried again, as in every Linkerd on Istio; a rule's time limit stands with the rule's name. */
const withTimeouts = ({ timeouts }: Installed): Service => ({
  kind: 'io.l5d.static',
  configs: [
    { prefix: '/svc', responseClassifier: { kind: 'io.l5d.http.retryableRead5XX' } },
    ...timeouts.map(({ rule, timeout }) => ({ prefix: `/svc/route/${rule}`, totalTimeoutMs: timeout })),
  ],
});

function reporter({ telemetry }: Mesh): MixerReporter {
  const mixer = telemetry.flatMap(({ metrics }) => metrics).find(({ kind }) => kind === 'mixer');
  const { host, port } = mixer && 'address' in mixer ? split(mixer.address, 9091) : { host: 'istio-mixer', port: 9091 };
  return { kind: 'io.l5d.k8s.istio', mixerHost: host, mixerPort: port };
}

function split(address: string, usual: number): { readonly host: string; readonly port: number } {
  const [, host = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  return { host, port: port === undefined ? usual : Number(port) };
}

/** One line per request on the standard output, where it first meets a Linkerd. */
const accessLog = ({ telemetry }: Mesh): Pick<Router, 'httpAccessLog'> =>
  telemetry.some(({ accessLog: log }) => log?.value === 'text') ? { httpAccessLog: '/dev/stdout' } : {};

function telemeters({ mesh, reader }: Installed, report: Report): readonly Telemeter[] {
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
    const { host, port } = split(metrics.address, 8125);
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
  const { host, port } = split(address, 9410);
  return [{ kind: 'io.l5d.zipkin', host, port, ...(sample === undefined ? {} : { sampleRate: sample / MILLION }) }];
}
