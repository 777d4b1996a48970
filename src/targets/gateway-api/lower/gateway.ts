// A gateway and the hosts of its ingresses → Gateway with one listener for each port and, where TLS ends, for each host with its certificate.
import type { Gateway, GatewayPort, Ingress, Sourced } from '../../../model/index.ts';
import {
  type Context,
  type GatewayPlan,
  type Listener,
  refuse,
  type SecretName,
} from '../../shared/gateway-routes/index.ts';

/** Who runs it where the program does not say. */
const CLASS = 'istio';

export function lowerGateway(context: Context, gateway: Gateway): GatewayPlan {
  const ingresses = context.mesh.ingresses.filter(({ doors }) => doors.some((door) => door.gateway === gateway.key));
  return {
    namespace: gateway.namespace,
    name: gateway.name,
    gatewayClassName: gateway.class?.value ?? CLASS,
    listeners: gateway.ports.flatMap((port) => listenersOf(context, gateway, port, ingresses)),
    origin: gateway.origin,
  };
}

export const protocolOf = (port: GatewayPort): Listener['protocol'] => {
  switch (port.protocol) {
    case 'https':
      return 'HTTPS';
    case 'tls':
      return 'TLS';
    case 'tcp':
    case 'mongo':
    case 'redis':
    case 'mysql':
      return 'TCP';
    default:
      return 'HTTP';
  }
};

function listenersOf(context: Context, gateway: Gateway, port: GatewayPort, ingresses: readonly Ingress[]): Listener[] {
  if (port.clients) refuse(context, port.clients.origin, '`clients`', 'mesh writes no frontend validation');
  const protocol = protocolOf(port);
  const shared = { port: port.number, protocol, origin: port.origin, ...allowed(gateway) };
  if (protocol === 'HTTP' || protocol === 'TCP') return [{ ...shared, name: port.name }];
  if (protocol === 'TLS' && !port.certificate) return [{ ...shared, name: port.name, tls: { mode: 'Passthrough' } }];
  return ownListeners(gateway, port, ingresses, shared);
}

/** One listener for hosts with a certificate of their own each, and the door's for the rest. */
function ownListeners(
  gateway: Gateway,
  port: GatewayPort,
  ingresses: readonly Ingress[],
  shared: Omit<Listener, 'name'>,
): Listener[] {
  const own = ingresses.flatMap((ingress) =>
    ingress.certificate && usesPort(ingress, gateway, port)
      ? ingress.hosts.map((host) => ({
          ...shared,
          name: listenerName(port, host.value),
          ...hostname(host.value),
          tls: terminate(ingress.certificate as Sourced<string>),
          origin: host.origin,
        }))
      : [],
  );
  if (!port.certificate) return own;
  return [...own, { ...shared, name: port.name, tls: terminate(port.certificate) }];
}

export const usesPort = ({ doors }: Ingress, gateway: Gateway, port: GatewayPort): boolean =>
  doors.some((door) => door.gateway === gateway.key && door.ports.includes(port.number));

export const listenerName = (port: GatewayPort, host: string): string =>
  `${port.name}-${host.replace(/^\*$/, 'all').replace(/^\*\./, 'any-').replaceAll('.', '-')}`;
const hostname = (host: string): { hostname?: string } => (host === '*' ? {} : { hostname: host });
const terminate = ({ value }: Sourced<string>): NonNullable<Listener['tls']> => ({
  mode: 'Terminate',
  certificate: secretName(value),
});

/** `namespace/name` or a name of the gateway's own namespace. */
function secretName(value: string): SecretName {
  const [namespace, name] = value.split('/');
  return name === undefined ? { name: value } : { name, namespace: namespace as string };
}

function allowed({ openTo, namespace }: Gateway): Pick<Listener, 'allowedNamespaces'> {
  if (!openTo) return {};
  if (openTo.value === 'all') return { allowedNamespaces: 'All' };
  return { allowedNamespaces: [...new Set([namespace, ...openTo.value])].sort() };
}
