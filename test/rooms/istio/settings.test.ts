// What actions and settings become.
import { expect, test } from 'vitest';
import type { Plain } from './interpreter.ts';
import { build, objectsOf } from './programs.ts';

const head =
  'namespace shop\nservice web { port 80 http; version v1, v2 }\nservice other { port 81 http; port 82 http }\n';

/** The routes of a list of one rule and a rest. */
function routesOf(rule: string, version?: string): Plain[] {
  const { find } = objectsOf(`${head}route web {\n  ${rule}\n  else -> v2\n}\n`, version);
  return find('VirtualService').spec.http.slice(0, -1);
}
const ofWeb = (subset: string) => ({ host: 'web.shop.svc.cluster.local', subset });

test.each<[string, Plain]>([
  ['-> v1 { timeout 1s500ms }', { timeout: '1.5s' }],
  [
    '-> v1 { retry 3 each 250ms on 5xx, reset }',
    { retries: { attempts: 3, perTryTimeout: '250ms', retryOn: '5xx,reset' } },
  ],
  ['-> v1 { retry never }', { retries: { attempts: 0 } }],
  ['-> v1 { mirror 5% to v2 }', { mirrors: [{ destination: ofWeb('v2'), percentage: { value: 5 } }] }],
  ['-> v1 { delay 1s on 0.5% }', { fault: { delay: { fixedDelay: '1s', percentage: { value: 0.5 } } } }],
  ['-> v1 { abort 503 on 10% }', { fault: { abort: { httpStatus: 503, percentage: { value: 10 } } } }],
  ['-> v1 { rewrite host "b" }', { rewrite: { authority: 'b' } }],
  ['-> v1 { rewrite path "/b" }', { rewrite: { uri: '/b' } }],
  ['-> v1 { name "first" }', { name: 'first' }],
  ['-> v1 { request header set "x-a" "100%" }', { headers: { request: { set: { 'x-a': '100%%' } } } }],
  ['-> v1 { response header remove "x-a" }', { headers: { response: { remove: ['x-a'] } } }],
  ['-> respond 403 "no"', { directResponse: { status: 403, body: { string: 'no' } } }],
  [
    '-> redirect 302 { scheme https; host "b.example.org"; port 8443; path "/b" }',
    { redirect: { scheme: 'https', authority: 'b.example.org', port: 8443, uri: '/b', redirectCode: 302 } },
  ],
  [
    '-> 1 to v1, 3 to other:82',
    {
      route: [
        { destination: ofWeb('v1'), weight: 25 },
        { destination: { host: 'other.shop.svc.cluster.local', port: { number: 82 } }, weight: 75 },
      ],
    },
  ],
])('%s', (rule, route) => {
  expect(routesOf(`when path == "/a" ${rule}`)).toMatchObject([{ match: [{ uri: { exact: '/a' } }], ...route }]);
});

test('no timeout is what no timeout means', () => {
  expect(routesOf('when path == "/a" -> v1 { timeout none }')[0]).not.toHaveProperty('timeout');
});

test.each<[string, string, Plain]>([
  ['path under "/a"', 'prefix "/a" to "/b"', { uriRegexRewrite: { match: '^/a(/.*)?$', rewrite: '/b\\1' } }],
  ['path under "/a"', 'prefix "/a" to "/"', { uri: '/' }],
  ['path == "/a/x"', 'prefix "/a" to "/b"', { uri: '/b/x' }],
  ['path starts "/a/"', 'prefix "/a" to "/b"', { uri: '/b/' }],
  ['path starts "/a"', 'path "/b"', { uriRegexRewrite: { match: '^.*$', rewrite: '/b' } }],
  ['header "x" exists', 'path "/b"', { uriRegexRewrite: { match: '^.*$', rewrite: '/b' } }],
  [
    'path starts "/u"',
    'path `/u/([0-9]+)` to "/v/\\1"',
    { uriRegexRewrite: { match: '^/u/([0-9]+)$', rewrite: '/v/\\1' } },
  ],
  ['path starts "/u"', 'path `/u|/v` to "/w"', { uriRegexRewrite: { match: '^(?:/u|/v)$', rewrite: '/w' } }],
])('when %s: rewrite %s', (condition, rewrite, expected) => {
  expect(routesOf(`when ${condition} -> v1 { rewrite ${rewrite} }`)).toMatchObject([{ rewrite: expected }]);
});

test('a redirected prefix needs a redirect for each kind of match', () => {
  const rule = 'when path under "/a" -> redirect { prefix "/a" to "/b" }';
  expect(routesOf(rule, '1.31').map(({ match, redirect }: Plain) => [match, redirect])).toEqual([
    [[{ uri: { exact: '/a' } }], { uri: '/b', redirectCode: expect.any(Number) }],
    [[{ uri: { prefix: '/a/' } }], { prefixRewrite: '/b/', redirectCode: expect.any(Number) }],
  ]);
  const { diagnostics } = build(`${head}route web {\n  ${rule}\n  else -> v2\n}\n`, '1.30');
  expect(diagnostics.map(({ code }) => code)).toEqual(['M5005']);
});

test('cors', () => {
  const rule =
    'when path == "/a" -> v1 { cors { origins "https://a.example.org"; methods GET, POST; max-age 1h; credentials } }';
  expect(routesOf(rule)).toMatchObject([
    {
      corsPolicy: {
        allowOrigins: [{ exact: 'https://a.example.org' }],
        allowMethods: ['GET', 'POST'],
        maxAge: '3600s',
        allowCredentials: true,
      },
    },
  ]);
});

test('every part knows the place that asked for it', () => {
  const { documents } = objectsOf(`${head}route web {\n  when path == "/a" -> v1 { timeout 1s }\n  else -> v2\n}\n`);
  const places = new Set<string>();
  const visit = (node: Plain): void => {
    if (node.origin) places.add(`${node.origin.anchor.offset + node.origin.start}`);
    for (const { value } of node.entries ?? []) visit(value);
    for (const item of node.items ?? []) visit(item);
  };
  for (const { root } of documents) visit(root);
  expect(places.size).toBeGreaterThan(8);
});
