// What Linkerd 1.x cannot say is an error at its place, never a silent loss.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { linkerd } from '../../../src/targets/linkerd/index.ts';
import { always, meshOf, routeOf, ruleOf, serviceOf, to, versionOf } from '../../support/models.ts';
import { built } from './programs.ts';

const reviews = 'service reviews { port 9080 http; version v1, v2 }\nservice web { port 80 http }';
const rule = (when: string, action = 'v2'): string =>
  `${reviews}\nroute reviews {\n  when ${when} -> ${action}\n  else -> v1\n}`;
const setting = (text: string): string => `${reviews}\nroute reviews -> v1 { ${text} }`;
const service = (text: string): string => `${reviews}\nservice details { ${text} }`;

test.each([
  // conditions
  [rule('header "x" == "1"'), 'M5510 header "x" == "1"'],
  [rule('header "x" exists'), 'M5510 header "x" exists'],
  [rule('cookie "x" starts "a"'), 'M5510 cookie "x" starts "a"'],
  [rule('query "x" == "1"'), 'M5510 query "x" == "1"'],
  [rule('rpc under "shop.Reviews"'), 'M5510 rpc under "shop.Reviews"'],
  [rule('path starts "/a"'), 'M5510 path starts "/a"'],
  [rule('path ends ".css"'), 'M5510 path ends ".css"'],
  [rule('path contains "b"'), 'M5510 path contains "b"'],
  [rule('path matches `/a.*`'), 'M5510 path matches `/a.*`'],
  [rule('path == "/a,b"'), 'M5510 path == "/a,b"'],
  [rule('path == "/a/"'), 'M5510 path == "/a/"'],
  [rule('from web'), 'M5511 from web'],
  [rule('not (path ends "x" or method == GET)'), 'M5510 path ends "x"'],
  // actions and settings
  [rule('method == GET', 'redirect 301 { path "/x" }'), 'M5510 redirect'],
  [rule('method == GET', 'respond 403'), 'M5510 respond 403'],
  [setting('retry 3 each 1s on 5xx'), 'M5510 retry 3 each 1s on 5xx'],
  [setting('rewrite path "/x"'), 'M5510 rewrite path "/x"'],
  [setting('rewrite host "a.b"'), 'M5510 rewrite host "a.b"'],
  [setting('mirror 5% to v2'), 'M5510 mirror 5% to v2'],
  [setting('delay 1s on 10%'), 'M5510 delay 1s on 10%'],
  [setting('abort 503 on 10%'), 'M5510 abort 503 on 10%'],
  [setting('request header set "a" "b"'), 'M5510 request header set "a" "b"'],
  [setting('response header remove "a"'), 'M5510 response header remove "a"'],
  [setting('websocket'), 'M5510 websocket'],
  // services
  [service('port 9080 grpc'), 'M5510 port 9080 grpc'],
  [service('port 9080 tcp'), 'M5510 port 9080 tcp'],
  [service('port 9080 http; balance random'), 'M5510 balance random'],
  [service('port 9080 http; balance hash header "x"'), 'M5510 balance hash header "x"'],
  [service('port 9080 http; connections { max 10 }'), 'M5510 connections { max 10 }'],
  [service('port 9080 http; eject { after 5 gateway-error }'), 'M5510 eject { after 5 gateway-error }'],
  [service('port 9080 http; eject { after 5 5xx; at-most 50% }'), 'M5510 eject { after 5 5xx; at-most 50% }'],
  [service('port 9080 http { tls mutual }'), 'M5510 tls mutual'],
  ['service a/reviews, b/reviews { port 80 http }', 'M5516'],
  ['service web { port 80 http }\nservice b/x { port 80 http; visible to b }', 'M5511 visible to b'],
  [`${reviews}\ntelemetry { metrics mixer "m:9091" }`, 'M5510 metrics mixer'],
  [`${reviews}\ntelemetry { access-log json }`, 'M5501 access-log json'],
  // outside
  ['service web { port 80 http }\negress e { host "*.example.org"; port 80 http }', 'M5510 e'],
  ['service web { port 80 http }\negress e { host "example.org"; port 443 tls }', 'M5510 port 443 tls'],
  // doors
  ['service web { port 80 http }\ngateway g { port 9000 tcp }', 'M5510 port 9000 tcp'],
  ['service web { port 80 http }\ngateway g { port 80 http }\ningress "*.a.org" on g -> web', 'M5510 ingress'],
  [
    'service web { port 80 http }\ngateway g { port 80 http }\ningress "a.org" on g { when method == GET -> web }',
    'M5510 ingress',
  ],
])('%s', (program, expected) => {
  const [first = 'nothing'] = built(program).found.filter((one) => !one.startsWith('M5513'));
  expect(first.slice(0, expected.length)).toBe(expected);
});

test('what can be answered for every name is no reason to refuse', () => {
  const { found } = built(
    rule('path exists and (method != GET or scheme == https) and not sni exists and port == 9080'),
  );
  expect(found.filter((one) => !one.startsWith('M5513'))).toEqual([]);
});

test('a rule that an earlier one hides is not asked', () => {
  const { found } = built(
    `${reviews}\nroute reviews {\n  when method == GET -> v2\n  when method == GET and header "x" exists -> v1\n  else -> v1\n}`,
  );
  expect(found).toEqual([]);
});

test('linkerd-weight: weights that a floating point number does not hold', () => {
  const reviewsService = serviceOf('shop/reviews', { versions: [versionOf('v1'), versionOf('v2')] });
  const action = to('shop/reviews@v1', 'shop/reviews@v2');
  const [first, second] = action.split;
  if (!first || !second) throw new Error('two parts');
  const split = [{ ...first, weight: 2 ** 60 }, second];
  const mesh = meshOf({
    services: [reviewsService],
    routes: [routeOf('shop/reviews', [ruleOf(always(), { ...action, split })])],
  });
  const report = new Report();
  linkerd.build(mesh, { version: '1.7', report });
  expect(report.sorted().map(({ code }) => code)).toEqual(['M5512']);
});
