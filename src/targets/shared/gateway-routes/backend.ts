// Destinations → backend references. A version is a Service of its own, since Gateway API has no subsets.
import type { Destination, Service, WeightedDestination } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type Context, type Crossing, portOf, refuse } from './context.ts';
import type { Backend, RouteKind } from './plan.ts';
import { importOf } from './service-import.ts';

/** Largest weight that the schema takes. */
const MOST = 1_000_000;

export interface Home {
  readonly namespace: string;
  readonly kind: RouteKind;
  /** The port that requests come in at; of mesh routes. */
  readonly port?: number;
  /** Of routes for an egress: where its requests leave. */
  readonly network?: { readonly egress: string; readonly namespace: string; readonly name: string };
}

export function backendsOf(context: Context, home: Home, split: readonly WeightedDestination[]): Backend[] {
  const heavy = split.find(({ weight }) => weight > MOST);
  if (heavy) refuse(context, heavy.origin, 'this share', `its weight would be over ${MOST}`);
  return split.flatMap(({ destination, weight, origin }) => {
    const backend = backendOf(context, home, destination, origin);
    if (!backend) return [];
    return [split.length === 1 ? backend : { ...backend, weight }];
  });
}

export function backendOf(context: Context, home: Home, destination: Destination, origin: Span): Backend | undefined {
  const { network } = home;
  if (destination.kind === 'egress' && destination.target === network?.egress)
    return { kind: 'EgressNetwork', namespace: network.namespace, name: network.name, origin };
  const service = context.services.get(destination.target);
  if (destination.kind === 'egress' || !service) {
    refuse(context, origin, 'a destination outside the mesh', 'a backend is a Kubernetes Service');
    return undefined;
  }
  if (!service.inCluster) return importedBackend(context, home, service, destination, origin);
  const port = portOf(context, destination, home.port);
  if (port === undefined) return undefined;
  if (destination.version !== undefined) context.usedVersions.add(`${service.key}@${destination.version}`);
  const name = destination.version === undefined ? service.name : versionName(service.name, destination.version);
  if (service.namespace !== home.namespace)
    cross(context, home, { target: 'Service', namespace: service.namespace, name }, origin);
  return { namespace: service.namespace, name, port, origin };
}

function importedBackend(
  context: Context,
  home: Home,
  service: Service,
  destination: Destination,
  origin: Span,
): Backend | undefined {
  const imported = context.dialect.hasImports ? importOf(service) : undefined;
  if (!imported) refuse(context, origin, `\`${service.name}\` as a destination`, 'it is no Kubernetes Service');
  else if (destination.version !== undefined)
    refuse(context, origin, `a version of \`${service.name}\``, 'a ServiceImport has none');
  const port = portOf(context, destination, home.port);
  if (!imported || destination.version !== undefined || port === undefined) return undefined;
  if (imported.namespace !== home.namespace) cross(context, home, { target: 'ServiceImport', ...imported }, origin);
  return { kind: 'ServiceImport', ...imported, port, origin };
}

/** DNS-1035: lower case, no dots. */
export const versionName = (service: string, version: string): string =>
  `${service}-${version.toLowerCase().replace(/[^a-z0-9-]/g, '-')}`;

function cross(
  { crossings }: Context,
  { namespace: from, kind }: Home,
  to: Pick<Crossing, 'target' | 'namespace' | 'name'>,
  origin: Span,
): void {
  crossings.set(`${kind} ${from} ${to.target} ${to.namespace}/${to.name}`, { kind, from, ...to, origin });
}
