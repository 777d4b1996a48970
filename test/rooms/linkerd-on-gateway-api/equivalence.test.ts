// Random programs × requests: what Linkerd's proxies make of the objects, by an interpreter of its own, is what the program means.
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { toPlain } from '../../../src/documents/index.ts';
import { readBack, readBackText } from '../../../src/importer/index.ts';
import { type Decision, decide, makeRequest, multimap, type Request } from '../../../src/meaning/index.ts';
import type { Retry } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { decideLinkerd, type LinkerdRequest } from '../../support/linkerd-two.ts';
import { type Random, randomOf } from '../../support/random.ts';
import { faults } from './faults.ts';

const PROGRAMS = process.env.MESH_DEEP ? 3000 : 100;
const frame = `namespace shop
service a { port 80 http; version v1, v2 }
service b { port 80 http }
service g { port 90 grpc; version v1, v2 }
`;
const outside = 'egress e { host "e.example.org"; port 80 http }\negress f { host "*.example.org"; port 80 http }\n';
const PATHS = ['/', '/a', '/a/b', '/a/b/c', '/ab', '/x', '/x/'];
const VALUES = ['1', '2'];

function leaf(random: Random): string {
  switch (random.below(9)) {
    case 0:
      return `path == ${JSON.stringify(random.pick(PATHS))}`;
    case 1:
    case 2:
      return `path under ${JSON.stringify(random.pick(PATHS.slice(1, 6)))}`;
    case 3:
      return `method == ${random.pick(['GET', 'POST'])}`;
    case 4:
      return `query "q" == "${random.pick(VALUES)}"`;
    case 5:
      return `path matches \`${random.pick(['/a|/a/b', '/a(/b)?', '/x/?', '/a/.*', '/(a|ab)(b|/b)?'])}\``;
    case 6:
      return `header "x" matches \`${random.pick(['1|12', '[12]?2?', '3|1'])}\``;
    default:
      return `header "${random.pick(['x', 'y'])}" == "${random.pick(VALUES)}"`;
  }
}

function condition(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.4))
    return `(${[condition(random, depth - 1), condition(random, depth - 1)].join(random.pick([' and ', ' or ']))})`;
  return random.chance(0.1) ? `not ${leaf(random)}` : leaf(random);
}

const action = (random: Random): string =>
  random.pick([
    'a@v1',
    'a@v2 { timeout 1s }',
    'b',
    '25% to a@v1, rest to b',
    'b { retry 2 on 5xx, 429 }',
    'a@v1 { name "n"; response header set "h" "1" }',
    'redirect 302 { path "/moved" }',
    'redirect 301 { scheme https; host "secure.example.org" }',
  ]);

const rules = (random: Random, what: (random: Random) => string): string =>
  random.times(1, 4, () => `  when ${condition(random, 2)} -> ${what(random)}\n`).join('');

const callLeaf = (random: Random): string =>
  random.pick([
    `rpc == "${random.pick(['s.A', 's.AB'])}/${random.pick(['Get', 'List'])}"`,
    `rpc under "${random.pick(['s.A', 's.AB'])}"`,
    `rpc matches \`[^/]+/${random.pick(['Get', 'List'])}\``,
    `header "x" == "${random.pick(VALUES)}"`,
  ]);

const calls = (random: Random): string =>
  random
    .times(1, 4, () => {
      const parts = random.times(1, 2, () => callLeaf(random)).join(' and ');
      return `  when ${parts} -> ${random.pick(['g@v1', 'g@v2 { timeout 2s; retry 3 on unavailable, internal }', '1 to g@v1, 2 to g@v2'])}\n`;
    })
    .join('');

const program = (random: Random, egress: boolean): string =>
  `${frame}route a {\n${rules(random, action)}  else -> ${random.pick(['a@v1', 'b', 'respond 404'])}\n}\nroute g {\n${calls(random)}  else -> g@v1\n}\n${
    egress
      ? `${outside}route e {\n${rules(random, (one) => one.pick(['e', 'e { timeout 5s }', 'a@v1']))}  else -> e\n}\n`
      : ''
  }`;

