// Which server of a Gateway's port hosts stand in: those with the same certificates share one.
import type { GatewayPort, Ingress, Sourced } from '../../../model/index.ts';

export interface Certificates {
  readonly certificate?: Sourced<string>;
  readonly clients?: Sourced<string>;
}

export const endsTls = ({ protocol, certificate }: GatewayPort): boolean =>
  protocol === 'https' || (protocol === 'tls' && certificate !== undefined);

/** Certificates matter only where TLS ends. */
export const ownTls = ({ certificate, clients }: Ingress, port: GatewayPort): Certificates =>
  endsTls(port) ? { ...(certificate ? { certificate } : {}), ...(clients ? { clients } : {}) } : {};

/** The ingress's own win over the door's. */
export const withDoor = (own: Certificates, { certificate, clients }: GatewayPort): Certificates => ({
  ...(certificate ? { certificate } : {}),
  ...(clients ? { clients } : {}),
  ...own,
});

export const serverKey = ({ certificate, clients }: Certificates): string =>
  `${certificate?.value ?? ''} ${clients?.value ?? ''}`;
