// What can be told apart on a connection to a port: HTTP requests, TLS server names, or nothing.
import type { Protocol } from './mesh.ts';

export type Traffic = 'http' | 'tls' | 'tcp';

/** Of a port inside the mesh; `https` there is TLS that somebody else began. */
export function trafficOf(protocol: Protocol): Traffic {
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
