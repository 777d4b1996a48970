// What real HTTPRoutes hold besides Services and filters of the Gateway API itself: their rules are imported, and what changes is said.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const version = 'apiVersion: gateway.networking.k8s.io/v1';
const gateway = `${version}\nkind: Gateway\nmetadata: { name: web }\nspec:\n  gatewayClassName: any\n  listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]\n`;
const route = (name: string, spec: string, kind = 'HTTPRoute') =>
  `${version}\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n  parentRefs: [{ name: web }]\n  hostnames: [a.example.org]\n${spec}`;

function imported(...documents: readonly string[]) {
  const result = provedImport([new Source('in.yaml', documents.join('---\n'))], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  const { objects, programs, difference, compilation } = result;
  return {
    text: programs.map((one) => one.text).join('\n'),
    proved: difference?.same,
    errors: compilation.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    kept: objects.flatMap(({ name, why }) => (why === undefined ? [] : [`${name}: ${why}`])),
    residues: objects.flatMap(({ residues }) => residues.map(({ path, weight }) => `${weight} ${path}`)),
    unforeseen: objects.flatMap(({ residues }) => residues.filter((one) => !one.isForeseen)),
    entries: objects.map(({ entries }) => `${entries.read}/${entries.all}`),
  };
}

test('a ServiceImport is the service of its name in the set of clusters, beside a Service of the same name', () => {
  const rules = `  rules:
  - backendRefs: [{ name: store, port: 80, weight: 90 }, { group: multicluster.x-k8s.io, kind: ServiceImport, name: store, port: 80, weight: 10 }]\n`;
  const { text, proved, residues, unforeseen } = imported(gateway, route('store', rules));
  expect(text).toContain('host "store.default.svc.clusterset.local"');
  expect(text).toContain('90% to store, rest to store-serviceimport');
  expect(proved).toBe(true);
  expect(residues).toEqual([]);
  const elsewhere = imported(gateway, route('store', rules.replace('multicluster.x-k8s.io', 'net.gke.io')));
  expect(elsewhere.text).toBe(text);
  expect(elsewhere.residues).toEqual(['extra spec.rules[0].backendRefs[1].kind']);
  expect([...unforeseen, ...elsewhere.unforeseen]).toEqual([]);
});

test('backends of other kinds leave the rule and its matches in place', () => {
  const rules = `  rules:
  - matches: [{ path: { value: /chat } }]
    backendRefs: [{ group: inference.networking.k8s.io, kind: InferencePool, name: llama }]
  - backendRefs: [{ name: web, port: 80 }]\n`;
  const { text, proved, residues, entries, unforeseen } = imported(gateway, route('models', rules));
  expect(text).toContain('when path under "/chat" -> llama');
  expect(proved).toBe(true);
  expect(entries).toContain('2/2');
  expect(residues).toEqual(['meaning spec.rules[0].backendRefs[0].kind']);
  expect(unforeseen).toEqual([]);
});

test('a rule that hands its requests to another HTTPRoute is the rules of that one, under its path', () => {
  const call = (name: string) =>
    `backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: "${name}", namespace: team }]`;
  const parent = route('parent', `  rules:\n  - matches: [{ path: { value: /a } }]\n    ${call('*')}\n`);
  const child = `${version}\nkind: HTTPRoute\nmetadata: { name: child, namespace: team }\nspec:\n  rules:
  - matches: [{ path: { value: /a/one } }]
    backendRefs: [{ name: one, port: 80 }]
  - matches: [{ path: { value: /b } }]
    backendRefs: [{ name: two, port: 80 }]\n`;
  const { text, proved, kept, entries, residues } = imported(gateway, parent, child);
  expect(text).toContain('when path under "/a/one" -> team/one');
  expect(text).not.toContain('/b');
  expect([proved, kept, entries]).toEqual([true, [], ['0/0', '1/1', '1/2']]);
  expect(residues).toEqual(['extra spec.rules[1]']);
});

test('a called route may inherit the match of the call', () => {
  const parent = route(
    'parent',
    '  rules:\n  - matches: [{ path: { value: /a }, headers: [{ name: x, value: "1" }] }]\n    backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: child }]\n',
  );
  const child = `${version}\nkind: HTTPRoute\nmetadata: { name: child, annotations: { delegation.kgateway.dev/inherit-parent-matcher: "true" } }\nspec:\n  rules:
  - matches: [{ path: { type: Exact, value: /one } }]
    backendRefs: [{ name: one, port: 80 }]\n`;
  const { text, proved } = imported(gateway, parent, child);
  expect(text).toContain('when path == "/a/one" and header "x" == "1" -> one');
  expect(proved).toBe(true);
});

test('a call of an HTTPRoute that is not among the files is 500, and said; circles end', () => {
  const call = (name: string) =>
    `  rules:\n  - backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: ${name} }]\n`;
  const { text, residues, unforeseen } = imported(gateway, route('parent', call('nobody')));
  expect(text).toContain('respond 500');
  expect(residues).toEqual(['meaning spec.rules[0]']);
  expect(unforeseen).toEqual([]);
  const part = (name: string, other: string) =>
    `${version}\nkind: HTTPRoute\nmetadata: { name: ${name} }\nspec:\n${call(other)}`;
  expect(imported(gateway, route('parent', call('a')), part('a', 'b'), part('b', 'a')).text).toContain('respond 500');
});

test('filters that all backends have are those of the rule, and no weight at all is 500', () => {
  const filter =
    'filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x, value: "1" }] } }]';
  const rules = `  rules:
  - matches: [{ path: { value: /one } }]
    backendRefs: [{ name: one, port: 80, ${filter} }]
  - matches: [{ path: { value: /none } }]
    backendRefs: [{ name: one, port: 80, weight: 0 }]
  - backendRefs: [{ name: one, port: 80, ${filter} }, { name: two, port: 80 }]\n`;
  const { text, residues, proved } = imported(gateway, route('r', rules));
  expect(text).toContain('-> one { request header set "x" "1" }');
  expect(text).toContain('when path under "/none" -> respond 500');
  expect(residues).toEqual(['meaning spec.rules[2].backendRefs[0].filters']);
  expect(proved).toBe(true);
});

test('a BackendTLSPolicy is how the service is called, whatever the name of its port says', () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: bank }\nspec: { ports: [{ name: https, port: 443 }] }\n';
  const policy = `${version}\nkind: BackendTLSPolicy\nmetadata: { name: p }\nspec:\n  targetRefs: [{ group: "", kind: Service, name: bank, sectionName: https }]\n  validation: { hostname: bank.example.org, caCertificateRefs: [{ group: "", kind: ConfigMap, name: bank-ca }] }\n`;
  const rules = '  rules:\n  - backendRefs: [{ name: bank, port: 443 }]\n';
  const { text, kept, proved, residues } = imported(gateway, service, policy, route('r', rules));
  expect(text).toContain('port https 443 http { tls simple { sni "bank.example.org"; ca "bank-ca" } }');
  expect([kept, proved, residues]).toEqual([[], true, []]);
});

