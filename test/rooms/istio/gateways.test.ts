// Doors: servers, certificates, hosts that several ingresses share.
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { Source } from '../../../src/text/index.ts';
import { always, gatewayOf, here, ingressOf, meshOf, ruleOf, serviceOf, to } from '../../support/models.ts';
import type { Plain } from './interpreter.ts';
import { build, objectsOf } from './programs.ts';

const head = 'namespace shop\nservice web { port 80 http; version v1, v2 }\n';

test('a certificate of an ingress has a server of its own', () => {
  const { find } = objectsOf(
    `${head}gateway door { port 443 https { certificate "wild" } }\ningress "a.example.org" on door -> web\ningress "b.example.org" on door { certificate "b"; clients "b-ca"; else -> web }\n`,
  );
  expect(find('Gateway').spec).toEqual({
    selector: { istio: 'ingressgateway' },
    servers: [
      {
        port: { number: 443, name: 'https-443', protocol: 'HTTPS' },
        hosts: ['shop/a.example.org'],
        tls: { mode: 'SIMPLE', credentialName: 'wild' },
      },
      {
        port: { number: 443, name: 'https-443-b', protocol: 'HTTPS' },
        hosts: ['shop/b.example.org'],
        tls: { mode: 'MUTUAL', credentialName: 'b', caCertCredentialName: 'b-ca' },
      },
    ],
  });
});

test('hosts are bound to the namespace of their ingress, and VirtualServices name gateways in full', () => {
  const { find } = objectsOf(
    `${head}gateway istio-system/door { port 80 http; open to shop }\ningress "a.example.org" on istio-system/door -> web\n`,
  );
  expect(find('Gateway').spec.servers[0].hosts).toEqual(['shop/a.example.org']);
  expect(find('VirtualService').spec.gateways).toEqual(['istio-system/door']);
});

test('the rules of a gateway come first, for each of its hosts', () => {
  const { objects } = objectsOf(
    `${head}gateway door { port 80 http; port 443 https { certificate "c" }; when scheme == http -> redirect 301 { scheme https } }\ningress "a.example.org" on door -> web\ningress "b.example.org" on door:443 -> web\n`,
  );
  const routes = objects
    .filter(({ kind }) => kind === 'VirtualService')
    .map(({ spec }) => spec.http.map((one: Plain) => [one.match, one.redirect]));
  expect(routes).toEqual([
    [
      [[{ scheme: { exact: 'http' } }], { scheme: 'https', redirectCode: 301 }],
      [undefined, undefined],
    ],
    [[undefined, undefined]],
  ]);
});

test('a host hides what a wildcard says at other ports, so it repeats it', () => {
  const { find } = objectsOf(
    `${head}gateway door { port 80 http; port 81 http }\ningress "a.example.org" on door:80 -> web@v1\ningress "*.example.org" on door:81 -> web@v2\n`,
  );
  const destination = (subset: string) => ({ host: 'web.shop.svc.cluster.local', subset, port: { number: 80 } });
  expect(find('VirtualService', 'a-example-org').spec.http).toEqual([
    { match: [{ port: 80 }], route: [{ destination: destination('v1') }] },
    { match: [{ port: 81 }], route: [{ destination: destination('v2') }] },
  ]);
});

test('a wildcard says nothing at other ports, where Istio would add its routes to those of the hosts it covers', () => {
  const { find } = objectsOf(
    `${head}gateway door { port 80 http; port 81 http }\ningress "a.example.org" on door:81 { when path == "/" -> web@v2 }\ningress "*.example.org" on door:80 -> web@v1\n`,
  );
  const destination = (subset: string) => ({ host: 'web.shop.svc.cluster.local', subset, port: { number: 80 } });
  expect(find('Gateway').spec.servers.map(({ hosts }: Plain) => hosts)).toEqual([
    ['shop/*.example.org'],
    ['shop/a.example.org'],
  ]);
  expect(find('VirtualService', 'any-example-org').spec.http).toEqual([
    { match: [{ port: 80 }], route: [{ destination: destination('v1') }] },
  ]);
});

