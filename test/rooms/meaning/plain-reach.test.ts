// The cheap answer agrees with logic's wherever it is given, and is not given where a rule takes nothing.
import { expect, it } from 'vitest';
import { decide, type Reach, TableQuestions, tablesOf } from '../../../src/meaning/index.ts';
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