test('listeners of a ListenerSet are the gateway’s, with routes of their own', () => {
  const set = `${version}\nkind: ListenerSet\nmetadata: { name: more }\nspec:\n  parentRef: { name: web }\n  listeners: [{ name: extra, port: 8080, protocol: HTTP }]\n`;
  const hung = `${version}\nkind: HTTPRoute\nmetadata: { name: r }\nspec:\n  parentRefs: [{ kind: ListenerSet, group: gateway.networking.k8s.io, name: more }]\n  rules:\n  - backendRefs: [{ name: one, port: 80 }]\n`;
  const { text, proved, kept } = imported(gateway, set, hung);
  expect(text).toContain('ingress "*" on web:8080 -> one');
  expect([proved, kept]).toEqual([true, []]);
});

test('what no listener lets in is rules that nothing calls; a gateway without a listener for routes stays YAML', () => {
  const only = gateway.replace('allowedRoutes: {', 'allowedRoutes: { kinds: [{ kind: GRPCRoute }],');
  const rules = '  rules:\n  - backendRefs: [{ name: one, port: 80 }]\n';
  const { text, kept, entries, residues, unforeseen, proved } = imported(only, route('r', rules));
  expect(text).toContain(
    '// mesh-allow unused-declaration: not applied, no listener of its gateways lets it in\nrules r',
  );
  expect(text).not.toContain('ingress');
  expect([kept, entries, unforeseen, proved]).toEqual([[], ['0/0', '1/1'], [], true]);
  expect(residues).toContain('meaning spec.parentRefs');
  const waypoint = gateway.replace('port: 80, protocol: HTTP', 'port: 15008, protocol: HBONE');
  expect(imported(waypoint).kept[0]).toContain('no listener of a kind that the language has');
});

