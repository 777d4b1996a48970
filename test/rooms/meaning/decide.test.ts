// Decisions with their reasons: which rule, why not the earlier ones, what is sent, and how it is told.
import { describe, expect, it } from 'vitest';
import {
  decide,
  evaluate,
  explainDecision,
  followRedirects,
  makeRequest,
  multimap,
  parseRequest,
  redirectCircles,
} from '../../../src/meaning/index.ts';
import type { Action, Condition } from '../../../src/model/index.ts';
import {
  all,
  always,
  any,
  cookie,
  fromPods,
  fromService,
  gateway,
  header,
  host,
  ingress,
  mesh,
  method,
  none,
  path,
  place,
  query,
  respond,
  route,
  rpc,
  rule,
  scheme,
  service,
  set,
  sni,
  split,
  to,
} from './build.ts';

const request = makeRequest({
  address: { kind: 'service', target: 'shop/s' },
  port: 80,
  host: 's',
  path: '/a/b',
  headers: multimap([
    ['x', '1'],
    ['x', '2'],
    ['content-type', 'application/grpc+proto'],
  ]),
  query: multimap([['q', '']]),
  cookies: multimap([['user', 'jason']]),
  source: {
    kind: 'workload',
    service: 'shop/web',
    version: 'v1',
    namespace: 'shop',
    labels: { version: 'v1', team: 'a' },
  },
});

describe('a condition', () => {
  const yes: readonly Condition[] = [
    path('equals', '/x', '/a/b'),
    path('starts', '/a/'),
    path('under', '/a'),
    path('under', '/a/'),
    path('under', '/'),
    path('ends', 'b'),
    path('contains', '/b'),
    path('matches', '/[a-z]/.'),
    header('x', 'equals', '2'),
    header('x', 'exists'),
    query('q', 'exists'),
    query('q', 'equals', ''),
    cookie('user', 'matches', 'j.*'),
    header('cookie', 'contains', 'user=jason'),
    rpc('equals', 'a/b'),
    rpc('under', 'a'),
    fromService('shop/web'),
    fromService('shop/web', 'v1'),
    fromPods({ team: 'a', version: 'v1' }),
    none(header('y', 'equals', '1')),
    any(method('POST'), all(method('GET'), scheme('http'))),
    host('equals', 's'),
  ];
  const nope: readonly Condition[] = [
    path('under', '/a/b/c'),
    path('under', '/a/bb'),
    path('matches', '/a'),
    header('y', 'exists'),
    header('x', 'equals', '3'),
    fromService('shop/web', 'v2'),
    fromService('shop/other'),
    fromPods({ team: 'b' }),
    sni('exists'),
    none(always),
    any(),
    query('q', 'equals', '1'),
    path('matches', '('),
  ];
  it.each(yes.map((one, i) => [i, one] as const))('number %i holds', (_, one) =>
    expect(evaluate(one, request)).toBe(true),
  );
  it.each(nope.map((one, i) => [i, one] as const))('number %i does not', (_, one) =>
    expect(evaluate(one, request)).toBe(false),
  );
});

describe('a decision', () => {
  const built = mesh({
    services: [service('s', ['v1', 'v2'], { 9080: 'http' }), service('web', ['v1'])],
    routes: [
      route('s', [
        rule(all(path('under', '/a'), header('x', 'equals', '3')), to('shop/s', 'v1')),
        rule(path('under', '/a'), split(['shop/s', 'v1', 9], ['shop/s', 'v2', 1]), {
          rewritePath: set({ kind: 'prefix', from: '/a', to: '/' }),
          timeout: set(2000),
          mirror: set({ share: 10_000, to: { kind: 'service', target: 'shop/s', version: 'v2' } }),
        }),
      ]),
    ],
  });
  const decision = decide(built, { ...request, port: 9080 });

  it('names the rule, and why the earlier one did not match', () => {
    expect(decision.index).toBe(1);
    expect(decision.passed).toHaveLength(1);
    expect(decision.passed[0]!.because.map((reason) => [reason.leaf.kind, reason.held])).toEqual([['text', false]]);
    expect(decision.outcome).toMatchObject({
      kind: 'forward',
      sent: { path: '/b' },
      shares: [{ weight: 9, total: 10, port: 9080 }, { weight: 1 }],
    });
  });

  it('is told in plain lines', () => {
    const text = explainDecision(decision);
    expect(text).toContain('no, header "x" == "3" does not hold');
    expect(text).toContain('-> 90% to shop/s@v1:9080, 10% to shop/s@v2:9080');
    expect(text).toContain('path as sent: /b');
    expect(text).toContain('timeout 2s (of the rule');
    expect(text).toContain('a copy goes to shop/s@v2');
  });

  it('is undecided where a route has no rule for it, and undeclared at a port that nobody declared', () => {
    expect(decide(built, { ...request, port: 9080, path: '/z' }).outcome.kind).toBe('undecided');
    expect(decide(built, { ...request, port: 1 }).outcome).toMatchObject({ kind: 'undeclared', allowed: true });
  });
});

describe('redirects', () => {
  const redirect = (parts: object): Action => ({ kind: 'redirect', code: 301, origin: place(), ...parts });
  const atDoor = (...rules: ReturnType<typeof rule>[]) =>
    mesh({ services: [service('s')], gateways: [gateway('web')], ingresses: [ingress(['a.example.com'], rules)] });
  const follow = (built: ReturnType<typeof mesh>, url: string) => {
    const parsed = parseRequest(built, ['GET', url]);
    if (parsed.problem !== undefined) throw new Error(parsed.problem);
    return followRedirects(built, parsed.requests[0]!);
  };

  it('end where the other scheme is not redirected', () => {
    const built = atDoor(rule(scheme('http'), redirect({ scheme: 'https' })), rule(always, to('shop/s')));
    expect(follow(built, 'http://a.example.com/x').kind).toBe('ends');
    expect(redirectCircles(built)).toEqual({ circles: [], doubts: [] });
  });

  it('go in a circle without a condition on the scheme', () => {
    const { circles } = redirectCircles(atDoor(rule(always, redirect({ scheme: 'https' }))));
    expect(circles).toHaveLength(1);
    expect(circles[0]!.followed.kind).toBe('circle');
  });

  it('grow where a prefix moves below itself', () => {
    const built = atDoor(
      rule(path('under', '/a'), redirect({ prefix: { from: '/a', to: '/a/b' } })),
      rule(always, to('shop/s')),
    );
    expect(redirectCircles(built).circles[0]!.followed.kind).toBe('grows');
  });

  it('go in a circle of two, and only there', () => {
    const two = (back: string) =>
      atDoor(
        rule(path('equals', '/a'), redirect({ path: '/b' })),
        rule(path('equals', '/b'), redirect({ path: back })),
        rule(always, respond(404)),
      );
    expect(redirectCircles(two('/a')).circles.length).toBeGreaterThan(0);
    expect(redirectCircles(two('/c'))).toEqual({ circles: [], doubts: [] });
  });

  it('that move a prefix out of their own way end', () => {
    const built = atDoor(
      rule(path('under', '/old'), redirect({ prefix: { from: '/old', to: '/new' } })),
      rule(always, to('shop/s')),
    );
    expect(redirectCircles(built)).toEqual({ circles: [], doubts: [] });
  });
});
