// Two-rule lists on which the field's best-known check went wrong: dead rules it missed, live ones it called dead. Here each
// list is answered exactly, and each live rule comes with a request that reaches it.
import { describe, expect, it } from 'vitest';
import { decide, reachOf, tablesOf } from '../../../src/meaning/index.ts';
import type { Condition } from '../../../src/model/index.ts';
import {
  all,
  fromGateway,
  fromService,
  gateway,
  header,
  host,
  ingress,
  mesh,
  method,
  path,
  port,
  route,
  rule,
  service,
  to,
} from './build.ts';

const inRoute = (first: Condition, second: Condition) =>
  mesh({
    services: [service('s', ['v1', 'v2'], { 80: 'http', 90: 'http' }), service('web')],
    routes: [route('s', [rule(first, to('shop/s', 'v1')), rule(second, to('shop/s', 'v2'))])],
  });
const atDoor = (first: Condition, second: Condition) =>
  mesh({
    services: [service('s', ['v1', 'v2'])],
    gateways: [gateway('web')],
    ingresses: [
      ingress(['a.example.com', 'b.example.com'], [rule(first, to('shop/s', 'v1')), rule(second, to('shop/s', 'v2'))]),
    ],
  });

const dead: readonly (readonly [string, Condition, Condition])[] = [
  ['prefix / before prefix / with a header', path('starts', '/'), all(path('starts', '/'), header('x', 'equals', 'a'))],
  ['prefix before an exact path below it', path('starts', '/api'), path('equals', '/api/v1')],
  ['prefix / before an expression', path('starts', '/'), path('matches', '/v[0-9]+/.*')],
  [
    'prefix before a longer one with a header',
    path('starts', '/a'),
    all(path('starts', '/a/b'), header('x', 'equals', 'a')),
  ],
  [
    'header before the same header and a path',
    header('x', 'equals', 'a'),
    all(header('x', 'equals', 'a'), path('equals', '/p')),
  ],
  ['prefix before a longer one with a method', path('starts', '/a'), all(path('starts', '/a/b'), method('POST'))],
  ['port before port and path', port(80), all(port(80), path('equals', '/p'))],
  ['prefix before a longer prefix', path('starts', '/a'), path('starts', '/a/b')],
];
const alive: readonly (readonly [string, Condition, Condition])[] = [
  ['first limited by its source', all(path('starts', '/'), fromService('shop/web')), path('starts', '/a')],
  ['first limited by its method', all(path('starts', '/'), method('POST')), path('starts', '/a')],
  [
    'first limited by a header expression',
    all(path('starts', '/'), header('x', 'matches', 'a+')),
    path('starts', '/a'),
  ],
];

describe('two rules', () => {
  it.each(dead)('%s: the second is dead', (_, first, second) => {
    const built = inRoute(first, second);
    const verdicts = reachOf(built, tablesOf(built)[0]!).rules.map((verdict) => verdict.is);
    expect(verdicts).toEqual(['yes', 'no']);
  });

  it.each(alive)('%s: the second is alive', (_, first, second) => expectAlive(inRoute(first, second)));

  it('first limited by its gateway: the second is alive at the other door', () => {
    const onInner = rule(fromGateway('shop/inner'), to('shop/s', 'v1'));
    const built = mesh({
      services: [service('s', ['v1', 'v2'])],
      gateways: [gateway('web'), gateway('inner')],
      ingresses: [
        {
          ...ingress(['a.example.com'], [onInner, rule(path('starts', '/a'), to('shop/s', 'v2'))]),
          doors: ['shop/web', 'shop/inner'].map((key) => ({ gateway: key, ports: [80], origin: onInner.origin })),
        },
      ],
    });
    const byDoor = new Map(
      tablesOf(built).flatMap((t) => (t.address.kind === 'gateway' ? [[t.address.gateway, t] as const] : [])),
    );
    expect(reachOf(built, byDoor.get('shop/web')!).rules.map((verdict) => verdict.is)).toEqual(['no', 'yes']);
    expect(reachOf(built, byDoor.get('shop/inner')!).rules.map((verdict) => verdict.is)).toEqual(['yes', 'no']);
  });

  it('first limited by its host: the second is alive', () =>
    expectAlive(atDoor(all(path('starts', '/'), host('equals', 'a.example.com')), path('starts', '/a'))));
});

function expectAlive(built: ReturnType<typeof mesh>): void {
  const table = tablesOf(built).find((candidate) => candidate.rules.length > 0)!;
  reachOf(built, table).rules.forEach((verdict, index) => {
    expect(verdict.is).toBe('yes');
    if (verdict.is === 'yes') expect(decide(built, verdict.value).index).toBe(index);
  });
}