test('two routes that do the same for different hosts are one ingress, and neither is said to hang on nothing', () => {
  const rules = '  rules:\n  - backendRefs: [{ name: one, port: 80 }]\n';
  const { text, kept, entries } = imported(
    gateway,
    route('a', rules),
    route('b', rules).replace('a.example', 'b.example'),
  );
  expect(text).toContain('ingress "a.example.org", "b.example.org" on web -> one');
  expect([kept, entries]).toEqual([[], ['0/0', '1/1', '1/1']]);
});

test('routes that others than the files may ask for are in the program and stay YAML', () => {
  const parents = 'parentRefs: [{ group: example.org, kind: Door, name: web }]';
  const text = route('r', '  rules:\n  - backendRefs: [{ name: one, port: 80 }]\n').replace(
    'parentRefs: [{ name: web }]',
    parents,
  );
  const options = { namespace: 'default', clusterDomain: 'cluster.local' };
  const { programs, kept } = provedImport([new Source('in.yaml', text)], options);
  expect(programs[0]?.text).toContain('rules r');
  expect(kept.map((file) => file.text).join('')).toContain(parents);
});

const echo = `apiVersion: v1\nkind: Service\nmetadata: { name: echo }\nspec:
  selector: { app: echo }
  ports: [{ name: http, port: 80 }, { name: http-alt, port: 8080 }, { name: https, port: 443 }, { name: tcp, port: 9090 }]\n`;
const onService = (name: string, port: string, rules: string) =>
  route(name, rules)
    .replace('{ name: web }', `{ group: "", kind: Service, name: echo${port} }`)
    .replace('  hostnames: [a.example.org]\n', '');

test('a route for a whole Service is one of each of its ports that speak HTTP', () => {
  const rules =
    '  rules:\n  - matches: [{ path: { value: /v1 } }]\n    backendRefs: [{ name: v1, port: 80 }]\n  - backendRefs: [{ name: v2, port: 80 }]\n';
  const { text, kept, proved } = imported(echo, onService('r', '', rules));
  expect([...text.matchAll(/route echo:(\d+)/g)].map(([, port]) => port)).toEqual(['80', '8080']);
  expect([kept, proved]).toEqual([[], true]);
});

test('at a port the routes of the port and those of the whole Service go by precedence together', () => {
  const whole = onService('a', '', '  rules:\n  - backendRefs: [{ name: v1, port: 80 }]\n');
  const rules = '  rules:\n  - matches: [{ path: { value: /v2 } }]\n    backendRefs: [{ name: v2, port: 80 }]\n';
  const { text, kept, proved } = imported(echo, whole, onService('b', ', port: 80', rules));
  expect(text).toMatch(/route echo:80 \{\n {2}when path under "\/v2" -> v2\n {2}else +-> v1\n\}/);
  expect(text).toContain('route echo:8080 -> v1');
  expect([kept, proved]).toEqual([[], true]);
});

test('where a listener ends TLS a TLSRoute chooses by host what gets the connections', () => {
  const ends = `${version}\nkind: Gateway\nmetadata: { name: web }\nspec:\n  gatewayClassName: any\n  listeners: [{ name: tls, port: 443, protocol: TLS, tls: { certificateRefs: [{ name: c }] } }]\n`;
  const rules = (name: string) => `  rules:\n  - backendRefs: [{ name: ${name}, port: 5432 }]\n`;
  const other = route('b', rules('b'), 'TLSRoute').replace('a.example.org', 'b.example.org');
  const { text, kept, proved } = imported(ends, route('a', rules('a'), 'TLSRoute'), other);
  expect(text).toContain('ingress "a.example.org" on web -> a');
  expect(text).toContain('port 5432 tcp');
  expect([kept, proved]).toEqual([[], true]);
});

test('every method of CORS is all that HTTP has', () => {
  const rules = `  rules:
  - filters: [{ type: CORS, cors: { allowOrigins: ["*"], allowMethods: ["*"], allowHeaders: ["*"] } }]
    backendRefs: [{ name: one, port: 80 }]\n`;
  const { text, residues, unforeseen, proved } = imported(gateway, route('r', rules));
  expect(text).toContain('methods GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, CONNECT, TRACE');
  expect(residues).toEqual(['extra spec.rules[0].filters[0].cors.allowMethods']);
  expect([unforeseen, proved]).toEqual([[], true]);
});

test('what an object says of ports that is not applied leaves those of others alone', () => {
  const tcp = route('t', '  rules:\n  - backendRefs: [{ name: one, port: 80 }]\n', 'TCPRoute').replace(
    '  hostnames: [a.example.org]\n',
    '',
  );
  const rules = '  rules:\n  - backendRefs: [{ name: one, port: 80 }]\n';
  const { text, kept } = imported(gateway, tcp, route('r', rules));
  expect(text).toContain('service one { port 80 http }');
  expect(text).toContain('ingress "a.example.org" on web -> one');
  expect(kept).toEqual([]);
});

