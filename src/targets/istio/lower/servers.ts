// Which server of a Gateway's port hosts stand in: those with the same certificates share one. Which wildcards lie over a host.
import type { GatewayPort, Ingress, Sourced } from '../../../model/index.ts';

export interface Certificates {
  readonly certificate?: Sourced<string> | undefined;
  readonly clients?: Sourced<string> | undefined;
}

export const endsTls = ({ protocol, certificate }: GatewayPort): boolean =>
  protocol === 'https' || (protocol === 'tls' && certificate !== undefined);

/** The ingress's own, which matter only where TLS ends, win over the door's. */
export const certificatesAt = ({ certificate, clients }: Ingress, port: GatewayPort): Certificates =>
  endsTls(port) && (certificate || clients)
    ? { certificate: certificate ?? port.certificate, clients: clients ?? port.clients }
    : port;

export const serverKey = ({ certificate, clients }: Certificates): string =>
  `${certificate?.value ?? ''} ${clients?.value ?? ''}`;

/** The host and every wildcard over it, the closest first. */
export function covering(host: string): readonly string[] {
  const parts = host.replace(/^\*\.?/, '').split('.');
  return [host, ...parts.map((_, at) => `*.${parts.slice(at + (host.startsWith('*') ? 0 : 1)).join('.')}`), '*'];
}
