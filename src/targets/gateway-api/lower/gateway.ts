// A gateway and the hosts of its ingresses → Gateway with one listener for each port and, where TLS ends, for each host with its certificate.
import type { Gateway, GatewayPort, Ingress, Sourced } from '../../../model/index.ts';
import {
  type Context,
  type GatewayPlan,
  type Listener,
  refuse,
  type SecretName,
} from '../../shared/gateway-routes/index.ts';
import { ISTIO } from '../supports.ts';

export function lowerGateway(context: Context, gateway: Gateway): GatewayPlan {
  const ingresses = context.mesh.ingresses.filter(({ doors }) => doors.some((door) => door.gateway === gateway.key));
  return {
    namespace: gateway.namespace,
    name: gateway.name,
    gatewayClassName: gateway.class?.value ?? ISTIO,
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
  const own = ownListeners(gateway, port, ingresses, shared);
  if (port.certificate) return [{ ...shared, name: port.name, tls: terminate(port.certificate) }, ...own];
  if (protocol === 'HTTPS' && own.length === 0)
    refuse(context, port.origin, 'a port `https` without a certificate', 'a listener that ends TLS has one');
  const passes = ingresses.some((ingress) => usesPort(ingress, gateway, port) && !endsTls(ingress, port));
  if (protocol !== 'TLS' || (own.length > 0 && !passes)) return own;
  return [{ ...shared, name: port.name, tls: { mode: 'Passthrough' } }, ...own];
}

/**
 * Hosts with a certificate of their own, and those that the listener of another such host would take; where TLS ends and no HTTP is in it a
 * route cannot name its host, so each has a listener.
 */
export function hasOwnListener(
  ingress: Ingress,
  gateway: Gateway,
  port: GatewayPort,
  host: string,
  ingresses: readonly Ingress[],
): boolean {
  switch (protocolOf(port)) {
    case 'TLS':
      return endsTls(ingress, port) && (ingress.certificate !== undefined || host !== '*');
    case 'HTTPS':
      return ingress.certificate !== undefined || ingresses.some((other) => takes(other, gateway, port, host));
    default:
      return false;
  }
}

/** Whether `*.x` takes the host or the narrower wildcard. */
export const within = (host: string, wildcard: string): boolean =>
  wildcard.startsWith('*.') && host.endsWith(wildcard.slice(1));

const takes = (ingress: Ingress, gateway: Gateway, port: GatewayPort, host: string): boolean =>
  ingress.certificate !== undefined &&
  ingress.hosts.some(({ value }) => host !== value && within(host, value)) &&
  usesPort(ingress, gateway, port);

/** Whether connections of a host come out of their TLS here. */
export const endsTls = ({ certificate }: Ingress, port: GatewayPort): boolean =>
  certificate !== undefined || port.certificate !== undefined;

function ownListeners(
  gateway: Gateway,
  port: GatewayPort,
  ingresses: readonly Ingress[],
  shared: Omit<Listener, 'name'>,
): Listener[] {
  return ingresses.flatMap((ingress) => {
    const certificate = ingress.certificate ?? port.certificate;
    if (!certificate || !usesPort(ingress, gateway, port)) return [];
    return ingress.hosts
      .filter(({ value }) => hasOwnListener(ingress, gateway, port, value, ingresses))
      .map((host) => ({
        ...shared,
        name: listenerName(port, host.value),
        ...hostname(host.value),
        tls: terminate(certificate),
        origin: host.origin,
      }));
  });
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
