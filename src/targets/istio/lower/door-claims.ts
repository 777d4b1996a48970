// Who answers for a host at each port of each gateway. A VirtualService is found by its host alone, at every port whose Gateway
// server covers it, and hides what wildcards would have said there: so each one must hold the rules of all claims on its host.
import type { GatewayPort, Ingress, Mesh, Sourced } from '../../../model/index.ts';
import type { Lowering } from './context.ts';
import { doorTraffic } from './protocols.ts';

/** Hosts at gateways where the same ingresses answer at the same ports. */
export interface Claim {
  readonly hosts: readonly Sourced<string>[];
  readonly gateways: readonly string[];
  readonly parts: readonly ClaimPart[];
}
export interface ClaimPart {
  readonly ingress: Ingress;
  readonly gateway: string;
  readonly ports: readonly GatewayPort[];
}

/** In the order of the mesh's ingresses. */
export function claimsOf(context: Lowering): readonly Claim[] {
  const { mesh } = context;
  const units = mesh.ingresses.flatMap((ingress) =>
    ingress.hosts.flatMap((host) =>
      ingress.doors.map(({ gateway }) => ({ host, gateway, parts: partsAt(host.value, gateway, context) })),
    ),
  );
  const groups = Map.groupBy(distinct(units), (unit) => groupKey(unit.parts, mesh));
  return [...groups.values()].map((some) => ({
    hosts: [...new Map(some.map(({ host }) => [host.value, host])).values()],
    gateways: [...new Set(some.map(({ gateway }) => gateway))],
    parts: [...new Map(some.flatMap(({ parts }) => parts).map((part) => [partKey(part, mesh), part])).values()],
  }));
}

interface Unit {
  readonly host: Sourced<string>;
  readonly gateway: string;
  readonly parts: readonly ClaimPart[];
}

/** A host that two ingresses claim at different ports of a gateway is one unit. */
const distinct = (units: readonly Unit[]): readonly Unit[] => [
  ...new Map(units.map((unit) => [`${unit.host.value} ${unit.gateway}`, unit])).values(),
];

/** Claims of a single ingress join across gateways; others only where everything is alike. */
function groupKey(parts: readonly ClaimPart[], mesh: Mesh): string {
  const single = parts.length === 1 && parts[0];
  return single ? String(mesh.ingresses.indexOf(single.ingress)) : parts.map((part) => partKey(part, mesh)).join(' ');
}

const partKey = ({ ingress, gateway, ports }: ClaimPart, mesh: Mesh): string =>
  `${mesh.ingresses.indexOf(ingress)}@${gateway}:${ports.map(({ number }) => number).join(',')}`;

/** The ingresses that answer for a host at the ports of a gateway: those that name it, else those with the longest wildcard. */
function partsAt(host: string, gateway: string, { mesh, gateways }: Lowering): readonly ClaimPart[] {
  const ports = gateways.get(gateway)?.ports ?? [];
  const owners = ports.flatMap((port) => {
    const ingress = ownerAt(host, gateway, port, mesh);
    return ingress ? [{ ingress, port }] : [];
  });
  const groups = Map.groupBy(owners, ({ ingress }) => ingress);
  return [...groups].map(([ingress, some]) => ({ ingress, gateway, ports: some.map(({ port }) => port) }));
}

function ownerAt(host: string, gateway: string, port: GatewayPort, mesh: Mesh): Ingress | undefined {
  let best: { readonly ingress: Ingress; readonly pattern: string } | undefined;
  for (const ingress of mesh.ingresses) {
    if (!ingress.doors.some((door) => door.gateway === gateway && door.ports.includes(port.number))) continue;
    for (const { value } of ingress.hosts) {
      if (reaches(value, host, port) && (!best || value.length > best.pattern.length))
        best = { ingress, pattern: value };
    }
  }
  return best?.ingress;
}

/** Plain TCP has no hosts: only who names this one means it. */
const reaches = (pattern: string, host: string, port: GatewayPort): boolean =>
  doorTraffic(port) === 'tcp' && port.protocol !== 'tls' ? pattern === host : covers(pattern, host);

/** Whether every host of `inner` is one of `pattern`. */
const covers = (pattern: string, inner: string): boolean =>
  pattern === inner || pattern === '*' || (pattern.startsWith('*') && inner.endsWith(pattern.slice(1)));
