// Rule lists: composition, splits, ports, protocols, doors.
import { expect, test } from 'vitest';
import { checkSources } from '../../support/check-sources.ts';
import { ruleText } from '../../support/model-text.ts';

const checked = (text: string) => {
  const result = checkSources(text);
  expect(result.found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  return result.mesh;
};
const routeText = (text: string, target = 'default/a') =>
  checked(text)
    .routes.find((route) => route.target === target)
    ?.rules.map(ruleText);
const ingressText = (text: string) => checked(text).ingresses[0]?.rules.map(ruleText);

const a = 'service a { port 80 http; version v1, v2, v3 }\n';

test('exact weights', () => {
  expect(routeText(`${a}route a -> 33.3333% to v1, rest to v2`)).toEqual([
    'always -> 333333 default/a@v1, 666667 default/a@v2',
  ]);
  expect(routeText(`${a}route a -> 0.5% to v1, 99.5% to v2`)).toEqual(['always -> 1 default/a@v1, 199 default/a@v2']);
  expect(routeText(`${a}route a -> 0% to v1, 100% to v2`)).toEqual(['always -> 0 default/a@v1, 1 default/a@v2']);
  expect(routeText(`${a}route a -> 6 to v1, 3 to v2, 3 to v3`)).toEqual([
    'always -> 2 default/a@v1, 1 default/a@v2, 1 default/a@v3',
  ]);
  expect(
    checkSources(`${a}input c: Percent = 10%\nroute a -> c to v1, rest to v2`, {
      inputs: { c: { value: '100%' } },
    }).mesh.routes[0]?.rules.map(ruleText),
  ).toEqual(['always -> 1 default/a@v1, 0 default/a@v2']);
});

test('lists call lists; conditions of calls stand before their own', () => {
  expect(
    routeText(`${a}
rules inner(v: Version) { when header "x" exists -> v }
rules outer { when method == GET -> rules inner(a@v2); when path == "/o" -> a@v3 }
route a { when host == "x.org" -> rules outer; else -> v1 }`),
  ).toEqual(
    [
      '(host equals x.org and method equals GET and header x exists) -> default/a@v2:80',
      '(host equals x.org and path equals /o) -> default/a@v3:80',
      'always -> default/a@v1',
    ].map((text) => text.replace(':80', '')),
  );
});

test('parameters of every kind', () => {
  expect(
    routeText(`${a}
policy p { timeout 1s }
condition c(t: Text) = header "x" == t
rules r(s: Service, v: Version, w: Condition, q: Policy, live: Bool, hosts: [Host]) {
  when w -> s with q
  when not w and live -> v
  when host in hosts -> s@v3
}
let both = ["a.org", "b.org"]
route a { -> rules r(a, a@v1, c("1"), p, true, both); else -> a }`),
  ).toEqual([
    'header x equals 1 -> default/a',
    'not header x equals 1 -> default/a@v1',
    'host equals a.org|b.org -> default/a@v3',
    'always -> default/a',
  ]);
});

test('a Bool in a condition', () => {
  expect(routeText(`${a}input live: Bool = false\nroute a { when live and method == GET -> v1; else -> v2 }`)).toEqual([
    '(() and method equals GET) -> default/a@v1',
    'always -> default/a@v2',
  ]);
});

test('ports: the one that the request came to, the one that fits, or one that must be said', () => {
  const b = 'service b { port 80 http; port 81 http }\n';
  expect(routeText(`${a}${b}route a -> b`)).toEqual(['always -> default/b:80']);
  expect(routeText(`${b}service c { port 90 http }\nroute c -> b:81`, 'default/c')).toEqual(['always -> default/b:81']);
  expect(checkSources(`${b}service c { port 90 http }\nroute c -> b`).codes).toEqual(['M3051']);
  expect(routeText(`${b}service c { port 80 http; port 81 http }\nroute c -> b`, 'default/c')).toEqual([
    'always -> default/b',
  ]);
  expect(
    routeText(
      'service c { port 1 http }\nservice d { port 5 grpc; port 6 http; port 7 tcp }\nroute c -> d',
      'default/c',
    ),
  ).toEqual(['always -> default/d:6']);
});

test('routes by port: the port’s own, the general one, none', () => {
  const text = (port: string) => `
service a { port 80 http; port 81 http; port 82 http; version v1, v2 }
route a:81 -> v1
route a -> v2
gateway web { port 8080 http }
ingress "a.org" on web -> route a${port}`;
  expect(ingressText(text(':81'))).toEqual(['always -> default/a@v1:81']);
  expect(ingressText(text(':82'))).toEqual(['always -> default/a@v2:82']);
  expect(ingressText(text(':82').replace('route a -> v2', ''))).toEqual(['always -> default/a:82']);
});

test('routes that call each other in a circle are one finding', () => {
  const { found } = checkSources(
    'service a { port 80 http }\nservice b { port 80 http }\nroute a -> route b\nroute b { else -> route a }\n',
  );
  expect(found.map(({ code }) => code)).toEqual(['M2007']);
  expect(found[0]?.message).toContain('`route default/a` → `route default/b` → `route default/a`');
});

test('TCP and TLS ports only split', () => {
  const db = 'service db { port 5432 tcp; version v1, v2 }\n';
  expect(
    routeText(`${db}route db { when from namespace jobs -> v2; else -> 90% to v1, rest to v2 }`, 'default/db'),
  ).toEqual(['from namespace jobs -> default/db@v2', 'always -> 9 default/db@v1, 1 default/db@v2']);
  expect(checkSources(`${db}route db -> v1 { timeout 1s }`).codes).toEqual(['M3053']);
  expect(checkSources(`${db}route db -> respond 404`).codes).toEqual(['M3053']);
  expect(checkSources(`${db}policy p { retry 2 }\nroute db with p -> v1`).codes).toEqual(['M3053']);
  expect(ingressText(`${db}gateway g { port 5432 tcp }\ningress "*" on g -> db`)).toEqual([
    'always -> default/db:5432',
  ]);
  expect(ingressText('service s { port 443 https }\ngateway g { port 443 tls }\ningress "s.org" on g -> s')).toEqual([
    'always -> default/s:443',
  ]);
});

test('egress: the host must be its own', () => {
  const text = `${a}egress e { host "*.example.org"; port 80 http }\ngateway web { port 80 http }\n`;
  expect(checkSources(`${text}route e { else -> e { timeout 1s } }`).codes).toEqual([]);
  expect(checkSources(`${text}route a -> e { rewrite host "api.example.org" }`).codes).toEqual([]);
  expect(checkSources(`${text}route a -> e { rewrite host "example.org" }`).codes).toEqual(['M3065']);
  expect(checkSources(`${text}route e -> e\ningress "x.org" on web -> route e`).codes).toEqual(['M3065']);
  expect(
    checkSources(`${text}route e -> e\ningress "x.org" on web -> route e { rewrite host "a.example.org" }`).codes,
  ).toEqual([]);
});

test('rewriting a prefix: what the calls imply counts', () => {
  const list = 'rules r { when method == GET -> a { rewrite prefix "/api" to "/" } }\n';
  expect(
    checkSources(`${a}${list}route a { when path under ("/api", "/api/v2") -> rules r; else -> a }`).codes,
  ).toEqual([]);
  expect(checkSources(`${a}${list}route a { when path starts "/api" -> rules r; else -> a }`).codes).toEqual(['M3064']);
  expect(
    checkSources(`${a}${list}route a { when path under "/api" or method == GET -> rules r; else -> a }`).codes,
  ).toEqual(['M3064']);
  const exact = checkSources(`${a}${list}route a { when path matches \`/api/.*\` -> rules r; else -> a }`, {
    impliesUnder: () => true,
  });
  expect(exact.codes).toEqual([]);
});

test('a route with a mistake in its else is not said to lack one', () => {
  expect(checkSources(`${a}route a { when path == "/" -> v1; else -> v9 }`).codes).toEqual(['M2004']);
  expect(checkSources(`${a}route a { when path == "/" -> v1 }`, { decidesAll: () => true }).codes).toEqual([]);
});

test('doors: ports that fit, and who may use them', () => {
  const doors = (text: string) => checked(`${a}${text}`).ingresses[0]?.doors.flatMap(({ ports }) => ports);
  expect(
    doors('gateway g { port 80 http; port 443 https { certificate "c" }; port 9000 tcp }\ningress "x.org" on g -> a'),
  ).toEqual([80, 443]);
  expect(doors('gateway g { port 80 http; port 443 tls }\ningress "x.org" on g -> a')).toEqual([80]);
  expect(doors('gateway g { port 80 http; port 81 http }\ningress "x.org" on g:81 -> a')).toEqual([81]);
  expect(
    checkSources(`${a}gateway edge/g { port 80 http; open to all }\ningress "x.org" on edge/g -> a`).codes,
  ).toEqual([]);
});

test('a name that is nearly a version of the route is taken for one', () => {
  const codes = (text: string) =>
    checkSources(`${a}service reviews { port 80 http }\n${text}`).found.map(({ code }) => code);
  expect(codes('route a -> v4')).toEqual(['M2004']);
  expect(codes('route a -> reviewz')).toEqual(['M2001']);
  expect(codes('route a -> reviews')).toEqual([]);
});

test('a version declared twice is one mistake', () => {
  expect(checkSources('service b { port 80 http; version v1, v1 }\n').found.map(({ code }) => code)).toEqual(['M2013']);
});
