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

// Pilot looks for routes of a TLS port in `tls` alone: `tcp` there would be a dead letter.
test('callers of a TLS service may carry any of its names', () => {
  const { find } = objectsOf(
    `${head.replace('443 tls', '443 tls; version v1, v2')}route secure -> 90% to v1, 10% to v2\n`,
  );
  const { hosts, tls, tcp } = find('VirtualService').spec;
  expect(tcp).toBeUndefined();
  expect(hosts).toEqual(['secure.shop.svc.cluster.local', 'secure.shop.svc', 'secure.shop', 'secure']);
  expect(tls).toMatchObject([{ match: [{ sniHosts: hosts }], route: [{ weight: 90 }, { weight: 10 }] }]);
});

test('the order of server names is kept, although the more exact one wins at Istio', () => {
  const { find } = objectsOf(`namespace shop
service a { port 443 tls }
service b { port 443 tls }
gateway door { port 443 tls }
ingress "*.x.example.org", "z.example.org", "w.example.org" on door {
  when sni ends ".x.example.org"                      -> a
  when sni in ("y.x.example.org", "z.example.org")  -> b
  else                                                -> a
}
`);
  const { tls } = find('VirtualService').spec;
  expect(tls).toMatchObject([
    { match: [{ sniHosts: ['*.x.example.org'] }] },
    { match: [{ sniHosts: ['z.example.org'] }] },
    { match: [{ sniHosts: ['w.example.org'] }] },
  ]);
});

test('inside the mesh rules may ask for the names of the service itself', () => {
  const { find } = objectsOf(
    `${head.replace('443 tls', '443 tls; version v1, v2')}route secure { when sni == "secure.shop" -> v1; else -> v2 }\n`,
  );
  const { tls } = find('VirtualService').spec;
  expect(tls.map(({ match }: { match: readonly { sniHosts: readonly string[] }[] }) => match[0]?.sniHosts)).toEqual([
    ['secure.shop'],
    ['secure.shop.svc.cluster.local', 'secure.shop.svc', 'secure'],
  ]);
});
