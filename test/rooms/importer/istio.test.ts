// What real objects of Istio hold besides plain routes: ports that are called otherwise than they are used, hosts outside that keep the
// request's host, files in gateways, headers of all parts, TLS of the mesh.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const object = (kind: string, name: string, spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n${spec}`;

function imported(...documents: readonly string[]) {
  const { objects, programs, difference } = provedImport([new Source('in.yaml', documents.join('---\n'))], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  return {
    text: programs.map((one) => one.text).join('\n'),
    proved: difference?.same,
    kept: objects.flatMap(({ name, why }) => (why === undefined ? [] : [`${name}: ${why}`])),
    residues: objects.flatMap(({ residues }) => residues.map(({ path, weight }) => `${weight} ${path}`)),
    unforeseen: objects.flatMap(({ residues }) => residues.filter((one) => !one.isForeseen)),
  };
}

const outside = (host: string, location = 'MESH_EXTERNAL') =>
  object(
    'ServiceEntry',
    'api',
    `  hosts: [${host}]\n  location: ${location}\n  ports: [{ number: 80, name: http, protocol: HTTP }, { number: 443, name: https, protocol: HTTPS }]\n  resolution: DNS\n`,
  );

test('TLS that the proxy opens: HTTP for a port `https` is a port `http` with TLS', () => {
  const route = object(
    'VirtualService',
    'api',
    '  hosts: [api.example.org]\n  http:\n  - match: [{ port: 80 }]\n    route: [{ destination: { host: api.example.org, port: { number: 443 } } }]\n',
  );
  const tls = object(
    'DestinationRule',
    'api',
    '  host: api.example.org\n  trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: SIMPLE } }] }\n',
  );
  const { text, proved, kept } = imported(outside('api.example.org'), route, tls);
  expect(text).toContain('port https 443 http { tls simple }');
  expect([proved, kept]).toEqual([true, []]);
});

test('a host outside that gets requests with the host of a service is a service outside the cluster', () => {
  const route = object(
    'VirtualService',
    'ratings',
    '  hosts: [ratings]\n  http:\n  - route:\n    - { destination: { host: ratings, subset: v1 }, weight: 40 }\n    - { destination: { host: foo.example.ext, port: { number: 80 } }, weight: 60 }\n',
  );
  const { text, proved, kept, residues } = imported(outside('foo.example.ext'), route);
  expect(text).toContain('service api { host "foo.example.ext"'.replace(' { ', ' {\n  '));
  expect(text).toContain('route ratings -> 40% to v1, rest to api:80');
  expect([proved, kept, residues]).toEqual([true, [], []]);
});

test('one that gets its own host stays an egress', () => {
  const route = object(
    'VirtualService',
    'ratings',
    '  hosts: [ratings]\n  http:\n  - rewrite: { authority: foo.example.ext }\n    route: [{ destination: { host: foo.example.ext, port: { number: 80 } } }]\n',
  );
  const { text, proved } = imported(outside('foo.example.ext'), route);
  expect(text).toContain('egress api');
  expect(proved).toBe(true);
});

test('headers that every part of a split has are the rule’s', () => {
  const part = (subset: string, value: string) =>
    `    - { destination: { host: a, subset: ${subset} }, weight: 50, headers: { request: { set: { x: "${value}" } } } }\n`;
  const route = (one: string, other: string) =>
    object('VirtualService', 'a', `  hosts: [a]\n  http:\n  - route:\n${part('v1', one)}${part('v2', other)}`);
  const { text, residues, proved } = imported(route('1', '1'));
  expect(text).toContain('{ request header set "x" "1" }');
  expect([residues, proved]).toEqual([[], true]);
  expect(imported(route('1', '2')).residues).toEqual([
    'meaning spec.http[0].route[0].headers',
    'meaning spec.http[0].route[1].headers',
  ]);
});

const bound = object(
  'VirtualService',
  'a',
  '  hosts: [a.example.org]\n  gateways: [web]\n  http:\n  - route: [{ destination: { host: a } }]\n',
);
const door = (tls: string) =>
  object(
    'Gateway',
    'web',
    `  selector: { istio: ingressgateway }\n  servers:\n  - port: { number: 443, name: https, protocol: HTTPS }\n    hosts: ["*"]\n    tls: ${tls}\n`,
  );

test('certificates in files are the secrets that are mounted there', () => {
  const files =
    '{ mode: SIMPLE, serverCertificate: /etc/istio/ingressgateway-certs/tls.crt, privateKey: /etc/istio/ingressgateway-certs/tls.key }';
  const { text, kept, residues, unforeseen } = imported(door(files), bound);
  expect(text).toContain('certificate "istio-ingressgateway-certs"');
  expect([kept, residues, unforeseen]).toEqual([[], ['meaning spec.servers[0].tls.serverCertificate'], []]);
});

test('a server with the TLS of the mesh is what it carries', () => {
  const { text, kept, residues, unforeseen, proved } = imported(door('{ mode: ISTIO_MUTUAL }'), bound);
  expect(text).toContain('port 443 http');
  expect(text).toContain('ingress "a.example.org" on web -> a');
  expect([kept, residues, unforeseen, proved]).toEqual([[], ['meaning spec.servers[0].tls.mode'], [], true]);
});

test('a policy for a wildcard that a ServiceEntry has is that of its egress', () => {
  const policy = object(
    'DestinationRule',
    'd',
    '  host: "*.example.org"\n  trafficPolicy: { tls: { mode: SIMPLE } }\n',
  );
  const entry = outside('"*.example.org"').replace('resolution: DNS', 'resolution: NONE');
  expect(imported(entry, policy).text).toContain('tls simple');
  const ofAll = policy.replace('*.example.org', '*.local');
  expect(imported(ofAll).kept[0]).toContain('none of the services of the files gets its policy');
});

test('a long name of a port and an object without a name do not stand in the way', () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ name: a-very-long-name-of-a-port, port: 80 }] }\n';
  const nameless = 'apiVersion: networking.istio.io/v1\nkind: Gateway\nspec: { servers: [] }\n';
  const { text, proved, kept } = imported(service, nameless, bound.replace('gateways: [web]', 'gateways: [mesh]'));
  expect(text).toContain('port 80 http');
  expect([proved, kept.length]).toEqual([true, 1]);
});

