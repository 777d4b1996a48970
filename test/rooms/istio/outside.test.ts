// Egresses, services outside of the cluster, telemetry, and how callers use services.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { toPlain } from '../../../src/documents/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { meshOf, serviceOf } from '../../support/models.ts';
import { build, objectsOf } from './programs.ts';

test('an egress through a gateway is five things from one line', () => {
  const { find, objects } = objectsOf(
    'namespace shop\negress api { host "api.example.org"; port 443 tls; through istio-system/out:443 }\ngateway istio-system/out { pods { istio: "egressgateway" }; port 443 tls; open to shop }\n',
  );
  expect(objects.map(({ kind }) => kind)).toEqual(['Gateway', 'ServiceEntry', 'VirtualService']);
  expect(find('Gateway').spec.servers).toMatchObject([
    { hosts: ['shop/api.example.org'], tls: { mode: 'PASSTHROUGH' } },
  ]);
  const sniHosts = ['api.example.org'];
  const gateway = { host: 'istio-egressgateway.istio-system.svc.cluster.local', port: { number: 443 } };
  expect(find('VirtualService').spec).toEqual({
    hosts: ['api.example.org'],
    gateways: ['mesh', 'istio-system/out'],
    tls: [
      { match: [{ sniHosts, gateways: ['mesh'] }], route: [{ destination: gateway }] },
      {
        match: [{ sniHosts, port: 443, gateways: ['istio-system/out'] }],
        route: [{ destination: { host: 'api.example.org', port: { number: 443 } } }],
      },
    ],
  });
});

test('TLS that begins at the gateway finds its secret there; TLS that begins at callers reads files', () => {
  const egress = (through: string) =>
    `namespace shop\negress api { host "api.example.org"; port 80 http { target 443; tls { sni "api.example.org"; ca "api-ca" } }${through} }\n`;
  const away = objectsOf(`${egress('; through out:80')}gateway out { pods { app: "out" }; port 80 http }\n`);
  const tls = { mode: 'SIMPLE', sni: 'api.example.org' };
  const settings = (more: object) => [{ port: { number: 80 }, tls: { ...tls, ...more } }];
  expect(away.find('DestinationRule').spec.trafficPolicy.portLevelSettings).toEqual(
    settings({ credentialName: 'api-ca' }),
  );
  const direct = objectsOf(egress(''));
  expect(direct.find('DestinationRule').spec.trafficPolicy.portLevelSettings).toEqual(
    settings({ caCertificates: '/etc/mesh/secrets/api-ca/ca.crt' }),
  );
  expect(direct.documents[0]?.comments).toHaveLength(1);
  expect(direct.find('ServiceEntry').spec.ports).toEqual([
    { number: 80, name: 'http-80', protocol: 'HTTP', targetPort: 443 },
  ]);
});

test('rules that ask for the source keep the two halves of an egress apart', () => {
  const { objects } = objectsOf(
    'namespace shop\nservice web { port 80 http }\negress api { host "api.example.org"; port 80 http; through out:80 }\ngateway out { pods { app: "out" }; port 80 http }\nroute api {\n  when from web -> api { timeout 1s }\n  else -> api\n}\n',
  );
  const halves = objects
    .filter(({ kind }) => kind === 'VirtualService')
    .map(({ spec }) => [spec.gateways, spec.http.length]);
  expect(halves).toEqual([
    [['shop/out'], 1],
    [['mesh'], 2],
  ]);
});

test('hosts of an egress are reached each by its own name', () => {
  const { find } = objectsOf(
    'namespace shop\negress both { host "a.example.org", "b.example.org"; port 80 http }\nroute both with slow -> both\npolicy slow { timeout 9s }\n',
  );
  expect(find('ServiceEntry').spec.hosts).toEqual(['a.example.org', 'b.example.org']);
  expect(find('VirtualService', 'both-b-example-org').spec.http).toEqual([
    { route: [{ destination: { host: 'b.example.org' } }], timeout: '9s' },
  ]);
});

