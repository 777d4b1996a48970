// `route s[:port] …` → the rules for what the mesh addresses to a service or egress. Services that only say settings get a route that
// carries them.
import { catalogue } from '../diagnostics/index.ts';
import { always, type Route, type Rule, type Traffic, trafficOf } from '../model/index.ts';
import { areMembersKnown, isDamaged, type Placed, resolve } from '../program/index.ts';
import type { RouteDeclaration } from '../syntax/index.ts';
import { knownRoute } from './called-rules.ts';
import type { Checking } from './checking.ts';
import { type Frame, portNumber } from './destination.ts';
import type { DeclaredRoute, Directory, PortHead, Target } from './directory.ts';
import { rejectReferenceParts } from './reference.ts';
import { emptySink, noLayers, noSteps, placeOfRoute, readRouteBody, rulesIn, type Sink } from './rules.ts';

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
  checking.directory.addRoute({ placed, declaration, target, port, known: undefined }, checking.report);
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
    reportNoPorts(checking, declared);
    return undefined;
  }
  const { rules, complete } = readFor(checking, declared, ports);
  const { kind, key } = target;
  const { span: origin } = declaration;
  return {
    route: port === undefined ? { kind, target: key, rules, origin } : { kind, target: key, port, rules, origin },
    complete: complete && !isDamaged(checking.program, declaration),
  };
}

function reportNoPorts({ program, directory, report }: Checking, { declaration, target }: DeclaredRoute): void {
  if (!areMembersKnown(program, target)) return;
  const { span } = declaration.reference;
  if (directory.portsOf(target).length > 0) report.add(types.routeOfNothing, span, { name: target.key });
  else report.add(types.noPort, span, { name: target.key, kind: target.kind });
}

/** Reads the rules of a route for requests that come to these ports; what says the same to callers is remembered for them. */
function readFor(checking: Checking, declared: DeclaredRoute, heads: readonly PortHead[]): Sink {
  const { declaration, target: callee } = declared;
  const { report, circles } = checking;
  const sink = emptySink();
  const ports = heads.map(({ number }) => number);
  const families = familiesOf(heads);
  const frame: Frame = { kind: 'mesh', callee, ports, families, arrives: true };
  const place = placeOfRoute(declared);
  const findings = report.found.length;
  if (circles.enters(declared, declaration.span)) {
    readRouteBody({ checking, place, frame, condition: undefined, layers: noLayers, through: noSteps, sink }, declared);
    circles.leave();
  }
  sink.rules = rulesIn(sink);
  const silent = sink.complete && report.found.length === findings;
  if (silent && families === onlyHttp) declared.known = knownRoute(callee, ports, sink.rules, sink.calls);
  return sink;
}

function familiesOf(heads: readonly PortHead[]): readonly Traffic[] {
  if (heads.every(({ protocol }) => trafficOf(protocol) === 'http')) return onlyHttp;
  return [...new Set(heads.map(({ protocol }) => trafficOf(protocol)))];
}
const onlyHttp: readonly Traffic[] = ['http'];

/** The ports whose requests a route decides. */
function portsOfRoute({ directory }: Checking, { target, port }: DeclaredRoute): readonly PortHead[] {
  const ports = directory.portsOf(target);
  return port === undefined && !directory.hasOwnRoutes(target) ? ports : portsAmong(directory, ports, target, port);
}

const portsAmong = (
  directory: Directory,
  ports: readonly PortHead[],
  target: Target,
  port: number | undefined,
): readonly PortHead[] =>
  ports.filter(({ number }) => (port === undefined ? !directory.hasOwnRoute(target, number) : number === port));

/** Adds the routes of a target that nobody wrote, but whose declaration says settings for its requests. */
export function addImpliedRoutes({ directory }: Checking, target: Target, routes: Route[]): void {
  const settings = directory.settingsOf(target.key);
  if (!settings || directory.routeOf(target.key, undefined)) return;
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
  if (http.length < ports.length) for (const { number } of http) routes.push({ ...route, port: number });
  else if (http.length > 0) routes.push(route);
}
