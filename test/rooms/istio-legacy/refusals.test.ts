// What old Istio cannot say is refused at its place, and the place is the construct's own text.
import { expect, test } from 'vitest';
import { spanText } from '../../../src/text/index.ts';
import type { OldVersion } from '../../support/route-rules/index.ts';
import { buildProgram } from './programs.ts';

const base =
  'namespace shop\nservice reviews { port 9080 http; version v1, v2 }\nservice front { port 80 http }\ngateway web { port 80 http }\n';

/** A program after the base, the text that must be marked, the code, and versions other than 0.5. */
const CASES: readonly (readonly [added: string, marked: string, code: string, ...versions: OldVersion[]])[] = [
  ['route reviews -> v1 { mirror 5% to front }', 'mirror 5% to front', 'M5201'],
  ['route reviews -> v1 { cors { origins "https://a.example.org" } }', 'cors', 'M5201', '0.1', '0.2'],
  ['route reviews -> v1 { request header set "x-a" "1" }', 'request header set "x-a" "1"', 'M5201', '0.1', '0.8'],
  ['route reviews -> v1 { response header remove "x-a" }', 'response header remove "x-a"', 'M5201'],
  ['route reviews { when path == "/a" -> respond 403 "no"; else -> v1 }', 'respond 403 "no"', 'M5201', '0.1', '0.8'],
  ['route reviews { when query "a" exists -> v2; else -> v1 }', 'query "a" exists', 'M5201'],
  ['route reviews { when from namespace ops -> v2; else -> v1 }', 'from namespace ops', 'M5201'],
  ['route reviews { when from pods { app: "x" } -> v2; else -> v1 }', 'from pods { app: "x" }', 'M5201', '0.2', '0.8'],
  ['route reviews { when method == POST -> v2; else -> v1 }', 'method == POST', 'M5202', '0.1'],
  ['route reviews { when path ends ".css" -> v2; else -> v1 }', 'path ends ".css"', 'M5202', '0.1', '0.8'],
  [
    'route reviews { when path matches `/u/([0-9]+)` -> v2 { rewrite path `/u/([0-9]+)` to "/x" }; else -> v1 }',
    'path matches `/u/([0-9]+)`',
    'M5202',
  ],
  ['route reviews { when path == "/a" -> redirect 301 { scheme https }; else -> v1 }', 'redirect 301', 'M5201'],
  ['egress bank { host "bank.example.org"; port 443 tls }', 'port 443 tls', 'M5226'],
  ['egress bank { host "bank.example.org"; port 80 http { target 8080 } }', 'port 80 http', 'M5201'],
  ['egress db { host "db.example.org"; port 3306 mysql }', 'port 3306 mysql', 'M5201'],
  ['egress db { host "db.example.org"; port 3306 tcp }', 'port 3306 tcp', 'M5201', '0.4', '0.8'],
  ['egress api { host "*.example.org"; port 80 http }', '"*.example.org"', 'M5201', '0.1'],
  ['service vm { host "vm.local"; at "10.0.0.5"; port 80 http }', '"10.0.0.5"', 'M5201'],
  ['service hidden { port 80 http; visible to shop }', 'visible to shop', 'M5201'],
  ['service secured { port 80 http; tls off }', 'tls off', 'M5201'],
  ['service hashed { port 80 http; balance hash header "x" }', 'balance hash header "x"', 'M5201'],
  ['gateway out { pods { istio: "egressgateway" }; port 443 tls }', 'port 443 tls', 'M5201'],
  ['gateway other { class "nginx"; port 80 http }', 'class "nginx"', 'M5201'],
  ['ingress "a.example.org" on web -> reviews@v1', 'reviews@v1', 'M5221'],
  ['ingress "a.example.org" on web -> 90% to reviews, 10% to front', '90% to reviews, 10% to front', 'M5221'],
  ['ingress "*.example.org" on web -> reviews', '"*.example.org"', 'M5221'],
  [
    'ingress "a.example.org" on web { when path starts "/a.b" -> reviews }',
    'path starts "/a.b"',
    'M5219',
    '0.1',
    '0.7',
  ],
  ['telemetry { metrics prometheus port 9990 }', 'metrics prometheus port 9990', 'M5201', '0.1', '0.8'],
  ['telemetry { trace zipkin "zipkin:9411" sample 1% }', 'trace zipkin "zipkin:9411" sample 1%', 'M5201'],
  ['telemetry { access-log off }', 'access-log off', 'M5201'],
  ['telemetry { access-log json }', 'access-log json', 'M5201', '0.1'],
];