test.each([
  ['at "10.0.0.5"', 'STATIC', [{ address: '10.0.0.5', labels: { version: 'v1' } }]],
  ['at "vm1.example.org"', 'DNS', [{ address: 'vm1.example.org', labels: { version: 'v1' } }]],
])('a service outside: %s', (at, resolution, endpoints) => {
  const { find } = objectsOf(
    `namespace shop\nservice vm { host "vm.example.org"; ${at}; port 80 http { target 8080 }; version v1 }\n`,
  );
  expect(find('ServiceEntry').spec).toMatchObject({ location: 'MESH_INTERNAL', resolution, endpoints });
});

test('a wildcard is not looked up', () => {
  const { find } = objectsOf('namespace shop\negress any { host "*.example.org"; port 443 tls }\n');
  expect(find('ServiceEntry').spec).toMatchObject({ hosts: ['*.example.org'], resolution: 'NONE' });
});

test('settings of a port repeat those of the service', () => {
  const { find } = objectsOf(
    'namespace shop\nservice web { port 80 http; port 81 http { tls off }; version "1.3"; balance random; eject { after 3 gateway-error } }\n',
  );
  const outlierDetection = { consecutiveGatewayErrors: 3, consecutive5xxErrors: 0 };
  expect(find('DestinationRule').spec).toEqual({
    host: 'web.shop.svc.cluster.local',
    trafficPolicy: {
      loadBalancer: { simple: 'RANDOM' },
      outlierDetection,
      portLevelSettings: [
        { port: { number: 81 }, loadBalancer: { simple: 'RANDOM' }, outlierDetection, tls: { mode: 'DISABLE' } },
      ],
    },
    subsets: [{ name: '1-3', labels: { version: '1.3' } }],
  });
});

test('visibility is exported, except where doors need the object', () => {
  const program = (rest: string) =>
    `namespace shop\nservice web { port 80 http; version v1; visible to shop, ops }\nroute web -> web@v1\n${rest}`;
  const alone = objectsOf(program(''));
  expect(alone.find('DestinationRule').spec.exportTo).toEqual(['.', 'ops']);
  expect(alone.find('VirtualService').spec.exportTo).toEqual(['.', 'ops']);
  const door = objectsOf(program('gateway door { port 80 http }\ningress "a.example.org" on door -> route web\n'));
  expect(door.find('DestinationRule').spec).not.toHaveProperty('exportTo');
});

test('telemetry names providers and says where they belong', () => {
  const { find, documents } = objectsOf(
    'namespace shop\nservice web { port 80 http }\ntelemetry { metrics prometheus port 9990; trace zipkin "zipkin:9411" sample 0.5%; access-log json }\ntelemetry for web { access-log off }\n',
  );
  expect(find('Telemetry', 'mesh-default')).toMatchObject({
    metadata: { namespace: 'istio-system' },
    spec: {
      metrics: [{ providers: [{ name: 'prometheus' }] }],
      tracing: [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: 0.5 }],
      accessLogging: [{ providers: [{ name: 'mesh-json-log' }] }],
    },
  });
  expect(find('Telemetry', 'web').spec).toEqual({
    selector: { matchLabels: { app: 'web' } },
    accessLogging: [{ disabled: true }],
  });
  expect(documents.flatMap(({ comments }) => comments ?? []).join('\n')).toContain('zipkin.shop.svc.cluster.local');
});

test('hosts that nobody declared can be denied', () => {
  const documents = istio.build(meshOf({ undeclared: 'deny', services: [serviceOf('shop/web')] }), {
    version: '1.30',
    report: new Report(),
  });
  expect(documents.map(({ root }) => toPlain(root))).toMatchObject([
    { kind: 'Sidecar', spec: { egress: [{ hosts: ['*/*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } },
  ]);
});

test('egresses that a gateway could not tell apart are refused', () => {
  const { diagnostics } = build(
    'namespace shop\negress a { host "a.example.org"; at "203.0.113.1"; port 5000 tcp; through out:5000 }\negress b { host "b.example.org"; at "203.0.113.2"; port 5000 tcp; through out:5000 }\ngateway out { pods { app: "out" }; port 5000 tcp }\n',
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['M5006', 'M5006']);
});
