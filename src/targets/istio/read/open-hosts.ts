// Servers of gateways that let in hosts which nobody answers for: a connection gets its 404 from the gateway instead of none, which no rule
// of the model tells apart. Of output that is read back; gateways of somebody else's often let in everything.
import { memberAt, toPlain } from '../../../documents/index.ts';
import type { Mesh } from '../../../model/index.ts';
import type { InputObject } from '../../shared/reading/index.ts';

interface PlainServer {
  readonly port?: { readonly number?: number };
  readonly hosts?: readonly string[];
}

export function openHosts(objects: readonly InputObject[], mesh: Mesh): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'Gateway')
    .flatMap((object) => {
      const servers = memberAt(object.root, 'spec', 'servers');
      const list = servers?.kind === 'list' ? (toPlain(servers) as readonly PlainServer[]) : [];
      return list.flatMap((server, at) => unanswered(server, at, object, mesh));
    });
}

function unanswered(
  { port, hosts = [] }: PlainServer,
  at: number,
  { namespace, name }: InputObject,
  mesh: Mesh,
): string[] {
  const answered = answeredAt(`${namespace}/${name}`, port?.number ?? 0, mesh);
  if (answered.size === 0) return [];
  return hosts
    .map((text) => text.slice(text.indexOf('/') + 1).toLowerCase())
    .filter((host) => !answered.has(host))
    .map((host) => `Gateway ${namespace}/${name}, spec.servers[${at}].hosts: nobody answers for ${host}`);
}

function answeredAt(gateway: string, port: number, { ingresses, egresses }: Mesh): ReadonlySet<string> {
  const doors = ingresses.filter((one) =>
    one.doors.some((door) => door.gateway === gateway && door.ports.includes(port)),
  );
  const exits = egresses.filter(({ through }) => through?.gateway === gateway && through.port === port);
  return new Set([...doors, ...exits].flatMap(({ hosts }) => hosts.map(({ value }) => value)));
}
