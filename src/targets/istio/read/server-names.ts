// A VirtualService for the names of one service → a note where an entry for TLS asks for some of them only: connections to the others go as
// if the entry were not there, and the language knows the service, not its names.
import { memberAt } from '../../../documents/index.ts';
import type { Gathering, InputObject } from '../../shared/reading/index.ts';
import type { VirtualService } from './virtual-service.ts';

export function noteServerNames({ object, hosts, gateways, tls }: VirtualService, gathering: Gathering): void {
  const [host = '', another] = hosts;
  if (tls.length === 0 || another !== undefined || !gateways.includes('mesh')) return;
  const written = namesIn(object);
  if (written.length < 2 || gathering.byHost(host)?.kind !== 'service') return;
  for (const [at, { matches = [], origin }] of tls.entries())
    for (const [which, { serverNames = [] }] of matches.entries()) {
      if (serverNames.length === 0 || written.every((name) => serverNames.includes(name))) continue;
      const path = `spec.tls[${at}].match[${which}].sniHosts`;
      object.notes.add(path, origin, 'some of the names of the service only');
    }
}

/** As they are written, in small letters. */
function namesIn({ root }: InputObject): readonly string[] {
  const hosts = memberAt(root, 'spec', 'hosts');
  const items = hosts?.kind === 'list' ? hosts.items : [];
  return items.flatMap((item) => (item.kind === 'scalar' ? [String(item.value).toLowerCase()] : []));
}
