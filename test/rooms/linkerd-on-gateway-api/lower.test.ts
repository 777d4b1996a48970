// What single constructs become for Linkerd 2, by version, and what is refused at its place.
import { expect, test } from 'vitest';
import { type CompileOptions, compile, emit } from '../../../src/compile.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { chooseTarget, type TargetChoice, targetNames } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { faults } from './faults.ts';

const frame =
  'namespace shop\nservice a { port 80 http; version v1, v2 }\nservice other/b { port 81 http }\nservice g { port 90 grpc; version v1, v2 }\n';

function build(text: string, version = '2.19', options: CompileOptions = {}) {
  const emission = emit(
    compile([new Source('main.mesh', frame + text)], { withoutAnalysis: true, ...options }),
    chooseTarget(`linkerd@${version}`) as TargetChoice,
  );
  if (Number(version.split('.')[1]) >= 18 && !emission.hasErrors) expect(faults(emission.documents)).toEqual([]);
  return {
    codes: emission.diagnostics.map(({ code }) => code),
    messages: emission.diagnostics.map(({ message }) => message),
    lines: emission.diagnostics.map(
      ({ span }) => span.anchor.source.position(span.anchor.offset + span.start).line - 3,
    ),
    yaml: writeYaml(emission.documents),
  };
}

test('Linkerd 2 has versions of its own beside those of Linkerd 1', () => {
  expect(
    targetNames()
      .filter((name) => name.startsWith('linkerd@'))
      .at(-1),
  ).toBe('linkerd@2.20');
  expect(targetNames()).toContain('linkerd@1.7');
  expect(chooseTarget('linkerd@2.13')).toEqual({ meant: 'linkerd@2.20' });
  expect((chooseTarget('linkerd') as TargetChoice).name).toBe('linkerd@2.20');
});

test.each([
  ['2.15', 'policy.linkerd.io/v1beta3'],
  ['2.17', 'gateway.networking.k8s.io/v1beta1'],
  ['2.18', 'gateway.networking.k8s.io/v1'],
])('linkerd@%s reads HTTPRoutes of %s', (version, group) => {
  expect(build('route a -> v1\n', version).yaml).toContain(`apiVersion: ${group}\nkind: HTTPRoute\n`);
});

test('timeouts: in the rule before 2.16, an annotation of its route since', () => {
  const list = 'route a {\n  when path under "/x" -> v1 { timeout 90s }\n  else -> v2\n}\n';
  const old = build(list, '2.15').yaml;
  expect(old).toMatch(/timeouts:\n\s+request: 1m30s/);
  expect(old.match(/kind: HTTPRoute/g)?.length).toBe(1);
  const { yaml } = build(list);
  expect(yaml).toMatch(/name: a-80-001\n\s+namespace: shop\n\s+annotations:\n\s+timeout.linkerd.io\/request: 90s\n/);
  expect(yaml).toMatch(/name: a-80-002\n\s+namespace: shop\nspec:/);
  expect(build('route a -> v1 { timeout none; retry never }\n').yaml).not.toContain('annotations');
});

test('retries are annotations since 2.16: by status, and of calls by the status of gRPC', () => {
  const http = build('route a -> v1 { retry 2 each 1500ms on gateway-error, 429 }\n');
  expect(http.codes).toEqual([]);
  expect(http.yaml).toMatch(
    /retry.linkerd.io\/http: "?gateway-error,429"?\n\s+retry.linkerd.io\/limit: "2"\n\s+retry.linkerd.io\/timeout: 1500ms/,
  );
  const calls = build('route g -> v1 { retry 3 on unavailable }\n').yaml;
  expect(calls).toMatch(/kind: GRPCRoute[\s\S]*retry.linkerd.io\/grpc: unavailable/);
  expect(build('route a -> v1 { retry 2 on connect-failure }\n').codes).toEqual(['M5520']);
  expect(build('route a -> v1 { retry 2 on 5xx }\n', '2.15').codes).toEqual(['M5520']);
});

