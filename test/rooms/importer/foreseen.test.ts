// Fields without a form: what an import of objects full of them leaves out is told field by field, and docs/targets.md names each.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { allPlatforms, isForeseen } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';

const page = readFileSync('docs/targets.md', 'utf8');

const istio = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a, labels: { team: red }, annotations: { example.org/owner: me } }
spec:
  hosts: [a]
  http:
  - match: [{ name: one, uri: { prefix: /a/ } }]
    retries: { attempts: 2, retryOn: "5xx,made-up", retryRemoteLocalities: true, backoff: 1s }
    mirrors: [{ destination: { host: b } }, { destination: { host: c } }]
    fault: { abort: { grpcStatus: UNAVAILABLE } }
    headers: { request: { set: { x: "%DOWNSTREAM_REMOTE_ADDRESS%" } } }
    corsPolicy: { allowOrigins: [{ exact: "https://a.b" }], unmatchedPreflights: IGNORE }
    route: [{ destination: { host: a, subset: v1 }, weight: 50, headers: { request: { set: { y: "1" } } } }, { destination: { host: b }, weight: 50 }]
  - route: [{ destination: { host: a } }]
  - route: [{ destination: { host: b } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a }
spec:
  host: a
  trafficPolicy:
    loadBalancer: { simple: RANDOM, warmup: { duration: 10s } }
    connectionPool: { tcp: { maxConnections: 5, tcpKeepalive: { time: 1s } }, http: { h2UpgradePolicy: UPGRADE } }
    outlierDetection: { consecutive5xxErrors: 5, minHealthPercent: 10 }
    portLevelSettings: [{ port: { number: 80 }, tls: { mode: SIMPLE, subjectAltNames: [a.b] } }]
  subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: RANDOM } }] } }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: web }
spec:
  selector: { istio: ingressgateway }
  servers:
  - name: one
    bind: 127.0.0.1
    port: { number: 443, name: https, protocol: HTTPS }
    hosts: ["*"]
    tls: { mode: MUTUAL, credentialName: web, minProtocolVersion: TLSV1_3, subjectAltNames: [a.b] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: out }
spec:
  hosts: [out.example.org]
  addresses: [240.0.0.1]
  ports: [{ number: 80, name: http, protocol: HTTP }]
  resolution: STATIC
  subjectAltNames: [out.example.org]
  endpoints: [{ address: 1.2.3.4, ports: { http: 8080 }, locality: here, weight: 3, labels: { a: b } }]
`;

const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web }
spec:
  gatewayClassName: any
  addresses: [{ value: 1.2.3.4 }]
  infrastructure: { labels: { a: b } }
  listeners:
  - { name: http, port: 80, protocol: HTTP, allowedRoutes: { kinds: [{ kind: HTTPRoute }], namespaces: { from: Selector, selector: { matchLabels: { team: red } } } } }
  - { name: https, port: 443, protocol: HTTPS, tls: { options: { a: b }, certificateRefs: [{ name: one, namespace: certs }, { name: two }] } }
  - { name: udp, port: 53, protocol: UDP }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r }
spec:
  parentRefs: [{ name: web }, { name: other, kind: Custom, group: example.org }]
  rules:
  - filters:
    - { type: ExtensionRef, extensionRef: { group: example.org, kind: Filter, name: f } }
    - { type: RequestMirror, requestMirror: { backendRef: { name: b, port: 80 } } }
    - { type: RequestMirror, requestMirror: { backendRef: { name: c, port: 80 } } }
    timeouts: { request: 10s, backendRequest: 2s }
    sessionPersistence: { type: Cookie }
    backendRefs:
    - { name: a, port: 80, namespace: elsewhere }
    - { name: pool, kind: Pool, group: example.org, filters: [{ type: URLRewrite, urlRewrite: { hostname: a.b } }] }
  - matches: [{ path: { value: / } }]
    backendRefs: [{ name: store, kind: ServiceImport, group: multicluster.x-k8s.io, port: 80 }]
`;

const legacy = `type: route-rule
name: one
spec:
  destination: a.default.svc.cluster.local
  precedence: 1
  match: { tcp: { sourceSubnet: [1.2.3.4] } }
  httpReqTimeout: { simpleTimeout: { timeout: 1s, overrideHeaderName: x } }
---
type: route-rule
name: two
spec: { destination: a.default.svc.cluster.local, precedence: 1, l4Fault: { throttle: {} } }
---
apiVersion: config.istio.io/v1alpha2
kind: DestinationPolicy
metadata: { name: p }
spec: { destination: { name: a }, source: { name: b }, loadBalancing: { name: RANDOM } }
`;

test.each([
  ['Istio 1.x', istio, 25],
  ['the Gateway API', gateway, 14],
  ['Istio 0.1–0.8', legacy, 5],
] as const)('%s: every field that is left out is named beforehand', (_, text, least) => {
  const { objects, difference } = provedImport([new Source('in.yaml', text)], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  expect(objects.flatMap(({ name, why }) => (why === undefined ? [] : [`${name}: ${why}`]))).toEqual([]);
  const residues = objects.flatMap((object) => object.residues);
  expect(residues.filter((one) => !one.isForeseen).map(({ path, reason }) => `${path}: ${reason}`)).toEqual([]);
  expect(residues.length).toBeGreaterThanOrEqual(least);
  expect(difference?.same).toBe(true);
});

test('the page has every row, and a field that no row names was not foreseen', () => {
  const rows = allPlatforms().flatMap(({ reader }) => reader?.withoutForm ?? []);
  expect(rows.flatMap(({ fields }) => fields).filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
  expect(isForeseen(rows, 'VirtualService', 'spec.http[3].delegate')).toBe(true);
  expect(isForeseen(rows, 'VirtualService', 'spec.http[3].delegated')).toBe(false);
  expect(isForeseen(rows, 'Gateway', 'spec.http[3].delegate')).toBe(false);
});
