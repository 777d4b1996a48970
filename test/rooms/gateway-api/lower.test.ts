// What single constructs become in Gateway API, and what is refused or needs the experimental channel.
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { faults } from './faults.ts';

const frame =
  'namespace shop\nservice a { port 80 http; version v1, v2 }\nservice other/b { port 81 http }\ngateway web { port 80 http; port 443 https { certificate "c" } }\n';
const build = (text: string, version = '1.6') => {
  const emission = emit(
    compile([new Source('main.mesh', frame + text)], { withoutAnalysis: true }),
    chooseTarget(`gateway-api@${version}`) as TargetChoice,
  );
  if (version === '1.6' && !emission.hasErrors) expect(faults(emission.documents)).toEqual([]);
  return { codes: emission.diagnostics.map(({ code }) => code), yaml: writeYaml(emission.documents) };
};

test('a retry needs the experimental channel (experimental-channel)', () => {
  const { codes, yaml } = build('route a -> v1 { retry 2 on 503 }\n');
  expect(codes).toEqual(['M5404']);
  expect(yaml).toMatch(/retry:\n\s+codes:\n\s+- 503\n\s+attempts: 2/);
});

test('a retry on 5xx is one on the codes that everybody knows, and says so (retry-codes)', () => {
  const { codes, yaml } = build('route a -> v1 { retry 2 on 5xx }\n');
  expect(codes).toEqual(['M5404', 'M5405']);
  expect(yaml).toMatch(/codes:\n\s+- 500\n\s+- 502\n\s+- 503\n\s+- 504\n/);
});

const calls = 'service g { port 90 grpc; port 80 http; version v1, v2 }\ngateway in { port 90 grpc }\n';

test('rules of a port for calls become a GRPCRoute, on other ports an HTTPRoute', () => {
  const { codes, yaml } = build(
    `${calls}route g {\n  when rpc == "shop.Cart/Add" and header "x" == "1" -> v2 { request header set "a" "b"; mirror 100% to v1 }\n  when rpc under "shop.Admin" -> v2\n  when rpc matches \`admin\\.[A-Z]+/Get\` -> v1\n  else -> respond 404\n}\n`,
  );
  expect(codes).toEqual([]);
  expect(yaml).toMatch(/kind: GRPCRoute[\s\S]*port: 90[\s\S]*service: shop.Cart\n\s+method: Add/);
  expect(yaml).toMatch(/kind: HTTPRoute[\s\S]*port: 80[\s\S]*value: \/shop.Cart\/Add/);
});

test.each([
  ['a timeout', 'route g:90 -> v1 { timeout 1s }\n'],
  ['a path', 'route g:90 {\n  when path under "/shop.Cart" -> v2\n  else -> v1\n}\n'],
  ['part of a service', 'route g:90 {\n  when rpc starts "shop." -> v2\n  else -> respond 404\n}\n'],
])('%s is more than a GRPCRoute says: an HTTPRoute as before', (_, text) => {
  const { codes, yaml } = build(calls + text);
  expect(codes).toEqual([]);
  expect(yaml).toContain('kind: HTTPRoute');
  expect(yaml).not.toContain('kind: GRPCRoute');
});

test('a host of a door gets a GRPCRoute where all its rules ask for calls and no other route has its requests', () => {
  const own = 'ingress "g.example.com" on web { when rpc under "shop.Cart" -> g@v1:90 }\n';
  expect(build(calls + own).yaml).toContain('kind: GRPCRoute');
  const wider = 'ingress "*.example.com" on web -> a\n';
  expect(build(calls + own + wider).yaml).not.toContain('kind: GRPCRoute');
});

