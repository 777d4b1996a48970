// What is plain to see is what requests show: where it answers, `plainReach` finds a request for each rule, and the same about the rest.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainSight, TableQuestions, tablesOf } from '../../../src/meaning/index.ts';
import { plainReach } from '../../../src/meaning/plain-reach.ts';
import type { Condition, Rule } from '../../../src/model/index.ts';
import { all, always, header, mesh, method, none, path, port, respond, route, rule, scheme, service } from './build.ts';

const conditions: readonly Condition[] = [
  path('under', '/a'),
  path('under', '/a/b/'),
  path('equals', '/a/b'),
  path('starts', '/a/'),
  path('ends', 'b'),
  path('equals', '/odd/../path'),
  path('equals', '/'),
  header('x', 'equals', '1'),
  header('x', 'starts', '1'),
  header('x', 'exists'),
  header('y', 'equals', '1'),
  header('host', 'equals', 's'),
  header('cookie', 'contains', 'a'),
  method('POST'),
  method('GET'),
  port(80),
  port(90),
  scheme('https'),
  always,
  none(path('under', '/a')),
  path('matches', '/a.*'),
];
const anyCondition = fc
  .array(fc.constantFrom(...conditions), { minLength: 1, maxLength: 3 })
  .map((parts) => (parts.length === 1 ? (parts[0] as Condition) : all(...parts)));
const anyRules = fc
  .tuple(fc.array(anyCondition, { minLength: 1, maxLength: 3 }), fc.constantFrom([], [always]))
  .map(([some, rest]) => [...some, ...rest].map((condition) => rule(condition, respond(200))));

const meshOf = (rules: readonly Rule[]) =>
  mesh({ services: [service('s', [], { 80: 'http', 90: 'http' })], routes: [route('s', [...rules])] });

it('agrees with requests and with logic', () => {
  const seen = { open: 0, closed: 0 };
  fc.assert(
    fc.property(anyRules, (rules) => {
      const one = meshOf(rules);
      for (const table of tablesOf(one)) {
        const sight = plainSight(one, table);
        if (sight === undefined) continue;
        seen[sight]++;
        const expected = sight === 'closed' ? 'no' : 'yes';
        const reach = plainReach(one, table);
        expect(reach?.rules.map(({ is }) => is)).toEqual(table.rules.map(() => 'yes'));
        expect(reach?.gap.is).toBe(expected);
        const exact = new TableQuestions(one, table).reach();
        expect([...exact.rules, exact.gap].map(({ is }) => is)).toEqual([...table.rules.map(() => 'yes'), expected]);
      }
    }),
    { numRuns: process.env.MESH_DEEP ? 20_000 : 600 },
  );
  expect(seen.open).toBeGreaterThan(20);
  expect(seen.closed).toBeGreaterThan(5);
});

it('sees the usual list, and nothing where a rule takes no request', () => {
  const usual = meshOf([
    rule(path('under', '/a'), respond(200)),
    rule(header('x', 'equals', '1'), respond(201)),
    rule(always, respond(404)),
  ]);
  expect(tablesOf(usual).map((table) => plainSight(usual, table))).toEqual(['closed']);
  const dead = meshOf([rule(path('under', '/a'), respond(200)), rule(path('equals', '/a/b'), respond(201))]);
  expect(tablesOf(dead).map((table) => plainSight(dead, table))).toEqual([undefined]);
});