for (const [added, marked, code, ...versions] of CASES) {
  test(`${added}`, () => {
    for (const version of versions.length > 0 ? versions : (['0.5'] as const)) {
      const { diagnostics } = buildProgram(`${base}${added}\n`, version);
      const found = diagnostics.filter((one) => one.code === code).map(({ span }) => spanText(span));
      const starts = found.some((text) => marked.startsWith(text) || text.startsWith(marked));
      expect({ version, codes: diagnostics.map((one) => `${one.code} ${one.message}`), found, starts }).toMatchObject({
        starts: true,
      });
    }
  });
}

test('nothing that can be said is refused: the same constructs in the forms that 0.8 has', () => {
  const { codes } = buildProgram(
    `${base}
route reviews {
  when method in (POST, PUT) and header "x-a" exists -> v2 { mirror 100% to front@blue; request header add "x-b" "1" }
  when from front and not cookie "user" == "jason"   -> v1 { timeout 2s; retry 3 each 500ms on 5xx; websocket }
  when path under "/old"                             -> v2 { rewrite prefix "/old" to "/new"; rewrite host "reviews" }
  when path == "/moved"                              -> redirect 301 { path "/new"; host "shop.example.com" }
  when rpc under "shop.Reviews"                      -> v2
  else                                               -> 90% to v1, 10% to v2
}
service archive { port 9080 http; balance least-request; connections { max 10; retries 3 }; eject { after 3 5xx; check 10s; for 1m; at-most 50% } }
egress apis { host "*.googleapis.com"; port 443 http { tls simple } }
telemetry { metrics prometheus; access-log json }
`.replace('front@blue', 'archive'),
    '0.8',
  );
  expect(codes.filter((code) => code.startsWith('M5'))).toEqual([]);
});

test('too many rules are refused, not written', () => {
  const ways = Array.from({ length: 8 }, (_, index) => `not (header "a${index}" == "1" and header "b${index}" == "1")`);
  const { codes, yaml } = buildProgram(
    `${base}route reviews {\n  when ${ways.join(' and ')} -> v2\n  when not (${ways.join(' or ')}) -> v1\n  else -> v1\n}\n`,
    '0.8',
  );
  expect(codes.filter((code) => code.startsWith('M5'))).toEqual(yaml === '' ? ['M5216'] : []);
  expect(yaml.match(/kind: RouteRule/g)?.length ?? 0).toBeLessThanOrEqual(128);
  const wide = Array.from({ length: 150 }, (_, index) => `"/p${index}"`).join(', ');
  expect(
    buildProgram(`${base}route reviews {\n  when path in (${wide}) -> v2\n  else -> v1\n}\n`, '0.8').codes,
  ).toEqual(['M5216']);
});

test('labels, names and precedences are those that Pilot accepts', () => {
  const { config, yaml } = buildProgram(
    `${base}route reviews {\n  when path in ("/a", "/b") -> v2 { name "special" }\n  else -> v1\n}\n`,
    '0.8',
  );
  expect(config.rejected).toEqual([]);
  expect(config.rules.map(({ key, precedence }) => [key, precedence])).toEqual([
    ['shop/reviews-default', 1],
    ['shop/special-2', 2],
    ['shop/special', 3],
  ]);
  expect(yaml).not.toMatch(/reviews\.shop/);
});

test('an ingress asks the rules, and the fix says so', () => {
  const text = `${base}route reviews -> v1\n// mesh-allow route-not-asked: all are meant\ningress "a.example.org" on web -> reviews\n`;
  const found = buildProgram(text, '0.5').diagnostics.find(({ code }) => code === 'M5217');
  const [edit] = found?.fixes?.[0]?.edits ?? [];
  expect(edit && { text: edit.text, at: spanText({ ...edit.span, end: edit.span.end + 7 }) }).toEqual({
    text: 'route ',
    at: 'reviews',
  });
});
