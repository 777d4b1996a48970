// An egress that leaves by a gateway: what the gateway does with its requests. Only the host is left to tell them by, so the kinds
// of port must fit and there must be one port of the kind; whatever does not fit is refused at `through`.
import { catalogue } from '../../../diagnostics/index.ts';
import { type Egress, type Gateway, type GatewayPort, type Port, trafficOf } from '../../../model/index.ts';
import type { HttpRoute, Placed, StreamRoute } from '../plan.ts';
import type { Lowering } from './context.ts';
import { serviceOf } from './destination.ts';
import { everyRequest } from './draft.ts';

export interface EgressLeg {
  /** `namespace/name` of the gateway, and its namespace. */
  readonly gateway: string;
  readonly namespace: string;
  readonly http: readonly HttpRoute[];
  readonly tls: readonly StreamRoute[];
  readonly tcp: readonly StreamRoute[];
}

export function egressLeg(egress: Egress, host: Placed<string>, context: Lowering): EgressLeg | undefined {
  const exit = exitOf(egress, context);
  if (!exit || !egress.through) return undefined;
  const { origin } = egress.through;
  const port = { value: egress.through.port, origin };
  const destinations = [{ destination: { host: host.value, port: exit.port.number }, origin }];
  const gateways = { value: [exit.gateway.key], origin };
  const stream = { destinations, origin };
  const traffic = trafficOf(exit.port.protocol);
  return {
    gateway: exit.gateway.key,
    namespace: exit.gateway.namespace,
    http:
      traffic === 'http'
        ? [{ matches: [everyRequest({ port, gateways }, origin)], action: { kind: 'route', destinations }, origin }]
        : [],
    tls: traffic === 'tls' ? [{ ...stream, matches: [{ port, gateways, sniHosts: [host], origin }] }] : [],
    tcp: traffic === 'tcp' ? [{ ...stream, matches: [{ port, gateways, origin }] }] : [],
  };
}

export interface Exit {
  readonly gateway: Gateway;
  readonly door: GatewayPort;
  /** The egress's one port. */
  readonly port: Port;
}

/** The door that an egress leaves by and the port it is reached at; undefined without one, and where it does not fit. */
export function exitOf(egress: Egress, context: Lowering): Exit | undefined {
  const { through, ports } = egress;
  const gateway = through && context.gateways.get(through.gateway);
  const door = gateway?.ports.find(({ number }) => number === through?.port);
  const port = ports[0];
  if (!through || !gateway || !door || !port || misfit(egress, port, door) !== undefined) return undefined;
  return serviceOf(gateway, context) === undefined ? undefined : { gateway, door, port };
}

/** Reports what keeps an egress from leaving by its gateway. */
export function checkExit(egress: Egress, context: Lowering): void {
  const { through, ports } = egress;
  const gateway = through && context.gateways.get(through.gateway);
  const door = gateway?.ports.find(({ number }) => number === through?.port);
  if (!through || !gateway) return;
  const reason = door
    ? ports[0] && (misfit(egress, ports[0], door) ?? conflict(egress, ports[0], context))
    : `\`${gateway.name}\` has no port ${through.port}`;
  if (reason !== undefined) context.report.add(catalogue.istio.throughGateway, through.origin, { reason });
  if (serviceOf(gateway, context) === undefined) {
    context.report.add(catalogue.istio.gatewayService, through.origin, { gateway: gateway.name });
  }
}

/** TCP has no names to tell egresses by. */
function conflict(egress: Egress, port: Port, { mesh }: Lowering): string | undefined {
  const same = ({ through }: Egress): boolean =>
    through?.gateway === egress.through?.gateway && through?.port === egress.through?.port;
  const other = mesh.egresses.find((one) => one !== egress && same(one));
  return trafficOf(port.protocol) === 'tcp' && other ? `\`${other.name}\` leaves by the same TCP port` : undefined;
}

function misfit(egress: Egress, port: Port, door: GatewayPort): string | undefined {
  if (egress.ports.length > 1) return 'it has several ports, and the gateway could not tell which was meant';
  if (egress.hosts.some(({ value }) => value.startsWith('*')) && egress.addresses.length === 0) {
    return 'its hosts are wildcards, and the gateway would not know where to connect';
  }
  if (door.certificate || door.protocol === 'https') return `port ${door.number} of the gateway ends TLS`;
  if (trafficOf(port.protocol) === trafficOf(door.protocol)) return undefined;
  return `port ${port.number} is \`${port.protocol}\` and port ${door.number} of the gateway \`${door.protocol}\``;
}
