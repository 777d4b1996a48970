// Ingresses as they are read, a few at a time → which hosts somebody answers for at which port of a gateway, and nothing else of them.
import type { Ingress } from '../model/index.ts';
import type { Span } from '../text/index.ts';

/** A class for what it gathers. */
export class AnsweredHosts {
  readonly #hosts = new Map<string, Map<number, Set<string>>>();

  add(ingresses: readonly Ingress[]): void {
    for (const { hosts, doors } of ingresses)
      for (const { gateway, ports } of doors)
        for (const port of ports) {
          const known = this.#at(gateway, port);
          for (const { value } of hosts) known.add(value);
        }
  }

  #at(gateway: string, port: number): Set<string> {
    const ports = this.#hosts.get(gateway) ?? new Map<number, Set<string>>();
    const hosts = ports.get(port) ?? new Set();
    this.#hosts.set(gateway, ports.set(port, hosts));
    return hosts;
  }

  /** One for each port. */
  ingresses(origin: Span): readonly Ingress[] {
    return [...this.#hosts].flatMap(([gateway, ports]) =>
      [...ports].map(([port, hosts]) => ({
        hosts: [...hosts].map((value) => ({ value, origin, level: 'rule' as const })),
        namespace: '',
        doors: [{ gateway, ports: [port], origin }],
        rules: [],
        origin,
      })),
    );
  }
}
