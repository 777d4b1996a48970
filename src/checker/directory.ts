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

interface ReadMembers {
  readonly ports: readonly PortHead[];
  /** Every version and port could be read; not asked yet while absent. */
  whole: boolean | undefined;
}

export class Directory {
  readonly services = new Map<string, Service>();
  readonly egresses = new Map<string, Egress>();
  readonly gateways = new Map<string, Gateway>();
  /** Settings that a service says for all requests to it, if it says any. */
  readonly settings = new Map<string, Settings>();
  readonly routes: DeclaredRoute[] = [];
  readonly #routes = new Map<string, RoutesOf>();
  readonly #members = new Map<Target | GatewaySymbol, ReadMembers>();

  portsOf(symbol: Target | GatewaySymbol): readonly PortHead[] {
    let members = this.#members.get(symbol);
    if (!members) {
      members = { ports: readPorts(symbol), whole: undefined };
      this.#members.set(symbol, members);
    }
    return members.ports;
  }

  /** Whether every version and port of it could be read. */
  areMembersKnown(program: Program, symbol: Target): boolean {
    const members = this.#members.get(symbol);
    if (!members) return areMembersKnown(program, symbol);
    members.whole ??= areMembersKnown(program, symbol);
    return members.whole;
  }

  /** The route that decides requests to a port of a target: its own, or that of all ports. */
  routeOf(target: Target, port: number | undefined): DeclaredRoute | undefined {
    const routes = this.#routes.get(target.key);
    return (port === undefined ? undefined : routes?.byPort?.get(port)) ?? routes?.whole;
  }

  hasOwnRoute(target: Target, port: number): boolean {
    return this.#routes.get(target.key)?.byPort?.has(port) === true;
  }

  /** Whether some port of the target has a route of its own. */
  hasOwnRoutes(target: Target): boolean {
    return this.#routes.get(target.key)?.byPort !== undefined;
  }

  addRoute(route: DeclaredRoute, report: Report): void {
    const { target, port, declaration } = route;
    const routes = this.#routes.get(target.key);
    const first = port === undefined ? routes?.whole : routes?.byPort?.get(port);
    if (first) {
      const key = port === undefined ? target.key : `${target.key}:${port}`;
      const related = [{ span: first.declaration.reference.span, message: 'declared here first' }];
      report.add(catalogue.names.duplicateRoute, declaration.reference.span, { route: key }, { related });
      return;
    }
    this.enterRoute(target.key, route);
    this.routes.push(route);
  }

  private enterRoute(target: string, route: DeclaredRoute): void {
    let routes = this.#routes.get(target);
    if (!routes) {
      routes = { whole: undefined, byPort: undefined };
      this.#routes.set(target, routes);
    }
    if (route.port === undefined) routes.whole ??= route;
    else {
      routes.byPort ??= new Map();
      if (!routes.byPort.has(route.port)) routes.byPort.set(route.port, route);
    }
  }

  /** Takes over what another check found out about the thing called `key`, its routes included; they are not read again. */
  know(other: Directory, key: string): void {
    copyEntry(other.services, this.services, key);
    copyEntry(other.egresses, this.egresses, key);
    copyEntry(other.gateways, this.gateways, key);
    copyEntry(other.settings, this.settings, key);
    const routes = other.#routes.get(key);
    if (routes?.whole) this.enterRoute(key, routes.whole);
    for (const route of routes?.byPort?.values() ?? []) this.enterRoute(key, route);
  }

  /** Drops what is known about the thing called `key`, but not its routes. */
  forget(key: string): void {
    for (const table of [this.services, this.egresses, this.gateways, this.settings]) table.delete(key);
  }

  /** Drops the routes of declarations that `isGone`. */
  forgetRoutes(target: string, isGone: (declaration: RouteDeclaration) => boolean): void {
    const routes = this.#routes.get(target);
    if (!routes) return;
    if (routes.whole && isGone(routes.whole.declaration)) routes.whole = undefined;
    for (const [port, route] of routes.byPort ?? []) if (isGone(route.declaration)) routes.byPort?.delete(port);
    if (!routes.whole && !routes.byPort?.size) this.#routes.delete(target);
  }
}

/** The routes of one target. */
interface RoutesOf {
  /** Of all ports without a route of their own. */
  whole: DeclaredRoute | undefined;
  byPort: Map<number, DeclaredRoute> | undefined;
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
