// The DestinationRules: one for each host that has versions or settings of how it is called.
import {
  type Egress,
  type Port,
  type Service,
  type TrafficPolicy,
  trafficOf,
  type Version,
} from '../../../model/index.ts';
import type { DestinationRule, Placed, Subset } from '../plan.ts';
import { kubernetesName, type Lowering } from './context.ts';

import { mountedSecrets, mountPath, policyOf, type SecretPlace, trafficPolicy } from './traffic-policy.ts';
import { exportTo } from './visibility.ts';

export function* destinationRules(context: Lowering): Generator<DestinationRule> {
  const fromDoors = calledFromDoors(context);
  for (const service of context.mesh.services) if (hasPolicy(service)) yield ofService(service, fromDoors, context);
  for (const egress of context.mesh.egresses) if (hasPolicy(egress)) yield* ofEgress(egress, fromDoors, context);
}

const hasPolicy = (callee: Service | Egress): boolean =>
  (callee.kind === 'service' && callee.versions.length > 0) ||
  isSet(callee.traffic) ||
  callee.ports.some(({ traffic }) => isSet(traffic));

const isSet = (traffic: TrafficPolicy): boolean => Object.keys(traffic).length > 0;

function ofService(service: Service, fromDoors: ReadonlySet<string>, context: Lowering): DestinationRule {
  const { namespace, name, origin } = service;
  return {
    kind: 'DestinationRule',
    namespace,
    name: context.names.take('DestinationRule', namespace, name),
    origin,
    host: { value: service.host, origin },
    ...visibility(service, fromDoors),
    ...policies(service.traffic, service.ports, 'files', context),
    subsets: service.versions.map((version) => subset(version, service.ports, context)),
  };
}

/** The proxies of a gateway may run in any namespace, so what doors call is visible everywhere. */
const visibility = (callee: Service | Egress, fromDoors: ReadonlySet<string>) =>
  fromDoors.has(`${callee.kind} ${callee.key}`) ? {} : exportTo(callee.visibleTo, callee.namespace);

function ofEgress(egress: Egress, fromDoors: ReadonlySet<string>, context: Lowering): readonly DestinationRule[] {
  const { namespace, name, origin, hosts } = egress;
  const single = hosts.length === 1;
  const secrets = egress.through ? 'secrets' : 'files';
  return hosts.map((host: Placed<string>) => ({
    kind: 'DestinationRule',
    namespace,
    name: context.names.take('DestinationRule', namespace, single ? name : `${name}-${host.value}`),
    origin,
    host,
    ...(egress.through ? {} : visibility(egress, fromDoors)),
    ...policies(egress.traffic, egress.ports, secrets, context),
    subsets: [],
  }));
}

function policies(
  traffic: TrafficPolicy,
  ports: readonly Port[],
  secrets: SecretPlace,
  context: Lowering,
): Pick<DestinationRule, 'trafficPolicy' | 'comments'> {
  const policy = trafficPolicy(traffic, ports, secrets, context);
  const mounted = secrets === 'files' ? mountedSecrets(traffic, ports) : [];
  return {
    ...(policy ? { trafficPolicy: policy } : {}),
    ...(mounted.length > 0 ? { comments: mounted.map(mountComment) } : {}),
  };
}

const mountComment = (secret: string): string =>
  `The proxies of callers need the secret ${secret} mounted at ${mountPath(secret)} (sidecar.istio.io/userVolume).`;

function subset({ name, labels, traffic, origin }: Version, ports: readonly Port[], context: Lowering): Subset {
  const stream = ports.length > 0 && ports.every((port) => trafficOf(port.protocol) !== 'http');
  const policy = isSet(traffic) ? { trafficPolicy: policyOf(traffic, { secrets: 'files', stream }, context) } : {};
  return { name: kubernetesName(name), labels, ...policy, origin };
}

/** Kind and key of everything that a rule of a door sends requests to. */
function calledFromDoors({ mesh }: Lowering): ReadonlySet<string> {
  const rules = [...mesh.ingresses, ...mesh.gateways].flatMap((one) => one.rules);
  const called = rules.flatMap(({ action, settings }) => [
    ...(action.kind === 'forward' ? action.split.map(({ destination }) => destination) : []),
    ...(settings.mirror ? [settings.mirror.value.to] : []),
  ]);
  return new Set(called.map(({ kind, target }) => `${kind} ${target}`));
}
