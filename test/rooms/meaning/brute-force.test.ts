// Random rule lists against every request of a small universe: what the exact answers say of rules, gaps and differences must
// be what deciding one request after another finds. The enumerator knows nothing of how the answers are made.
import { describe, expect, it } from 'vitest';
import {
  decide,
  decisionKey,
  diff,
  makeRequest,
  multimap,
  type Request,
  reachOf,
  TableQuestions,
  tablesOf,
  workloadOf,
} from '../../../src/meaning/index.ts';
import type { Condition, Mesh, Rule } from '../../../src/model/index.ts';
import {
  all,
  always,
  any,
  cookie,
  fromPods,
  fromService,
  header,
  mesh,
  method,
  none,
  path,
  port,
  respond,
  route,
  rpc,
  rule,
  service,
} from './build.ts';

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const leafMakers: readonly (() => Condition)[] = [
  () => path('equals', '/a'),
  () => path('starts', '/a'),
  () => path('under', '/a'),
  () => path('under', '/a/b'),
  () => path('ends', 'b'),
  () => path('contains', 'a'),
  () => path('matches', '/a(/.*)?'),
  () => path('starts', '/'),
  () => method('GET', 'PUT'),
  () => method('POST'),
  () => header('x', 'exists'),
  () => header('x', 'equals', '1'),
  () => header('x', 'starts', '1'),
  () => header('x', 'matches', '[12]'),
  () => cookie('k', 'equals', '1'),
  () => port(80),
  () => fromService('shop/w'),
  () => fromService('shop/w', 'v1'),
  () => fromPods({ version: 'v1' }),
  () => rpc('equals', 'a/b'),
  () => rpc('exists'),
  () => rpc('starts', 'a'),
  () => rpc('ends', 'b'),
];

function condition(next: () => number, depth = 2): Condition {
  const roll = next();
  if (depth === 0 || roll < 0.5) return leafMakers[Math.floor(next() * leafMakers.length)]!();
  const parts = () => [condition(next, depth - 1), condition(next, depth - 1)];
  if (roll < 0.7) return all(...parts());
  return roll < 0.85 ? any(...parts()) : none(condition(next, depth - 1));
}

function built(next: () => number): Mesh {
  const count = 1 + Math.floor(next() * 5);
  const rules: Rule[] = Array.from({ length: count }, () =>
    rule(condition(next), respond(200 + Math.floor(next() * 3))),
  );
  if (next() < 0.4) rules.push(rule(always, respond(200)));
  return mesh({
    services: [service('s', [], { 80: 'http', 90: 'http' }), service('w', ['v1', 'v2'])],
    routes: [route('s', rules)],
  });
}

/** All requests over a few values of every part; big enough for any condition above to be told from any other. */
function* requests(one: Mesh): Generator<Request> {
  const paths = ['/', '/a', '/a/b', '/ab', '/a/b/c', '/b', '/c/ab', '/a/c', '/a/cb', '/acb', '/a/b/b'];
  const sources = [
    { kind: 'unknown' } as const,
    workloadOf(one, 'shop/w'),
    workloadOf(one, 'shop/w', 'v1'),
    workloadOf(one, 'shop/w', 'v2'),
    { kind: 'workload', labels: { version: 'v1' } } as const,
  ];
  for (const at of paths)
    for (const verb of ['GET', 'POST', 'DELETE'])
      for (const x of [[], ['1'], ['2'], ['1x'], ['3'], ['1x', '2'], ['1', '3']])
        for (const k of [[], ['1']])
          for (const number of [80, 90])
            for (const type of [[], ['application/grpc']])
              for (const source of sources)
                yield makeRequest({
                  address: { kind: 'service', target: 'shop/s' },
                  host: 's.shop.svc.cluster.local',
                  port: number,
                  path: at,
                  method: verb,
                  headers: multimap([
                    ...x.map((value) => ['x', value] as const),
                    ...type.map((value) => ['content-type', value] as const),
                  ]),
                  cookies: multimap(k.map((value) => ['k', value] as const)),
                  source,
                });
}

const rounds = process.env.MESH_DEEP ? 400 : 25;
const universe = [...requests(built(random(1)))];

describe('random lists', () => {
  it('are reached, redundant and open exactly where single requests say so', () => {
    let dead = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const one = built(random(seed));
      const table = tablesOf(one).find((candidate) => candidate.route)!;
      const { rules, gap } = reachOf(one, table);
      const reached = new Set(universe.map((request) => decide(one, request, { reasons: false }).index ?? -1));
      const really = rules.map((_, index) => (reached.has(index) ? 'yes' : 'no'));
      expect([seed, ...rules.map((verdict) => verdict.is)]).toEqual([seed, ...really]);
      expect([seed, gap.is]).toEqual([seed, reached.has(-1) ? 'yes' : 'no']);
      dead += rules.filter((verdict) => verdict.is === 'no').length;
      expectRedundancy(one, seed);
    }
    expect(dead).toBeGreaterThan(rounds / 10);
  });

  it('differ exactly where single requests do', () => {
    let same = 0;
    for (let seed = 1; seed <= rounds; seed++) {
      const next = random(seed);
      const [a, b] = [built(next), next() < 0.5 ? built(next) : shuffled(built(random(seed)), next)];
      const found = diff(a, b);
      const really = universe.some((request) => label(a, request) !== label(b, request));
      expect([seed, found.changes.length > 0]).toEqual([seed, really]);
      if (!really) same++;
    }
    expect(same).toBeGreaterThan(0);
  });
});

const label = (one: Mesh, request: Request): string => {
  const { table, rule: taken, outcome } = decide(one, request, { reasons: false });
  return table && taken ? decisionKey(one, table, taken) : outcome.kind;
};

const withRules = (one: Mesh, rules: readonly Rule[]): Mesh => ({ ...one, routes: [{ ...one.routes[0]!, rules }] });

const shuffled = (one: Mesh, next: () => number): Mesh => {
  const rules = [...one.routes[0]!.rules];
  const at = Math.floor(next() * rules.length);
  return withRules(one, [...rules.slice(at), ...rules.slice(0, at)]);
};

function expectRedundancy(one: Mesh, seed: number): void {
  const table = tablesOf(one).find((candidate) => candidate.route)!;
  new TableQuestions(one, table).needed().forEach((verdict, index) => {
    const without = withRules(
      one,
      table.rules.filter((_, i) => i !== index),
    );
    const really = universe.some((request) => label(one, request) !== label(without, request));
    expect([seed, index, verdict.is]).toEqual([seed, index, really ? 'yes' : 'no']);
  });
}
