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

/** Reports hosts that two declarations claim on one port of a gateway. */
export function checkClaims({ report }: Checking, ingresses: readonly Ingress[]): void {
  const gateways = new Map<string, Map<string, Claim>>();
  for (const { hosts, doors } of ingresses)
    for (const host of hosts) {
      const door = doors.find(({ gateway, ports }) => first(gateways.get(gateway)?.get(host.value), ports));
      if (!door) for (const each of doors) claim(gateways, each, host);
      else reportClaim(report, host, door, gateways.get(door.gateway)?.get(host.value));
    }
}

function claim(gateways: Map<string, Map<string, Claim>>, { gateway, ports }: Door, host: Sourced<string>): void {
  let claims = gateways.get(gateway);
  if (!claims) {
    claims = new Map();
    gateways.set(gateway, claims);
  }
  claims.set(host.value, { ports, host, before: claims.get(host.value) });
}

/** The first of the ports that was claimed. */
function first(claims: Claim | undefined, ports: readonly number[]): number | undefined {
  if (!claims) return undefined;
  return ports.find((port) => claimOf(claims, port));
}

function claimOf(claims: Claim | undefined, port: number): Claim | undefined {
  for (let each = claims; each; each = each.before) if (each.ports.includes(port)) return each;
  return undefined;
}

function reportClaim(
  report: Checking['report'],
  host: Sourced<string>,
  { gateway, ports }: Door,
  claims: Claim | undefined,
): void {
  const port = first(claims, ports);
  const before = port === undefined ? undefined : claimOf(claims, port);
  if (!before) return;
  const related = [{ span: before.host.origin, message: 'claimed here first' }];
  const parameters = { host: host.value, door: `${gateway}:${port}` };
  report.add(catalogue.types.hostClaimedTwice, host.origin, parameters, { related });
}
