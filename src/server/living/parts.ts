// A checked mesh, taken apart by the segments that its parts come from, and put together again.
import type { Mesh } from '../../model/index.ts';
import { type Anchor, compareSpans, type Span } from '../../text/index.ts';
import type { MeshOptions } from './living-mesh.ts';
import { type Parts, partNames, type Unit } from './unit.ts';

type Draft = { -readonly [K in keyof Parts]?: Parts[K][number][] };

/** The parts of a mesh by the segment that each was written in. */
export function partsByAnchor(mesh: Mesh): ReadonlyMap<Anchor, Partial<Parts>> {
  const found = new Map<Anchor, Draft>();
  for (const name of partNames)
    for (const part of mesh[name] as readonly { readonly origin: Span }[]) {
      const { anchor } = part.origin;
      const parts = found.get(anchor) ?? {};
      if (!found.has(anchor)) found.set(anchor, parts);
      const list = (parts[name] ?? []) as unknown[];
      if (list.length === 0) (parts as Record<string, unknown[]>)[name] = list;
      list.push(part);
    }
  return found as ReadonlyMap<Anchor, Partial<Parts>>;
}

/** The mesh that the units are together, its lists in the order of the checker's. */
export function meshOf(units: Iterable<Unit>, options: MeshOptions): Mesh {
  const lists: Record<string, unknown[]> = Object.fromEntries(partNames.map((name) => [name, []]));
  for (const { parts } of units)
    for (const name in parts)
      for (const part of (parts as Record<string, readonly unknown[]>)[name] ?? []) lists[name]?.push(part);
  const all = lists as unknown as { readonly [K in keyof Parts]: Parts[K][number][] };
  return {
    namespace: options.namespace ?? 'default',
    clusterDomain: options.clusterDomain ?? 'cluster.local',
    undeclared: options.undeclared ?? 'allow',
    dataPlane: options.dataPlane ?? { proxy: 'envoy' },
    ...(options.discovery ? { discovery: options.discovery } : {}),
    services: all.services.sort(byKey),
    egresses: all.egresses.sort(byKey),
    gateways: all.gateways.sort(byKey),
    routes: all.routes.sort((a, b) => compare(a.target, b.target) || (a.port ?? 0) - (b.port ?? 0)),
    ingresses: all.ingresses.sort((a, b) => compare(ingressKey(a), ingressKey(b))),
    telemetry: all.telemetry.sort((a, b) => compare(a.service ?? '', b.service ?? '')),
    tests: all.tests.sort(byPlace),
    expectations: all.expectations.sort(byPlace),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => compare(a.key, b.key);
const byPlace = (a: { readonly origin: Span }, b: { readonly origin: Span }): number =>
  compareSpans(a.origin, b.origin);

const ingressKey = ({ namespace, hosts, doors }: Mesh['ingresses'][number]): string =>
  [
    namespace,
    ...hosts.map(({ value }) => value),
    ...doors.map(({ gateway, ports }) => `${gateway}:${ports.join(',')}`),
  ].join(' ');
