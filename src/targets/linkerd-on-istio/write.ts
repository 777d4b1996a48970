// The installation → Kubernetes documents with linkerd.yaml in ConfigMaps. Shape only, no decisions.
import { type Document, toNode, writeYaml } from '../../documents/index.ts';
import type { Span } from '../../text/index.ts';
import type { Installation, LinkerdConfig } from './plan.ts';

/** `linkerd.yaml` as text. */
export const linkerdYaml = (config: LinkerdConfig): string =>
  writeYaml([{ root: toNode(config) as Document['root'], path: '' }]);

/** DaemonSet, ingress and egress with all that belongs to them, in a stable order. */
export function writeInstallation(installation: Installation, origin: Span): readonly Document[] {
  const { namespace } = installation;
  const object = (kind: string, name: string, plain: object): Document => ({
    root: toNode(plain, origin) as Document['root'],
    path: `${kind}/${namespace}/${name}.yaml`,
  });
  return [
    ...access(installation, object),
    ...node(installation, object),
    ...ingress(installation, object),
    ...egress(installation, object),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

type ObjectOf = (kind: string, name: string, plain: object) => Document;

const meta = (name: string, namespace: string, labels?: object): object => ({
  name,
  namespace,
  ...(labels ? { labels } : {}),
});

/** Linkerd asks Kubernetes, through `kubectl proxy`, for Ingresses and for the pods of its DaemonSet. */
function access({ namespace }: Installation, object: ObjectOf): readonly Document[] {
  const name = 'l5d';
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(name, namespace) };
  const api = 'rbac.authorization.k8s.io';
  const role = {
    apiVersion: `${api}/v1beta1`,
    kind: 'ClusterRole',
    metadata: { name: `l5d-${namespace}` },
    rules: [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['extensions'], resources: ['ingresses'], verbs: ['get', 'list', 'watch'] },
    ],
  };
  const binding = {
    apiVersion: `${api}/v1beta1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: `l5d-${namespace}` },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: `l5d-${namespace}` },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  return [
    object('service-account', name, account),
    object('cluster-role', name, role),
    object('cluster-role-binding', name, binding),
  ];
}

function node(installation: Installation, object: ObjectOf): readonly Document[] {
  const { namespace, adminPort } = installation;
  const labels = { app: 'l5d' };
  const ports = [
    { name: 'outgoing', containerPort: 4140, hostPort: 4140 },
    { name: 'incoming', containerPort: 4141 },
    { name: 'admin', containerPort: adminPort },
  ];
  const daemonSet = {
    apiVersion: 'extensions/v1beta1',
    kind: 'DaemonSet',
    metadata: meta('l5d', namespace, labels),
    spec: { template: { metadata: { labels }, spec: pod(installation, 'l5d-config', ports) } },
  };
  return [
    object('config-map', 'l5d-config', configMap('l5d-config', namespace, installation.node)),
    object('daemon-set', 'l5d', daemonSet),
    object(
      'service',
      'l5d',
      service(installation, 'l5d', labels, { outgoing: 4140, incoming: 4141, admin: adminPort }),
    ),
  ];
}

const ingress = (installation: Installation, object: ObjectOf): readonly Document[] =>
  alone(installation, object, 'ingress', 'http', installation.ingress);
const egress = (installation: Installation, object: ObjectOf): readonly Document[] =>
  alone(installation, object, 'egress', 'incoming', installation.egress);

/** A Linkerd in a Deployment of its own, called as Istio's own controllers are. */
function alone(
  installation: Installation,
  object: ObjectOf,
  what: string,
  port: string,
  config: LinkerdConfig | undefined,
): readonly Document[] {
  if (!config) return [];
  const { namespace, adminPort } = installation;
  const name = `istio-${what}`;
  const labels = { istio: what };
  const ports = [
    { name: port, containerPort: 80 },
    { name: 'admin', containerPort: adminPort },
  ];
  const annotations = { 'alpha.istio.io/sidecar': 'ignore' };
  const deployment = {
    apiVersion: 'extensions/v1beta1',
    kind: 'Deployment',
    metadata: meta(name, namespace, labels),
    spec: {
      replicas: 1,
      template: { metadata: { labels, annotations }, spec: pod(installation, `${name}-config`, ports) },
    },
  };
  return [
    object('config-map', `${name}-config`, configMap(`${name}-config`, namespace, config)),
    object('deployment', name, deployment),
    object('service', name, service(installation, name, labels, { [port]: 80, admin: adminPort })),
  ];
}

const configMap = (name: string, namespace: string, config: LinkerdConfig): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta(name, namespace),
  data: { 'config.yaml': linkerdYaml(config) },
});

const FOLDER = '/io.buoyant/linkerd/config';
const fieldOf = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const pod = ({ image }: Installation, config: string, ports: readonly object[]): object => ({
  serviceAccountName: 'l5d',
  volumes: [{ name: config, configMap: { name: config } }],
  containers: [
    {
      name: 'l5d',
      image,
      env: [
        fieldOf('POD_IP', 'status.podIP'),
        fieldOf('POD_NAMESPACE', 'metadata.namespace'),
        fieldOf('NODE_NAME', 'spec.nodeName'),
      ],
      args: [`${FOLDER}/config.yaml`],
      ports,
      volumeMounts: [{ name: config, mountPath: FOLDER, readOnly: true }],
    },
    { name: 'kubectl', image: 'buoyantio/kubectl:v1.14.3', args: ['proxy', '-p', '8001'] },
  ],
});

const service = (
  { namespace, serviceType }: Installation,
  name: string,
  selector: object,
  ports: Readonly<Record<string, number>>,
): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(name, namespace),
  spec: { type: serviceType, selector, ports: Object.entries(ports).map(([key, port]) => ({ name: key, port })) },
});
