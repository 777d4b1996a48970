// Doors of the program against the one door that old Istio has: the ingress controller on ports 80 and 443, with one certificate.
import type { Gateway, GatewayPort, Settings, Sourced } from '../../../model/index.ts';
import { unsaid } from './ingress-calls.ts';
import { type Lowering, refuse } from './lowering.ts';

/** Findings for everything a gateway says that the ingress controller is not. */
export function checkGateway(at: Lowering, gateway: Gateway): void {
  const { class: wanted, pods, podsWritten, ports, settings, origin } = gateway;
  if (wanted && wanted.value !== 'istio')
    refuse(at, wanted.origin, `a gateway of class ${wanted.value}`, 'its ingress has the class `istio`');
  if (podsWritten && !isIngressController(pods)) {
    refuse(
      at,
      origin,
      'a gateway on pods of its own',
      'it has one ingress controller, whose pods are labelled `istio: ingress`',
    );
  }
  for (const port of ports) checkPort(at, port);
  for (const { origin: place } of Object.values(settings as Settings).flat() as readonly Sourced<unknown>[]) {
    unsaid(at, place, 'settings of its own');
  }
}

const isIngressController = (pods: Gateway['pods']): boolean =>
  Object.keys(pods).length === 1 && pods.istio === 'ingress';

function checkPort(at: Lowering, { number, protocol, clients, origin }: GatewayPort): void {
  if (clients) refuse(at, clients.origin, 'certificates of clients', 'its ingress asks nobody for one');
  const fits = (protocol === 'http' && number === 80) || (protocol === 'https' && number === 443);
  if (!fits)
    refuse(at, origin, `a gateway port ${number} ${protocol}`, 'its ingress has port 80 for http and 443 for https');
}
