// What Istio's injection adds: the sidecar and the init container that redirects to it, as kube-inject of each version made them
// (istio/old_pilot_repo platform/kube/inject, istio/istio pilot/pkg/kube/inject and their golden files).
import { list, type MapNode, memberAt, type Node, toNode } from '../documents/index.ts';
import type { Addition } from './addition.ts';
import type { EnvoyChoices, IstioVersion } from './options.ts';
import { textAt } from './workload.ts';

/** Marks of injected pods: of 0.1, and of all later versions. */
export const ENVOY_MARK_01 = 'alpha.istio.io/sidecar';
export const ENVOY_VERSION_01 = 'alpha.istio.io/version';
export const ENVOY_MARK = 'sidecar.istio.io/status';
/** What stands for us where kube-inject writes its own version. */
export const OUR_VERSION = 'mesh';

const PROXY_PORT = '15001';
const CONFIG_PATH = '/etc/istio/proxy';

/** `template` is what holds the pod's metadata and spec: the sidecar is told the app's name, its service account and its health checks. */
export function envoyAddition(choices: EnvoyChoices, template: Node | undefined): Addition {
  return choices.version === '0.1'
    ? firstAddition(choices, template)
    : laterAddition(choices, choices.version, template);
}

function firstAddition(choices: EnvoyChoices, template: Node | undefined): Addition {
  const { hub, tag, uid, meshConfig } = choices;
  const passthrough = healthPorts(memberAt(template, 'spec', 'containers')).flatMap((port) => [
    '--passthrough',
    String(port),
  ]);
  return {
    annotations: { [ENVOY_MARK_01]: 'injected', [ENVOY_VERSION_01]: OUR_VERSION },
    objectAnnotations: {},
    initContainers: [initContainer(choices, 'init', 'init', 'Always', {})],
    containers: [
      toNode({
        name: 'proxy',
        image: `${hub}/proxy:${tag}`,
        imagePullPolicy: 'Always',
        args: ['proxy', 'sidecar', '-v', '2', '--meshConfig', meshConfig, ...passthrough],
        env: [
          fieldOf('POD_NAME', 'metadata.name'),
          fieldOf('POD_NAMESPACE', 'metadata.namespace'),
          fieldOf('POD_IP', 'status.podIP'),
        ],
        securityContext: { runAsUser: uid },
      }) as MapNode,
    ],
    volumes: [],
  };
}

type Later = Exclude<IstioVersion, '0.1'>;

function laterAddition(choices: EnvoyChoices, version: Later, template: Node | undefined): Addition {
  const status = version < '0.5' ? `injected-version-${OUR_VERSION}` : jsonStatus(version);
  const secret = { secretName: `istio.${textAt(template, 'spec', 'serviceAccountName') ?? 'default'}`, optional: true };
  return {
    annotations: { [ENVOY_MARK]: status },
    objectAnnotations: version < '0.5' ? { [ENVOY_MARK]: status } : {},
    initContainers: [initContainer(choices, 'istio-init', 'proxy_init', 'IfNotPresent', { privileged: true })],
    containers: [sidecar(choices, version, textAt(template, 'metadata', 'labels', 'app') ?? 'istio-proxy')],
    volumes: [
      toNode({ name: 'istio-envoy', emptyDir: { medium: 'Memory' } }) as MapNode,
      toNode({ name: 'istio-certs', secret }) as MapNode,
    ],
  };
}

const jsonStatus = (version: Later): string =>
  JSON.stringify({
    version: OUR_VERSION,
    initContainers: ['istio-init'],
    containers: ['istio-proxy'],
    volumes: ['istio-envoy', 'istio-certs'],
    ...(version === '0.8' ? { imagePullSecrets: null } : {}),
  });

