// Random programs × requests: what an implementation makes of the objects, by an interpreter of its own, is what the program means.
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { toPlain } from '../../../src/documents/index.ts';
import { readBack, readBackText } from '../../../src/importer/index.ts';
import { type Decision, decide, makeRequest, multimap, type Request } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { decideHttpRoutes, type HttpWireRequest } from '../../support/http-routes.ts';
import { type Random, randomOf } from '../../support/random.ts';
import { faults } from './faults.ts';

const PROGRAMS = process.env.MESH_DEEP ? 3000 : 80;
const frame = `namespace shop
service a { port 80 http; version v1, v2 }
service b { port 80 http }
service g { port 90 grpc; version v1, v2 }
gateway web { port 80 http; port 443 https { certificate "c" } }
gateway calls { port 90 grpc }
`;
const PATHS = ['/', '/a', '/a/b', '/a/b/c', '/ab', '/x', '/x/'];
const VALUES = ['1', '2'];

function condition(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.45)) {
    const parts = [condition(random, depth - 1), condition(random, depth - 1)];
    return `(${parts.join(random.pick([' and ', ' or ']))})`;
  }
  if (random.chance(0.12)) return `not ${leaf(random)}`;
  return leaf(random);
}

function leaf(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return `path == ${JSON.stringify(random.pick(PATHS))}`;
    case 1:
    case 2:
      return `path under ${JSON.stringify(random.pick(PATHS.slice(1, 6)))}`;
    case 3:
      return `method == ${random.pick(['GET', 'POST'])}`;
    case 4:
      return `query "q" == "${random.pick(VALUES)}"`;
    case 6:
      return `path starts ${JSON.stringify(random.pick(['/a/', '/a/b/', '/x/']))}`;
    case 5:
      return `scheme == ${random.pick(['http', 'https'])}`;
    default:
      return `header "${random.pick(['x', 'y'])}" == "${random.pick(VALUES)}"`;
  }
}

const action = (random: Random): string =>
  random.pick([
    'a@v1',
    'a@v2',
    'b',
    '25% to a@v1, rest to b',
    'b { rewrite path "/new" }',
    'b { rewrite host "other.example.org" }',
    'redirect 302 { path "/moved" }',
    'redirect 301 { scheme https; host "secure.example.org" }',
  ]);

function list(random: Random): string {
  const rules = random.times(1, 4, () => `  when ${condition(random, 2)} -> ${action(random)}`);
  const under = random.chance(0.4) ? ['  when path under "/a" -> b { rewrite prefix "/a" to "/z" }'] : [];
  return [...rules, ...under, `  else -> ${random.pick(['a@v1', 'b'])}`].join('\n');
}

const program = (random: Random): string =>
  `${frame}route a {\n${list(random)}\n}\ningress "a.example.org" on web {\n${list(random)}\n}\ningress "*.example.org" on web {\n${list(random)}\n}\n`;

const SERVICES = ['shop.A', 'shop.AB', 'x.A'];
const METHODS = ['Get', 'List'];

function callLeaf(random: Random): string {
  switch (random.below(6)) {
    case 0:
    case 1:
      return `rpc == "${random.pick(SERVICES)}/${random.pick(METHODS)}"`;
    case 2:
      return `rpc under "${random.pick(SERVICES)}"`;
    case 3:
      return `rpc matches \`[^/]+/${random.pick(METHODS)}\``;
    default:
      return `header "${random.pick(['x', 'y'])}" == "${random.pick(VALUES)}"`;
  }
}

function callCondition(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.45))
    return `(${[callCondition(random, depth - 1), callCondition(random, depth - 1)].join(random.pick([' and ', ' or ']))})`;
  return random.chance(0.15) ? `not ${callLeaf(random)}` : callLeaf(random);
}

const callAction = (random: Random): string =>
  random.pick(['g@v1:90', 'g@v2:90', '25% to g@v1:90, rest to g@v2:90', 'g:90 { request header set "h" "1" }']);

function callList(random: Random, last: string): string {
  const rules = random.times(1, 5, () => `  when ${callCondition(random, 2)} -> ${callAction(random)}`);
  const odd = random.chance(0.1) ? ['  when path under "/shop" -> g@v2:90'] : [];
  return [...rules, ...odd, last].join('\n');
}

const callProgram = (random: Random): string =>
  `${frame}route g {\n${callList(random, '  else -> g@v1')}\n}\ningress "g.example.org" on calls {\n${callList(random, '  else -> respond 404')}\n}\ningress "c.example.org" on web:80 {\n  when rpc under "shop.A" -> g@v1:90\n  when rpc == "shop.AB/Get" and ${callLeaf(random)} -> g@v2:90\n}\n`;

function callOf(random: Random): Request {
  const place = random.pick(['service', 'calls', 'web'] as const);
  return makeRequest({
    protocol: 'http',
    address:
      place === 'service' ? { kind: 'service', target: 'shop/g' } : { kind: 'gateway', gateway: `shop/${place}` },
    port: place === 'web' ? 80 : 90,
    source: { kind: 'unknown' },
    host: { service: 'g', calls: 'g.example.org', web: 'c.example.org' }[place],
    scheme: 'http',
    method: 'POST',
    path: `/${random.pick([...SERVICES, 'other.X'])}/${random.pick([...METHODS, 'Put'])}`,
    query: multimap([]),
    headers: multimap([
      ['content-type', 'application/grpc'],
      ...['x', 'y'].flatMap((name) => (random.chance(0.6) ? [[name, random.pick([...VALUES, '3'])] as const] : [])),
    ]),
  });
}

