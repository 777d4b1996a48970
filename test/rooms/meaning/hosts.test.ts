// Wildcards over a host, asked for by their text, are those that comparing with each of them finds.
import { expect, it } from 'vitest';
import { isInside, tablesOf, wildcardsOver } from '../../../src/meaning/index.ts';
import { gateway, ingress, mesh } from './build.ts';

const hosts = [
  '*',
  '*.com',
  '*.x.com',
  '*.a.x.com',
  '*x.com',
  'a.x.com',
  'b.a.x.com',
  'x.com',
  'com',
  'y.org',
  '*.org',
  '.com',
];

it('finds what comparing finds', () => {
  const wild = new Set(hosts.filter((host) => host.startsWith('*')));
  for (const host of hosts)
    expect([host, [...wildcardsOver(host, wild)].sort()]).toEqual([
      host,
      [...wild].filter((pattern) => isInside(host, pattern)).sort(),
    ]);
});

it('leaves to a wildcard what no more specific ingress claims at the same gateway, in the order of claims', () => {
  const door = (...claims: string[][]) =>
    tablesOf(mesh({ gateways: [gateway('web')], ingresses: claims.map((own) => ingress(own, [])) })).map(
      ({ otherHosts }) => otherHosts,
    );
  expect(door(['y.org'], ['*.com', '*.org'], ['a.x.com'], ['*.x.com', 'x.com'], ['*'])).toEqual([
    [],
    ['y.org', 'a.x.com', '*.x.com', 'x.com'],
    [],
    ['a.x.com'],
    ['y.org', '*.com', '*.org', 'a.x.com', '*.x.com', 'x.com'],
  ]);
});
