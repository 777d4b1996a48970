// Program → the checked mesh, and what is wrong. Order: constants, what is declared (services, egresses, gateways), bodies that are
// used by name, then the rules of routes and doors, telemetry, tests. Declarations do not depend on the order of files.
import { type Diagnostic, Report } from '../diagnostics/index.ts';
import type { Declared, Gateway, Ingress, Mesh, Route } from '../model/index.ts';
import {
  Bindings,
  beyondSyntax,
  type DeclaredSymbol,
  type EgressSymbol,
  find,
  isDamaged,
  type NameRecorder,
  type Placed,
  type Program,
  type ServiceSymbol,
  spaces,
} from '../program/index.ts';
import type { Declaration } from '../syntax/index.ts';
import { checkBody } from './body.ts';
import type { Checking, CheckOptions } from './checking.ts';
import { Circles } from './circles.ts';
import { checkClaims } from './claims.ts';
import { Directory } from './directory.ts';
import { readGatewayRules, readIngress } from './door.ts';
import { readEgress } from './egress.ts';
import { readGateway } from './gateway.ts';
import { checkDeclaredHosts } from './hosts.ts';
import { checkGivenInputs } from './input.ts';
import { hasElse, missingElse } from './missing-else.ts';
import { RepeatedSettings } from './repeated-settings.ts';
import { addImpliedRoutes, type CheckedRoute, enterRoute, readRoute } from './route.ts';
import { readService } from './service.ts';
import { checkTelemetry, readTelemetry } from './telemetry.ts';
import { readExpectation, readTestDeclaration } from './test.ts';

export interface Checked {
  readonly mesh: Mesh;
  readonly diagnostics: readonly Diagnostic[];
  /** Which name of the tree means which symbol; nothing where others were told. */
  readonly bindings: Bindings;
}

/** Checks a program. Pure; never fails: what is wrong is reported and left out of the mesh. */
export const check = (program: Program, options: CheckOptions = {}): Checked =>
  checkInto(new Directory(), program, options);

/** The same where a part of the program is known already: it stands in `directory` and is not checked again. */
export function checkInto(directory: Directory, program: Program, options: CheckOptions): Checked {
  const bindings = new Bindings();
  const checking = startChecking(program, options, directory, options.names ?? bindings);
  const placed = sortedOut(program.placed);
  checkGivenInputs(checking);
  readDeclared(checking);
  const services = directory.services();
  const egresses = directory.egresses();
  checkDeclaredHosts(checking, services, egresses);
  bindUses(checking, placed.use);
  for (const each of placed.route) enterRoute(checking, each);
  for (const symbol of program.symbols) checkBody(checking, symbol);
  const mesh: Mesh = {
    namespace: program.namespace,
    clusterDomain: options.clusterDomain ?? 'cluster.local',
    undeclared: options.undeclared ?? 'allow',
    dataPlane: options.dataPlane ?? { proxy: 'envoy' },
    ...(options.discovery ? { discovery: options.discovery } : {}),
    services: services.sort(byKey),
    egresses: egresses.sort(byKey),
    gateways: gatewaysWithRules(checking).sort(byKey),
    routes: readRoutes(checking),
    ingresses: readIngresses(checking, placed.ingress),
    telemetry: readAllTelemetry(checking, placed.telemetry),
    tests: placed.test.map((each) => readTestDeclaration(checking, each)),
    expectations: placed.expect.map((each) => readExpectation(checking, each)),
  };
  const diagnostics = beyondSyntax(program, (checking.report as Report).sorted());
  return { mesh, diagnostics, bindings };
}

const startChecking = (
  program: Program,
  options: CheckOptions,
  directory: Directory,
  bindings: NameRecorder,
): Checking => {
  const report = new Report();
  return {
    program,
    options,
    report,
    bindings,
    circles: new Circles(report),
    directory,
    constants: new Map(),
    conditions: new Map(),
    policies: new Map(),
    repeated: new RepeatedSettings(),
    checked: new Set(),
  };
};

type Of<K extends Declaration['kind']> = Placed<Extract<Declaration, { kind: K }>>;

/** The declarations that are read in an order of their own, by kind. */
type SortedOut = { readonly [K in 'use' | 'route' | 'ingress' | 'telemetry' | 'test' | 'expect']: Of<K>[] };

function sortedOut(all: readonly Placed[]): SortedOut {
  const sorted: SortedOut = { use: [], route: [], ingress: [], telemetry: [], test: [], expect: [] };
  for (let at = 0; at < all.length; at++) {
    const placed = all[at] as Placed;
    const list = sorted[placed.declaration.kind as keyof SortedOut] as Placed[] | undefined;
    if (list) list.push(placed);
  }
  return sorted;
}

