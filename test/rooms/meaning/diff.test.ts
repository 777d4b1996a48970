// Differences of two meshes: exactly what changed, each with a request that both confirm; or the proof that nothing did.
import { describe, expect, it } from 'vitest';
import { decide, decisionParts, diff, explainDifference, keyOf, tablesOf } from '../../../src/meaning/index.ts';
import type { Condition, Mesh, Rule } from '../../../src/model/index.ts';
import {
  all,
  always,
  any,
  fromService,
  gateway,
  header,
  ingress,
  mesh,
  none,
  path,
  port,
  respond,
  route,
  rule,
  service,
  set,
  split,
  to,
} from './build.ts';

const base = (rules: readonly Rule[], more: Partial<Mesh> = {}): Mesh =>
  mesh({
    services: [service('s', ['v1', 'v2'], { 80: 'http', 90: 'http' }), service('web')],
    routes: [route('s', rules)],
    ...more,
  });
const kinds = (a: Mesh, b: Mesh) => {
  const found = diff(a, b);
  expect(found.unknown).toEqual([]);
  for (const change of found.changes) {
    expect(decide(a, change.request)).toEqual(change.before);
    expect(decide(b, change.request)).toEqual(change.after);
    expect(keyOfDecision(a, change.before)).not.toBe(keyOfDecision(b, change.after));
  }
  return found.changes.map((change) => change.kind);
};
const keyOfDecision = (one: Mesh, decision: ReturnType<typeof decide>): string =>
  decision.table && decision.rule ? keyOf(decisionParts(one, decision.table, decision.rule)) : decision.outcome.kind;

describe('two lists', () => {
  const a = path('under', '/a');
  const b = path('under', '/b');
  const v1 = to('shop/s', 'v1');
  const v2 = to('shop/s', 'v2');
  const rest = rule(always, respond(404));

  it('that swap rules for different requests are the same', () => {
    const found = diff(base([rule(a, v1), rule(b, v2), rest]), base([rule(b, v2), rule(a, v1), rest]));
    expect(found.same).toBe(true);
    expect(explainDifference(found)).toContain('No change in behaviour');
  });

  it('that say the same in other words are the same', () => {
    const left: Condition = none(any(a, header('x', 'exists')));
    const right: Condition = all(none(a), none(header('x', 'exists')));
    expect(diff(base([rule(left, v1), rest]), base([rule(right, v1), rule(any(), v2), rest])).same).toBe(true);
  });

  it('that swap rules with requests in common differ there', () =>
    expect(
      kinds(
        base([rule(a, v1), rule(header('x', 'exists'), v2), rest]),
        base([rule(header('x', 'exists'), v2), rule(a, v1), rest]),
      ),
    ).toEqual(['decision']));

  it('differ in shares', () => {
    const share = (n: number) => base([rule(always, split(['shop/s', 'v1', n], ['shop/s', 'v2', 1]))]);
    expect(kinds(share(9), share(4))).toEqual(['weights']);
    expect(diff(share(9), base([rule(always, split(['shop/s', 'v2', 2], ['shop/s', 'v1', 18]))])).same).toBe(true);
  });

  it('differ in settings, and say which', () => {
    const timed = (ms: number) => base([rule(a, v1, { timeout: set(ms) }), rest]);
    const found = diff(timed(1000), timed(2000));
    expect(found.changes.map((change) => [change.kind, change.settings])).toEqual([['settings', ['timeout']]]);
    expect(explainDifference(found)).toContain('timeout 1s');
  });

  it('differ by source and port only', () => {
    expect(kinds(base([rule(fromService('shop/web'), v1), rest]), base([rest]))).toEqual(['decision']);
    expect(kinds(base([rule(port(90), v1), rest]), base([rest]))).toEqual(['decision']);
    expect(diff(base([rule(any(port(90), port(80)), v1), rest]), base([rule(always, v1)])).same).toBe(true);
  });

  it('settings that mean nothing to a response are no difference', () =>
    expect(diff(base([rule(always, respond(404), { timeout: set(1) })]), base([rest])).same).toBe(true));
});

describe('two meshes', () => {
  const one = (hosts: string[], code: number) => ({ ...ingress(hosts, [rule(always, respond(code))]) });
  const doors = (...ingresses: ReturnType<typeof one>[]) => mesh({ gateways: [gateway('web')], ingresses });

  it('find a host that moved from a wildcard to a name of its own', () => {
    const found = diff(doors(one(['*.x.com'], 403)), doors(one(['*.x.com'], 403), one(['a.x.com'], 404)));
    expect(found.changes.map((change) => change.request.host)).toEqual(['a.x.com']);
  });

  it('find a new host, and a route that came', () => {
    const found = diff(doors(one(['a.x.com'], 403)), doors(one(['a.x.com'], 403), one(['b.x.com'], 403)));
    expect(found.changes.map((change) => change.before.outcome.kind)).toEqual(['not-found']);
    expect(
      kinds(
        mesh({ services: [service('s')] }),
        mesh({ services: [service('s')], routes: [route('s', [rule(always, respond(500))])] }),
      ),
    ).toEqual(['decision']);
    expect(
      diff(
        mesh({ services: [service('s')] }),
        mesh({ services: [service('s')], routes: [route('s', [rule(always, to('shop/s'))])] }),
      ).same,
    ).toBe(true);
  });

  it('a list for both hosts is the same as one for each', () =>
    expect(
      diff(doors(one(['a.x.com', 'b.x.com'], 403)), doors(one(['a.x.com'], 403), one(['b.x.com'], 403))).changes,
    ).toEqual([]));

  it('list what differs besides decisions', () => {
    const limited = { ...service('s'), traffic: { connections: set({ max: 100 }) } };
    const found = diff(
      mesh({ services: [limited] }),
      mesh({ services: [{ ...limited, traffic: { connections: set({ max: 200 }) } }, service('t')] }),
    );
    expect(found.declarations).toEqual([
      { what: 'service shop/s', path: 'traffic connections max', before: '100', after: '200' },
      { what: 'service shop/t', path: '', after: 'new' },
    ]);
  });

  it('are the same when nothing differs but where it is written', () => {
    const built = () =>
      mesh({
        services: [service('s', ['v1'])],
        routes: [route('s', [rule(path('under', '/a'), to('shop/s', 'v1')), rule(always, to('shop/s'))])],
      });
    expect(diff(built(), built())).toMatchObject({ same: true, compared: 1, equal: 1 });
    expect(tablesOf(built())).toHaveLength(1);
  });
});
