// The real Pilot (a built `oracle-istio`): manifests in, the routes that it gives a proxy out, and these as listeners of a real Envoy
// in which every route says its name, forwards to an echo of what it would send, and redirects and answers as Pilot says.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mesh, Port, Service } from '../../src/model/index.ts';
import { isMissing } from './components.ts';
import type { RequestSource } from './meaning.ts';

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
export type Plain = any;

/** `MESH_TOOLS/oracle-istio/oracle-istio`; `undefined` skips its tests. */
export function pilotBinary(): string | undefined {
  const tools = process.env.MESH_TOOLS;
  const path = tools === undefined ? undefined : join(tools, 'oracle-istio', 'oracle-istio');
  const found = path !== undefined && existsSync(path) ? path : undefined;
  isMissing('pilot', found);
  return found;
}

/** A proxy that Pilot configures, and who its requests come from. */
export interface PilotProxy {
  readonly as: 'sidecar' | 'gateway';
  readonly source: RequestSource;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What every build of the tool can be asked for: a workload of namespace `default` without labels. */
export const STRANGER: PilotProxy = {
  as: 'sidecar',
  source: { kind: 'workload', namespace: 'default', labels: {} },
  namespace: 'default',
  labels: {},
};

/** Whether this build lets the proxy's labels be chosen (`-labels`, `-namespace`); others know a stranger and the usual gateway. */
export const choosesLabels = (binary: string): boolean =>
  spawnSync(binary, ['routes', '-h'], { encoding: 'utf8' }).stderr.includes('-labels');

/** Whether this build gives GRPCRoutes to Pilot: on an API server without versions of its CRDs it leaves them alone. */
export function readsGrpcRoutes(binary: string, folder: string): boolean {
  const file = join(folder, 'probe.yaml');
  const spec = { clusterIP: '10.1.0.1', selector: { app: 'a' }, ports: [{ name: 'grpc', port: 90 }] };
  const parent = { group: '', kind: 'Service', name: 'a', port: 90 };
  const rules = [{ matches: [{ method: { type: 'Exact', service: 'probe.Service' } }] }];
  const objects = [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'default' }, spec },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GRPCRoute',
      metadata: { name: 'a', namespace: 'default' },
      spec: { parentRefs: [parent], rules },
    },
  ];
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  return spawnSync(binary, ['routes', file], { encoding: 'utf8' }).stdout.includes('probe.Service');
}

/** The Kubernetes Services of a mesh, as Pilot must find them. */
export const kubernetesServices = ({ services }: Mesh): readonly Plain[] =>
  services.filter(({ inCluster }) => inCluster).map(kubernetesService);

const kubernetesService = ({ name, namespace, ports }: Service, index: number): Plain => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: {
    clusterIP: `10.1.${index >> 8}.${(index & 255) + 1}`,
    selector: { app: name },
    ports: ports.map(servicePort),
  },
});

const servicePort = ({ number, name, protocol, target }: Port): Plain => ({
  name,
  port: number,
  appProtocol: protocol,
  ...(target === undefined ? {} : { targetPort: target }),
});

/** The route configurations that Pilot makes of the manifests in `file` for a proxy. */
export function pilotRoutes(
  binary: string,
  file: string,
  { as, namespace, labels }: PilotProxy,
): Promise<readonly Plain[]> {
  const own = as === 'gateway' && labels.istio === 'ingressgateway' && namespace === 'istio-system';
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const chosen = own || pairs.length === 0 ? [] : ['-namespace', namespace, '-labels', pairs.join(',')];
  return new Promise((done, fail) => {
    execFile(binary, ['routes', '-as', as, ...chosen, file], { maxBuffer: 1 << 28 }, (problem, out, talk) => {
      if (problem) return fail(new Error(`Pilot: ${talk || problem.message}`));
      done(
        out
          .split(/\n(?=\{)/)
          .filter((text) => text.trim() !== '')
          .map((text) => JSON.parse(text)),
      );
    });
  });
}

/** A route configuration as a listener that says which route takes a request, in `x-pilot-route`. */
export const routeListener = (configuration: Plain, socket: string, scheme: string, echo: string): Plain => ({
  ...listenerOn(socket, {
    normalize_path: true,
    merge_slashes: true,
    scheme_header_transformation: { scheme_to_overwrite: scheme },
    route_config: {
      name: configuration.name,
      ignore_port_in_host_matching: configuration.ignorePortInHostMatching ?? false,
      max_direct_response_body_size_bytes: configuration.maxDirectResponseBodySizeBytes,
      virtual_hosts: configuration.virtualHosts.map((host: Plain, at: number) => saying(host, at, echo)),
    },
  }),
});

const saying = ({ name, domains, requireTls, routes }: Plain, at: number, echo: string): Plain => ({
  name,
  domains,
  ...(requireTls ? { require_tls: requireTls } : {}),
  routes: (routes ?? []).map((route: Plain, index: number) => ({
    ...visiblePart(route, echo),
    responseHeadersToAdd: [{ header: { key: 'x-pilot-route', value: `${at}#${index}` } }],
  })),
});

function visiblePart({ match, route, redirect, directResponse, requestHeadersToAdd }: Plain, echo: string): Plain {
  if (!route) return { match, redirect, directResponse };
  const { prefixRewrite, regexRewrite, hostRewriteLiteral } = route;
  return { match, requestHeadersToAdd, route: { cluster: echo, prefixRewrite, regexRewrite, hostRewriteLiteral } };
}

/** Answers with what it got: `x-sent-path`, `x-sent-host` and `x-sent-NAME` for the headers named. */
export const echoListener = (socket: string, headers: readonly string[]): Plain =>
  listenerOn(socket, {
    route_config: {
      response_headers_to_add: [':path', ':authority', ...headers].map((name) => ({
        header: { key: `x-sent-${name.replace(':', '')}`, value: `%REQ(${name})%` },
      })),
      virtual_hosts: [
        { name: 'echo', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
      ],
    },
  });

export const echoCluster = (name: string, socket: string): Plain => ({
  name,
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: socket } } } }] }],
  },
});

const EXTENSIONS = 'type.googleapis.com/envoy.extensions.filters';

const listenerOn = (socket: string, manager: Plain): Plain => ({
  name: socket,
  address: { pipe: { path: socket } },
  filter_chains: [
    {
      filters: [
        {
          name: 'http',
          typed_config: {
            '@type': `${EXTENSIONS}.network.http_connection_manager.v3.HttpConnectionManager`,
            stat_prefix: 'http',
            ...manager,
            http_filters: [{ name: 'router', typed_config: { '@type': `${EXTENSIONS}.http.router.v3.Router` } }],
          },
        },
      ],
    },
  ],
});
