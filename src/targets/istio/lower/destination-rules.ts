// The DestinationRules: one for each host that has versions or settings of how it is called.
import type { Egress, Port, Service, TrafficPolicy, Version } from '../../../model/index.ts';
import type { DestinationRule, Placed, Subset } from '../plan.ts';
import { kubernetesName, type Lowering } from './context.ts';

import { isStream, mountedSecrets, mountPath, policyOf, trafficPolicy } from './traffic-policy.ts';
import { exportTo } from './visibility.ts';

export function* destinationRules(context: Lowering): Generator<DestinationRule> {
  const { services, egresses } = context.mesh;
  const isHidden = services.some(isLimited) || egresses.some(isLimited);
  const fromDoors = isHidden ? calledFromDoors(context) : new Set<string>();
  for (const service of services) if (hasPolicy(service)) yield ofService(service, fromDoors, context);
  for (const egress of egresses) if (hasPolicy(egress)) yield* ofEgress(egress, fromDoors, context);
}

const isLimited = ({ visibleTo }: Service | Egress): boolean => visibleTo !== undefined;

const hasPolicy = (callee: Service | Egress): boolean =>
  (callee.kind === 'service' && callee.versions.length > 0) ||
  isSet(callee.traffic) ||
  callee.ports.some(({ traffic }) => isSet(traffic));

const isSet = ({ balance, connections, eject, tls }: TrafficPolicy): boolean =>
  balance !== undefined || connections !== undefined || eject !== undefined || tls !== undefined;

function ofService(service: Service, fromDoors: ReadonlySet<string>, context: Lowering): DestinationRule {
  const { namespace, name, origin } = service;
  return {
    kind: 'DestinationRule',
    namespace,
    name: context.names.take('DestinationRule', namespace, name),
    origin,
    host: { value: service.host, origin },
    exportTo: visibility(service, fromDoors),
    trafficPolicy: trafficPolicy(service.traffic, service.ports, 'files', context),
    subsets: service.versions.map((version) => subset(version, service.ports, context)),
    comments: mountComments(service.traffic, service.ports),
  };
}

/** The proxies of a gateway may run in any namespace, so what doors call is visible everywhere. */
const visibility = (callee: Service | Egress, fromDoors: ReadonlySet<string>) =>
  callee.visibleTo && !fromDoors.has(`${callee.kind} ${callee.key}`)
    ? exportTo(callee.visibleTo, callee.namespace)
    : undefined;

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
    exportTo: egress.through ? undefined : visibility(egress, fromDoors),
    trafficPolicy: trafficPolicy(egress.traffic, egress.ports, secrets, context),
    subsets: [],
    comments: egress.through ? undefined : mountComments(egress.traffic, egress.ports),
  }));
}

/** What the proxies of callers need besides. */
function mountComments(traffic: TrafficPolicy, ports: readonly Port[]): DestinationRule['comments'] {
  const mounted = mountedSecrets(traffic, ports);
  return mounted.length > 0 ? mounted.map(mountComment) : undefined;
}

const mountComment = (secret: string): string =>
  `The proxies of callers need the secret ${secret} mounted at ${mountPath(secret)} (sidecar.istio.io/userVolume).`;

function subset({ name, labels, traffic, origin }: Version, ports: readonly Port[], context: Lowering): Subset {
  const policy = isSet(traffic) ? policyOf(traffic, { secrets: 'files', stream: isStream(ports) }, context) : undefined;
  return { name: kubernetesName(name), labels, trafficPolicy: policy, origin };
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