function initContainer(
  { version, hub, tag, uid, includeIPRanges }: EnvoyChoices,
  name: string,
  image: string,
  imagePullPolicy: string,
  extra: object,
): MapNode {
  const ranges = version === '0.8' || includeIPRanges !== '' ? ['-i', includeIPRanges || '*'] : [];
  const redirect = ['-p', PROXY_PORT, '-u', String(uid)];
  const args =
    version === '0.8'
      ? [...redirect, '-m', 'REDIRECT', ...ranges, '-x', '', '-b', '*', '-d', '']
      : [...redirect, ...ranges];
  const securityContext = { capabilities: { add: ['NET_ADMIN'] }, ...extra };
  return toNode({ name, image: `${hub}/${image}:${tag}`, imagePullPolicy, args, securityContext }) as MapNode;
}

function sidecar(choices: EnvoyChoices, version: Later, app: string): MapNode {
  const { hub, tag, uid } = choices;
  return toNode({
    name: 'istio-proxy',
    image: `${hub}/proxy:${tag}`,
    imagePullPolicy: 'IfNotPresent',
    args: [
      ...['proxy', 'sidecar', ...(version < '0.5' ? ['-v', '2'] : [])],
      ...Object.entries(sidecarFlags(choices, version, app)).flatMap(([flag, value]) => [`--${flag}`, value]),
    ],
    env: [
      fieldOf('POD_NAME', 'metadata.name'),
      fieldOf('POD_NAMESPACE', 'metadata.namespace'),
      fieldOf('INSTANCE_IP', 'status.podIP'),
      ...(version === '0.8'
        ? [fieldOf('ISTIO_META_POD_NAME', 'metadata.name'), { name: 'ISTIO_META_INTERCEPTION_MODE', value: 'REDIRECT' }]
        : []),
    ],
    securityContext: { privileged: false, readOnlyRootFilesystem: true, runAsUser: uid },
    volumeMounts: [
      { name: 'istio-envoy', mountPath: CONFIG_PATH },
      { name: 'istio-certs', mountPath: '/etc/certs/', readOnly: true },
    ],
  }) as MapNode;
}

/**
 * The sidecar's flags, with the values that the version's own installation has in its ConfigMap. 0.8 is addressed at the port of its
 * older discovery, because only the older proxy carries out RouteRules.
 */
function sidecarFlags({ controlPlane }: EnvoyChoices, version: Later, app: string): Record<string, string> {
  return {
    configPath: CONFIG_PATH,
    binaryPath: '/usr/local/bin/envoy',
    serviceCluster: app,
    drainDuration: '45s',
    parentShutdownDuration: '1m0s',
    discoveryAddress: `istio-pilot.${controlPlane}:${version === '0.2' ? 8080 : 15003}`,
    discoveryRefreshDelay: '1s',
    zipkinAddress: `zipkin.${controlPlane}:9411`,
    connectTimeout: '10s',
    statsdUdpAddress: `${version === '0.8' ? 'istio-statsd-prom-bridge' : 'istio-mixer'}.${controlPlane}:9125`,
    proxyAdminPort: '15000',
    ...(version === '0.2' ? {} : { controlPlaneAuthPolicy: 'NONE' }),
  };
}

const fieldOf = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/** The ports of all health checks, which 0.1 lets through so that the kubelet reaches them; in order. */
function healthPorts(containers: Node | undefined): number[] {
  const ports = (containers?.kind === 'list' ? containers : list([])).items.flatMap((container) =>
    ['livenessProbe', 'readinessProbe'].flatMap((probe) =>
      ['httpGet', 'tcpSocket'].flatMap((how) => portOf(container, memberAt(container, probe, how, 'port'))),
    ),
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** A port by number, or by the name that the container gives it. */
function portOf(container: Node, port: Node | undefined): number[] {
  if (port?.kind !== 'scalar') return [];
  if (typeof port.value === 'number') return [port.value];
  const declared = memberAt(container, 'ports');
  const named =
    declared?.kind === 'list' ? declared.items.find((one) => textAt(one, 'name') === port.value) : undefined;
  const number = memberAt(named, 'containerPort');
  return number?.kind === 'scalar' && typeof number.value === 'number' ? [number.value] : [];
}