test('names of rules are made fit, and differ within a route', () => {
  const { codes, yaml } = build(
    'route a {\n  when path == "/x" -> v1 { name "The People" }\n  when header "x" == "1" -> v2\n  when path under "/x" or header "y" == "1" -> v1 { name "The People" }\n  else -> v1\n}\n',
  );
  expect(codes).toEqual([]);
  const names = [...yaml.matchAll(/- name: (the-people\S*)/g)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(1);
  expect(new Set(names).size).toBe(names.length);
});

test('timeouts are experimental in 1.1 and standard from 1.2', () => {
  expect(build('route a -> v1 { timeout 1s }\n', '1.1').codes).toEqual(['M5404']);
  expect(build('route a -> v1 { timeout 1s }\n', '1.2').codes).toEqual([]);
});

test('times have no fractions', () => {
  const { yaml } = build('route a -> v1 { timeout 90.5s; retry 2 each 1.25s on 503 }\n');
  expect(yaml).toMatch(/request: 1m30s500ms\n\s+backendRequest: 1s250ms\n/);
  expect(provedBack('route a -> a { timeout 90.5s; retry 2 each 1.25s on 503 }\n')).toMatchObject({ same: true });
});

test('a TLSRoute for every server name, where there is one, is of the version that takes it', () => {
  const text = 'service t { port 443 tls }\nroute t -> t\n';
  expect(build(text, '1.4').yaml).toContain('apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TLSRoute');
  expect(build(text, '1.5').codes).toEqual(['M5401']);
});

test('an earlier general rule keeps its requests from a later specific one', () => {
  const { codes, yaml } = build(
    'route a {\n  when header "x" == "1" -> v2\n  when path under "/api" -> a\n  else -> v1\n}\n',
  );
  expect(codes).toEqual([]);
  expect(yaml).toMatch(/path:\n\s+type: PathPrefix\n\s+value: \/api\n\s+headers:\n\s+- name: x/);
});

test('a redirect of every host to https hangs on the plain listener only', () => {
  const { codes, yaml } = build(
    'ingress "a.example.com" on web {\n  when scheme == http -> redirect 301 { scheme https }\n  else -> a\n}\n',
  );
  expect(codes).toEqual([]);
  expect(yaml).toMatch(/sectionName: http-80[\s\S]*requestRedirect:\n\s+scheme: https/);
  expect(yaml.match(/requestRedirect/g)?.length).toBe(1);
});

test('a backend of another namespace gets a grant', () => {
  expect(build('route a -> other/b\n').yaml).toMatch(/kind: ReferenceGrant[\s\S]*namespace: other/);
});

test('a rule that replaces a prefix has one match, as the API asks', () => {
  const { codes, yaml } = build(
    'ingress "a.example.com" on web {\n  when path under "/x" and (header "h" == "1" or query "q" == "2") -> a { rewrite prefix "/x" to "/y" }\n}\n',
  );
  expect(codes).toEqual([]);
  const count = (text: string) => yaml.split(text).length - 1;
  expect(count('replacePrefixMatch:')).toBeGreaterThan(1);
  expect(count('type: PathPrefix')).toBe(count('replacePrefixMatch:'));
});

test('prefix rewrites: by the platform, or whole where the match is exact', () => {
  const { yaml } = build(
    'ingress "a.example.com" on web {\n  when path under "/x" -> a { rewrite prefix "/x" to "/y" }\n  when path == "/x2/z" -> a { rewrite prefix "/x2" to "/y" }\n}\n',
  );
  expect(yaml).toContain('replacePrefixMatch: /y');
  expect(yaml).toContain('replaceFullPath: /y/z');
});

/** What is built, read back and compared. */
const provedBack = (text: string) => {
  const { mesh } = compile([new Source('main.mesh', frame + text)], { withoutAnalysis: true });
  const target = chooseTarget('gateway-api@1.6') as TargetChoice;
  const emission = emit(compile([new Source('main.mesh', frame + text)], { withoutAnalysis: true }), target);
  expect(emission.hasErrors).toBe(false);
  return readBack(mesh, emission.documents, target.platform);
};

test('a service of the set of clusters is a ServiceImport, as backend and as parent, beside a Service of its name', () => {
  const text =
    'service far { port 80 http; host "far.other.svc.clusterset.local" }\nservice a-everywhere { port 80 http; host "a.shop.svc.clusterset.local" }\ningress "x.example.com" on web { when path under "/a" -> 90% to a, 10% to a-everywhere; else -> far }\nroute a-everywhere { when path under "/far" -> far; else -> a-everywhere }\n';
  const { codes, yaml } = build(text);
  expect(codes).toEqual([]);
  expect(yaml).toMatch(
    /parentRefs:\n\s+- group: multicluster\.x-k8s\.io\n\s+kind: ServiceImport\n\s+namespace: shop\n\s+name: a\n/,
  );
  expect(yaml).toMatch(
    /name: mesh-import-far\n\s+namespace: other[\s\S]*group: multicluster\.x-k8s\.io\n\s+kind: ServiceImport\n\s+name: far\n/,
  );
  expect(provedBack(text)).toMatchObject({ same: true });
  expect(build('service far { port 80 http; host "far.example.com" }\nroute far -> far\n').codes).toContain('M5401');
});

test.each([
  ['the certificate of the port', 'port 5432 tls { certificate "c" }', 'else -> db'],
  ['the certificate of the host', 'port 5432 tls', 'certificate "own"; else -> db'],
  ['both', 'port 5432 tls { certificate "c" }', 'certificate "own"; else -> db'],
])(
  'connections that come out of their TLS at a gateway are a TCPRoute on a listener of each host: %s',
  (_, port, body) => {
    const text = `service db { port 5432 tcp }\ngateway out { ${port} }\ningress "db.example.com", "x.example.com" on out { ${body} }\n`;
    const { codes, yaml } = build(text);
    expect(codes).toEqual([]);
    const [listener = ''] = /- name: tls-5432-x-example-com\n(?: {4}.*\n)+/.exec(yaml) ?? [];
    for (const line of ['hostname: x.example.com', 'protocol: TLS', 'mode: Terminate'])
      expect(listener).toContain(line);
    expect(yaml).toMatch(
      /kind: TCPRoute[\s\S]*sectionName: tls-5432-db-example-com[\s\S]*sectionName: tls-5432-x-example-com/,
    );
    expect(provedBack(text)).toMatchObject({ same: true });
  },
);

test('a port whose certificates are those of hosts is read back under its own name', () => {
  const text =
    'gateway out { port 444 https }\ngateway both { port 445 https { certificate "c" } }\ningress "a.example.com", "*.example.org" on out, both { certificate "own"; else -> a }\ningress "b.example.com" on both -> a\n';
  expect(build(text).codes).toEqual([]);
  expect(provedBack(text)).toMatchObject({ same: true });
});

test('a rule of a gateway without a backend answers with 500; inside the mesh and with a body nothing says it', () => {
  const text =
    'ingress "x.example.com" on web { when path under "/b" -> respond 500; when path under "/a" -> a; else -> respond 500 }\n';
  const { codes, yaml } = build(text);
  expect(codes).toEqual([]);
  expect(yaml).toMatch(/value: \/b\n {2}- matches/);
  expect(provedBack(text)).toMatchObject({ same: true });
  expect(build('route a { when path under "/b" -> respond 500; else -> v1 }\n').codes).toEqual(['M5401']);
  expect(build(text.replace('-> respond 500;', '-> respond 500 "no";')).codes).toEqual(['M5401']);
  expect(build(text.replace('-> respond 500;', '-> respond 500 { response header set "x" "y" };')).codes).toEqual([
    'M5401',
  ]);
});

test.each([
  ['a fault', 'route a -> v1 { delay 1s on 10% }\n'],
  ['an answer', 'route a {\n  when method == GET -> respond 200 "x"\n  else -> v1\n}\n'],
  ['a source', 'route a {\n  when from other/b -> v2\n  else -> v1\n}\n'],
  ['a rewrite by expression', 'route a -> v1 { rewrite path `/(.*)` to "/x/\\\\1" }\n'],
  [
    'a regular expression beside a prefix',
    'route a {\n  when path matches `/a/.*x` -> v1\n  when path under "/a/b" -> v2\n  else -> v1\n}\n',
  ],
])('%s is refused', (_, text) => {
  const { codes } = build(text);
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.every((code) => code === 'M5401' || code === 'M5402')).toBe(true);
});

