// Random programs × requests: what an implementation makes of the objects, by an interpreter of its own, is what the program means.
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { toPlain } from '../../../src/documents/index.ts';
import { readBack, readBackText } from '../../../src/importer/index.ts';
import { type Decision, decide, makeRequest, multimap, type Request } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { callsProgram, METHODS, PATHS, routesProgram, SERVICES, VALUES } from '../../support/generate-routes.ts';
import { decideHttpRoutes, type HttpWireRequest } from '../../support/http-routes.ts';
import { type Random, randomOf } from '../../support/random.ts';
import { faults } from './faults.ts';

const PROGRAMS = process.env.MESH_DEEP ? 3000 : 80;
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
    const compilation = compile([new Source('main.mesh', routesProgram(random))], { withoutAnalysis: true });
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
      const compilation = compile([new Source('main.mesh', callsProgram(random))], { withoutAnalysis: true });
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