/** `use ns/name` names whatever has that name, in the order of the spaces. */
function bindUses({ program, bindings }: Checking, uses: readonly Of<'use'>[]): void {
  for (const { declaration, scope } of uses) {
    const { namespace, name } = declaration.reference;
    for (const space of spaces) {
      const symbol = find(program, space, scope, namespace?.text, name.text);
      if (symbol) bindings.record(name, symbol);
    }
  }
}

const isFirst = (program: Program, symbol: DeclaredSymbol, space: 'target' | 'gateway'): boolean =>
  program.table(symbol.namespace)?.[space].get(symbol.name) === symbol;

/** Services, egresses and gateways into the directory; of repeated ones the first. */
function readDeclared(checking: Checking): void {
  const { program, directory } = checking;
  for (const symbol of program.symbols) {
    if (symbol.kind === 'gateway') {
      if (isFirst(program, symbol, 'gateway')) directory.gateways.set(symbol.key, readGateway(checking, symbol));
    } else if (symbol.kind === 'service' || symbol.kind === 'egress') {
      const entered = directory.wasEntered(symbol);
      if (entered === undefined ? isFirst(program, symbol, 'target') : !entered) enterTarget(checking, symbol);
    }
  }
}

function enterTarget(checking: Checking, symbol: ServiceSymbol | EgressSymbol): void {
  const { program, report, directory } = checking;
  const findings = report.found.length;
  const { read, settings } = symbol.kind === 'service' ? readService(checking, symbol) : readEgress(checking, symbol);
  const isSound = report.found.length === findings && !isDamaged(program, symbol.declaration);
  directory.enter(symbol, read, settings, isSound);
}

function gatewaysWithRules(checking: Checking): Gateway[] {
  const { program, directory } = checking;
  const gateways: Gateway[] = [];
  for (const symbol of program.symbols) {
    if (symbol.kind !== 'gateway' || !isFirst(program, symbol, 'gateway')) continue;
    const gateway = directory.gateways.get(symbol.key);
    if (gateway) gateways.push(readGatewayRules(checking, symbol, gateway));
  }
  return gateways;
}

function readRoutes(checking: Checking): Route[] {
  const { program, directory } = checking;
  const routes: Route[] = [];
  for (const declared of directory.routes) {
    const read = readRoute(checking, declared);
    if (!read) continue;
    routes.push(read.route);
    checkDecides(checking, read);
  }
  if (!directory.hasSettings) return routes.sort(byTarget);
  for (const symbol of program.symbols)
    if (symbol.kind === 'service' || symbol.kind === 'egress') addImpliedRoutes(checking, symbol, routes);
  return routes.sort(byTarget);
}

function checkDecides({ options, report }: Checking, { route, complete }: CheckedRoute): void {
  const decides = options.decidesAll ?? hasElse;
  if (complete && !hasElse(route.rules) && !decides(route.rules)) report.take([missingElse(route)]);
}

function readIngresses(checking: Checking, declared: readonly Of<'ingress'>[]): Ingress[] {
  const ingresses: Ingress[] = [];
  for (const placed of declared) {
    const ingress = readIngress(checking, placed);
    if (ingress) ingresses.push(ingress);
  }
  checkClaims(checking, ingresses);
  return ingresses.sort(compareIngresses);
}

/** By namespace, hosts, doors. Of two lists the one that ends sooner goes first. */
function compareIngresses(a: Ingress, b: Ingress): number {
  const order = compare(a.namespace, b.namespace);
  if (order !== 0) return order;
  const parts = Math.min(a.hosts.length + a.doors.length, b.hosts.length + b.doors.length);
  for (let at = 0; at < parts; at++) {
    const found = compare(keyPart(a, at), keyPart(b, at));
    if (found !== 0) return found;
  }
  return a.hosts.length + a.doors.length - (b.hosts.length + b.doors.length);
}

function keyPart({ hosts, doors }: Ingress, at: number): string {
  const host = hosts[at];
  if (host) return host.value;
  const door = doors[at - hosts.length];
  return door ? `${door.gateway}:${door.ports.join(',')}` : '';
}

function readAllTelemetry(checking: Checking, declared: readonly Of<'telemetry'>[]): Mesh['telemetry'] {
  const all = declared.flatMap((placed) => {
    const telemetry = readTelemetry(checking, placed);
    return telemetry ? [{ telemetry, keyword: placed.declaration.keyword }] : [];
  });
  checkTelemetry(checking, all);
  return all.map(({ telemetry }) => telemetry).sort((a, b) => compare(a.service ?? '', b.service ?? ''));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTarget = (a: Route, b: Route): number => compare(a.target, b.target) || (a.port ?? 0) - (b.port ?? 0);
const byKey = (a: Declared, b: Declared): number => compare(a.key, b.key);