test('a wildcard that answers 404 alone does so at its own ports alone', () => {
  const { find } = build(
    `${head}gateway door { port 80 http; port 81 http }\ningress "a.example.org" on door:81 -> web@v2\ningress "*.example.org" on door:80 { when scheme == https -> web@v1 }\n`,
  );
  expect(find('VirtualService', 'any-example-org').spec.http).toEqual([
    { match: [{ port: 80 }], directResponse: { status: 404 } },
  ]);
});

test('a wildcard takes no requests of hosts whose certificate gives them a server of their own', () => {
  const { find } = build(
    `${head}gateway door { port 443 https { certificate "wild" } }\ningress "a.example.org" on door { certificate "b"; when path == "/" -> web@v2 }\ningress "*.example.org" on door -> web@v1\n`,
  );
  const [{ match }] = find('VirtualService', 'any-example-org').spec.http;
  expect(match).toEqual([
    { withoutHeaders: { ':authority': { regex: expect.stringContaining('a\\.example\\.org') } } },
  ]);
});

test('a host and a wildcard of another namespace stay apart, as the servers keep them', () => {
  const { objects, find } = objectsOf(
    `namespace door\ngateway door { port 80 http; port 81 http; open to shop, other }\nservice other/web { port 80 http }\nservice shop/web { port 80 http }\nnamespace other\ningress "*.example.org" on door/door:80 -> web\nnamespace shop\ningress "a.example.org" on door/door:81 -> web\n`,
  );
  const bound = objects
    .filter(({ kind }) => kind === 'VirtualService')
    .map(({ metadata, spec }) => [metadata.namespace, spec.hosts, spec.http.length]);
  expect(bound).toEqual([
    ['other', ['*.example.org'], 1],
    ['shop', ['a.example.org'], 1],
  ]);
  expect(find('Gateway').spec.servers.map(({ hosts }: Plain) => hosts)).toEqual([
    ['other/*.example.org'],
    ['shop/a.example.org'],
  ]);
});

test('one host on two gateways with rules of their own is one VirtualService', () => {
  const { objects } = objectsOf(
    `${head}gateway a { port 80 http; when path == "/a" -> respond 403 }\ngateway b { pods { app: "b" }; port 80 http }\ningress "x.example.org" on a, b -> web\n`,
  );
  const [only, second] = objects.filter(({ kind }) => kind === 'VirtualService');
  expect(second).toBeUndefined();
  expect(only.spec).toMatchObject({
    gateways: ['shop/a', 'shop/b'],
    http: [{ match: [{ uri: { exact: '/a' }, gateways: ['shop/a'] }] }, { route: [{}] }],
  });
});

test('a door without hosts is open to those who may use it', () => {
  const { find } = objectsOf('namespace shop\ngateway door { port 80 http; open to shop, ops }\n');
  expect(find('Gateway').spec.servers[0].hosts).toEqual(['shop/*', 'ops/*']);
});

test('a port that ends TLS needs a certificate', () => {
  const port = { number: 443, name: 'https-443', protocol: 'https', origin: here() } as const;
  const mesh = meshOf({
    services: [serviceOf('shop/web')],
    gateways: [gatewayOf('shop/door', { ports: [port] })],
    ingresses: [
      ingressOf(['a.example.org'], 'shop/door', [ruleOf(always(), to('shop/web'))], {
        doors: [{ gateway: 'shop/door', ports: [443], origin: here() }],
      }),
    ],
  });
  const report = new Report();
  istio.build(mesh, { version: '1.30', report });
  expect(report.found.map(({ code }) => code)).toEqual(['M5016']);
});

test('a host that two namespaces claim is shown in an editor as the first of them has it', () => {
  const claims = (namespace: string) =>
    new Source(
      `${namespace}.mesh`,
      `namespace ${namespace}\nservice a { port 80 http }\ningress "a.example.org" on edge/web -> a\n`,
    );
  const edge = new Source('edge.mesh', 'namespace edge\ngateway web { port 80 http; open to x, y }\n');
  const { documents } = emit(compile([claims('x'), claims('y'), edge]), chooseTarget('istio@1.31') as TargetChoice);
  expect(documents.map(({ path }) => path)).toEqual(['gateway/edge/web.yaml', 'virtual-service/x/a-example-org.yaml']);
});
