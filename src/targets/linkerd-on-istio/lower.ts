// A mesh whose data plane is Linkerd 1.x under Istio 0.1 → the installation: one Linkerd on each node with a router for requests that leave
// and one for those that arrive, one at the ingress and one at the egress.
import type { Report } from '../../diagnostics/index.ts';
import type { Mesh } from '../../model/index.ts';
import {
  accessLogOf,
  adminPortOf,
  type LinkerdFacts,
  splitAddress,
  telemetersOf,
} from '../shared/linkerd-yaml/index.ts';
import type { Installation, LinkerdConfig, MixerReporter, Router, Service } from './plan.ts';

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

export function lowerInstallation(installed: Installed, report: Report): Installation {
  const { mesh, facts, place, reader } = installed;
  const adminPort = adminPortOf(mesh, report);
  const base = {
    admin: { ip: '0.0.0.0', port: adminPort },
    telemetry: telemetersOf(mesh, reader, report),
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

function outgoing(installed: Installed): Router {
  const { mesh, facts } = installed;
  return {
    protocol: 'http',
    label: 'outgoing',
    ...accessLogOf(mesh),
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
    ...accessLogOf(mesh),
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
  const { host, port } =
    mixer && 'address' in mixer ? splitAddress(mixer.address, 9091) : { host: 'istio-mixer', port: 9091 };
  return { kind: 'io.l5d.k8s.istio', mixerHost: host, mixerPort: port };
}
