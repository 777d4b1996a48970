// What was already checked and others ask for: ports of services, egresses and gateways, settings that services bring along, and
// which route is declared for which port. Filled once, before rules are read.
import { catalogue, type Report } from '../diagnostics/index.ts';
import type { Egress, Gateway, Port, Service, Settings } from '../model/index.ts';
import {
  areMembersKnown,
  type EgressSymbol,
  type Placed,
  type Program,
  plainName,
  portNames,
  type ServiceSymbol,
} from '../program/index.ts';
import { protocols, type RouteDeclaration, type Setting } from '../syntax/index.ts';
import type { KnownRoute } from './called-rules.ts';
import { saysSomething } from './layers.ts';

export type Target = ServiceSymbol | EgressSymbol;

export interface DeclaredRoute {
  readonly placed: Placed<RouteDeclaration>;
  readonly declaration: RouteDeclaration;
  readonly target: Target;
  /** Absent: all ports without a route of their own. */
  readonly port: number | undefined;
  /** What it says to its callers, once it was read for itself. */
  known: KnownRoute | undefined;
}

/** What rules need to know of a port: read off the declaration, so that no order of checking is needed. */
export type PortHead = Pick<Port, 'number' | 'protocol' | 'origin'>;

/** What is known of a service or egress. */
interface Entry {
  readonly key: string;
  /** The directory that it stands in. */
  of: Directory | undefined;
  service: Service | undefined;
  egress: Egress | undefined;
  /** What it says for all requests to it, if it says anything. */
  settings: Settings | undefined;
  /** The route of all ports without one of their own. */
  route: DeclaredRoute | undefined;
  routes: Map<number, DeclaredRoute> | undefined;
  /** Whose ports the following are. */
  symbol: Target | undefined;
  ports: readonly PortHead[];
  /** Every version and port could be read; not asked yet while absent. */
  isWhole: boolean | undefined;
}

const emptyEntry = (key: string, of: Directory): Entry => ({
  key,
  of,
  service: undefined,
  egress: undefined,
  settings: undefined,
  route: undefined,
  routes: undefined,
  symbol: undefined,
  ports: noPorts,
  isWhole: undefined,
});
const noPorts: readonly PortHead[] = [];

export class Directory {
  readonly gateways = new Map<string, Gateway>();
  /** In the order in which they were entered. */
  readonly routes: DeclaredRoute[] = [];
  readonly #entries = new Map<string, Entry>();
  /** What was asked for last is mostly asked for next. */
  #last: Entry | undefined;
  /** Nothing stands here from another check. */
  #isFresh = true;
  /** Some service or egress says something for all requests to it. */
  hasSettings = false;

  /** Whether a service or egress of this key was entered in this check; unknown where others have filled the directory too. */
  wasEntered(symbol: Target): boolean | undefined {
    if (!this.#isFresh) return undefined;
    const entry = this.#of(symbol);
    return entry.service !== undefined || entry.egress !== undefined;
  }

  #find(key: string): Entry | undefined {
    if (this.#last?.key === key) return this.#last;
    const entry = this.#entries.get(key);
    if (entry) this.#last = entry;
    return entry;
  }

  /** The same, found without a look at the key by whoever was found before. */
  #of(symbol: Target & { entry?: unknown }): Entry {
    const known = symbol.entry as Entry | undefined;
    this.#last = known?.of === this ? known : this.#entry(symbol.key);
    if (this.#last !== known) symbol.entry = this.#last;
    return this.#last;
  }

  #entry(key: string): Entry {
    let entry = this.#find(key);
    if (!entry) {
      entry = emptyEntry(key, this);
      this.#entries.set(key, entry);
      this.#last = entry;
    }
    return entry;
  }

  /** Enters a service or egress. `isSound`: its declaration was read without a finding. */
  enter(symbol: Target, read: Service | Egress, settings: Settings, isSound: boolean): void {
    const entry = this.#of(symbol);
    if (read.kind === 'service') entry.service = read;
    else entry.egress = read;
    if (saysSomething(settings)) {
      entry.settings = settings;
      this.hasSettings = true;
    }
    if (!isSound || symbol.members.repeated.length > 0) return;
    entry.symbol = symbol;
    entry.ports = read.ports;
    entry.isWhole = true;
  }

