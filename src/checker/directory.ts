// What was already checked and others ask for: ports of services, egresses and gateways, settings that services bring along, and
// which route is declared for which port. Filled once, before rules are read.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Egress, Gateway, Protocol, Service, Settings } from '../model/index.ts';
import {
  type EgressSymbol,
  type GatewaySymbol,
  type Placed,
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
  readonly #ports = new Map<Target | GatewaySymbol, readonly PortHead[]>();

  portsOf(symbol: Target | GatewaySymbol): readonly PortHead[] {
    let ports = this.#ports.get(symbol);
    if (!ports) {
      ports = [...new Set(symbol.members.ports.values())].flatMap(({ declaration }) => portHead(declaration));
      this.#ports.set(symbol, ports);
    }
    return ports;
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
    this.#routes.set(key, route);
    this.routes.push(route);
  }
}

function portHead(declaration: Setting): PortHead[] {
  const { number } = portNames(declaration);
  const last = declaration.parts.at(-1)?.[0];
  const word = last && plainName(last);
  const protocol = protocols.find((each) => each === word);
  return number && protocol ? [{ number: Number(number.text), protocol, origin: declaration.span }] : [];
}

/** What can be told apart on a connection: HTTP requests, TLS server names, or nothing. */
export type Family = 'http' | 'tls' | 'tcp';

export function familyOf(protocol: Protocol): Family {
  switch (protocol) {
    case 'http':
    case 'http2':
    case 'grpc':
      return 'http';
    case 'https':
    case 'tls':
      return 'tls';
    default:
      return 'tcp';
  }
}