test.each([
  ['when header "x" == "ü" -> v1', '1.5'],
  ['when header "x" matches `a  b` -> v1', '1.5'],
  ['when cookie "x" == "ü" -> v1', '1.5'],
  ['when header "x" == "" -> v1', '1.1'],
  ['when query "x" == "" -> v1', '1.1'],
  ['when method == GET -> v1 { request header set "x" "ü" }', '1.5'],
  ['when method == GET -> v1 { response header add "x" " a" }', '1.5'],
  ['when method == GET -> v1 { response header add "x" "" }', '1.1'],
])('%s: no such value from %s on', (rule, since) => {
  const text = `route a {\n  ${rule}\n  else -> v2\n}\n`;
  for (const version of ['1.1', '1.4', '1.5', '1.6'])
    expect(build(text, version).codes.includes('M5401')).toBe(version >= since);
  expect(
    build(text.replaceAll('ü', 'u').replaceAll('""', '"a"').replace('" a"', '"a"').replace('a  b', 'a b')).codes,
  ).toEqual([]);
});

test('what becomes of the root path is left to the implementation, and said', () => {
  const text = 'route a -> v1 { rewrite prefix "/" to "/x" }\n';
  expect(build(text).codes).toEqual(['M5406']);
  expect(build('route a -> v1 { rewrite prefix "/" to "/" }\n').codes).toEqual([]);
  expect(
    build('route a {\n  when path under "/y" -> v1 { rewrite prefix "/y" to "/x" }\n  else -> v2\n}\n').codes,
  ).toEqual([]);
});

