// The Kubernetes objects around a Linkerd 1.x: its rights, its configuration in a ConfigMap, the pods that run it and their Service. Plain
// objects; which of them there are is for the targets to say.
import { type Document, toNode, writeYaml } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';

/** `linkerd.yaml` as text. */
export const linkerdYaml = (config: object): string =>
  writeYaml([{ root: toNode(config) as Document['root'], path: '' }]);

export type ObjectOf = (kind: string, name: string, plain: object) => Document;

/** Documents of one namespace, each with its place in the output. */
export const objectsIn =
  (namespace: string, origin: Span): ObjectOf =>
  (kind, name, plain) => ({
    root: toNode(plain, origin) as Document['root'],
    path: `${kind}/${namespace}/${name}.yaml`,
  });

export const metadata = (name: string, namespace: string, labels?: object): object => ({
  name,
  namespace,
  ...(labels ? { labels } : {}),
});

/** Linkerd asks Kubernetes, through `kubectl proxy`, for endpoints, Ingresses and the pods of its DaemonSet. */
export function accessObjects(namespace: string, object: ObjectOf, version: 'v1' | 'v1beta1'): readonly Document[] {
  const name = 'l5d';
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(name, namespace) };
  const api = 'rbac.authorization.k8s.io';
  const role = {
    apiVersion: `${api}/${version}`,
    kind: 'ClusterRole',
    metadata: { name: `l5d-${namespace}` },
    rules: [
      { apiGroups: [''], resources: ['endpoints', 'services', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['extensions'], resources: ['ingresses'], verbs: ['get', 'list', 'watch'] },
    ],
  };
  const binding = {
    apiVersion: `${api}/${version}`,
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

export const configMap = (name: string, namespace: string, config: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata(name, namespace),
  data: { 'config.yaml': linkerdYaml(config) },
});

const FOLDER = '/io.buoyant/linkerd/config';
const fieldOf = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/** A pod's spec: Linkerd with its configuration out of the ConfigMap `config`, and secrets mounted where the configuration expects them. */
export const podSpec = (
  image: string,
  config: string,
  ports: readonly object[],
  secrets: readonly string[] = [],
): object => ({
  serviceAccountName: 'l5d',
  volumes: [
    { name: config, configMap: { name: config } },
    ...secrets.map((secretName) => ({ name: `secret-${secretName}`, secret: { secretName } })),
  ],
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
      volumeMounts: [
        { name: config, mountPath: FOLDER, readOnly: true },
        ...secrets.map((name) => ({ name: `secret-${name}`, mountPath: secretFolder(name), readOnly: true })),
      ],
    },
    { name: 'kubectl', image: 'buoyantio/kubectl:v1.14.3', args: ['proxy', '-p', '8001'] },
  ],
});

/** Where a mounted secret lies. */
export const secretFolder = (name: string): string => `/etc/mesh/secrets/${name}`;

export const serviceObject = (
  place: { readonly namespace: string; readonly serviceType: string },
  name: string,
  selector: object,
  ports: Readonly<Record<string, number>>,
): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(name, place.namespace),
  spec: {
    type: place.serviceType,
    selector,
    ports: Object.entries(ports).map(([key, port]) => ({ name: key, port })),
  },
});
