// One owner for each host of a door: reports what two declarations claim on the same port of a gateway.
import { catalogue } from '../diagnostics/index.ts';
import type { Door, Ingress, Sourced } from '../model/index.ts';
import type { Checking } from './checking.ts';

/** The ports of a gateway that a host was claimed for, and by which text; `before`: for others. */
interface Claim {
  readonly ports: readonly number[];
  readonly host: Sourced<string>;
  readonly before: Claim | undefined;
}

/** The claims on the doors of one gateway, by host. */
type Claims = Map<string, Claim>;

/** Reports hosts that two declarations claim on one port of a gateway. */
export function checkClaims({ report }: Checking, ingresses: readonly Ingress[]): void {
  const gateways = new Map<string, Claims>();
  ingresses.forEach(({ hosts, doors }) => {
    for (let at = 0; at < hosts.length; at++) claimHost(report, gateways, hosts[at] as Sourced<string>, doors);
  });
}

function claimHost(
  report: Checking['report'],
  gateways: Map<string, Claims>,
  host: Sourced<string>,
  doors: readonly Door[],
): void {
  for (let at = 0; at < doors.length; at++) {
    const door = doors[at] as Door;
    const before = claimsOn(gateways, door).get(host.value);
    const port = before && first(before, door.ports);
    if (port !== undefined) {
      reportClaim(report, host, `${door.gateway}:${port}`, claimOf(before, port));
      return;
    }
  }
  for (let at = 0; at < doors.length; at++) {
    const door = doors[at] as Door;
    const claims = claimsOn(gateways, door);
    claims.set(host.value, { ports: door.ports, host, before: claims.get(host.value) });
  }
}

function claimsOn(gateways: Map<string, Claims>, { gateway }: Door): Claims {
  let claims = gateways.get(gateway);
  if (!claims) {
    claims = new Map();
    gateways.set(gateway, claims);
  }
  return claims;
}

/** The first of the ports that was claimed. */
const first = (claims: Claim, ports: readonly number[]): number | undefined =>
  ports.find((port) => claimOf(claims, port));

function claimOf(claims: Claim | undefined, port: number): Claim | undefined {
  for (let each = claims; each; each = each.before) if (each.ports.includes(port)) return each;
  return undefined;
}

function reportClaim(report: Checking['report'], host: Sourced<string>, door: string, before: Claim | undefined): void {
  const related = before ? [{ span: before.host.origin, message: 'claimed here first' }] : [];
  report.add(catalogue.types.hostClaimedTwice, host.origin, { host: host.value, door }, { related });
}