test('a last answer 404 is not written unless it says more', () => {
  const text = 'route a { when method == GET -> v1; else -> respond 404 }\n';
  expect(build(text).codes).toEqual([]);
  expect(build(text.replace('404', '404 { response header set "x" "y" }')).codes).toEqual(['M5401']);
});

test('a host without a certificate under a wildcard with one has a listener of its own', () => {
  const text =
    'gateway two { port 445 https { certificate "c" } }\ningress "a.example.org" on two -> a\ningress "*.example.org" on two { certificate "own"; else -> other/b }\ningress "*" on two -> a\n';
  const { codes, yaml } = build(text);
  expect(codes).toEqual([]);
  expect(yaml).toMatch(/hostname: a\.example\.org\n[\s\S]{0,120}name: c\n/);
  expect(provedBack(text)).toMatchObject({ same: true });
});

test('a list that sends no request anywhere has no form on a service; at a door it is no route', () => {
  expect(build('route a -> respond 404\n').codes).toEqual(['M5401']);
  const door = build('ingress "x.example.com" on web { when scheme == "https" -> route a }\n');
  expect(door.codes).toEqual([]);
  expect(door.yaml.match(/kind: HTTPRoute/g)?.length).toBe(1);
  const wider = 'ingress "*.example.com" on web { else -> route a }\n';
  expect(build(`ingress "x.example.com" on web { when scheme == "https" -> route a }\n${wider}`).codes).toContain(
    'M5401',
  );
});

test('a TLS port without server names: up to 1.4 only', () => {
  const tls = 'service t { port 443 tls; version v1, v2 }\nroute t -> 90% to v1, 10% to v2\n';
  expect(build(tls, '1.4').yaml).toContain('kind: TLSRoute');
  expect(build(tls).codes).toContain('M5401');
});

const byExpression = 'ingress "x.org" on door {\n  when path matches `/v[0-9]+/.*` -> a\n  else -> other/b\n}\n';

test.each([
  ['', ['M5402']],
  ['class "istio"; ', ['M5402']],
  ['class "istio-waypoint"; ', ['M5402']],
  ['class "envoy"; ', []],
  ['class "istiod-not"; ', []],
] as const)('a last else behind an expression, at a gateway of %s', (className, codes) => {
  const text = `gateway door { ${className}port 80 http }\n${byExpression}`;
  expect(build(text).codes).toEqual(codes);
  const { mesh } = compile([new Source('main.mesh', frame + text)], { withoutAnalysis: true });
  const { platform, version } = chooseTarget('gateway-api@1.6') as TargetChoice;
  const report = new Report();
  const documents = platform.build(mesh, { version, report });
  if (codes.length === 0) expect(readBack(mesh, documents, platform)?.same).toBe(true);
});

test('an expression behind a prefix stays each implementation’s, whoever it is', () => {
  const rules = 'when path under "/v1/a" -> a\n  when path matches `/v[0-9]+/.*` -> a@v1\n  else -> other/b';
  const text = `gateway door { class "envoy"; port 80 http }\ningress "x.org" on door {\n  ${rules}\n}\n`;
  expect(build(text).codes).toEqual(['M5402']);
});

