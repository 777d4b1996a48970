// Linkerd's own HTTPRoutes as they come from a cluster → the language: by the proxy's precedence, with what has no form told.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

function imported(yaml: string) {
  const found = provedImport([new Source('in.yaml', yaml)], { namespace: 'shop', clusterDomain: 'cluster.local' });
  expect(found.difference?.same ?? true).toBe(true);
  return {
    text: found.programs.map(({ text }) => text).join(''),
    kept: found.objects
      .filter(({ state }) => state === 'kept')
      .map(({ name }) => name)
      .sort(),
  };
}

const route = (spec: string, annotations = '') =>
  `apiVersion: policy.linkerd.io/v1beta3\nkind: HTTPRoute\nmetadata:\n  name: r\n  namespace: shop\n${annotations}spec:\n  parentRefs:\n  - {group: core, kind: Service, name: cart, port: 80}\n${spec}`;

test('a split by header with a timeout', () => {
  const { text } = imported(
    route(
      '  rules:\n  - matches:\n    - headers:\n      - {name: x-user, value: test}\n    timeouts: {request: 5s}\n    backendRefs:\n    - {name: cart2, port: 80}\n  - backendRefs:\n    - {name: cart, port: 80}\n',
    ),
  );
  expect(text).toContain('when header "x-user" == "test" -> cart2 { timeout 5s }');
  expect(text).toContain('-> cart\n');
});

test('the longer matched path first, and a prefix that is the whole path beside an exact one', () => {
  const { text } = imported(
    route(
      '  rules:\n  - matches:\n    - path: {type: PathPrefix, value: /a}\n      headers:\n      - {name: x, value: "1"}\n    backendRefs:\n    - {name: two, port: 80}\n  - matches:\n    - path: {type: Exact, value: /a}\n    backendRefs:\n    - {name: one, port: 80}\n',
    ),
  );
  expect(text.indexOf('-> two')).toBeLessThan(text.indexOf('-> one'));
});

test('annotations are timeouts and retries of all rules', () => {
  const annotations =
    '  annotations:\n    timeout.linkerd.io/request: 2s\n    retry.linkerd.io/http: gateway-error,429\n    retry.linkerd.io/limit: "3"\n    retry.linkerd.io/timeout: 300ms\n';
  const { text } = imported(route('  rules:\n  - backendRefs:\n    - {name: cart, port: 80}\n', annotations));
  expect(text).toContain('timeout 2s');
  expect(text).toContain('retry 3 each 300ms on gateway-error, 429');
});

test('what hangs on a Server, and networks, stay YAML', () => {
  const { text, kept } = imported(
    'apiVersion: policy.linkerd.io/v1beta3\nkind: HTTPRoute\nmetadata: {name: r, namespace: shop}\nspec:\n  parentRefs:\n  - {group: policy.linkerd.io, kind: Server, name: s}\n  rules:\n  - matches:\n    - method: GET\n---\napiVersion: policy.linkerd.io/v1alpha1\nkind: EgressNetwork\nmetadata: {name: all, namespace: linkerd-egress}\nspec: {trafficPolicy: Deny}\n',
  );
  expect(text).not.toContain('route');
  expect(kept).toEqual(['EgressNetwork linkerd-egress/all', 'HTTPRoute shop/r']);
});

const gatewayRoute = (name: string, namespace: string, spec: string, annotations = '') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${annotations}spec:\n  parentRefs:\n  - {group: core, kind: Service, name: cart, namespace: shop, port: 80}\n${spec}`;

test('a route of Gateway API on a Service of the group core is Linkerd’s: without backends requests go where they were going', () => {
  const annotations = '  annotations: {retry.linkerd.io/http: 5xx, retry.linkerd.io/limit: "2"}\n';
  const rules = '  rules:\n  - matches:\n    - path: {type: Exact, value: /list}\n';
  const { text, kept } = imported(gatewayRoute('r', 'shop', rules, annotations));
  expect(text).toContain('when path == "/list" -> cart { retry 2 on 5xx }');
  expect(text).toMatch(/else +-> respond 404/);
  expect(kept).toEqual([]);
});

test('a route of another namespace is for its callers; everybody else goes where they were going', () => {
  const rules =
    '  rules:\n  - matches:\n    - path: {value: /new}\n    backendRefs:\n    - {name: cart2, namespace: shop, port: 80}\n';
  const { text } = imported(gatewayRoute('r', 'web', rules));
  expect(text.replace(/ +/g, ' ')).toContain(
    'route cart {\n when from namespace web and path under "/new" -> cart2\n when from namespace web -> respond 404\n else -> cart\n}',
  );
});

test('hosts that a route on a Service names are conditions', () => {
  const spec =
    '  hostnames: [cart.example.org, "*.example.net"]\n  rules:\n  - backendRefs: [{name: cart2, port: 80}]\n';
  expect(imported(gatewayRoute('r', 'shop', spec)).text).toContain(
    'when host == "cart.example.org" or host ends ".example.net" -> cart2',
  );
});

test('what a network lets through stays YAML, and leaves nothing in the program', () => {
  const route = `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: shop}\nspec:
  parentRefs: [{group: policy.linkerd.io, kind: EgressNetwork, name: all, port: 80}]\n  rules: [{matches: [{path: {value: /get}}]}]\n`;
  const { text, kept } = imported(route);
  expect(text).not.toMatch(/egress|route|rules/);
  expect(kept).toEqual(['HTTPRoute shop/r']);
});
