// What kind of rules a port takes, and what upstream calls its protocol.
import type { GatewayPort, Port, Protocol } from '../../../model/index.ts';

export type Traffic = 'http' | 'tls' | 'tcp';

/** Of a port of a service or egress: `https` is TLS that somebody else began. */
export function trafficOf({ protocol }: Pick<Port, 'protocol'>): Traffic {
  switch (protocol) {
    case 'http':
    case 'http2':
    case 'grpc':
      return 'http';
    case 'https':
    case 'tls':
      return 'tls';
    default:
      return 'tcp';
  }
}

/** Of a gateway's port, which ends TLS on `https`, and on `tls` with a certificate. */
export function doorTraffic(port: GatewayPort): Traffic {
  if (port.protocol === 'https') return 'http';
  if (port.protocol === 'tls' && port.certificate) return 'tcp';
  return trafficOf(port);
}

/** `Port.protocol` of Gateway and ServiceEntry. */
export const protocolName = (protocol: Protocol): string => protocol.toUpperCase();
