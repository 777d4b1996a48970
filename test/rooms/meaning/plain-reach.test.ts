// The cheap answer agrees with logic's wherever it is given, and is not given where a rule takes nothing.
import { expect, it } from 'vitest';
import {
  arePlainlyNeeded,
  decide,
  decisionKey,
  fallbackParts,
  keyOf,
  type Reach,
  TableQuestions,
  tablesOf,
} from '../../../src/meaning/index.ts';
import { plainReach } from '../../../src/meaning/plain-reach.ts';
import type { Mesh, Rule } from '../../../src/model/index.ts';
import { all, always, header, mesh, method, path, port, respond, route, rule, service } from './build.ts';

const listOf = (rules: readonly Rule[]): Mesh =>
  mesh({ services: [service('s', [], { 80: 'http', 90: 'http' })], routes: [route('s', [...rules])] });
const verdicts = ({ rules, gap }: Reach) => [...rules, gap].map(({ is }) => is);
const tableOf = (one: Mesh) => tablesOf(one).find((table) => table.rules.length > 0)!;

it('finds for each rule the request that it spells out', () => {
  const one = listOf([
    rule(path('under', '/a/b'), respond(200)),
    rule(all(header('x', 'equals', '1'), method('POST')), respond(201)),
    rule(port(90), respond(202)),
    rule(path('starts', '/a/'), respond(203)),
  ]);
  const table = tableOf(one);
  const plain = plainReach(one, table)!;
  expect(verdicts(plain)).toEqual(verdicts(new TableQuestions(one, table).reach()));
  expect(plain.rules.map((verdict) => verdict.is === 'yes' && decide(one, verdict.value).index)).toEqual([0, 1, 2, 3]);
  expect(plain.gap.is === 'yes' && decide(one, plain.gap.value).outcome.kind).toBe('undecided');
});

it('has no gap behind a rule for everything', () => {
  const one = listOf([rule(path('equals', '/a'), respond(200)), rule(always, respond(404))]);
  expect(plainReach(one, tableOf(one))?.gap).toEqual({ is: 'no' });
});

it('leaves the rest to logic: rules that take nothing, and texts that no request carries as they are', () => {
  const dead = listOf([rule(path('under', '/a'), respond(200)), rule(path('equals', '/a/b'), respond(201))]);
  expect(plainReach(dead, tableOf(dead))).toBeUndefined();
  const odd = listOf([rule(path('equals', '/a/../b'), respond(200))]);
  expect(plainReach(odd, tableOf(odd))).toBeUndefined();
});

const keysOf = (one: Mesh): readonly string[] => {
  const table = tableOf(one);
  return [...table.rules.map((each) => decisionKey(one, table, each)), keyOf(fallbackParts(one, table))];
};
const seenNeeded = (one: Mesh) => arePlainlyNeeded(one, tableOf(one), keysOf(one));

it('sees that a rule is needed by a request that a later one would decide otherwise', () => {
  const between = rule(path('under', '/b'), respond(201));
  const [first, last] = [rule(header('x', 'equals', '1'), respond(200)), rule(always, respond(200))];
  expect(seenNeeded(listOf([first, between, last]))).toBe(true);
  expect(seenNeeded(listOf([first, last, between]))).toBe(false);
  expect(seenNeeded(listOf([first, rule(path('under', '/b'), respond(200)), last]))).toBe(false);
});

it('calls no rule needed that logic can do without', () => {
  const conditions = [
    path('under', '/a'),
    path('equals', '/a/b'),
    header('x', 'equals', '1'),
    header('x', 'equals', '2'),
    all(path('under', '/a'), header('x', 'equals', '1')),
    method('POST'),
    port(90),
  ];
  let seen = 0;
  for (let seed = 0; seed < 7 ** 3 * 8; seed += 5) {
    const chosen = [seed % 7, Math.floor(seed / 7) % 7, Math.floor(seed / 49) % 7].map((at) => conditions[at]!);
    const statuses = [0, 1, 2].map((bit) => ((Math.floor(seed / 343) >> bit) & 1) + 200);
    const one = listOf([
      ...chosen.map((condition, at) => rule(condition, respond(statuses[at]!))),
      rule(always, respond(200)),
    ]);
    if (!seenNeeded(one)) continue;
    seen++;
    const needed = new TableQuestions(one, tableOf(one)).needed().slice(0, 3);
    expect(needed.map(({ is }) => is)).toEqual(['yes', 'yes', 'yes']);
  }
  expect(seen).toBeGreaterThan(20);
});
