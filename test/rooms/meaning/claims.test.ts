// Tests and expectations: proved, or refuted with requests that the evaluator confirms.
import { describe, expect, it } from 'vitest';
import { decide, runExpectations, runTests } from '../../../src/meaning/index.ts';
import type { Claim, Condition, Expected, Mesh, Sample } from '../../../src/model/index.ts';
import {
  all,
  always,
  cookie,
  fromService,
  gateway,
  header,
  ingress,
  mesh,
  none,
  path,
  place,
  respond,
  route,
  rule,
  service,
  set,
  split,
  to,
} from './build.ts';

const calls = (name: string, ...targets: string[]) => ({
  ...service(name, ['v1', 'v2']),
  calls: targets.map((target) => ({ kind: 'service' as const, target: `shop/${target}`, origin: place() })),
});
const shop: Mesh = mesh({
  services: [calls('web', 'api'), calls('api', 'db'), calls('db'), calls('other')],
  gateways: [gateway('door')],
  routes: [
    route('api', [
      rule(path('under', '/debug'), respond(403)),
      rule(fromService('shop/web', 'v2'), to('shop/api', 'v2'), {
        timeout: set(1000),
        retry: set({ attempts: 2, perTry: 500, on: [] }),
      }),
      rule(always, split(['shop/api', 'v1', 9], ['shop/api', 'v2', 1]), {
        timeout: set(2000),
        delay: set({ duration: 1000, share: 1000 }),
      }),
    ]),
    route('db', [rule(always, to('shop/db', 'v1'))]),
  ],
  ingresses: [ingress(['a.example.com'], [rule(path('under', '/api'), to('shop/web'))], [80, 443], 'shop/door')],
});
const claim = (subject: Claim['subject'], says: Claim['says'], condition: Condition = always): Claim => ({
  subject,
  condition,
  says,
  origin: place(),
});
const run = (one: Claim, on = shop) =>
  runExpectations({ ...on, expectations: [{ title: 't', claims: [one], origin: place() }] })[0]!;
const to1 = (target: string) => ({ kind: 'service' as const, target: `shop/${target}` });
const expected = (action: Expected['action'], settings: Expected['settings'] = {}): Claim['says'] => ({
  kind: 'decides',
  expected: { action, settings },
});
const verdict = (one: Claim, on = shop) => {
  const result = run(one, on);
  expect(result.explanation.length).toBeGreaterThanOrEqual(result.verdict === 'holds' ? 0 : 1);
  expect(result.counterexample.length > 0).toBe(result.verdict === 'refuted');
  for (const decision of result.counterexample) expect(decide(on, decision.request)).toEqual(decision);
  return result.verdict;
};

