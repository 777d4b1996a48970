// Istio's ServiceEntries → what routes of Gateway API may name: by the object as a parent, by a host as a backend. Istio's own reader says
// what is in them; here they only get the same keys, hosts and ports.
import { memberAt } from '../../../documents/index.ts';
import {
  Fields,
  type Gathering,
  type InputObject,
  Notes,
  protocolByName,
  sourced,
} from '../../shared/reading/index.ts';

export const isServiceEntry = ({ apiVersion, kind }: InputObject): boolean =>
  kind === 'ServiceEntry' && apiVersion.startsWith('networking.istio.io/');

export function knowServiceEntry({ root, origin, namespace, name, notes }: InputObject, gathering: Gathering): void {
  const spec = new Fields(memberAt(root, 'spec'), 'spec', origin, new Notes());
  const hosts = spec.texts('hosts').map(({ value, span }) => sourced(value.toLowerCase(), span));
  const [host] = hosts;
  if (notes.kept !== undefined || !host || gathering.byHost(host.value)) return;
  const isInMesh = spec.text('location') === 'MESH_INTERNAL';
  const callee = isInMesh
    ? gathering.service(namespace, name, origin, host.value)
    : gathering.egress(namespace, name, hosts, origin);
  for (const port of spec.list('ports')) {
    const number = port.number('number');
    const protocol = protocolByName(port.text('protocol') ?? '') ?? 'tcp';
    if (number !== undefined)
      callee.ports.set(number, { number, name: port.text('name') ?? '', named: false, protocol, traffic: {}, origin });
  }
}