test('an expression looks for the whole text', () => {
  expect(build('route a {\n  when header "x" matches `1|12` -> v1\n  else -> v2\n}\n').yaml).toContain('^(?:1|12)$');
});

test('a name is in the name of the route', () => {
  expect(build('route a -> v1 { name "The People" }\n').yaml).toContain('name: a-80-the-people\n');
});

test('calls: a GRPCRoute since 2.16, where nothing is asked that it cannot do', () => {
  const list = 'route g {\n  when rpc == "s.A/Get" -> v2\n  else -> v1\n}\n';
  expect(build(list).yaml).toMatch(/kind: GRPCRoute[\s\S]*service: s.A\n\s+method: Get/);
  expect(build(list, '2.15').yaml).toContain('kind: HTTPRoute');
  expect(build('route g -> v1 { response header set "a" "b" }\n').yaml).toContain('kind: HTTPRoute');
  expect(build('route g {\n  when rpc matches `s\\..*/Get` -> v2\n  else -> respond 404\n}\n').yaml).toContain(
    'kind: HTTPRoute',
  );
});

test('what lies outside hangs on networks of the namespace for all callers', () => {
  const egress =
    'egress w { host "w.example.org"; port 443 tls }\negress d { host "d.example.org"; at "10.1.2.3"; port 5432 tcp }\n';
  const { codes, yaml } = build(egress);
  expect(codes).toEqual([]);
  expect(yaml).toMatch(
    /kind: EgressNetwork\nmetadata:\n\s+name: all-egress\n\s+namespace: linkerd-egress\nspec:\n\s+trafficPolicy: Allow/,
  );
  expect(yaml).toMatch(/name: shop-d\n[\s\S]*cidr: "?10.1.2.3\/32"?/);
  expect(yaml).toMatch(/kind: TLSRoute[\s\S]*hostnames:\n\s+- w.example.org/);
  expect(yaml).toMatch(/kind: TCPRoute[\s\S]*name: shop-d\n\s+port: 5432/);
  expect(build(egress, '2.19', { undeclared: 'deny' }).yaml).toContain('trafficPolicy: Deny');
  expect(build('', '2.19', { undeclared: 'deny' }).yaml).toContain('trafficPolicy: Deny');
});

test('before 2.17 what lies outside passes, and nothing can be said of it', () => {
  const egress = 'egress w { host "w.example.org"; port 80 http }\n';
  expect(build(egress, '2.16')).toMatchObject({ codes: [], yaml: '' });
  expect(build(`${egress}route w -> w { timeout 1s }\n`, '2.16').codes).toEqual(['M5520']);
  expect(build(egress, '2.16', { undeclared: 'deny' }).codes).toEqual(['M5520']);
});