describe('a claim', () => {
  it('about decisions holds or not', () => {
    expect(verdict(claim(to1('api'), expected(respond(403)), path('under', '/debug')))).toBe('holds');
    expect(verdict(claim(to1('api'), expected(respond(403)), path('starts', '/debug')))).toBe('refuted');
    expect(
      verdict(
        claim(
          to1('api'),
          expected(to('shop/api', 'v2')),
          all(fromService('shop/web', 'v2'), none(path('starts', '/debug'))),
        ),
      ),
    ).toBe('holds');
    expect(
      verdict(
        claim(to1('api'), expected(split(['shop/api', 'v1', 90], ['shop/api', 'v2', 10])), header('x', 'exists')),
      ),
    ).toBe('refuted');
    expect(
      verdict(claim({ kind: 'gateway', gateway: 'shop/door' }, expected(respond(404)), none(path('under', '/api')))),
    ).toBe('holds');
  });

  it('about settings compares those written', () => {
    const timed = (ms: number) =>
      claim(
        to1('api'),
        expected(to('shop/api', 'v2'), { timeout: set(ms) }),
        all(fromService('shop/web', 'v2'), path('equals', '/x')),
      );
    expect(verdict(timed(1000))).toBe('holds');
    expect(verdict(timed(1500))).toBe('refuted');
  });

  it('about direct ways knows versions and mirrors', () => {
    expect(verdict(claim(to1('db'), { kind: 'never-routes', target: 'shop/db', version: 'v2' }))).toBe('holds');
    expect(verdict(claim(to1('api'), { kind: 'never-routes', target: 'shop/api', version: 'v2' }))).toBe('refuted');
    expect(verdict(claim(to1('other'), { kind: 'never-routes', target: 'shop/other', version: 'v1' }))).toBe('refuted');
    expect(
      verdict(claim({ kind: 'gateway', gateway: 'shop/door' }, { kind: 'never-routes', target: 'shop/api' })),
    ).toBe('holds');
    const mirrored = mesh({
      ...shop,
      routes: [route('db', [rule(always, to('shop/db'), { mirror: set({ share: 1, to: to1('other') }) })])],
    });
    expect(verdict(claim(to1('db'), { kind: 'never-routes', target: 'shop/other' }), mirrored)).toBe('refuted');
  });

  it('about ways along calls gives the whole chain', () => {
    const reached = run(claim({ kind: 'gateway', gateway: 'shop/door' }, { kind: 'never-reaches', target: 'shop/db' }));
    expect(reached.verdict).toBe('refuted');
    expect(reached.counterexample.map((decision) => decision.table?.name)).toEqual([
      'ingress a.example.com on shop/door',
      'route shop/api',
      'route shop/db',
    ]);
    expect(
      verdict(claim({ kind: 'gateway', gateway: 'shop/door' }, { kind: 'never-reaches', target: 'shop/other' })),
    ).toBe('holds');
    expect(
      verdict(
        claim({ kind: 'namespace', namespace: 'shop' }, { kind: 'never-reaches', target: 'shop/db', version: 'v2' }),
      ),
    ).toBe('holds');
  });

  it('about time counts timeouts, tries and delays', () => {
    const within = (duration: number, condition = always) =>
      claim(to1('api'), { kind: 'answered-within', duration }, condition);
    expect(verdict(within(3000))).toBe('holds');
    expect(verdict(within(2999))).toBe('refuted');
    expect(verdict(within(0, path('under', '/debug')))).toBe('holds');
    expect(run(claim(to1('db'), { kind: 'answered-within', duration: 1e9 })).explanation[0]).toContain(
      'no timeout is written',
    );
  });

  it('about being decided asks for rules and ends', () => {
    expect(verdict(claim(to1('api'), { kind: 'decided' }))).toBe('holds');
    expect(verdict(claim(to1('other'), { kind: 'decided' }))).toBe('holds');
    expect(verdict(claim({ kind: 'gateway', gateway: 'shop/door' }, { kind: 'decided' }))).toBe('refuted');
  });

  it('knows the Cookie header as it is sent', () => {
    const jason = header('cookie', 'matches', '^(.*?;)?(user=jason)(;.*)?$');
    const raw = mesh({
      ...shop,
      routes: [route('db', [rule(jason, to('shop/db', 'v2')), rule(always, to('shop/db', 'v1'))])],
    });
    const result = run(claim(to1('db'), expected(to('shop/db', 'v1'))), raw);
    expect(result.counterexample[0]!.request).toMatchObject({ rawCookie: 'user=jason' });
    expect(verdict(claim(to1('db'), expected(to('shop/db', 'v2')), jason), raw)).toBe('holds');
  });

  it('is unknown, with a reason, where logic cannot say', () => {
    const odd = mesh({
      ...shop,
      routes: [
        route('db', [
          rule(all(header('cookie', 'equals', 'a=1'), none(cookie('a', 'exists'))), to('shop/db', 'v2')),
          rule(always, to('shop/db', 'v1')),
        ]),
      ],
    });
    const result = run(claim(to1('db'), expected(to('shop/db', 'v1'))), odd);
    expect(result.verdict).toBe('unknown');
    expect(result.explanation[0]).toContain('cannot be decided');
  });
});

describe('a sample', () => {
  const sample = (parts: Partial<Sample['request']>, action: Expected['action']): Sample => ({
    request: { method: 'GET', path: '/', query: [], headers: [], cookies: [], ...parts },
    expected: { action, settings: {} },
    origin: place(),
  });
  const results = (...samples: Sample[]) => runTests({ ...shop, tests: [{ title: 't', samples, origin: place() }] });

  it('passes or says why not', () => {
    const { samples, coverage } = results(
      sample({ path: '/debug/x', to: to1('api') }, respond(403)),
      sample({ path: '/x', to: to1('db') }, to('shop/db', 'v2')),
      sample({ scheme: 'https', host: 'a.example.com', path: '/api' }, to('shop/web')),
    );
    expect(samples.map((one) => one.passed)).toEqual([true, false, true]);
    expect(samples[1]!.explanation[0]).toBe('expected shop/db@v2, got shop/db@v1:80');
    expect([coverage.covered, coverage.rules.length]).toEqual([3, 5]);
  });

  it('without a source must hold for every source', () => {
    const [open, said] = results(
      sample({ path: '/x', to: to1('api') }, split(['shop/api', 'v1', 9], ['shop/api', 'v2', 1])),
      sample(
        { path: '/x', to: to1('api'), from: { kind: 'service', service: 'shop/web', version: 'v2' } },
        to('shop/api', 'v2'),
      ),
    ).samples;
    expect(open!.passed).toBe(false);
    expect(open!.explanation[0]).toContain('it depends on where it comes from: from shop/web@v2 it gets shop/api@v2');
    expect(said!.passed).toBe(true);
  });

  it('that is no request says so', () =>
    expect(results(sample({ path: 'x', to: to1('api') }, respond(403))).samples[0]).toMatchObject({
      passed: false,
      decisions: [],
    }));
});
