// The installation → Kubernetes documents with linkerd.yaml in ConfigMaps. Shape only, no decisions.
import type { Document } from '../../documents/index.ts';
import type { Span } from '../../text/index.ts';
import {
  accessObjects,
  configMap,
  metadata,
  type ObjectOf,
  objectsIn,
  podSpec,
  serviceObject,
} from '../shared/linkerd-yaml/index.ts';
import type { Installation, LinkerdConfig } from './plan.ts';

/** DaemonSet, ingress and egress with all that belongs to them, in a stable order. */
export function writeInstallation(installation: Installation, origin: Span): readonly Document[] {
  const { namespace } = installation;
  const object = objectsIn(namespace, origin);
  return [
    ...accessObjects(namespace, object, 'v1beta1'),
    ...node(installation, object),
    ...ingress(installation, object),
    ...egress(installation, object),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
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
    metadata: metadata('l5d', namespace, labels),
    spec: { template: { metadata: { labels }, spec: podSpec(installation.image, 'l5d-config', ports) } },
  };
  return [
    object('config-map', 'l5d-config', configMap('l5d-config', namespace, installation.node)),
    object('daemon-set', 'l5d', daemonSet),
    object(
      'service',
      'l5d',
      serviceObject(installation, 'l5d', labels, { outgoing: 4140, incoming: 4141, admin: adminPort }),
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
    metadata: metadata(name, namespace, labels),
    spec: {
      replicas: 1,
      template: { metadata: { labels, annotations }, spec: podSpec(installation.image, `${name}-config`, ports) },
    },
  };
  return [
    object('config-map', `${name}-config`, configMap(`${name}-config`, namespace, config)),
    object('deployment', name, deployment),
    object('service', name, serviceObject(installation, name, labels, { [port]: 80, admin: adminPort })),
  ];
}