const proved = (text: string, name = 'gateway-api@1.6'): boolean | undefined => {
  const { mesh } = compile([new Source('main.mesh', frame + text)], { withoutAnalysis: true });
  const { platform, version } = chooseTarget(name) as TargetChoice;
  return readBack(mesh, platform.build(mesh, { version, report: new Report() }), platform)?.same;
};

test('a host at two ports of one gateway is one route for each', () => {
  const text =
    'gateway door { port 80 http; port 8080 http; port 90 http }\ningress "x.org" on door:80, door:8080 -> a\n';
  const names = [...build(text).yaml.matchAll(/kind: HTTPRoute\nmetadata:\n\s+name: (\S+)/g)].map(([, name]) => name);
  expect(names).toEqual(['x-org-door-80', 'x-org-door-8080']);
  expect(proved(text)).toBe(true);
});

test('everything is the prefix that a rewrite or a redirect replaces where no path is asked', () => {
  const text =
    'ingress "x.org" on web {\n  when header "x" == "1" -> a { rewrite prefix "/" to "/one" }\n  else -> redirect 302 { prefix "/" to "/two" }\n}\n';
  expect(build(text).codes).toEqual(['M5406']);
  expect(build(text).yaml).toMatch(/replacePrefixMatch: \/one[\s\S]*replacePrefixMatch: \/two/);
  expect(proved(text)).toBe(true);
});

test.each([
  ['`https://.*\\.x\\.org`', 'https://*.x.org'],
  ['`.*`', '"*"'],
  ['`https://.*`', 'https://*'],
  ['`.*`, "https://x.org"', undefined],
  ['`https://x\\..*`', undefined],
  ['"null"', undefined],
  ['`https?://x\\.org`', undefined],
  ['`https://x\\.org|http://x\\.org`', undefined],
  ['`https://\\w+\\.org`', undefined],
])('origins for CORS: %s', (origin, written) => {
  const text = `ingress "x.org" on web -> a { cors { origins ${origin}; methods GET } }\n`;
  const { codes, yaml } = build(text);
  expect(codes).toEqual(written === undefined ? ['M5401'] : []);
  if (written === undefined) return;
  expect(yaml).toContain(`- ${written}`);
  expect(proved(text)).toBe(true);
});

const bank =
  'service bank { port web 80 http; port 443 http; version v1, v2; tls simple { sni "bank.example.org"; ca "bank-ca" } }\n';

test('how TLS is opened to a service is a BackendTLSPolicy, for the Services of its versions too', () => {
  const text = `${bank}route bank -> 50% to v1, rest to v2\n`;
  expect(build(text, '1.4').codes).toEqual([]);
  expect(build(text, '1.3').codes).toEqual(['M5404']);
  const { yaml } = build(text);
  const policy = yaml.slice(yaml.indexOf('kind: BackendTLSPolicy'));
  expect([...policy.matchAll(/ name: (\S+)/g)].map(([, name]) => name)).toEqual([
    'bank',
    'bank',
    'bank-v1',
    'bank-v2',
    'bank-ca',
  ]);
  expect(policy).toContain('hostname: bank.example.org');
  expect(['1.1', '1.3', '1.4', '1.6'].map((one) => proved(text, `gateway-api@${one}`))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('TLS of one port is a policy for its name; the only port is the whole Service', () => {
  const ports = 'service two { port web 80 http { tls simple { sni "a.org" } }; port admin 81 http }\n';
  expect(build(ports).yaml).toMatch(/name: two-web[\s\S]*sectionName: web[\s\S]*wellKnownCACertificates: System/);
  const only = 'service one { port 443 https { tls simple { sni "a.org" } } }\n';
  expect(build(only).yaml).not.toContain('sectionName');
  expect([proved(ports), proved(only)]).toEqual([true, true]);
});

test.each([
  'service x { port 80 http; tls mutual }\n',
  'service x { port 80 http; tls simple }\n',
  'service x { port 80 http; port 81 http { tls simple { sni "a.org" } } }\n',
  'service x { port 80 http; tls client { sni "a.org"; certificate "c" } }\n',
  'service x { port 80 http; version v1 { tls simple { sni "a.org" } } }\n',
  'service x { host "x.org"; port 80 http; tls simple { sni "a.org" } }\n',
])('no policy says %s', (text) => {
  expect(build(text).codes).toContain('M5401');
});
