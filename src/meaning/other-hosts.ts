// Which hosts at a gateway belong to others although a wildcard covers them: the more specific claim wins. Hosts in, hosts out; asked
// for every wildcard of a mesh, so that no two of them are ever compared.
import type { Mesh } from '../model/index.ts';
import { wildcardsOver } from './hosts.ts';

/** Hosts in the order in which they are claimed, and for each wildcard among them the places of those inside it. */
export interface Claims {
  readonly hosts: readonly string[];
  readonly inside: ReadonlyMap<string, readonly number[]>;
}

export function claimsAmong(hosts: readonly string[]): Claims {
  const inside = new Map<string, number[]>();
  for (const host of hosts) if (host.startsWith('*')) inside.set(host, []);
  if (inside.size > 0)
    hosts.forEach((host, at) => {
      for (const pattern of wildcardsOver(host, inside)) inside.get(pattern)?.push(at);
    });
  return { hosts, inside };
}

/** Claimed hosts that lie inside one of these and are none of them, in their order. */
export function insideAny(claims: Claims, hosts: readonly string[]): readonly string[] {
  const places = new Set(hosts.flatMap((pattern) => claims.inside.get(pattern) ?? []));
  const own = new Set(hosts);
  return [...places]
    .sort((a, b) => a - b)
    .map((at) => claims.hosts[at] as string)
    .filter((host) => !own.has(host));
}

/** A class for what it remembers. */
export class Others {
  readonly #mesh: Mesh;
  #claims: ReadonlyMap<string, Claims> | undefined;

  constructor(mesh: Mesh) {
    this.#mesh = mesh;
  }

  /** Hosts that others claim at the gateway inside one of these. */
  inside(gateway: string, hosts: readonly string[]): readonly string[] {
    if (!hosts.some((host) => host.startsWith('*'))) return nobody;
    this.#claims ??= claimsOf(this.#mesh);
    const claims = this.#claims.get(gateway);
    return claims ? insideAny(claims, hosts) : nobody;
  }
}
const nobody: readonly string[] = [];

function claimsOf(mesh: Mesh): ReadonlyMap<string, Claims> {
  const claimed = new Map<string, Set<string>>();
  for (const ingress of mesh.ingresses)
    for (const door of ingress.doors) {
      const hosts = claimed.get(door.gateway) ?? new Set<string>();
      for (const host of ingress.hosts) hosts.add(host.value);
      claimed.set(door.gateway, hosts);
    }
  return new Map([...claimed].map(([gateway, hosts]) => [gateway, claimsAmong([...hosts])]));
}
