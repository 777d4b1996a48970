// What several rules say of the same endpoints: Linkerd has one client for them.
import { catalogue, type Report } from '../../../diagnostics/index.ts';
import type { Mesh } from '../../../model/index.ts';
import type { Client } from '../plan.ts';

interface Place {
  readonly mesh: Mesh;
  readonly reader: string;
  readonly report: Report;
}

/** Sorted by name, each once; two that differ are an error where the callees are declared. */
export function mergeClients({ mesh, reader, report }: Place, clients: readonly Client[]): readonly Client[] {
  const found = new Map<string, Client>();
  for (const client of clients) {
    const known = found.get(client.prefix);
    if (known && JSON.stringify(known) !== JSON.stringify(client)) {
      const [, , , host] = client.prefix.split('/');
      const callee = mesh.egresses.find(({ hosts }) => hosts.some(({ value }) => value === host));
      const origin = callee?.origin ?? mesh.services[0]?.origin;
      const note = `${client.prefix} has one client, with one way to open and share connections`;
      if (origin)
        report.add(catalogue.linkerd.cannot, origin, { construct: `treat ${host} in two ways`, reader, note });
    }
    found.set(client.prefix, client);
  }
  return [...found.values()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}
