// TLS and TCP: what passes a proxy without being read.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { always, meshOf, portOf, respond, routeOf, ruleOf, serviceOf } from '../../support/models.ts';
import { objectsOf } from './programs.ts';

const head = 'namespace shop\nservice db { port 3306 tcp; version v1, v2 }\nservice secure { port 443 tls }\n';

test('TCP rules match ports and sources', () => {
  const { find } = objectsOf(
    `${head}service web { port 80 http }\nroute db {\n  when from web -> v1\n  else -> v2\n}\n`,
  );
  const host = 'db.shop.svc.cluster.local';
  expect(find('VirtualService').spec).toMatchObject({
    gateways: ['mesh'],
    tcp: [
      {
        match: [{ sourceLabels: { app: 'web' }, sourceNamespace: 'shop' }],
        route: [{ destination: { host, subset: 'v1' } }],
      },
      { route: [{ destination: { host, subset: 'v2' } }] },
    ],
  });
});

test('a TLS port passes through by server name, a TCP port by its number alone', () => {
  const { find } = objectsOf(
    `${head}gateway door { port 443 tls; port 3306 tcp }\ningress "db.example.org" on door:443 -> secure\ningress "*" on door:3306 -> db\n`,
  );
  expect(find('Gateway').spec.servers).toMatchObject([
    { port: { protocol: 'TLS' }, hosts: ['shop/db.example.org'], tls: { mode: 'PASSTHROUGH' } },
    { port: { protocol: 'TCP' }, hosts: ['shop/*'] },
  ]);
  expect(find('VirtualService', 'db-example-org').spec).toEqual({
    hosts: ['db.example.org'],
    gateways: ['shop/door'],
    tls: [
      {
        match: [{ sniHosts: ['db.example.org'] }],
        route: [{ destination: { host: 'secure.shop.svc.cluster.local', port: { number: 443 } } }],
      },
    ],
  });
  expect(find('VirtualService', 'any').spec).toEqual({
    hosts: ['*'],
    gateways: ['shop/door'],
    tcp: [{ route: [{ destination: { host: 'db.shop.svc.cluster.local', port: { number: 3306 } } }] }],
  });
});

test('a connection cannot be answered', () => {
  const mesh = meshOf({
    services: [serviceOf('shop/db', { ports: [portOf(3306, 'tcp')] })],
    routes: [routeOf('shop/db', [ruleOf(always(), respond(403))])],
  });
  const report = new Report();
  istio.build(mesh, { version: '1.30', report });
  expect(report.found.map(({ code }) => code)).toEqual(['M5015']);
});
