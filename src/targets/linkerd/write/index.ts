// Plans → documents: linkerd.yaml for each Linkerd, or with an installation the Kubernetes objects around it. Shape only.
import { type Document, toNode } from '../../../documents/index.ts';
import {
  accessObjects,
  configMap,
  metadata,
  type ObjectOf,
  objectsIn,
  podSpec,
  serviceObject,
} from '../../shared/linkerd-yaml/index.ts';
import type { ProxyPlan } from '../plan.ts';
import { configOf } from './linkerd-yaml.ts';

/** `linkerd/NAMESPACE/NAME.yaml`: what the Linkerd is started with. */
export const configDocument = (proxy: ProxyPlan): Document => ({
  root: toNode(configOf(proxy), proxy.origin) as Document['root'],
  path: `linkerd/${proxy.namespace}/${proxy.name}.yaml`,
  comments: proxy.notes,
});

export interface Installing {
  readonly image: string;
  readonly place: 'kubernetes' | 'minikube';
}

/** A DaemonSet for the Linkerd of every node, a Deployment for that of a gateway, each with its Service and rights. */
export function installed(proxies: readonly ProxyPlan[], installing: Installing): readonly Document[] {
  const made = proxies.flatMap((proxy) => {
    const object = objectsIn(proxy.namespace, proxy.origin);
    return [...accessObjects(proxy.namespace, object, 'v1'), ...workload(proxy, installing, object)];
  });
  return [...new Map(made.map((document) => [document.path, document])).values()];
}

function workload(proxy: ProxyPlan, { image, place }: Installing, object: ObjectOf): readonly Document[] {
  const { namespace, name, role, adminPort, routers } = proxy;
  const labels = { app: name };
  const ports = [
    ...routers.map(({ label, port }) => ({
      name: portName(label),
      containerPort: port,
      ...(role === 'node' ? { hostPort: port } : {}),
    })),
    { name: 'admin', containerPort: adminPort },
  ];
  const template = { metadata: { labels }, spec: podSpec(image, `${name}-config`, ports, secretsOf(proxy)) };
  const set = {
    apiVersion: 'apps/v1',
    kind: role === 'node' ? 'DaemonSet' : 'Deployment',
    metadata: metadata(name, namespace, labels),
    spec: { selector: { matchLabels: labels }, template },
  };
  const listed = Object.fromEntries(routers.map(({ label, port }) => [portName(label), port]));
  const serviceType = role === 'node' ? 'ClusterIP' : place === 'minikube' ? 'NodePort' : 'LoadBalancer';
  return [
    {
      ...object('config-map', `${name}-config`, configMap(`${name}-config`, namespace, configOf(proxy))),
      comments: proxy.notes,
    },
    object(role === 'node' ? 'daemon-set' : 'deployment', name, set),
    object('service', name, serviceObject({ namespace, serviceType }, name, labels, { ...listed, admin: adminPort })),
  ];
}

/** Names of ports have at most 15 letters. */
const portName = (label: string): string => label.slice(-15).replace(/^-+/, '');

const secretsOf = ({ routers }: ProxyPlan): readonly string[] =>
  [
    ...new Set(
      routers.flatMap(({ tls, clients }) => [
        tls?.certificate,
        tls?.clients,
        ...clients.flatMap((client) => [client.tls?.ca, client.tls?.certificate]),
      ]),
    ),
  ]
    .filter((name) => name !== undefined)
    .sort();