function requestOf(random: Random): Request {
  const inMesh = random.chance(0.4);
  const port = inMesh ? 80 : random.pick([80, 443]);
  const pairs = (names: readonly string[]) =>
    names.flatMap((name) => (random.chance(0.6) ? [[name, random.pick([...VALUES, '3'])] as const] : []));
  return makeRequest({
    protocol: 'http',
    address: inMesh ? { kind: 'service', target: 'shop/a' } : { kind: 'gateway', gateway: 'shop/web' },
    port,
    source: { kind: 'unknown' },
    host: inMesh ? 'a' : random.pick(['a.example.org', 'b.example.org', 'other.test']),
    scheme: port === 443 ? 'https' : 'http',
    method: random.pick(['GET', 'POST', 'PUT']),
    path: random.pick([...PATHS, '/a/', '/a/bc', '/other']),
    query: multimap(pairs(['q'])),
    headers: multimap(pairs(['x', 'y'])),
  });
}

const named = (key: string): { namespace: string; name: string } => {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
};

const wire = (request: Request): HttpWireRequest => ({
  method: request.method,
  host: request.host,
  path: request.path,
  query: [...request.query].flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  headers: Object.fromEntries([...request.headers].map(([name, values]) => [name, values.join(',')])),
  at:
    request.address.kind === 'gateway'
      ? { kind: 'Gateway', ...named(request.address.gateway), port: request.port }
      : { kind: 'Service', ...named((request.address as { target: string }).target), port: request.port },
});

function meaning({ outcome, settings }: Decision, request: Request): string {
  switch (outcome.kind) {
    case 'not-found':
      return '404';
    case 'redirect': {
      const { scheme = '', host = '', port = '', path } = outcome.action;
      return `redirect ${outcome.code} ${scheme} ${host} ${port} ${path ?? request.path}`;
    }
    case 'forward': {
      const shares = outcome.shares.map(({ destination: { target, version }, port, weight, total }) => {
        return `${(weight / total).toFixed(6)} ${target}${version === undefined ? '' : `-${version}`}:${port}`;
      });
      return `forward ${shares.sort().join(', ')} path ${outcome.sent.path} host ${settings.rewriteHost?.value ?? ''}`;
    }
    case 'respond':
      return `${outcome.action.status}`;
    default:
      return outcome.kind;
  }
}

function compared(mesh: Mesh, objects: readonly unknown[], random: Random, make = requestOf): void {
  for (let count = 0; count < 60; count++) {
    const request = make(random);
    const meant = meaning(decide(mesh, request, { reasons: false }), request);
    expect({ is: decideHttpRoutes(objects, wire(request)), request }).toEqual({ is: meant, request });
  }
}

test.each(['1.2', '1.6'])(`${PROGRAMS} random programs for %s decide 60 requests each as they mean`, (version) => {
  const target = chooseTarget(`gateway-api@${version}`) as TargetChoice;
  let refused = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = randomOf(seed);
    const compilation = compile([new Source('main.mesh', program(random))], { withoutAnalysis: true });
    expect(
      compilation.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ).toEqual([]);
    const emission = emit(compilation, target);
    if (emission.hasErrors) {
      refused++;
      continue;
    }
    const back = readBack(compilation.mesh, emission.documents, target.platform);
    expect(back?.same || readBackText(back as NonNullable<typeof back>)).toBe(true);
    if (version === '1.6') expect(faults(emission.documents)).toEqual([]);
    compared(
      compilation.mesh,
      emission.documents.map(({ root }) => toPlain(root)),
      random,
    );
  }
  expect(refused).toBeLessThan(PROGRAMS / 2);
});

test.each(['1.1', '1.3', '1.6'])(
  `${PROGRAMS} random programs of calls for %s become GRPCRoutes that mean the same`,
  (version) => {
    const target = chooseTarget(`gateway-api@${version}`) as TargetChoice;
    const kinds = { HTTPRoute: 0, GRPCRoute: 0 };
    let refused = 0;
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const random = randomOf(seed + 5000);
      const compilation = compile([new Source('main.mesh', callProgram(random))], { withoutAnalysis: true });
      expect(
        compilation.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      ).toEqual([]);
      const emission = emit(compilation, target);
      if (emission.hasErrors) {
        refused++;
        continue;
      }
      const back = readBack(compilation.mesh, emission.documents, target.platform);
      expect(back?.same || readBackText(back as NonNullable<typeof back>)).toBe(true);
      if (version === '1.6') expect(faults(emission.documents)).toEqual([]);
      const objects = emission.documents.map(({ root }) => toPlain(root) as { kind: string });
      for (const { kind } of objects) if (kind === 'HTTPRoute' || kind === 'GRPCRoute') kinds[kind]++;
      compared(compilation.mesh, objects, random, callOf);
    }
    expect(refused).toBeLessThan(PROGRAMS / 2);
    expect(kinds.GRPCRoute).toBeGreaterThan(PROGRAMS);
    expect(kinds.HTTPRoute).toBeGreaterThan(0);
  },
);
