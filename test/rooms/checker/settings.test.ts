// Which setting wins: the rule's block, its `with` (later before earlier), the lists that called it from inside out, the route's or
// host's own, the service's; headers one by one.
import { expect, test } from 'vitest';
import { checkSources } from '../../support/check-sources.ts';
import { ruleText, settingsText } from '../../support/model-text.ts';

const head = `
policy one { timeout 1s; request header set "x-p" "one" }
policy two { timeout 2s }
policy outer { with two; retry 2 }
service a { port 80 http; version v1, v2; timeout 9s; retry 9 }
service b { port 80 http }
gateway web { port 80 http; delay 1s }
`;
const rulesOf = (text: string) => {
  const { mesh, found } = checkSources(head + text);
  expect(found.map(({ message }) => message)).toEqual([]);
  return mesh;
};
const settingsIn = (text: string) =>
  settingsText(rulesOf(text).routes.find(({ target }) => target === 'default/a')?.rules[0]?.settings ?? {});

test('the block of the rule before its policies before the route before the service', () => {
  expect(settingsIn('route a with two { timeout 4s; else -> a with one { timeout 3s } }')).toEqual([
    'timeout 3s by rule',
    'retry 9 by service',
    'request set x-p=one by policy one',
  ]);
  expect(settingsIn('route a with two { timeout 4s; else -> a with one }')).toContain('timeout 1s by policy one');
  expect(settingsIn('route a with two { timeout 4s; else -> a }')).toContain('timeout 4s by route');
  expect(settingsIn('route a with two { else -> a }')).toContain('timeout 2s by route two');
  expect(settingsIn('route a { else -> a }')).toContain('timeout 9s by service');
});

test('later policies before earlier ones; the policies of a policy after its own lines', () => {
  expect(settingsIn('route a -> a with one, two')).toContain('timeout 2s by policy two');
  expect(settingsIn('route a -> a with two, one')).toContain('timeout 1s by policy one');
  expect(settingsIn('route a -> a with outer')).toEqual(['timeout 2s by policy outer', 'retry 2 by policy outer']);
  expect(settingsIn('route a -> a with one { with two }')).toContain('timeout 2s by policy two');
});

test('lists from inside out', () => {
  const text = (inner: string, list: string, call: string) => `
rules r { ${list}; when path == "/" -> a${inner} }
route a { timeout 6s; -> rules r${call}; else -> a }`;
  expect(settingsIn(text(' { timeout 3s }', 'timeout 4s', ' { timeout 5s }'))).toContain('timeout 3s by rule');
  expect(settingsIn(text('', 'timeout 4s', ' { timeout 5s }'))).toContain('timeout 4s by list');
  expect(settingsIn(text('', 'retry never', ' { timeout 5s }'))).toEqual(['timeout 5s by list', 'retry never by list']);
  expect(settingsIn(text('', 'retry never', ' with one'))).toContain('timeout 1s by list one');
  expect(settingsIn(text('', 'retry never', ''))).toContain('timeout 6s by route');
});

test('headers by direction and name', () => {
  const settings = settingsIn(`route a {
    request header set "X-A" "route"; response header set "x-a" "route"; request header remove "x-b"
    else -> a { request header add "x-a" "rule" }
  }`);
  expect(settings.filter((each) => each.includes('x-'))).toEqual([
    'request add x-a=rule by rule',
    'response set x-a=route by route',
    'request remove x-b= by route',
  ]);
});

test('a split over two services takes the settings of neither', () => {
  expect(settingsIn('route a -> 50% to a, 50% to b')).toEqual([]);
  expect(settingsIn('route a -> 50% to v1, 50% to v2')).toContain('timeout 9s by service');
});

test('gateway, host and route of a composed rule', () => {
  const mesh = rulesOf(`
route a { timeout 4s; when path == "/x" -> v1; else -> respond 404 }
ingress "a.org" on web { retry 1; -> rules none; else -> route a { timeout 7s } }
rules none { when path == "/none" -> redirect 302 { path "/x" } }`);
  const [first, second, third] = mesh.ingresses[0]?.rules ?? [];
  expect(settingsText(first?.settings ?? {})).toEqual([]);
  expect(ruleText(second!)).toBe('path equals /x -> default/a@v1:80');
  expect(settingsText(second?.settings ?? {})).toEqual([
    'timeout 4s by route',
    'retry 1 by host',
    'delay 1s on 100% by gateway',
  ]);
  expect(settingsText(third?.settings ?? {})).toEqual(['delay 1s on 100% by gateway']);
});

test('a service without a route gets one that carries its settings', () => {
  const { routes } = rulesOf('');
  expect(routes.map(({ target, port }) => `${target}:${port ?? ''}`)).toEqual(['default/a:']);
  expect(settingsText(routes[0]?.rules[0]?.settings ?? {})).toEqual(['timeout 9s by service', 'retry 9 by service']);
  const mixed = checkSources('service c { port 80 http; port 90 tcp; timeout 1s }');
  expect(mixed.mesh.routes.map(({ port }) => port)).toEqual([80]);
});

test('parameters with defaults and arguments', () => {
  const text = 'policy p(n: Int = 3, d: Duration = 2s) { retry n each d; timeout d }\n';
  expect(settingsIn(`${text}route a -> a with p`)).toEqual(['timeout 2s by policy p', 'retry 3 by policy p']);
  expect(settingsIn(`${text}route a -> a with p(4, 1m30s)`)).toEqual([
    'timeout 1m30s by policy p(4, 1m30s)',
    'retry 4 by policy p(4, 1m30s)',
  ]);
});

test('a success is nothing to retry on', () => {
  const codes = (on: string) =>
    checkSources(`service s { port 80 http }\nroute s -> s { retry 2 on ${on} }\n`).found.map(({ code }) => code);
  expect(codes('503, 429')).toEqual([]);
  expect(codes('503, 299')).toEqual(['M3006']);
  expect(codes('700')).toEqual(['M3006']);
});
