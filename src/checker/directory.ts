// What was already checked and others ask for: ports of services, egresses and gateways, settings that services bring along, and
// which route is declared for which port. Filled once, before rules are read.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Egress, Gateway, Protocol, Service, Settings } from '../model/index.ts';
import {
  areMembersKnown,
  type EgressSymbol,
  type GatewaySymbol,
  type Placed,
  type Program,
  plainName,
  portNames,
  type ServiceSymbol,
} from '../program/index.ts';
import { protocols, type RouteDeclaration, type Setting } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';

export type Target = ServiceSymbol | EgressSymbol;

export interface DeclaredRoute {
  readonly placed: Placed<RouteDeclaration>;
  readonly declaration: RouteDeclaration;
  readonly target: Target;
  /** Absent: all ports without a route of their own. */
  readonly port?: number;
}

/** What rules need to know of a port: read off the declaration, so that no order of checking is needed. */
export interface PortHead {
  readonly number: number;
  readonly protocol: Protocol;
  readonly origin: Span;
}

export class Directory {
  readonly services = new Map<string, Service>();
  readonly egresses = new Map<string, Egress>();
  readonly gateways = new Map<string, Gateway>();
  /** Settings that a service says for all requests to it. */
  readonly settings = new Map<string, Settings>();
  readonly routes: DeclaredRoute[] = [];
  readonly #routes = new Map<string, DeclaredRoute>();
  readonly #routesOf = new Map<string, Set<string>>();
  readonly #ports = new Map<Target | GatewaySymbol, readonly PortHead[]>();
  readonly #whole = new Map<Target, boolean>();

  portsOf(symbol: Target | GatewaySymbol): readonly PortHead[] {
    let ports = this.#ports.get(symbol);
    if (!ports) {
      ports = readPorts(symbol);
      this.#ports.set(symbol, ports);
    }
    return ports;
  }

  /** Whether every version and port of it could be read. */
  areMembersKnown(program: Program, symbol: Target): boolean {
    let known = this.#whole.get(symbol);
    if (known === undefined) {
      known = areMembersKnown(program, symbol);
      this.#whole.set(symbol, known);
    }
    return known;
  }

  /** The route that decides requests to a port of a target: its own, or that of all ports. */
  routeOf(target: Target, port: number | undefined): DeclaredRoute | undefined {
    const own = port === undefined ? undefined : this.#routes.get(`${target.key}:${port}`);
    return own ?? this.#routes.get(target.key);
  }

  hasOwnRoute(target: Target, port: number): boolean {
    return this.#routes.has(`${target.key}:${port}`);
  }

  addRoute(route: DeclaredRoute, report: Report): void {
    const key = route.port === undefined ? route.target.key : `${route.target.key}:${route.port}`;
    const first = this.#routes.get(key);
    if (first) {
      const related = [{ span: first.declaration.reference.span, message: 'declared here first' }];
      report.add(catalogue.names.duplicateRoute, route.declaration.reference.span, { route: key }, { related });
      return;
    }
    this.enterRoute(key, route);
    this.routes.push(route);
  }

  private enterRoute(key: string, route: DeclaredRoute): void {
    this.#routes.set(key, route);
    const keys = this.#routesOf.get(route.target.key);
    if (keys) keys.add(key);
    else this.#routesOf.set(route.target.key, new Set([key]));
  }

  /** Takes over what another check found out about the thing called `key`, its routes included; they are not read again. */
  know(other: Directory, key: string): void {
    copyEntry(other.services, this.services, key);
    copyEntry(other.egresses, this.egresses, key);
    copyEntry(other.gateways, this.gateways, key);
    copyEntry(other.settings, this.settings, key);
    for (const route of other.#routesOf.get(key) ?? []) {
      const declared = other.#routes.get(route);
      if (declared && !this.#routes.has(route)) this.enterRoute(route, declared);
    }
  }

  /** Drops what is known about the thing called `key`, but not its routes. */
  forget(key: string): void {
    for (const table of [this.services, this.egresses, this.gateways, this.settings]) table.delete(key);
  }

  /** Drops the routes of declarations that `isGone`. */
  forgetRoutes(target: string, isGone: (declaration: RouteDeclaration) => boolean): void {
    const keys = this.#routesOf.get(target);
    for (const key of keys ?? []) {
      const route = this.#routes.get(key);
      if (!route || !isGone(route.declaration)) continue;
      this.#routes.delete(key);
      keys?.delete(key);
    }
    if (keys?.size === 0) this.#routesOf.delete(target);
  }
}

function copyEntry<T>(from: ReadonlyMap<string, T>, to: Map<string, T>, key: string): void {
  const value = from.get(key);
  if (value !== undefined && !to.has(key)) to.set(key, value);
}

/** One head for each port, however many names it has. */
function readPorts({ members: { ports } }: Target | GatewaySymbol): readonly PortHead[] {
  const members = ports.size === 1 ? ports.values() : new Set(ports.values());
  const heads: PortHead[] = [];
  for (const { declaration } of members) {
    const head = portHead(declaration);
    if (head) heads.push(head);
  }
  return heads;
}

function portHead(declaration: Setting): PortHead | undefined {
  const { number } = portNames(declaration);
  const last = declaration.parts.at(-1)?.[0];
  const word = last && plainName(last);
  const protocol = protocols.find((each) => each === word);
  return number && protocol ? { number: Number(number.text), protocol, origin: declaration.span } : undefined;
}