test.each([
  ['any', '  when path matches `/v[0-9]+`', []],
  ['istio', 'on web -> "rest"', ['extra spec.rules[0]']],
] as const)(
  'expressions stand before what takes everything, but where the class is Istio’s: %s',
  (className, line, told) => {
    const rules = `  rules:
  - matches: [{ path: { type: RegularExpression, value: "/v[0-9]+" } }]
    backendRefs: [{ name: versions, port: 80 }]
  - backendRefs: [{ name: rest, port: 80 }]\n`;
    const { text, residues, proved } = imported(
      gateway.replace('gatewayClassName: any', `gatewayClassName: ${className}`),
      route('r', rules),
    );
    expect(text).toContain(line);
    expect(residues).toEqual(told);
    expect(proved).toBe(true);
  },
);

const outside = `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: bin }\nspec:
  hosts: [bin.example.org]\n  resolution: DNS\n  ports: [{ number: 80, name: http, protocol: HTTP }]\n`;
const toHost = '    backendRefs: [{ group: networking.istio.io, kind: Hostname, name: bin.example.org, port: 80 }]\n';

test('a host that a ServiceEntry declares is what the ServiceEntry is called', () => {
  const { text, kept, residues, proved } = imported(outside, gateway, route('r', `  rules:\n  -${toHost.slice(3)}`));
  expect(text).toContain('service bin {\n  host "bin.example.org"\n  port 80 http\n}');
  expect(text).toContain('on web -> bin');
  expect([kept, residues, proved]).toEqual([[], [], true]);
});

test('a route may hang on a ServiceEntry, beside a backend of its name', () => {
  const own = 'parentRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: bin }]';
  const rules = `  rules:
  - matches: [{ path: { value: /own } }]
    backendRefs: [{ group: example.org, kind: Backend, name: bin }]
  - timeouts: { request: 3s }\n${toHost}`;
  const hung = route('r', rules)
    .replace('parentRefs: [{ name: web }]', own)
    .replace('  hostnames: [a.example.org]\n', '');
  const { text, kept, proved } = imported(outside, hung);
  expect(text).toMatch(
    /route bin \{\n {2}when path under "\/own" -> bin-backend\n {2}else +-> bin \{ timeout 3s \}\n\}/,
  );
  expect([kept, proved]).toEqual([[], true]);
});

test('a route of another namespace is for its callers; everybody else goes where they were going', () => {
  const rules = '  rules:\n  - matches: [{ path: { value: /v1 } }]\n    backendRefs: [{ name: v1, port: 80 }]\n';
  const consumer = onService('r', ', namespace: shop, port: 80', rules);
  const { text, proved } = imported(consumer);
  expect(text.replace(/ +/g, ' ')).toContain(
    'when from namespace default and path under "/v1" -> default/v1\n when from namespace default -> respond 404\n else -> echo',
  );
  expect(proved).toBe(true);
});

test('how a Gateway is run is a patch of what is built for the Gateway API, and of nothing else', () => {
  const run =
    gateway.replace('{ name: web }', '{ name: web, labels: { team: edge } }') +
    '  infrastructure: { labels: { a: b } }\n  addresses: [{ value: 1.2.3.4 }]\n';
  const result = provedImport([new Source('in.yaml', run)], { namespace: 'default', clusterDomain: 'cluster.local' });
  const patch = {
    metadata: { labels: { team: 'edge' } },
    spec: { infrastructure: { labels: { a: 'b' } }, addresses: [{ value: '1.2.3.4' }] },
  };
  expect(result.carried.patches).toEqual([
    { target: 'gateway-api', kind: 'Gateway', namespace: 'default', name: 'web', patch },
  ]);
  expect(result.carried.residues.size).toBe(3);
});

test('requests for one of several hosts outside get their host, and it is told where the route is', () => {
  const both = outside.replace('[bin.example.org]', '[bin.example.org, "*.cdn.example.org"]');
  const { text, residues, unforeseen, proved } = imported(both, gateway, route('r', `  rules:\n  -${toHost.slice(3)}`));
  expect(text).toContain('-> bin { rewrite host "bin.example.org" }');
  expect(residues).toContain('meaning spec.rules[].filters');
  expect([unforeseen, proved]).toEqual([[], true]);
});
