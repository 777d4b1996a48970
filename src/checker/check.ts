// Program → the checked mesh, and what is wrong. Order: constants, what is declared (services, egresses, gateways), bodies that are
// used by name, then the rules of routes and doors, telemetry, tests. Declarations do not depend on the order of files.
import { type Diagnostic, Report } from '../diagnostics/index.ts';
import type { Egress, Gateway, Ingress, Mesh, Route, Service } from '../model/index.ts';
import {
  Bindings,
  beyondSyntax,
  type DeclaredSymbol,
  type EgressSymbol,
  find,
  type Placed,
  type Program,
  type ServiceSymbol,
  spaces,
} from '../program/index.ts';
import type { Declaration } from '../syntax/index.ts';
import { checkBody } from './body.ts';
import type { Checking, CheckOptions } from './checking.ts';
import { watchCircles } from './circles.ts';
import { Directory } from './directory.ts';
import { checkClaims, readGatewayRules, readIngress } from './door.ts';
import { readEgress } from './egress.ts';
import { readGateway } from './gateway.ts';
import { checkDeclaredHosts } from './hosts.ts';
import { checkGivenInputs } from './input.ts';
import { saysSomething } from './layers.ts';
import { hasElse, missingElse } from './missing-else.ts';
import { type CheckedRoute, enterRoute, impliedRoutes, readRoute } from './route.ts';
import { readService } from './service.ts';
import { checkTelemetry, readTelemetry } from './telemetry.ts';
import { readExpectation, readTestDeclaration } from './test.ts';

export interface Checked {
  readonly mesh: Mesh;
  readonly diagnostics: readonly Diagnostic[];
  /** Which name of the tree means which symbol. */
  readonly bindings: Bindings;
}

/** Checks a program. Pure; never fails: what is wrong is reported and left out of the mesh. */
export const check = (program: Program, options: CheckOptions = {}): Checked =>
  checkInto(new Directory(), program, options);

/** The same where a part of the program is known already: it stands in `directory` and is not checked again. */
export function checkInto(directory: Directory, program: Program, options: CheckOptions): Checked {
  const checking = startChecking(program, options, directory);
  checkGivenInputs(checking);
  readDeclared(checking);
  bindUses(checking);
  for (const placed of of(program, 'route')) enterRoute(checking, placed);
  for (const symbol of program.symbols) checkBody(checking, symbol);
  const mesh: Mesh = {
    namespace: program.namespace,
    clusterDomain: options.clusterDomain ?? 'cluster.local',
    undeclared: options.undeclared ?? 'allow',
    dataPlane: options.dataPlane ?? { proxy: 'envoy' },
    ...(options.discovery ? { discovery: options.discovery } : {}),
    services: byKey([...checking.directory.services.values()]),
    egresses: byKey([...checking.directory.egresses.values()]),
    gateways: byKey(gatewaysWithRules(checking)),
    routes: readRoutes(checking),
    ingresses: readIngresses(checking),
    telemetry: readAllTelemetry(checking),
    tests: of(program, 'test').map((placed) => readTestDeclaration(checking, placed)),
    expectations: of(program, 'expect').map((placed) => readExpectation(checking, placed)),
  };
  const diagnostics = beyondSyntax(program, (checking.report as Report).sorted());
  return { mesh, diagnostics, bindings: checking.bindings as Bindings };
}

const startChecking = (program: Program, options: CheckOptions, directory: Directory): Checking => {
  const report = new Report();
  return {
    program,
    options,
    report,
    bindings: new Bindings(),
    circles: watchCircles(report),
    directory,
    constants: new Map(),
    conditions: new Map(),
    policies: new Map(),
    routes: new Map(),
    checked: new Set(),
  };
};

/** `use ns/name` names whatever has that name, in the order of the spaces. */
function bindUses({ program, bindings }: Checking): void {
  for (const { declaration, scope } of of(program, 'use')) {
    const { namespace, name } = declaration.reference;
    for (const space of spaces) {
      const symbol = find(program, space, scope, namespace?.text, name.text);
      if (symbol) bindings.record(name, symbol);
    }
  }
}

type Of<K extends Declaration['kind']> = Placed<Extract<Declaration, { kind: K }>>;

const of = <K extends Declaration['kind']>({ placed }: Program, kind: K): readonly Of<K>[] =>
  placed.filter(({ declaration }) => declaration.kind === kind) as unknown as readonly Of<K>[];

const isFirst = (program: Program, symbol: DeclaredSymbol, space: 'target' | 'gateway'): boolean =>
  program.table(symbol.namespace)?.[space].get(symbol.name) === symbol;

/** Services, egresses and gateways into the directory; of repeated ones the first. */
function readDeclared(checking: Checking): void {
  const { program, directory } = checking;
  for (const symbol of program.symbols) {
    if (symbol.kind === 'gateway' && isFirst(program, symbol, 'gateway'))
      directory.gateways.set(symbol.key, readGateway(checking, symbol));
    else if (symbol.kind === 'service' && isFirst(program, symbol, 'target')) enterService(checking, symbol);
    else if (symbol.kind === 'egress' && isFirst(program, symbol, 'target')) enterEgress(checking, symbol);
  }
  checkDeclaredHosts(checking);
}

function enterService(checking: Checking, symbol: ServiceSymbol): void {
  const { service, settings } = readService(checking, symbol);
  checking.directory.services.set(symbol.key, service);
  if (saysSomething(settings)) checking.directory.settings.set(symbol.key, settings);
}

function enterEgress(checking: Checking, symbol: EgressSymbol): void {
  const { egress, settings } = readEgress(checking, symbol);
  checking.directory.egresses.set(symbol.key, egress);
  if (saysSomething(settings)) checking.directory.settings.set(symbol.key, settings);
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
  for (const symbol of program.symbols)
    if (symbol.kind === 'service' || symbol.kind === 'egress')
      for (const route of impliedRoutes(checking, symbol)) routes.push(route);
  return routes.sort((a, b) => compare(a.target, b.target) || (a.port ?? 0) - (b.port ?? 0));
}

function checkDecides({ options, report }: Checking, { route, complete }: CheckedRoute): void {
  const decides = options.decidesAll ?? hasElse;
  if (complete && !hasElse(route.rules) && !decides(route.rules)) report.take([missingElse(route)]);
}

function readIngresses(checking: Checking): Ingress[] {
  const ingresses: Ingress[] = [];
  for (const placed of of(checking.program, 'ingress')) {
    const ingress = readIngress(checking, placed);
    if (ingress) ingresses.push(ingress);
  }
  checkClaims(checking, ingresses);
  const keyed = ingresses.map((ingress) => ({ ingress, key: ingressKey(ingress) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ ingress }) => ingress);
}

function ingressKey({ namespace, hosts, doors }: Ingress): string {
  let key = namespace;
  for (const { value } of hosts) key += ` ${value}`;
  for (const { gateway, ports } of doors) key += ` ${gateway}:${ports.join(',')}`;
  return key;
}

function readAllTelemetry(checking: Checking): Mesh['telemetry'] {
  const all = of(checking.program, 'telemetry').flatMap((placed) => {
    const telemetry = readTelemetry(checking, placed);
    return telemetry ? [{ telemetry, keyword: placed.declaration.keyword }] : [];
  });
  checkTelemetry(checking, all);
  return all.map(({ telemetry }) => telemetry).sort((a, b) => compare(a.service ?? '', b.service ?? ''));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byKey = <T extends Service | Egress | Gateway>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => compare(a.key, b.key));
