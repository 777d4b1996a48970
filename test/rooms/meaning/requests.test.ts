// Requests: from the words of a command line, normalised, and back; mistakes get a clear word each.
import { describe, expect, it } from 'vitest';
import { decide, normalisePath, parseRequest, requestText, sampleHost } from '../../../src/meaning/index.ts';
import { always, gateway, ingress, mesh, respond, route, rule, service, to } from './build.ts';

const shop = mesh({
  services: [
    service('web', ['v1', 'v2']),
    service('api', [], { 9080: 'http', 9090: 'grpc' }),
    service('db', [], { 5432: 'tcp' }),
  ],
  gateways: [gateway('door', { 80: 'http', 443: 'https', 31400: 'tcp', 8443: 'tls' })],
  ingresses: [
    ingress(['shop.example.com'], [rule(always, to('shop/web'))], [80, 443], 'shop/door'),
    ingress(['*.example.com'], [rule(always, respond(403))], [80, 443], 'shop/door'),
    ingress(['*'], [rule(always, to('shop/db'))], [31400], 'shop/door'),
    ingress(['tls.example.com'], [rule(always, to('shop/web'))], [8443], 'shop/door'),
  ],
  routes: [route('api', [rule(always, to('shop/api'))])],
});

const one = (...words: string[]) => {
  const parsed = parseRequest(shop, words);
  if (parsed.problem !== undefined) throw new Error(parsed.problem);
  expect(parsed.requests).toHaveLength(1);
  return parsed.requests[0]!;
};
const problem = (...words: string[]) => parseRequest(shop, words).problem;

describe('a path', () => {
  it.each([
    ['/a/./b/../c', '/a/c'],
    ['/a//b///c', '/a/b/c'],
    ['/a%2Fb', '/a%2Fb'],
    ['/%61/%7E', '/a/~'],
    ['/a/..', '/'],
    ['/../../x', '/x'],
    ['/%2e%2E/x', '/x'],
    ['/a/.', '/a/'],
    ['/ü', '/%C3%BC'],
    ['/{id}', '/%7Bid%7D'],
    ['/a\\b', '/a/b'],
  ])('%s is seen as %s', (raw, seen) => expect(normalisePath(raw)).toBe(seen));

  it.each(['a', '/a\0b', '/%00'])('%j is none', (raw) => expect(normalisePath(raw)).toBeUndefined());
});

describe('the words of a command line', () => {
  it('make a request at the door that has the host', () => {
    const request = one('GET', 'https://shop.example.com/cart?x=1&x=2', '-H', 'X-User: a', '--cookie', 'user=jason');
    expect(request).toMatchObject({
      method: 'GET',
      scheme: 'https',
      port: 443,
      host: 'shop.example.com',
      path: '/cart',
    });
    expect(request.address).toEqual({ kind: 'gateway', gateway: 'shop/door' });
    expect([...request.query]).toEqual([['x', ['1', '2']]]);
    expect([...request.headers]).toEqual([['x-user', ['a']]]);
    expect([...request.cookies]).toEqual([['user', ['jason']]]);
  });

  it('take cookies from a Cookie header, and GET when no method is given', () =>
    expect([...one('http://shop.example.com/', '-H', 'cookie: a=1; b=2').cookies]).toEqual([
      ['a', ['1']],
      ['b', ['2']],
    ]));

  it('address services by name, host and port', () => {
    expect(one('GET', '/x', '--to', 'api', '--from', 'web@v2')).toMatchObject({
      port: 9080,
      source: { service: 'shop/web', version: 'v2' },
    });
    expect(one('GET', '/x', '--to', 'api:grpc-9090').port).toBe(9090);
    expect(one('GET', 'http://api.shop:9080/x', '--from', 'web').address).toEqual({
      kind: 'service',
      target: 'shop/api',
    });
    expect(one('GET', 'http://api:9080/x', '--from', 'web').address).toEqual({ kind: 'service', target: 'shop/api' });
  });

  it('speak of connections', () => {
    expect(decide(shop, one('TLS', 'tls.example.com:8443')).outcome.kind).toBe('forward');
    expect(decide(shop, one('TCP', '*:31400', '--gateway', 'door')).outcome.kind).toBe('forward');
    expect(decide(shop, one('TLS', 'other.example.org:8443', '--gateway', 'door')).outcome).toEqual({
      kind: 'not-found',
      reason: 'unknown-host',
    });
  });

  it.each([
    [['GET'], 'GET what'],
    [[], 'say which request'],
    [['get', 'http://a/'], 'no method'],
    [['GET', 'ftp://a/'], 'is not HTTP'],
    [['GET', 'http:///x'], 'has no host'],
    [['GET', 'http://a:99999/'], 'is no port'],
    [['GET', '/x'], 'say where it goes'],
    [['GET', '/x', '--too', 'api'], 'did you mean --to?'],
    [['GET', '/x', '--to', 'apy'], 'did you mean api?'],
    [['GET', '/x', '--to', 'api', '--from', 'web@v9'], 'has no version v9'],
    [['GET', '/x', '--to', 'api', '-H', 'broken'], 'is no pair'],
    [['GET', '/x', '--to'], 'needs a value'],
    [['GET', '/x', '--to', 'api:80'], 'declares no port 80'],
    [['GET', 'https://shop.example.com:80/'], 'respond 404'],
  ])('%j says what is wrong', (words, text) => {
    const parsed = parseRequest(shop, words);
    if (parsed.problem !== undefined) expect(parsed.problem).toContain(text);
    else expect(text).toBe('respond 404');
  });

  it('are what a request is written in', () => {
    const words = ['POST', 'https://shop.example.com/a?b=c', '-H', 'x: y z', '--cookie', 'k=v'];
    const text = requestText(one(...words));
    expect(text).toBe("POST 'https://shop.example.com/a?b=c' -H 'x: y z' -H 'cookie: k=v' --from 'gateway shop/door'");
    expect(problem('GET', '/x', '--gateway', 'nowhere')).toContain('no gateway nowhere');
  });
});

describe('an example host', () => {
  it.each([
    ['*', [], 'www.example.com'],
    ['*', ['*.example.com'], 'www.example.org'],
    ['*', ['*.com', '*.org', '*.net', '*.test', '*.internal'], 'localhost'],
    ['*.x.com', ['www.x.com', 'a.x.com'], 'any.x.com'],
    ['b.x.com', [], 'b.x.com'],
  ])('of %s beside %j is %s', (pattern, others, host) => expect(sampleHost(pattern, others)).toBe(host));
});

describe('a host at a door', () => {
  const outcome = (url: string) => decide(shop, one('GET', url)).outcome;
  it('belongs to the exact name before a wildcard', () => {
    expect(outcome('http://shop.example.com/').kind).toBe('forward');
    expect(outcome('http://other.example.com/')).toMatchObject({ kind: 'respond', status: 403 });
  });
  it('is a 404 where nobody claims it', () =>
    expect(outcome('http://example.com/')).toEqual({ kind: 'not-found', reason: 'unknown-host' }));
});
