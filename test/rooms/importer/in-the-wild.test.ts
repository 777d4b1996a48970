// Objects as people keep them in repositories: zeros that say nothing, TLS beside HTTP, TCP servers with names of hosts, VirtualServices
// that others call, wildcards outside, fields in the other spelling, entries that nothing meets.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const object = (kind: string, name: string, spec: string, apiVersion = 'networking.istio.io/v1') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;

function imported(...documents: readonly string[]) {
  const { objects, programs, difference, kept } = provedImport([new Source('in.yaml', documents.join('---\n'))], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  return {
    text: programs.map((one) => one.text).join('\n'),
    proved: difference?.same,
    why: objects.flatMap(({ name, why }) => (why === undefined ? [] : [`${name}: ${why}`])),
    residues: objects.flatMap(({ residues }) => residues.map(({ path, weight }) => `${weight} ${path}`)),
    unforeseen: objects.flatMap(({ residues }) => residues.filter((one) => !one.isForeseen)),
    entries: objects.map(({ entries }) => entries.read).reduce((sum, one) => sum + one, 0),
    files: kept.length,
  };
}

test('limits of zero are those that nobody wrote', () => {
  const pool =
    '{ tcp: { maxConnections: 0, connectTimeout: 3s }, http: { maxRequestsPerConnection: 0, http2MaxRequests: 0 } }';
  const { text, residues, why } = imported(
    object('DestinationRule', 'a', `{ host: a, trafficPolicy: { connectionPool: ${pool} } }`),
  );
  expect([residues, why]).toEqual([[], []]);
  expect(text).toContain('connections { connect 3s }');
});

test('TLS and requests for one host inside the mesh: each has its port, and so have those who get them', () => {
  const { text, proved, residues, why } = imported(
    object(
      'VirtualService',
      'demo',
      '{ hosts: [demo], tls: [{ match: [{ port: 3000, sniHosts: [demo] }], route: [{ destination: { host: stable } }] }], http: [{ route: [{ destination: { host: canary } }] }] }',
    ),
  );
  expect([proved, residues, why]).toEqual([true, [], []]);
  expect(text).toMatch(/service stable \{ port 3000 tls \}/);
  expect(text).toContain('route demo:3000 {\n  when sni == "demo" -> stable\n  else               -> demo\n}');
  expect(text).toContain('route demo:80 -> canary');
});

const door = (hosts: string, protocol = 'TCP', tls = '') =>
  object(
    'Gateway',
    'web',
    `{ selector: { istio: ingressgateway }, servers: [{ hosts: [${hosts}], port: { number: 27017, name: mongo, protocol: ${protocol} }${tls} }] }`,
  );
const behind = (port: number) =>
  object(
    'VirtualService',
    'db',
    `{ hosts: [db.example.com], gateways: [web], tcp: [{ match: [{ port: ${port} }], route: [{ destination: { host: db, port: { number: 27017 } } }] }] }`,
  );

test('connections carry no name of a host; those of TLS do', () => {
  for (const protocol of ['TCP', 'MONGO']) {
    const { text, proved, why } = imported(door('db.example.com', protocol), behind(27017));
    expect([proved, why]).toEqual([true, []]);
    expect(text).toContain('ingress "*" on web -> db');
  }
  const { text } = imported(
    door('db.example.com', 'TLS', ', tls: { mode: SIMPLE, credentialName: db }'),
    behind(27017),
  );
  expect(text).toContain('ingress "db.example.com" on web -> db');
});

test('an entry that nothing meets is told', () => {
  const { residues, unforeseen, text } = imported(door('"*"'), behind(5432));
  expect([residues, unforeseen]).toEqual([['extra spec.tcp[0].match'], []]);
  expect(text).not.toContain('ingress');
});

test('requests for a service that has ports of another kind only are told', () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { ports: [{ name: tcp-db, port: 5432 }] }\n';
  const { residues, entries } = imported(
    service,
    object('VirtualService', 'db', '{ hosts: [db], http: [{ route: [{ destination: { host: other } }] }] }'),
  );
  expect([residues, entries]).toEqual([['extra spec.http'], 0]);
});

const part = (match: string) =>
  object(
    'VirtualService',
    'part',
    `{ http: [{ match: [${match}], route: [{ destination: { host: a } }] }, { route: [{ destination: { host: b } }] }] }`,
  );

