// Models that several platforms' readers made of one input → one: what the registry knows and nobody routes to is there once.
import type { Mesh, Service, Version } from '../model/index.ts';
import { isGuessed } from '../targets/index.ts';

export function mergeMeshes(meshes: readonly Mesh[], known: readonly Service[]): Mesh {
  const [first] = meshes as [Mesh];
  const registry = new Map(known.map((service) => [service.key, service]));
  return {
    ...first,
    undeclared: meshes.some(({ undeclared }) => undeclared === 'deny') ? 'deny' : 'allow',
    services: byKey(
      meshes.flatMap(({ services }) => services),
      (a, b) => joinServices(a, b, registry.get(a.key)),
    ),
    egresses: byKey(
      meshes.flatMap(({ egresses }) => egresses),
      (a) => a,
    ),
    gateways: byKey(
      meshes.flatMap(({ gateways }) => gateways),
      (a) => a,
    ),
    routes: meshes.flatMap(({ routes }) => routes),
    ingresses: meshes.flatMap(({ ingresses }) => ingresses),
    telemetry: meshes.flatMap(({ telemetry }) => telemetry),
  };
}

function byKey<T extends { readonly key: string }>(all: readonly T[], join: (a: T, b: T) => T): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const before = found.get(one.key);
    found.set(one.key, before ? join(before, one) : one);
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Ports that one side only assumed give way to those that are known. */
function joinServices(a: Service, b: Service, known: Service | undefined): Service {
  const ports = joinPorts(a.ports, b.ports, known);
  const versions = new Map<string, Version>([...b.versions, ...a.versions].map((version) => [version.name, version]));
  return {
    ...b,
    ...a,
    traffic: { ...b.traffic, ...a.traffic },
    ports: known ? ports.filter(({ number }) => a.ports.some((port) => port.number === number)) : ports,
    versions: [...versions.values()].sort((x, y) => (x.name < y.name ? -1 : 1)),
  };
}

/** What a port speaks is what the side says that differs from the registry; `http` where nobody says otherwise. */
function joinPorts(a: Service['ports'], b: Service['ports'], known: Service | undefined): Service['ports'] {
  const found = new Map<number, Service['ports'][number]>();
  for (const port of [...a, ...b]) {
    const before = found.get(port.number);
    const listed = known?.ports.find(({ number }) => number === port.number);
    const usual = !listed || isGuessed(listed) ? 'http' : listed.protocol;
    if (!before || (before.protocol === usual && port.protocol !== usual)) found.set(port.number, port);
  }
  return [...found.values()].sort((x, y) => x.number - y.number);
}
