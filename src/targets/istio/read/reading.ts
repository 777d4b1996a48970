// One reading of Istio's objects, at once or in portions: declarations are gathered until the end, rules are handed out with each portion
// and forgotten.
import type { Ingress, Mesh, Route, Telemetry } from '../../../model/index.ts';
import type { Read, ReadOptions } from '../../platform.ts';
import { Gathering, type InputObject } from '../../shared/reading/index.ts';
import { assumedServers } from './assumed-gateways.ts';
import { applyWildcards, checkPolicies, readDestinationRules, type Wildcard } from './destination-rule.ts';
import { type Doors, doorsOf, ingressesOf } from './doors.ts';
import { Earlier } from './earlier.ts';
import { readGateway, type Server } from './gateway.ts';
import { meshRoutes } from './mesh-routes.ts';
import { readServiceEntry } from './service-entry.ts';
import { readSidecar, readTelemetry } from './telemetry.ts';
import { checkExits, noteUnmet, readVirtualServices } from './virtual-services.ts';

const apiGroups: readonly string[] = ['networking.istio.io', 'telemetry.istio.io'];
const apiVersions: ReadonlySet<string> = new Set(['v1', 'v1beta1', 'v1alpha3', 'v1alpha1']);

/** Whether the object is one of those that are understood here. */
export function isIstio({ apiVersion, kind }: InputObject): boolean {
  return apiGroups.includes(apiVersion.split('/')[0] ?? '') && kinds.has(kind);
}
const kinds: ReadonlySet<string> = new Set([
  'VirtualService',
  'DestinationRule',
  'Gateway',
  'ServiceEntry',
  'Telemetry',
  'Sidecar',
]);

/** A class for what it gathers. */
export class IstioReading {
  readonly gathering: Gathering;
  readonly earlier = new Earlier();
  readonly #options: ReadOptions;
  readonly #servers: Server[] = [];
  readonly #telemetry: Telemetry[] = [];
  #undeclared: Mesh['undeclared'] = 'allow';
  /** Made for the first VirtualServices. */
  #doors: Doors | undefined;

  constructor(options: ReadOptions) {
    this.#options = options;
    this.gathering = new Gathering(options.clusterDomain, options.services);
    for (const namespace of options.namespaces ?? []) this.gathering.namespaces.add(namespace);
  }

  /** What the objects say of requests. Later ones must declare nothing that routes of earlier ones need. */
  read(objects: readonly InputObject[]): Pick<Mesh, 'routes' | 'ingresses'> {
    const { gathering, earlier } = this;
    for (const { namespace } of objects) gathering.namespaces.add(namespace);
    const known = objects.filter(hasKnownVersion);
    const wildcards = this.#declare(known);
    const services = readVirtualServices(
      known.filter(({ kind }) => kind === 'VirtualService'),
      gathering,
    );
    if (wildcards.length > 0) this.#applyWildcards(wildcards);
    gathering.settlePorts();
    if (services.length === 0) return nothing;
    const routes = meshRoutes(services, gathering, earlier);
    const assumed = assumedServers(services, gathering);
    this.#doors ??= doorsOf(this.#servers, gathering);
    const doors = assumed.length > 0 ? doorsOf([...this.#servers, ...assumed], gathering) : this.#doors;
    const ingresses = ingressesOf(services, doors, gathering, earlier);
    noteUnmet(services, { routes, ingresses }, gathering);
    return { routes, ingresses };
  }

  /** Gives what must wait until all services are known. */
  #declare(known: readonly InputObject[]): readonly Wildcard[] {
    const { gathering } = this;
    const of = (kind: string): readonly InputObject[] => known.filter((object) => object.kind === kind);
    for (const object of of('Gateway')) this.#servers.push(...readGateway(object, gathering));
    for (const object of of('ServiceEntry')) readServiceEntry(object, gathering);
    const wildcards = readDestinationRules(of('DestinationRule'), gathering);
    for (const object of of('Telemetry')) this.#telemetry.push(...readTelemetry(object));
    if (of('Sidecar').filter(readSidecar).length > 0) this.#undeclared = 'deny';
    return wildcards;
  }

  #applyWildcards(wildcards: readonly Wildcard[]): void {
    this.earlier.shared = true;
    applyWildcards(wildcards, this.gathering);
  }

  /** The whole model, with these rules; the last word on objects that only together say something. */
  finish(routes: readonly Route[], ingresses: readonly Ingress[]): Read {
    const { gathering } = this;
    const { namespace, clusterDomain } = this.#options;
    if (!checkPolicies(gathering)) this.earlier.shared = true;
    checkExits(gathering);
    finishGateways(gathering, ingresses);
    return {
      mesh: {
        namespace,
        clusterDomain,
        undeclared: this.#undeclared,
        dataPlane: { proxy: 'envoy' },
        routes,
        ingresses,
        telemetry: this.#telemetry,
        tests: [],
        expectations: [],
        ...gathering.declarations(),
      },
      assumptions: gathering.assumptions,
    };
  }
}

const nothing: Pick<Mesh, 'routes' | 'ingresses'> = { routes: [], ingresses: [] };

function hasKnownVersion({ apiVersion, notes }: InputObject): boolean {
  const version = apiVersion.split('/')[1] ?? '';
  if (apiVersions.has(version)) return true;
  notes.keep(`mesh does not know the version \`${apiVersion}\``);
  return false;
}

/** A gateway that only its own namespace uses need not be open to all. */
function finishGateways(gathering: Gathering, ingresses: readonly Ingress[]): void {
  for (const gateway of gathering.gateways.values()) {
    const spaces = new Set(
      ingresses
        .filter(({ doors }) => doors.some((door) => door.gateway === gateway.key))
        .map(({ namespace }) => namespace),
    );
    if (gateway.openTo?.value === 'all' && spaces.size > 0 && [...spaces].every((space) => space === gateway.namespace))
      delete gateway.openTo;
  }
}
