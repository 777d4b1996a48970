// What is remembered of a rule list is never an answer to another question: the same rules at other ports, behind other hosts, with
// other senders are asked anew.
import { expect, it } from 'vitest';
import { forget, reachOf, remembered, tablesOf } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import {
  always,
  fromPods,
  fromService,
  gateway,
  host,
  ingress,
  mesh,
  path,
  port,
  respond,
  route,
  rule,
  service,
  to,
} from './build.ts';

const verdicts = (one: Mesh) => {
  const table = tablesOf(one).find((candidate) => candidate.rules.length > 0)!;
  return reachOf(one, table).rules.map((verdict) => verdict.is);
};

it('asks anew when a port comes', () => {
  const routes = [route('s', [rule(port(90), respond(200)), rule(always, respond(201))])];
  const at = (...ports: number[]) =>
    mesh({
      services: [service('s', [], Object.fromEntries(ports.map((number) => [number, 'http' as const])))],
      routes,
    });
  expect([verdicts(at(80)), verdicts(at(80, 90)), verdicts(at(80))]).toEqual([
    ['no', 'yes'],
    ['yes', 'yes'],
    ['no', 'yes'],
  ]);
});

it('asks anew when a host is claimed by others', () => {
  const rules = [rule(host('equals', 'a.x.com'), respond(200)), rule(always, respond(201))];
  const wild = ingress(['*.x.com'], rules);
  const at = (...more: ReturnType<typeof ingress>[]) =>
    mesh({ gateways: [gateway('web')], ingresses: [wild, ...more] });
  expect(verdicts(at())).toEqual(['yes', 'yes']);
  expect(verdicts(at(ingress(['a.x.com'], [rule(path('under', '/'), respond(404))])))).toEqual(['no', 'yes']);
});

it('asks anew when the pods of a sender change', () => {
  const both = { ...fromService('shop/w', 'v1') };
  const rules = [
    rule({ kind: 'and', parts: [both, fromPods({ version: 'v1' })], origin: both.origin }, respond(200)),
    rule(always, respond(201)),
  ];
  const routes = [route('s', rules)];
  const at = (label: string) => {
    const sender = service('w', ['v1']);
    return mesh({
      services: [service('s'), { ...sender, versions: [{ ...sender.versions[0]!, labels: { version: label } }] }],
      routes,
    });
  };
  expect([verdicts(at('v1')), verdicts(at('other'))]).toEqual([
    ['yes', 'yes'],
    ['no', 'yes'],
  ]);
});

it('finds the same again for a list that stayed', () => {
  const routes = [route('s', [rule(path('under', '/a'), to('shop/s')), rule(always, to('shop/s'))])];
  const [a, b] = [1, 2].map(() => mesh({ services: [service('s')], routes }));
  const [one, other] = [a!, b!].map((each) => reachOf(each, tablesOf(each)[0]!));
  expect(one).toBe(other);
});

it('asks anew what was forgotten, and finds the same', () => {
  const one = mesh({
    services: [service('s')],
    routes: [route('s', [rule(path('under', '/a'), to('shop/s')), rule(always, to('shop/s'))])],
  });
  const before = tablesOf(one)[0]!;
  const reach = reachOf(one, before);
  forget(one);
  const after = tablesOf(one)[0]!;
  expect(after).not.toBe(before);
  expect(after).toEqual(before);
  expect(reachOf(one, after)).not.toBe(reach);
  expect(verdicts(one)).toEqual(reach.rules.map(({ is }) => is));
});

it('keeps one answer while another is worked out for the same rules', () => {
  const [a, b] = [always, always];
  const one = mesh({ services: [service('s')], routes: [route('s', [rule(a, respond(200)), rule(b, respond(201))])] });
  const table = tablesOf(one)[0]!;
  const outer = () => remembered('outer', one, table, () => ({ inner: remembered('inner', one, table, () => ({})) }));
  const first = outer();
  expect(outer()).toBe(first);
  expect(remembered('inner', one, table, () => ({}))).toBe(first.inner);
});
