// What conditions become in a VirtualService.
import { expect, test } from 'vitest';
import type { Plain } from './interpreter.ts';
import { objectsOf } from './programs.ts';

const head =
  'namespace shop\nservice web { port 80 http; port 8080 http; version v1, v2 }\nservice client { port 1 http; version v1 }\n';

/** The matches of the first rule of a route; the last rule takes the rest. */
function matchesOf(condition: string, version?: string): Plain {
  const { find } = objectsOf(`${head}route web {\n  when ${condition} -> v1\n  else -> v2\n}\n`, version);
  return find('VirtualService').spec.http[0].match;
}

test.each<[string, Plain]>([
  ['path == "/a"', [{ uri: { exact: '/a' } }]],
  ['path in ("/a", "/b")', [{ uri: { exact: '/a' } }, { uri: { exact: '/b' } }]],
  ['path starts "/a"', [{ uri: { prefix: '/a' } }]],
  ['path under "/a"', [{ uri: { exact: '/a' } }, { uri: { prefix: '/a/' } }]],
  ['path ends ".css"', [{ uri: { regex: '.*\\.css' } }]],
  ['path contains "a.b"', [{ uri: { regex: '.*a\\.b.*' } }]],
  ['path matches `/u/[0-9]+`', [{ uri: { regex: '/u/[0-9]+' } }]],
  ['path starts "/a" and path ends "a.js"', [{ uri: { regex: '/a.*a\\.js|/a\\.js' } }]],
  ['not path under "/a"', [{ withoutHeaders: { ':path': { regex: '/a(?:/[^?]*)?(\\?.*)?' } } }]],
  ['path under "/a" and not path under "/b"', [{ uri: { exact: '/a' } }, { uri: { prefix: '/a/' } }]],
  ['method == GET', [{ method: { exact: 'GET' } }]],
  ['method in (GET, HEAD)', [{ method: { regex: 'GET|HEAD' } }]],
  ['method != GET', [{ withoutHeaders: { ':method': { exact: 'GET' } } }]],
  ['scheme != http', [{ scheme: { exact: 'https' } }]],
  ['host == "web.shop"', [{ authority: { regex: '(?i)web\\.shop(:[0-9]+)?' } }]],
  ['port == 8080', [{ port: 8080 }]],
  ['port != 8080', [{ port: 80 }]],
  ['header "x-a" == "1"', [{ headers: { 'x-a': { exact: '1' } } }]],
  ['header "x-a" in ("1", "2")', [{ headers: { 'x-a': { regex: '1|2' } } }]],
  ['header "x-a" starts "1"', [{ headers: { 'x-a': { prefix: '1' } } }]],
  ['header "x-a" exists', [{ headers: { 'x-a': {} } }]],
  ['not header "x-a" exists', [{ withoutHeaders: { 'x-a': {} } }]],
  ['header "x-a" != "1"', [{ withoutHeaders: { 'x-a': { exact: '1' } } }]],
  ['header "x-a" != ""', [{ withoutHeaders: { 'x-a': {} } }, { withoutHeaders: { 'x-a': { exact: '' } } }]],
  [
    'header "x-a" exists and header "x-a" != "1"',
    [{ headers: { 'x-a': {} }, withoutHeaders: { 'x-a': { exact: '1' } } }],
  ],
  ['query "q" == "1"', [{ queryParams: { q: { exact: '1' } } }]],
  ['query "q" starts "1"', [{ queryParams: { q: { regex: '1.*' } } }]],
  ['query "q" != "1"', [{ withoutHeaders: { ':path': { regex: '[^?]*\\?(.*&)?q=1(&.*)?' } } }]],
  ['cookie "user" == "jason"', [{ headers: { cookie: { regex: '(.*;)? *user=jason *(;.*)?' } } }]],
  ['cookie "user" matches `a.*`', [{ headers: { cookie: { regex: '(.*;)? *user=a[^;]* *(;.*)?' } } }]],
  ['from client', [{ sourceLabels: { app: 'client' }, sourceNamespace: 'shop' }]],
  ['from client@v1', [{ sourceLabels: { app: 'client', version: 'v1' }, sourceNamespace: 'shop' }]],
  ['from namespace ops', [{ sourceNamespace: 'ops' }]],
  ['from pods { role: "batch" }', [{ sourceLabels: { role: 'batch' } }]],
  [
    'rpc == "shop.Web/Get"',
    [{ uri: { exact: '/shop.Web/Get' }, headers: { 'content-type': { regex: 'application/grpc(\\+.*)?' } } }],
  ],
  ['path == "/a" or header "x-a" exists', [{ uri: { exact: '/a' } }, { headers: { 'x-a': {} } }]],
])('%s', (condition, matches) => {
  expect(matchesOf(condition)).toEqual(matches);
});

test('older versions say "not" by an expression where one can', () => {
  expect(matchesOf('not path under "/ab"', '1.24')).toEqual([
    { uri: { regex: '(?:[^/].*|/(?:[^a].*|a(?:[^b].*|b(?:[^/].*))?)?)?' } },
  ]);
  expect(matchesOf('method != GET', '1.24')).toEqual([
    { method: { regex: '(?:[^G].*|G(?:[^E].*|E(?:[^T].*|T.+)?)?)?' } },
  ]);
});

test('what no field says, the order of rules does', () => {
  const { find } = objectsOf(`${head}route web {\n  when not from client and path == "/a" -> v1\n  else -> v2\n}\n`);
  const source = { sourceLabels: { app: 'client' }, sourceNamespace: 'shop' };
  expect(
    find('VirtualService').spec.http.map(({ match, route }: Plain) => [match, route[0].destination.subset]),
  ).toEqual([
    [[{ uri: { exact: '/a' }, ...source }], 'v2'],
    [[{ uri: { exact: '/a' } }], 'v1'],
    [undefined, 'v2'],
  ]);
});

test('ports without a route of their own keep forwarding', () => {
  const { find } = objectsOf(`${head}route web:8080 -> web@v1\n`);
  expect(find('VirtualService').spec.http).toEqual([
    { match: [{ port: 8080 }], route: [{ destination: { host: 'web.shop.svc.cluster.local', subset: 'v1' } }] },
    { route: [{ destination: { host: 'web.shop.svc.cluster.local' } }] },
  ]);
});
