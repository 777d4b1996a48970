// What Istio would take and then drop without a word: two things for one listener, ingress hosts that it reads as something else,
// proxies that it does not drive. Reported here, at the place of the later one.
import { catalogue } from '../../../diagnostics/index.ts';
import { type Egress, type Gateway, type GatewayPort, trafficOf } from '../../../model/index.ts';
import type { Lowering } from './context.ts';

import { isIpAddress } from './service-entries.ts';

export function checkConflicts(context: Lowering): void {
  checkProxies(context);
  checkHosts(context);
  checkTcpPorts(context);
  checkDoorPorts(context);
}

function checkProxies({ mesh, report }: Lowering): void {
  for (const { proxy } of mesh.services) {
    if (proxy && proxy.value.proxy !== 'envoy') {
      report.add(catalogue.istio.otherProxy, proxy.origin, { proxy: proxy.value.proxy });
    }
  }
}

function checkHosts({ mesh, report }: Lowering): void {
  for (const { value, origin } of mesh.ingresses.flatMap(({ hosts }) => hosts)) {
    if (value !== '*' && !value.includes('.')) report.add(catalogue.istio.shortHost, origin, { host: value });
  }
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