test('a VirtualService that none of the files calls is a list of rules, and stays YAML for those who may call it', () => {
  for (const match of ['{ uri: { exact: /a } }', '{ sourceLabels: { app: c }, uri: { exact: /a } }']) {
    const { text, files, residues, unforeseen, entries } = imported(part(match));
    expect(text).toMatch(/rules part \{\n {2}when [^\n]*path == "\/a"[^\n]* -> a\n {2}else/);
    expect([files, residues, unforeseen, entries]).toEqual([1, ['meaning spec.hosts'], [], 2]);
  }
});

test('a call of what no cluster can have is a call of an empty list', () => {
  const { text, proved } = imported(
    object(
      'VirtualService',
      'root',
      '{ hosts: [a.example.org], gateways: [web], http: [{ delegate: { name: part, namespace: teamA } }] }',
    ),
  );
  expect(proved).toBe(true);
  expect(text).toContain('rules teamA-part {}');
});

test('a call within what is called is told', () => {
  const root = object(
    'VirtualService',
    'root',
    '{ hosts: [a.example.org], gateways: [web], http: [{ delegate: { name: part } }] }',
  );
  const inner = object(
    'VirtualService',
    'part',
    '{ http: [{ delegate: { name: more } }, { route: [{ destination: { host: b } }] }] }',
  );
  expect(imported(root, inner).residues).toContain('extra spec.http[0].delegate');
});

test('a wildcard outside that nothing of the files is covered by is an egress; those that are have its policy', () => {
  const wild = object('DestinationRule', 'wild', '{ host: "*.example.com", trafficPolicy: { tls: { mode: SIMPLE } } }');
  expect(imported(wild).text).toContain(
    'egress any-example-com {\n  host "*.example.com"\n  port 80 http\n  tls simple\n}',
  );
  const entry = object(
    'ServiceEntry',
    'api',
    '{ hosts: [api.example.com], ports: [{ number: 443, name: http, protocol: HTTP }], resolution: DNS }',
  );
  const { text, files, residues } = imported(wild, entry);
  expect(text).toContain('egress api {\n  host "api.example.com"\n  port 443 http\n  tls simple\n}');
  expect([files, residues]).toEqual([1, ['meaning spec.host']]);
  const mesh = imported(
    object('DestinationRule', 'all', '{ host: "*.local", trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }'),
  );
  expect(mesh.why).toHaveLength(1);
});

test('fields of old Istio in the spelling of protocol buffers; addresses that egresses let out', () => {
  const old = (kind: string, name: string, spec: string) => object(kind, name, spec, 'config.istio.io/v1alpha2');
  const rule = imported(
    old(
      'RouteRule',
      'a',
      '{ destination: { name: a }, match: { request: { headers: { x_y: { exact: b } } } }, http_req_timeout: { simple_timeout: { timeout: 3s } } }',
    ),
  );
  expect(rule.text).toContain('when header "x_y" == "b" -> a { timeout 3s }');
  expect(rule.residues).toEqual([]);
  const egress = (service: string) =>
    imported(
      old('EgressRule', 'db', `{ destination: { service: ${service} }, ports: [{ port: 3306, protocol: tcp }] }`),
    );
  expect(egress('10.0.0.7').text).toContain('at "10.0.0.7"');
  expect(egress('10.0.0.7/32').text).toContain('host "db.default.external"');
  expect(egress('10.0.0.0/28').why).toEqual([
    'EgressRule default/db: it lets out the range of addresses 10.0.0.0/28, which the language has no word for',
  ]);
});

test('a duration of nothing is refused, as Istio does', () => {
  const of = (timeout: string) =>
    imported(
      object(
        'VirtualService',
        'a',
        `{ hosts: [a], http: [{ timeout: ${timeout}, route: [{ destination: { host: a } }] }] }`,
      ),
    );
  for (const timeout of ['0s', '0.0s', '500us'])
    expect(of(timeout).why).toEqual([
      `VirtualService default/a: spec.http[0].timeout: \`${timeout}\` is less than a millisecond: leave the field out`,
    ]);
  expect(of('1ms').why).toEqual([]);
});

const route = '[{ destination: { host: a } }]';

test('texts that no path is or begins with', () => {
  const one = (uri: string) =>
    imported(
      object(
        'VirtualService',
        'a',
        `{ hosts: [a], http: [{ match: [{ uri: ${uri} }], redirect: { uri: /x } }, { route: ${route} }] }`,
      ),
    );
  for (const uri of ['{ prefix: api }', '{ exact: "/a b" }', '{ prefix: "/x?y" }', '{ exact: "" }']) {
    const { text, residues, unforeseen, why, proved } = one(uri);
    expect([residues, unforeseen, why, proved]).toEqual([
      ['extra spec.http[0].match[0].uri', 'extra spec.http[0].match'],
      [],
      [],
      true,
    ]);
    expect(text).toContain('route a -> a');
  }
  expect(one('{ prefix: /a/../b }').residues[0]).toBe('meaning spec.http[0].match[0].uri');
  expect(one('{ prefix: "" }').text).toContain('route a -> redirect');
});

test('any method of CORS, and those that there are not', () => {
  const one = (methods: string) =>
    imported(
      object(
        'VirtualService',
        'a',
        `{ hosts: [a], http: [{ corsPolicy: { allowOrigins: [{ exact: "https://b.c" }], allowMethods: ${methods} }, route: ${route} }] }`,
      ),
    );
  expect(one('["*"]').text).toContain('methods "*"');
  expect(one('["*"]').residues).toEqual([]);
  expect(one('[GET, get]')).toMatchObject({
    residues: ['meaning spec.http[0].corsPolicy.allowMethods'],
    unforeseen: [],
  });
});

test('names of hosts that Istio refuses are refused, and what stands beside them is not', () => {
  const beside = object('VirtualService', 'b', `{ hosts: [b], http: [{ route: ${route} }] }`);
  const wrong = (kind: string, spec: string) => imported(object(kind, 'a', spec), beside);
  for (const { why, entries } of [
    wrong('VirtualService', `{ hosts: [foo_bar], http: [{ route: ${route} }] }`),
    wrong('VirtualService', '{ hosts: [a], http: [{ route: [{ destination: { host: "*.local" } }] }] }'),
    wrong('DestinationRule', '{ host: a_b }'),
    wrong('ServiceEntry', '{ hosts: [a_b], ports: [{ number: 80, name: http, protocol: HTTP }] }'),
  ]) {
    expect(why).toHaveLength(1);
    expect(entries).toBe(1);
  }
});

test('origins of CORS of all kinds, in whichever order', () => {
  const origins = '[{ prefix: "https://a." }, { exact: "https://b.c" }, { regex: "https://.*[.]d" }]';
  const { proved, text } = imported(
    object(
      'VirtualService',
      'a',
      `{ hosts: [a], http: [{ corsPolicy: { allowOrigins: ${origins} }, route: ${route} }] }`,
    ),
  );
  expect([proved, text.includes('origins starts "https://a."')]).toEqual([true, true]);
});

test('a wildcard inside the mesh is a list of rules, and stays YAML', () => {
  const wild = object(
    'VirtualService',
    'wild',
    `{ hosts: ["*.default.svc.cluster.local"], http: [{ timeout: 5s, route: ${route} }] }`,
  );
  const { text, files, residues, entries } = imported(wild);
  expect(text).toContain('rules wild {\n  else -> a { timeout 5s }\n}');
  expect([files, residues, entries]).toEqual([1, ['meaning spec.hosts'], 1]);
});

test('a host that a ServiceEntry declares is that one, whatever it looks like', () => {
  const entry = object(
    'ServiceEntry',
    'db',
    '{ hosts: [my-mongo.tcp.svc], addresses: [10.1.2.3], ports: [{ number: 27017, name: tcp, protocol: TCP }], resolution: NONE }',
  );
  const tcp = '[{ match: [{ port: 27017 }], route: [{ destination: { host: other, port: { number: 27017 } } }] }]';
  const { text } = imported(entry, object('VirtualService', 'db', `{ hosts: [my-mongo.tcp.svc], tcp: ${tcp} }`));
  expect(text).toContain('route db -> other');
  expect(text).not.toContain('namespace tcp');
});

test('entries that only a gateway has give a host inside the mesh no port', () => {
  const { text } = imported(
    object(
      'VirtualService',
      'a',
      '{ hosts: [www.example.com], gateways: [mesh, out], tls: [{ match: [{ gateways: [mesh], port: 443, sniHosts: [www.example.com] }], route: [{ destination: { host: www.example.com, port: { number: 443 } } }] }], tcp: [{ match: [{ gateways: [out], port: 9443 }], route: [{ destination: { host: b, port: { number: 9443 } } }] }] }',
    ),
  );
  expect(text).toContain('egress www-example-com {\n  host "www.example.com"\n  port 443 tls\n}');
});

test('an object that says nothing is left as it is', () => {
  const { why } = imported(
    'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\n',
    'apiVersion: networking.istio.io/v1\nmetadata: { name: b }\n',
  );
  expect(why).toEqual([
    'VirtualService default/a: it has no hosts, and no rules for those who call it by `delegate`',
    'an object without kind default/b: it says no kind',
  ]);
});

test('redirects lead where Pilot and Envoy lead them, and servers that redirect to HTTPS do not redirect HTTPS', () => {
  const gateway = object(
    'Gateway',
    'web',
    '{ selector: { istio: ingressgateway }, servers: [{ hosts: ["*"], port: { number: 8080, name: a, protocol: HTTP }, tls: { httpsRedirect: true } }, { hosts: ["*"], port: { number: 8443, name: b, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: c, httpsRedirect: true } }] }',
  );
  const all =
    '[{ match: [{ uri: { exact: /a } }], redirect: { authority: b.c } }, { match: [{ uri: { exact: /b } }], redirect: { authority: b.c, derivePort: FROM_REQUEST_PORT } }]';
  const { text, residues, proved } = imported(
    gateway,
    object('VirtualService', 'a', `{ hosts: [a.b], gateways: [web], http: ${all} }`),
  );
  expect([residues, proved]).toEqual([[], true]);
  expect(text).toContain('when port == 8080 -> redirect 301 { scheme https; port 8080 }');
  expect(text).not.toContain('port == 8443 -> redirect 301 { scheme https');
  expect(text).toMatch(/when port == 8080 and path == "\/a" -> redirect 301 \{ host "b\.c"; port 80 \}/);
  expect(text).toMatch(/when path == "\/b" +-> redirect 301 \{ host "b\.c" \}/);
});

test('a gateway that lets no host of a VirtualService in leaves its rules uncalled; one that another object replaces is not kept twice', () => {
  const gateway = object(
    'Gateway',
    'web',
    '{ selector: { istio: ingressgateway }, servers: [{ hosts: [other.example.com], port: { number: 80, name: http, protocol: HTTP } }] }',
  );
  const rules = (timeout: string) =>
    object(
      'VirtualService',
      'a',
      `{ hosts: [a.example.com], gateways: [web], http: [{ timeout: ${timeout}, route: ${route} }] }`,
    );
  const one = imported(gateway, rules('1s'));
  expect(one.text).toContain('rules a {\n  else -> a { timeout 1s }\n}');
  expect([one.files, one.unforeseen, one.entries]).toEqual([1, [], 1]);
  const both = imported(gateway, rules('1s'), rules('2s'));
  expect(both.text.match(/timeout/g)).toHaveLength(2);
  expect(both.files).toBe(1);
});

test('rewrites that begin somewhere and go on to the end are of the whole path; those of every piece are told', () => {
  const one = (match: string, rewrite: string) =>
    imported(
      object(
        'VirtualService',
        'a',
        `{ hosts: [a], http: [{ rewrite: { uriRegexRewrite: { match: '${match}', rewrite: '${rewrite}' } }, route: ${route} }] }`,
      ),
    );
  expect(one('/z(/|$)(.*)', '/\\2').text).toContain('rewrite path `(.*?)/z(/|$)(.*)` to "\\1/\\3"');
  expect(one('/z/([^/]+)(/.*)?$', '\\2/\\1').text).toContain('rewrite path `(.*?)/z/([^/]+)(/.*)?` to "\\1\\3/\\2"');
  expect(one('(.*)', '/x\\1').text).toContain('rewrite path `(.*)` to "/x\\1"');
  expect(one('^/x(a|b.*)', '/y').text).toContain('rewrite path `/x(a|b.*)(.*)` to "/y\\2"');
  for (const match of ['/x', '^/a|b$', '/x|/y.*'])
    expect(one(match, '/y')).toMatchObject({ residues: ['meaning spec.http[0].rewrite'], unforeseen: [] });
});

test('connections that no entry takes go where they were going', () => {
  const tcp =
    '[{ match: [{ sourceLabels: { app: canary }, port: 6379 }], route: [{ destination: { host: other, port: { number: 6379 } } }] }]';
  const { text, proved } = imported(object('VirtualService', 'redis', `{ hosts: [redis], tcp: ${tcp} }`));
  expect([proved, /when from pods \{ app: "canary" \} +-> other\n {2}else +-> redis\n/.test(text)]).toEqual([
    true,
    true,
  ]);
});
