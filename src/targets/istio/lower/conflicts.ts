// What Istio would take and then drop without a word: two things for one listener, ingress hosts that it reads as something else,
// proxies that it does not drive. Reported here, at the place of the later one.
import { catalogue } from '../../../diagnostics/index.ts';
import {
  type Egress,
  type Gateway,
  type GatewayPort,
  type Ingress,
  type Sourced,
  trafficOf,
} from '../../../model/index.ts';
import type { Lowering } from './context.ts';
import { covering } from './servers.ts';

import { isIpAddress } from './service-entries.ts';

export function checkConflicts(context: Lowering): void {
  checkProxies(context);
  checkHosts(context);
  checkTcpPorts(context);
  checkDoorPorts(context);
  checkDoorHosts(context);
}

function checkProxies({ mesh, report }: Lowering): void {
  for (const { proxy } of mesh.services) {
    if (proxy && proxy.value.proxy !== 'envoy') {
      report.add(catalogue.istio.otherProxy, proxy.origin, { proxy: proxy.value.proxy });
    }
  }
}

function checkHosts({ mesh, report }: Lowering): void {
  mesh.ingresses.forEach(({ hosts }) => {
    hosts.forEach(({ value, origin }) => {
      if (value !== '*' && !value.includes('.')) report.add(catalogue.istio.shortHost, origin, { host: value });
    });
  });
}

/** Egresses without addresses of their own, by the TCP ports that they listen on. */
function checkTcpPorts({ mesh, report }: Lowering): void {
  const seen = new Map<number, Egress>();
  for (const egress of mesh.egresses) {
    if (egress.addresses.length > 0 && egress.addresses.every(({ value }) => isIpAddress(value))) continue;
    for (const port of egress.ports.filter((one) => trafficOf(one.protocol) === 'tcp')) {
      const other = seen.get(port.number);
      if (other) report.add(catalogue.istio.sharedTcpPort, port.origin, { port: port.number, other: other.name });
      else seen.set(port.number, egress);
    }
  }
}

interface DoorPort {
  readonly gateway: Gateway;
  readonly port: GatewayPort;
}

/** Gateways on the same pods are one proxy; servers that begin with TLS share a listener, whatever comes after it. */
function checkDoorPorts({ mesh, report }: Lowering): void {
  const seen = new Map<string, DoorPort>();
  for (const gateway of mesh.gateways) {
    for (const port of gateway.ports) {
      const key = `${podsKey(gateway)}:${port.number}`;
      const other = seen.get(key);
      if (!other) seen.set(key, { gateway, port });
      else if (trafficOf(other.port.protocol) !== trafficOf(port.protocol)) {
        const { number, protocol, origin } = port;
        const names = { other: other.gateway.name, otherProtocol: other.port.protocol };
        report.add(catalogue.istio.sharedDoorPort, origin, { port: number, protocol, ...names });
      }
    }
  }
}

const podsKey = ({ pods }: Gateway): string =>
  JSON.stringify(Object.entries(pods).sort(([a], [b]) => (a < b ? -1 : 1)));

interface HostClaim {
  readonly gateway: Gateway;
  readonly ingress: Ingress;
  readonly host: Sourced<string>;
}

/** One proxy looks up a host in all gateways of its pods, whichever of them the request was meant for. */
function checkDoorHosts({ mesh, gateways, report }: Lowering): void {
  if (new Set(mesh.gateways.map(podsKey)).size === mesh.gateways.length) return;
  for (const claims of Map.groupBy(placedClaims(mesh.ingresses, gateways), ([key]) => key).values()) {
    if (new Set(claims.map(([, { gateway }]) => gateway)).size < 2) continue;
    const byHost = Map.groupBy(
      claims.map(([, claim]) => claim),
      ({ host }) => host.value,
    );
    for (const [, claim] of claims) {
      const other = covering(claim.host.value)
        .flatMap((host) => byHost.get(host) ?? [])
        .find((each) => each.gateway !== claim.gateway && each.ingress !== claim.ingress && isLater(claim, each));
      if (!other) continue;
      const parameters = { host: claim.host.value, other: other.host.value, gateway: other.gateway.key };
      report.add(catalogue.istio.sharedDoorHost, claim.host.origin, parameters);
    }
  }
}

const placedClaims = (
  ingresses: readonly Ingress[],
  gateways: Lowering['gateways'],
): readonly (readonly [string, HostClaim])[] =>
  ingresses.flatMap((ingress) =>
    ingress.doors.flatMap(({ gateway: key, ports }) => {
      const gateway = gateways.get(key);
      if (!gateway) return [];
      return ports.flatMap((port) =>
        ingress.hosts.map((host) => [`${podsKey(gateway)}:${port}`, { gateway, ingress, host }] as const),
      );
    }),
  );

/** Of two claims on one host only one is reported. */
const isLater = (claim: HostClaim, other: HostClaim): boolean =>
  claim.host.value !== other.host.value || claim.gateway.key > other.gateway.key;
