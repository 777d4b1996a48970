// `route s[:port] …` → the rules for what the mesh addresses to a service or egress. Services that only say settings get a route that
// carries them.
import { catalogue } from '../diagnostics/index.ts';
import { always, type Route, type Rule, trafficOf } from '../model/index.ts';
import { areMembersKnown, isDamaged, type Placed, resolve } from '../program/index.ts';
import type { RouteDeclaration } from '../syntax/index.ts';
import { knownRoute } from './called-rules.ts';
import type { Checking } from './checking.ts';
import { portNumber } from './destination.ts';
import type { DeclaredRoute, PortHead, Target } from './directory.ts';
import { rejectReferenceParts } from './reference.ts';
import { type Context, emptySink, placeOfRoute, readRouteBody, routeName } from './rules.ts';

const { types } = catalogue;

/** Enters a route declaration in the directory, so that calls find it. */
export function enterRoute(checking: Checking, placed: Placed<RouteDeclaration>): void {
  const { declaration, scope } = placed;
  const { reference } = declaration;
  const target = resolve(checking, 'target', scope, reference);
  rejectReferenceParts(checking, reference, 'a route', 'port');
  if (!target) return;
  const port = reference.port && portNumber(checking, target, reference.port);
  if (reference.port && port === undefined) return;
  const route: DeclaredRoute = { placed, declaration, target, ...(port === undefined ? {} : { port }) };
  checking.directory.addRoute(route, checking.report);
}

export interface CheckedRoute {
  readonly route: Route;
  /** No rule had to be left out, and syntax lost none. */
  readonly complete: boolean;
}

export function readRoute(checking: Checking, declared: DeclaredRoute): CheckedRoute | undefined {
  const { declaration, target, port } = declared;
  const ports = portsOfRoute(checking, declared);
  if (ports.length === 0) {
    if (!areMembersKnown(checking.program, target)) return undefined;
    if (checking.directory.portsOf(target).length === 0)
      checking.report.add(types.noPort, declaration.reference.span, { name: target.key, kind: target.kind });
    else checking.report.add(types.routeOfNothing, declaration.reference.span, { name: target.key });
    return undefined;
  }
  const sink = emptySink();
  const numbers = ports.map(({ number }) => number);
  const families = [...new Set(ports.map(({ protocol }) => trafficOf(protocol)))];
  const findings = checking.report.found.length;
  const context: Context = {
    checking,
    place: placeOfRoute(declared),
    frame: { kind: 'mesh', callee: target, ports: numbers, families, arrives: true },
    condition: always(declaration.reference.span),
    layers: [],
    through: [],
    sink,
  };
  checking.circles.enter(routeName(declared), declaration.reference.span, declaration.reference.span, () =>
    readRouteBody(context, declared),
  );
  if (sink.complete && families.length === 1 && families[0] === 'http' && checking.report.found.length === findings)
    remember(checking, declared, numbers, sink);
  const place = port === undefined ? {} : { port };
  return {
    route: { kind: target.kind, target: target.key, ...place, rules: sink.rules, origin: declaration.span },
    complete: sink.complete && !isDamaged(checking.program, declaration),
  };
}

/** For those that call the route. */
function remember(
  { routes }: Checking,
  declared: DeclaredRoute,
  ports: readonly number[],
  sink: Context['sink'],
): void {
  const known = knownRoute(declared.target, ports, sink.rules, sink.calls);
  if (known) routes.set(declared, known);
}

/** The ports whose requests a route decides. */
const portsOfRoute = ({ directory }: Checking, { target, port }: DeclaredRoute): readonly PortHead[] =>
  directory
    .portsOf(target)
    .filter(({ number }) => (port === undefined ? !directory.hasOwnRoute(target, number) : number === port));

/** Routes of a target that nobody wrote, but whose declaration says settings for its requests. */
export function impliedRoutes(checking: Checking, target: Target): Route[] {
  const { directory } = checking;
  const settings = directory.settings.get(target.key);
  if (!settings || Object.keys(settings).length === 0 || directory.routeOf(target, undefined)) return [];
  const ports = directory.portsOf(target).filter(({ number }) => !directory.hasOwnRoute(target, number));
  const http = ports.filter(({ protocol }) => trafficOf(protocol) === 'http');
  const origin = target.nameSpan;
  const destination = { kind: target.kind, target: target.key } as const;
  const rule: Rule = {
    condition: always(origin),
    action: { kind: 'forward', split: [{ destination, weight: 1, origin }], origin },
    settings,
    origin,
    through: [],
  };
  const route: Route = { kind: target.kind, target: target.key, rules: [rule], origin };
  if (http.length === ports.length) return http.length > 0 ? [route] : [];
  return http.map(({ number }) => ({ ...route, port: number }));
}
