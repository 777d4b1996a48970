// Which data planes read the rules of a mesh, and whom they act for. Takes the model, decides nothing about rules.
import type { DataPlane, Mesh, Service } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Reader } from './matrix.ts';

/** A data plane of the mesh as the matrix knows it. */
export interface ReaderInUse {
  readonly reader: Reader;
  /** As the program or the build named it: `linkerd@1.1.1`, `envoy`. */
  readonly name: string;
  /** Keys of the services that declare a proxy of this kind; of the mesh's own kind all that declare none. */
  readonly services: readonly string[];
  /** Where the program chose it, if it did. */
  readonly origin?: Span;
}

/** Linkerd's versions that read Istio's rules, with their column of the matrix. */
export const LINKERD_READERS: ReadonlyMap<string, Reader> = new Map([
  ['1.1.1', 'linkerd@1.1.1'],
  ['1.3', 'linkerd@1.3'],
  ['1.4', 'linkerd@1.4'],
  ['1.5', 'linkerd@1.4'],
  ['1.6', 'linkerd@1.4'],
  ['1.7', 'linkerd@1.4'],
]);

/** The column of Envoy under Istio `version`. */
export const envoyReader = (version: string): Reader =>
  version === '0.1' ? 'envoy@0.1' : version === '0.2' ? 'envoy@0.2' : 'envoy@0.3';

/** The column of a data plane under Istio `version`; `undefined` for a Linkerd that reads no rules of Istio. */
export const readerOf = (plane: DataPlane, version: string): Reader | undefined =>
  plane.proxy === 'envoy' ? envoyReader(version) : LINKERD_READERS.get(plane.version ?? DEFAULT_LINKERD);

export const planeName = ({ proxy, version }: DataPlane): string =>
  proxy === 'envoy' ? proxy : `${proxy}@${version ?? DEFAULT_LINKERD}`;

/** The version of a Linkerd that names none: the mesh's own, or the one that the integration was made with. */
export const versioned = (mesh: Mesh, plane: DataPlane): DataPlane =>
  plane.proxy === 'envoy' || plane.version !== undefined
    ? plane
    : {
        ...plane,
        version: (mesh.dataPlane.proxy === 'linkerd' ? mesh.dataPlane.version : undefined) ?? DEFAULT_LINKERD,
      };
const DEFAULT_LINKERD = '1.1.1';

const inCluster = (mesh: Mesh): readonly Service[] => mesh.services.filter((service) => service.inCluster);

/** The data planes at work in `mesh`, the mesh's own first. One whose version is unknown is left out. */
export function readersOf(mesh: Mesh, version: string): readonly ReaderInUse[] {
  const found = new Map<string, { plane: DataPlane; services: string[]; origin?: Span }>();
  const own = inCluster(mesh).filter((service) => !service.proxy);
  if (own.length > 0 || inCluster(mesh).length === 0) {
    const plane = versioned(mesh, mesh.dataPlane);
    found.set(planeName(plane), { plane, services: own.map(({ key }) => key) });
  }
  for (const { key, proxy } of inCluster(mesh)) {
    if (!proxy) continue;
    const plane = versioned(mesh, proxy.value);
    const name = planeName(plane);
    const known = found.get(name);
    if (known) known.services.push(key);
    else found.set(name, { plane, services: [key], origin: proxy.origin });
  }
  return [...found].flatMap(([name, { plane, services, origin }]) => {
    const reader = readerOf(plane, version);
    return reader ? [{ reader, name, services, ...(origin ? { origin } : {}) }] : [];
  });
}

/** Some workload's requests are decided by a Linkerd. */
export const hasLinkerd = (readers: readonly ReaderInUse[]): boolean =>
  readers.some(({ reader }) => reader.startsWith('linkerd'));

/**
 * The services behind `reader` that may send requests to `target`. A mesh in which nobody declares `calls` says nothing about who
 * calls whom: then all of them may.
 */
export function callersThrough(mesh: Mesh, reader: ReaderInUse, target: string): readonly string[] {
  if (mesh.services.every((service) => service.calls.length === 0)) return reader.services;
  return mesh.services
    .filter(({ key, calls }) => reader.services.includes(key) && calls.some((call) => call.target === target))
    .map(({ key }) => key);
}
