// Comparing two rules at once says what their rough labels say.
import { expect, it } from 'vitest';
import { isRoughlySame, roughKey, tablesOf } from '../../../src/meaning/index.ts';
import type { Action } from '../../../src/model/index.ts';
import { always, gateway, ingress, mesh, place, respond, route, rule, service, split, to } from './build.ts';

const redirect = (code: number): Action => ({ kind: 'redirect', code, scheme: 'https', origin: place() });
const actions: readonly Action[] = [
  to('shop/s'),
  to('shop/s', 'v1'),
  to('shop/t'),
  split(['shop/s', 'v1', 9], ['shop/s', 'v2', 1]),
  split(['shop/s', 'v2', 1], ['shop/s', 'v1', 2]),
  split(['shop/s', 'v1', 1], ['shop/s', 'v2', 0]),
  split(['shop/s', undefined, 1], ['shop/t', undefined, 0]),
  split(['shop/s', undefined, 1], ['shop/s', 'v1', 1]),
  redirect(301),
  redirect(302),
  respond(404),
  respond(503),
];

it('for every two of these, at a door, in a route and in what has none', () => {
  const rules = actions.map((action) => rule(always, action));
  const one = mesh({
    services: [service('s'), service('t')],
    routes: [route('t', rules)],
    gateways: [gateway('web')],
    ingresses: [ingress(['a.x.com'], rules)],
  });
  const tables = tablesOf(one);
  expect(tables.map(({ fallback }) => fallback).sort()).toEqual(['forward', 'not-found', 'undecided']);
  for (const table of tables)
    for (const a of rules)
      for (const b of [...rules, undefined])
        expect(isRoughlySame(table, a, b)).toBe(roughKey(table, a) === roughKey(table, b));
});
