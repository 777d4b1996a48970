// What YAML becomes: whole programs, word by word, and the proof that they mean the same.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const imported = (text: string) =>
  provedImport([new Source('in.yaml', text)], { namespace: 'default', clusterDomain: 'cluster.local' });

const services = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ name: http, port: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: shop }
spec: { ports: [{ name: http, port: 8080 }] }
---
`;

test('an Istio shop as a person would write it', () => {
  const { programs, difference, objects } = imported(`${services}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  trafficPolicy: { loadBalancer: { simple: LEAST_REQUEST } }
  subsets:
  - { name: v1, labels: { version: v1 } }
  - { name: v2, labels: { version: "2.0", track: canary } }
---
# Everything about the cart.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
  # Testers first.
  - match:
    - headers: { x-tester: { exact: "yes" } }
      uri: { prefix: /cart/ }
    - headers: { x-tester: { exact: "yes" } }
      uri: { exact: /cart }
    route: [{ destination: { host: cart, subset: v2 } }]
  - route:
    - { destination: { host: cart, subset: v1 }, weight: 90 }
    - { destination: { host: cart, subset: v2 }, weight: 10 }
    timeout: 2s
    retries: { attempts: 2, perTryTimeout: 500ms, retryOn: "5xx,503" }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"], tls: { httpsRedirect: true } }
  - { port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*"], tls: { mode: SIMPLE, credentialName: shop-tls } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: shop }
spec:
  hosts: [shop.example.org]
  gateways: [web]
  http:
  - match: [{ uri: { prefix: /pay/ } }]
    rewrite: { uri: / }
    route: [{ destination: { host: pay, port: { number: 8080 } } }]
  - match: [{ uri: { regex: "/old|/older" } }]
    redirect: { uri: /new, redirectCode: 308 }
`);
  expect(difference?.same).toBe(true);
  expect(objects.flatMap(({ residues }) => residues)).toEqual([]);
  expect(programs.map(({ path }) => path)).toEqual(['shop.mesh']);
  expect(programs[0]?.text).toBe(`namespace shop

service cart {
  port 8080 http
  version v1
  version v2 { pods { version: "2.0", track: "canary" } }
  balance least-request
}

service pay { port 8080 http }

gateway web {
  port 80 http
  port 443 https { certificate "shop-tls" }
  when port == 80 -> redirect 301 { scheme https }
}

// Everything about the cart.
route cart {
  // Testers first.
  when path under "/cart" and header "x-tester" == "yes" -> v2
  else                                                   -> 90% to v1, rest to v2 {
    timeout 2s
    retry 2 each 500ms on 5xx, 503
  }
}

ingress "shop.example.org" on web {
  when path starts "/pay/"        -> pay { rewrite prefix "/pay" to "/" }
  when path in ("/old", "/older") -> redirect 308 { path "/new" }
}
`);
});

test('RouteRules of 0.1 in the order of their precedence', () => {
  const { programs, difference } = imported(`type: route-rule
name: reviews-default
spec:
  destination: reviews.default.svc.cluster.local
  precedence: 1
  route: [{ tags: { version: v1 } }]
---
type: route-rule
name: reviews-jason
spec:
  destination: reviews.default.svc.cluster.local
  precedence: 2
  match: { httpHeaders: { x-user: { exact: jason } } }
  route: [{ tags: { version: v2 } }]
`);
  expect(difference?.same).toBe(true);
  expect(programs[0]?.text).toContain(`route reviews {
  when header "x-user" == "jason" -> v2
  else                            -> v1
}`);
});

test('HTTPRoutes in the order of the published precedence', () => {
  const { programs, difference } = imported(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: a }
spec:
  parentRefs: [{ name: web }]
  hostnames: [a.example.org]
  rules:
  - backendRefs: [{ name: other, port: 80 }]
  - matches: [{ path: { type: PathPrefix, value: /api } }]
    backendRefs: [{ name: api, port: 80 }]
  - matches: [{ path: { type: Exact, value: /api/x } }]
    backendRefs: [{ name: x, port: 80 }]
`);
  expect(difference?.same).toBe(true);
  expect(programs[0]?.text).toContain(`ingress "a.example.org" on web {
  when path == "/api/x"  -> x
  when path under "/api" -> api
  else                   -> other
}`);
});

test('what repeats gets a name', () => {
  const entry = (path: string, more: string) => `  - match:
    - uri: { exact: ${path} }
      headers: { x-forwarded-user-agent: { exact: "a long enough value" } }
    timeout: 3s
    retries: { attempts: 4 }
    route: [{ destination: { host: ${more} } }]
`;
  const { programs, difference } = imported(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec:
  hosts: [a]
  http:
${entry('/1', 'a')}${entry('/2', 'b')}`);
  expect(difference?.same).toBe(true);
  expect(programs[0]?.text).toMatch(
    /^condition x-forwarded-user-agent-a = header "x-forwarded-user-agent" == "a long enough value"$/m,
  );
  expect(programs[0]?.text).toMatch(/^policy timeout-3s-retry-4 \{/m);
  expect(programs[0]?.text).toMatch(/-> b with timeout-3s-retry-4/);
});

test('rules of a VirtualService that is called by `delegate` stand where they are called', () => {
  const { programs, difference, objects } = imported(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all, namespace: shop }
spec:
  hosts: [shop.example.org]
  gateways: [web]
  http:
  - match: [{ uri: { prefix: /cart/ } }]
    delegate: { name: cart }
  - route: [{ destination: { host: rest-of-it } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  http:
  - match: [{ headers: { x: { exact: a } } }]
    route: [{ destination: { host: cart } }]
  - route: [{ destination: { host: old-cart } }]
`);
  expect(objects.map(({ state, residues }) => [state, residues])).toEqual([
    ['read', []],
    ['read', []],
  ]);
  expect(difference?.same).toBe(true);
  expect(programs[0]?.text).toContain(`  when path starts "/cart/" and header "x" == "a" -> cart
  when path starts "/cart/"                       -> old-cart
  else                                            -> rest-of-it`);
});