function requestOf(random: Random): Request {
  const where = random.pick(['a', 'g', 'e', 'f', 'undeclared'] as const);
  const pairs = (names: readonly string[]) =>
    names.flatMap((name) => (random.chance(0.6) ? [[name, random.pick([...VALUES, '3', '12', '22'])] as const] : []));
  const isCall = where === 'g';
  return makeRequest({
    protocol: 'http',
    address:
      where === 'undeclared'
        ? { kind: 'undeclared' }
        : { kind: where === 'e' || where === 'f' ? 'egress' : 'service', target: `shop/${where}` },
    port: isCall ? 90 : 80,
    source: { kind: 'unknown' },
    host: { a: 'a', g: 'g', e: 'e.example.org', f: 'f.example.org', undeclared: 'other.test' }[where],
    scheme: 'http',
    method: isCall ? 'POST' : random.pick(['GET', 'POST', 'PUT']),
    path: isCall
      ? `/${random.pick(['s.A', 's.AB', 'o.X'])}/${random.pick(['Get', 'List', 'Put'])}`
      : random.pick([...PATHS, '/a/', '/a/bc', '/other', '/abb']),
    query: multimap(isCall ? [] : pairs(['q'])),
    headers: multimap([...(isCall ? [['content-type', 'application/grpc'] as const] : []), ...pairs(['x', 'y'])]),
  });
}

function wire(request: Request): LinkerdRequest {
  const { address, port } = request;
  const [namespace = '', name = ''] = address.kind === 'service' ? address.target.split('/') : [];
  const flat = (all: Request['query']) => [...all].flatMap(([key, values]) => values.map((one) => [key, one] as const));
  return {
    method: request.method,
    host: request.host,
    path: request.path,
    query: flat(request.query),
    headers: flat(request.headers),
    to: address.kind === 'service' ? { kind: 'Service', namespace, name, port } : { kind: 'outside', port },
  };
}

function meaning({ outcome, settings }: Decision, request: Request): string {
  switch (outcome.kind) {
    case 'undeclared':
      return outcome.allowed ? 'as sent' : '403';
    case 'respond':
      return `${outcome.action.status}`;
    case 'redirect': {
      const { scheme = '', host = '', port = '', path } = outcome.action;
      return `redirect ${outcome.code} ${scheme} ${host} ${port} ${path ?? request.path}`;
    }
    case 'forward': {
      const shares = outcome.shares.map(({ destination: { kind, target, version }, port, weight, total }) =>
        kind === 'egress'
          ? 'as sent'
          : `${(weight / total).toFixed(6)} ${target}${version === undefined ? '' : `-${version}`}:${port}`,
      );
      const timeout = settings.timeout && settings.timeout.value !== 'none' ? `${settings.timeout.value / 1000}s` : '-';
      const retry = settings.retry && settings.retry.value !== 'never' ? (settings.retry.value as Retry) : undefined;
      const isCall = request.headers.has('content-type');
      const on = retry ? retry.on.join(',') : '-';
      return `forward ${shares.sort().join(', ')} ${timeout} ${isCall ? '-' : on} ${isCall ? on : '-'} ${retry ? retry.attempts : '-'}`;
    }
    default:
      return outcome.kind;
  }
}

test.each([
  ['2.16', 'allow'],
  ['2.20', 'allow'],
  ['2.20', 'deny'],
] as const)(
  `${PROGRAMS} random programs for %s, undeclared: %s, decide 50 requests each as they mean`,
  (version, undeclared) => {
    const target = chooseTarget(`linkerd@${version}`) as TargetChoice;
    const kinds = new Set<string>();
    let refused = 0;
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const random = randomOf(seed);
      const source = new Source('main.mesh', program(random, version === '2.20'));
      const compilation = compile([source], { withoutAnalysis: true, undeclared });
      expect(
        compilation.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
      ).toEqual([]);
      const emission = emit(compilation, target);
      if (emission.hasErrors) {
        refused++;
        continue;
      }
      if (version === '2.20') expect(faults(emission.documents)).toEqual([]);
      const back = readBack(compilation.mesh, emission.documents, target.platform);
      expect({ seed, said: back?.same || readBackText(back as NonNullable<typeof back>) }).toEqual({
        seed,
        said: true,
      });
      const objects = emission.documents.map(({ root }) => toPlain(root) as { kind: string });
      for (const { kind } of objects) kinds.add(kind);
      for (let count = 0; count < 50; count++) {
        const request = requestOf(random);
        if (version !== '2.20' && request.address.kind !== 'service') continue;
        const meant = meaning(decide(compilation.mesh, request, { reasons: false }), request);
        const is = decideLinkerd(objects, wire(request));
        const isPlain = meant === 'forward as sent - - - -' && is === 'as sent';
        expect({ is: isPlain ? meant : is, request, seed }).toEqual({ is: meant, request, seed });
      }
    }
    expect(refused).toBeLessThan(PROGRAMS * 0.7);
    expect(kinds).toContain('GRPCRoute');
    expect(kinds).toContain('HTTPRoute');
  },
);
