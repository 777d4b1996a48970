// What kind of rules a port takes, and what upstream calls its protocol.
import { type GatewayPort, type Protocol, type Traffic, trafficOf } from '../../../model/index.ts';

/** Of a gateway's port, which ends TLS on `https`, and on `tls` with a certificate. */
export function doorTraffic(port: GatewayPort): Traffic {
  if (port.protocol === 'https') return 'http';
  if (port.protocol === 'tls' && port.certificate) return 'tcp';
  return trafficOf(port.protocol);
}

/** `Port.protocol` of Gateway and ServiceEntry. */
export const protocolName = (protocol: Protocol): string => protocol.toUpperCase();