test.each([
  ['another port outside', 'egress w { host "w.example.org"; port 80 http { target 8080 } }\n'],
  ['TLS of its own', 'egress w { host "w.example.org"; port 80 http { tls { sni "w.example.org" } } }\n'],
  ['another address', 'egress w { host "w.example.org"; at "10.0.0.1"; port 80 http }\n'],
  [
    'two protocols on one port',
    'egress w { host "w.example.org"; port 443 tls }\negress x { host "x.example.org"; port 443 http }\n',
  ],
  ['a mirror', 'route a -> v1 { mirror 10% to v2 }\n'],
  ['a rewrite', 'route a -> v1 { rewrite path "/x" }\n'],
  ['a rewrite of the host', 'route a -> v1 { rewrite host "x.example.org" }\n'],
  ['a fault', 'route a -> v1 { delay 1s on 10% }\n'],
  ['CORS', 'route a -> v1 { cors { origins "https://x.example.org" } }\n'],
  ['an answer', 'route a {\n  when method == GET -> respond 200 "x"\n  else -> v1\n}\n'],
  ['a redirect with another code', 'route a {\n  when method == GET -> redirect 308 { path "/x" }\n  else -> v1\n}\n'],
  ['a source', 'route a {\n  when from other/b -> v2\n  else -> v1\n}\n'],
  ['a namespace of callers', 'route a {\n  when from namespace other -> v2\n  else -> v1\n}\n'],
  ['balancing', 'service c { port 80 http; balance random }\n'],
  ['limits', 'service c { port 80 http; connections { max 1 } }\n'],
  ['ejection', 'service c { port 80 http; eject { after 5 5xx; check 10s; for 1m } }\n'],
  ['TLS to a service', 'service c { port 80 http; tls off }\n'],
  ['a service outside', 'service c { host "c.vm.local"; at "10.0.0.5"; port 80 http }\n'],
  ['visibility', 'service c { port 80 http; visible to shop }\n'],
  ['another proxy', 'service c { port 80 http; proxy envoy }\n'],
  ['Linkerd 1', 'service c { port 80 http; proxy linkerd "1.7" }\n'],
  ['another Linkerd 2', 'service c { port 80 http; proxy linkerd "2.18" }\n'],
  ['a trace', 'telemetry { trace zipkin "zipkin:9411" sample 1% }\n'],
  ['an access log', 'telemetry { access-log json }\n'],
  ['metrics at another port', 'telemetry { metrics prometheus port 9990 }\n'],
])('%s is refused at its place', (_, text) => {
  const { codes, lines, messages } = build(text);
  expect(codes.length, messages.join()).toBeGreaterThan(0);
  expect(codes.every((code) => code === 'M5520')).toBe(true);
  expect(lines.every((line) => line > 0)).toBe(true);
});

test('doors are for another target', () => {
  const { codes } = build('gateway web { port 80 http }\ningress "a.example.org" on web -> a\n');
  expect(codes).toEqual(['M5520', 'M5520']);
});

test('what Linkerd does by itself needs nothing', () => {
  const { codes, yaml } = build(
    'service c { port 80 http; tls mutual; proxy linkerd "2.19.4" }\ntelemetry { metrics prometheus }\n',
  );
  expect([codes, yaml]).toEqual([[], '']);
});

test('a prefix before an expression cannot keep its place; an expression before a prefix can', () => {
  const first = 'path under "/a" and header "x" == "1"';
  const second = 'path matches `/a/.*x`';
  expect(build(`route a {\n  when ${first} -> v1\n  when ${second} -> v2\n  else -> v1\n}\n`).codes).toEqual(['M5521']);
  expect(build(`route a {\n  when ${second} -> v2\n  when ${first} -> v1\n  else -> v1\n}\n`).codes).toEqual([]);
});

test('an exact path is as long as a prefix that is all of the path: what asks for headers goes after it twice', () => {
  const { codes, yaml } = build(
    'route a {\n  when path == "/a" -> v1\n  when path under "/a" and header "x" == "1" -> v2\n  else -> v1\n}\n',
  );
  expect(codes).toEqual([]);
  expect(yaml).toMatch(/type: Exact\n\s+value: \/a\n\s+headers:\n\s+- name: x/);
});

test('too-many-matches-for-linkerd: a condition that multiplies out', () => {
  const either = (name: string): string => `(${[1, 2, 3].map((one) => `header "${name}${one}" == "1"`).join(' or ')})`;
  expect(build(`route a {\n  when ${either('x')} and ${either('y')} -> v2\n  else -> v1\n}\n`).codes).toEqual([
    'M5522',
  ]);
});

test('rules for connections came with 2.17', () => {
  const tcp = 'service t { port 5432 tcp; version v1, v2 }\nroute t -> 90% to v1, 10% to v2\n';
  expect(build(tcp).yaml).toContain('kind: TCPRoute');
  expect(build(tcp, '2.16').codes).toEqual(['M5520']);
});