  services(): Service[] {
    const found: Service[] = [];
    this.#entries.forEach(({ service }) => {
      if (service) found.push(service);
    });
    return found;
  }

  egresses(): Egress[] {
    const found: Egress[] = [];
    this.#entries.forEach(({ egress }) => {
      if (egress) found.push(egress);
    });
    return found;
  }

  service(key: string): Service | undefined {
    return this.#find(key)?.service;
  }

  egress(key: string): Egress | undefined {
    return this.#find(key)?.egress;
  }

  settingsOf(key: string): Settings | undefined {
    return this.#find(key)?.settings;
  }

  portsOf(symbol: Target): readonly PortHead[] {
    return this.#portsIn(this.#of(symbol), symbol).ports;
  }

  #portsIn(entry: Entry, symbol: Target): Entry {
    if (entry.symbol === symbol) return entry;
    entry.symbol = symbol;
    entry.ports = readPorts(symbol);
    entry.isWhole = undefined;
    return entry;
  }

  /** Whether every version and port of it could be read. */
  areMembersKnown(program: Program, symbol: Target): boolean {
    const entry = this.#portsIn(this.#of(symbol), symbol);
    entry.isWhole ??= areMembersKnown(program, symbol);
    return entry.isWhole;
  }

  /** The route that decides requests to a port of a target: its own, or that of all ports. */
  routeOf(target: string, port: number | undefined): DeclaredRoute | undefined {
    const entry = this.#find(target);
    return (port === undefined ? undefined : entry?.routes?.get(port)) ?? entry?.route;
  }

  hasOwnRoute(target: Target, port: number): boolean {
    return this.#of(target).routes?.has(port) === true;
  }

  /** Whether some port of the target has a route of its own. */
  hasOwnRoutes(target: Target): boolean {
    return this.#of(target).routes !== undefined;
  }

  addRoute(route: DeclaredRoute, report: Report): void {
    const { target, port, declaration } = route;
    const entry = this.#of(target);
    const first = port === undefined ? entry.route : entry.routes?.get(port);
    if (first) {
      const key = port === undefined ? target.key : `${target.key}:${port}`;
      const related = [{ span: first.declaration.reference.span, message: 'declared here first' }];
      report.add(catalogue.names.duplicateRoute, declaration.reference.span, { route: key }, { related });
      return;
    }
    enterRoute(entry, route);
    this.routes.push(route);
  }

  /** Takes over what another check found out about the thing called `key`, its routes included; they are not read again. */
  know(other: Directory, key: string): void {
    this.#isFresh = false;
    const gateway = other.gateways.get(key);
    if (gateway && !this.gateways.has(key)) this.gateways.set(key, gateway);
    const theirs = other.#entries.get(key);
    if (!theirs) return;
    const entry = this.#entry(key);
    entry.service ??= theirs.service;
    entry.egress ??= theirs.egress;
    entry.settings ??= theirs.settings;
    if (entry.settings) this.hasSettings = true;
    if (theirs.route) enterRoute(entry, unread(theirs.route));
    for (const route of theirs.routes?.values() ?? []) enterRoute(entry, unread(route));
  }

  /** Drops what is known about the thing called `key`, but not its routes. */
  forget(key: string): void {
    this.gateways.delete(key);
    const entry = this.#find(key);
    if (!entry) return;
    this.#last = undefined;
    this.#entries.delete(key);
    entry.of = undefined;
    if (entry.route || entry.routes)
      this.#entries.set(key, { ...emptyEntry(key, this), route: entry.route, routes: entry.routes });
  }

  /** Drops the routes of declarations that `isGone`. */
  forgetRoutes(target: string, isGone: (declaration: RouteDeclaration) => boolean): void {
    const entry = this.#entries.get(target);
    if (!entry) return;
    if (entry.route && isGone(entry.route.declaration)) entry.route = undefined;
    for (const [port, route] of entry.routes ?? []) if (isGone(route.declaration)) entry.routes?.delete(port);
    if (entry.routes?.size === 0) entry.routes = undefined;
  }
}

/** What a route says to its callers is known during one check only. */
const unread = (route: DeclaredRoute): DeclaredRoute => (route.known ? { ...route, known: undefined } : route);

/** The first of its kind stays. */
function enterRoute(entry: Entry, route: DeclaredRoute): void {
  if (route.port === undefined) entry.route ??= route;
  else {
    entry.routes ??= new Map();
    if (!entry.routes.has(route.port)) entry.routes.set(route.port, route);
  }
}

/** One head for each port, however many names it has. */
function readPorts({ members: { ports } }: Target): readonly PortHead[] {
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
