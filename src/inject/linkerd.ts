// What Linkerd's injection adds: an init container that redirects all TCP of the pod to the Linkerd of its node, as linkerd-inject
// does, but as a real init container; Kubernetes has not read the annotation that linkerd-inject writes since 1.8.
import { type MapNode, toNode } from '../documents/index.ts';
import type { Addition } from './addition.ts';
import type { LinkerdChoices } from './options.ts';

/** linkerd-inject's own mark: whatever its value, linkerd-inject leaves the template alone. */
export const LINKERD_MARK = 'alpha.istio.io/linkerd-daemonset';
export const LINKERD_INIT = 'init-linkerd';

export const linkerdAddition = (choices: LinkerdChoices): Addition => ({
  annotations: { [LINKERD_MARK]: 'injected' },
  objectAnnotations: {},
  initContainers: [initContainer(choices)],
  containers: [],
  volumes: [],
});

const initContainer = ({ port, service, useServiceVip, privileged, image }: LinkerdChoices): MapNode =>
  toNode({
    name: LINKERD_INIT,
    image,
    imagePullPolicy: 'IfNotPresent',
    args: ['-p', String(port), '-m', String(useServiceVip), '-s', environmentName(service)],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
    securityContext: { capabilities: { add: ['NET_ADMIN'] }, privileged },
  }) as MapNode;

/** The script reads `$NAME_SERVICE_HOST`, and Kubernetes makes that name from the Service's with `_` for `-`. */
const environmentName = (service: string): string => service.toUpperCase().replaceAll('-', '_');