test('hosts outside that one VirtualService routes are one egress, with one list of rules', () => {
  const route = object(
    'VirtualService',
    'shop',
    '  hosts: [www.example.org, example.org]\n  http:\n  - match: [{ uri: { prefix: /a/ } }]\n    route: [{ destination: { host: a } }]\n  - route: [{ destination: { host: b } }]\n',
  );
  const { text, proved } = imported(route);
  expect(text).toContain('host "www.example.org", "example.org"');
  expect(text.match(/^route /gm)?.length).toBe(1);
  expect(proved).toBe(true);
});

test('a name that is made for what repeats says what is asked; a path stands for itself', () => {
  const entry = (to: string, match: string) =>
    `  - match: [${match}]\n    timeout: 1s\n    route: [{ destination: { host: ${to} } }]\n`;
  const partners = '{ uri: { prefix: /partners/ }, headers: { x-request-class: { exact: bot } } }';
  const path = '{ uri: { exact: /a-path-that-is-rather-long } }';
  const service = (name: string) =>
    object('VirtualService', name, `  hosts: [${name}]\n  http:\n${entry('a', partners)}${entry('b', path)}`);
  const { text, proved } = imported(service('one'), service('two'));
  expect(text).toMatch(/^condition partners-x-request-class-bot =/m);
  expect(text.match(/when path == "\/a-path-that-is-rather-long"/g)?.length).toBe(2);
  expect(proved).toBe(true);
});
