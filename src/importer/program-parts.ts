// A program's model, found by what documents speak of: the routes of services and egresses, the ingresses of hosts at gateways. What was
// asked for is ticked off, so that what nobody asked for is known in the end.
import type { Egress, Ingress, Mesh, Route, Service } from '../model/index.ts';

/** What a portion speaks of. */
export type Rules = Pick<Mesh, 'routes' | 'ingresses'>;

/** A class for what is ticked off. */
export class ProgramParts {
  readonly #routes = new Map<string, Route[]>();
  readonly #doors = new Map<string, Ingress[]>();
  readonly #callees = new Map<string, Service | Egress>();

  constructor({ routes, ingresses, services, egresses }: Mesh) {
    for (const route of routes) add(this.#routes, calleeKey(route), route);
    for (const ingress of ingresses) for (const key of doorKeys(ingress)) add(this.#doors, key, ingress);
    for (const callee of [...services, ...egresses]) this.#callees.set(`${callee.kind} ${callee.key}`, callee);
  }

  /** The program's rules for what these are about, each only once. */
  take({ routes, ingresses }: Rules): Rules {
    const found = new Map<Ingress, Set<string>>();
    for (const key of ingresses.flatMap(doorKeys))
      for (const ingress of this.#takeDoor(key)) found.set(ingress, (found.get(ingress) ?? new Set()).add(key));
    return {
      routes: [...new Set(routes.map(calleeKey))].flatMap((key) => this.#takeRoutes(key)),
      ingresses: [...found].map(([ingress, keys]) => within(ingress, keys)),
    };
  }

  /** Of the services and egresses that have one. */
  onlyPort(callee: string): number | undefined {
    const [port, more] = this.#callees.get(callee)?.ports ?? [];
    return more ? undefined : port?.number;
  }

  #takeDoor(key: string): readonly Ingress[] {
    const all = this.#doors.get(key) ?? [];
    this.#doors.delete(key);
    return all;
  }

  #takeRoutes(key: string): readonly Route[] {
    const all = this.#routes.get(key) ?? [];
    this.#routes.delete(key);
    return all;
  }

  /** What no document spoke of. */
  left(): Rules {
    const found = new Map<Ingress, Set<string>>();
    for (const [key, all] of this.#doors)
      for (const ingress of all) found.set(ingress, (found.get(ingress) ?? new Set()).add(key));
    return {
      routes: [...this.#routes.values()].flat(),
      ingresses: [...found].map(([ingress, keys]) => within(ingress, keys)),
    };
  }

  /** What these rules are about and send requests to. */
  calleesOf(all: readonly Rules[]): Pick<Mesh, 'services' | 'egresses'> {
    const keys = new Set(all.flatMap(({ routes }) => routes.map(calleeKey)));
    for (const { rules } of all.flatMap(({ routes, ingresses }) => [...routes, ...ingresses]))
      for (const { action, settings } of rules) {
        if (action.kind === 'forward') for (const { destination } of action.split) keys.add(calleeKey(destination));
        if (settings.mirror) keys.add(calleeKey(settings.mirror.value.to));
      }
    const found = [...keys].flatMap((key) => this.#callees.get(key) ?? []);
    return {
      services: found.filter((one) => one.kind === 'service'),
      egresses: found.filter((one) => one.kind === 'egress'),
    };
  }
}

export const calleeKey = ({ kind, target }: { readonly kind: string; readonly target: string }): string =>
  `${kind} ${target}`;

const doorKey = (gateway: string, port: number, host: string): string => `${gateway}:${port} ${host}`;

export function doorKeys({ hosts, doors }: Ingress): readonly string[] {
  const keys: string[] = [];
  for (const { gateway, ports } of doors)
    for (const port of ports) for (const { value } of hosts) keys.push(doorKey(gateway, port, value));
  return keys;
}

/** The ingress for some of its hosts at some of its doors; nothing is made where these are all. */
function within(ingress: Ingress, keys: ReadonlySet<string>): Ingress {
  const { hosts } = ingress;
  const ports = ingress.doors.reduce((sum, door) => sum + door.ports.length, 0);
  if (ports * hosts.length === keys.size) return ingress;
  const isAsked = (gateway: string, port: number, host: string): boolean => keys.has(doorKey(gateway, port, host));
  const doors = ingress.doors.map((door) => ({
    ...door,
    ports: door.ports.filter((port) => hosts.some(({ value }) => isAsked(door.gateway, port, value))),
  }));
  return {
    ...ingress,
    doors: doors.filter(({ ports }) => ports.length > 0),
    hosts: hosts.filter(({ value }) =>
      doors.some((door) => door.ports.some((port) => isAsked(door.gateway, port, value))),
    ),
  };
}

function add<T>(to: Map<string, T[]>, key: string, one: T): void {
  const known = to.get(key);
  if (known) known.push(one);
  else to.set(key, [one]);
}
