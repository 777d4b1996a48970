// What was built, changed by hand as people and other tools do: `mesh diff PROGRAM YAML` says the same, something different with a request
// that shows it, or that a place is beyond the proof. Changes of single fields are the mutants' business.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { compareSides, yamlSide } from '../../../src/cli/yaml-side.ts';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { explainDifference } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { folderWith, runMesh } from '../../support/run-mesh.ts';

const program = `namespace shop

service cart { port 80 http; version v1, v2; connections { max 100 } }
service pay { port 80 http; port 8080 http }
egress maps { host "maps.example.com"; port 443 tls }
gateway web {
  port 80 http
  port 443 https { certificate "web" }
}
route cart {
  when header "x-test" == "1" -> v2 { timeout 2s }
  when path under "/api"      -> 90% to v1, 10% to v2
  else                        -> v1
}
route pay {
  when method == GET -> pay:80 { retry 2 each 1s }
  else               -> pay:8080
}
ingress "shop.example.com", "www.example.com" on web {
  when path under "/pay" -> pay:8080
  else -> route cart
}
`;
const { mesh } = compile([new Source('main.mesh', program)], { withoutAnalysis: true });

type Files = Readonly<Record<string, string>>;
type Edit = (files: Files) => Files;

function builtOf(program: Mesh, target: string): Files {
  const { platform, version } = chooseTarget(target) as TargetChoice;
  const documents = platform.build(program, { version, report: new Report() });
  return Object.fromEntries(documents.map((document) => [document.path, writeYaml([document])]));
}

const told = (files: Files) => toldOf(mesh, files);

function toldOf(program: Mesh, files: Files): { readonly same: boolean; readonly text: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-by-hand-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const found = compareSides({ mesh: program, open: [] }, yamlSide(folder, program));
    return { same: found.same, text: explainDifference(found) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [cart, pay, door] = ['cart', 'pay', 'shop-example-com'].map((name) => `virtual-service/shop/${name}.yaml`) as [
  string,
  string,
  string,
];
const policy = 'destination-rule/shop/cart.yaml';
const gateway = 'gateway/shop/web.yaml';
const outside = 'service-entry/shop/maps.yaml';

/** Every place where the text stands. */
const edit =
  (path: string, from: string, to: string): Edit =>
  (files) => {
    const text = (files[path] ?? '').replaceAll(from, to);
    expect(text).not.toBe(files[path]);
    return { ...files, [path]: text };
  };
const without =
  (path: string): Edit =>
  (files) =>
    Object.fromEntries(Object.entries(files).filter(([one]) => one !== path));
const add =
  (text: string): Edit =>
  (files) => ({ ...files, 'added.yaml': text });
const copy =
  (path: string, ...changes: readonly (readonly [string, string])[]): Edit =>
  (files) => {
    const text = changes.reduce((all, [from, to]) => all.replaceAll(from, to), files[path] ?? '');
    return { ...files, 'copy.yaml': text };
  };
const swapped =
  (path: string, one: number, other: number): Edit =>
  (files) => {
    const [head = '', body = ''] = (files[path] ?? '').split(/^ {2}http:\n/m);
    const items = body.split(/^(?= {2}- )/m);
    const [a = '', b = ''] = [items[one], items[other]];
    return { ...files, [path]: `${head}  http:\n${items.with(one, b).with(other, a).join('')}` };
  };

const istio = (kind: string, name: string, namespace: string, spec: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
const few = '{connectionPool: {tcp: {maxConnections: 1}}}';
const toPay = '[{route: [{destination: {host: pay.shop.svc.cluster.local, port: {number: 80}}}]}]';

const SAME: readonly (readonly [string, Edit])[] = [
  ['nothing', (files) => files],
  ['the same object twice', copy(cart)],
  ['the same in a namespace that comes later', copy(cart, ['namespace: shop', 'namespace: z'])],
  ['another VirtualService of the host by a later name', copy(cart, ['name: cart', 'name: zcart'], ['2s', '9s'])],
  ['hosts in another order', edit(door, '- shop.example.com\n  - www', '- www.example.com\n  - shop')],
  ['names of ports', edit(gateway, 'name: http-80', 'name: whatever')],
  ['a server for more hosts', edit(gateway, '- shop/shop.example.com', '- "*"')],
  ['the default of gateways', edit(cart, '  gateways:\n  - mesh\n', '')],
  ['short names', edit(cart, 'host: cart.shop.svc.cluster.local', 'host: cart')],
  [
    'weights in other numbers',
    (files) => edit(cart, 'weight: 10', 'weight: 1')(edit(cart, 'weight: 90', 'weight: 9')(files)),
  ],
  ['an expression that is a text', edit(cart, 'exact: "1"', 'regex: "1"')],
  ['a duration in other units', edit(cart, 'timeout: 2s', 'timeout: 2000ms')],
  ['an earlier version of the API', edit(cart, 'networking.istio.io/v1', 'networking.istio.io/v1alpha3')],
  ['labels', edit(cart, '  name: cart', '  name: cart\n  labels: {a: b}')],
  [
    'a fault for no request',
    edit(cart, '    timeout: 2s', '    timeout: 2s\n    fault: {abort: {httpStatus: 503, percentage: {value: 0}}}'),
  ],
  ['the policy in the namespace of Istio', edit(policy, 'namespace: shop', 'namespace: istio-system')],
  // Asked of the real Pilot: the hosts that servers name are answered for by those who name them.
  [
    'rules for every host of a gateway',
    add(istio('VirtualService', 'e', 'shop', `{hosts: ["*"], gateways: [shop/web], http: ${toPay}}`)),
  ],
];

const DIFFERENT: readonly (readonly [string, Edit, RegExp])[] = [
  ['two rules swapped', swapped(cart, 0, 1), /-H 'x-test: 1'/],
  ['a rule behind the one for everything', swapped(cart, 1, 2), /GET http\S+\/api /],
  [
    'another VirtualService of the host by an earlier name',
    copy(cart, ['name: cart', 'name: acart'], ['2s', '9s']),
    /timeout 9s/,
  ],
  [
    'the same in a namespace that comes earlier',
    copy(cart, ['namespace: shop', 'namespace: a'], ['2s', '9s']),
    /timeout 9s/,
  ],
  [
    'another VirtualService of the host that a cluster has had for long',
    copy(cart, ['name: cart', 'name: z\n  creationTimestamp: "2019-01-01T00:00:00Z"'], ['2s', '9s']),
    /timeout 9s/,
  ],
  [
    'a second one at the gateway',
    copy(door, ['name: shop-', 'name: a-'], ['timeout: 2s', 'timeout: 7s']),
    /timeout 7s/,
  ],
  ['labels of a version', edit(policy, 'version: v2', 'version: v3'), /versions? v2/],
  ['one more label of a version', edit(policy, 'version: v2', 'version: v2\n      track: canary'), /versions? v2/],
  ['the pods of the gateway', edit(gateway, 'istio: ingressgateway', 'istio: other'), /gateway shop\/web/],
  [
    'a policy for a wildcard',
    add(istio('DestinationRule', 'w', 'shop', `{host: "*.shop.svc.cluster.local", trafficPolicy: ${few}}`)),
    /shop\/pay/,
  ],
  [
    'a policy of Istio for all',
    add(istio('DestinationRule', 'w', 'istio-system', `{host: "*.local", trafficPolicy: ${few}}`)),
    /shop\/pay/,
  ],
  [
    'a policy for a service without one',
    add(istio('DestinationRule', 'w', 'shop', `{host: pay, trafficPolicy: ${few}}`)),
    /shop\/pay/,
  ],
  ['a policy that not all see', edit(policy, '  host:', '  exportTo: ["."]\n  host:'), /visible/i],
  ['rules that not all see', edit(cart, '  hosts:', '  exportTo: ["."]\n  hosts:'), /visible/i],
  ['a host outside that not all see', edit(outside, '  hosts:', '  exportTo: ["."]\n  hosts:'), /maps/],
  ['no host outside', without(outside), /maps/],
  ['no gateway', without(gateway), /web/],
  ['no policy', without(policy), /connections|version/],
  ['no rules', without(cart), /--to shop\/cart/],
  ['no rules at the gateway', without(door), /shop\.example\.com/],
  ['what a port outside speaks', edit(outside, 'protocol: TLS', 'protocol: TCP'), /maps/],
  ['what a port of the gateway speaks', edit(gateway, 'protocol: HTTPS', 'protocol: TLS'), /web/],
  ['a server for fewer hosts', edit(gateway, '    - shop/shop.example.com\n', ''), /shop\.example\.com/],
  [
    'a server that redirects',
    edit(
      gateway,
      '    - shop/www.example.com\n  - port:',
      '    - shop/www.example.com\n    tls: {httpsRedirect: true}\n  - port:',
    ),
    /redirect/,
  ],
  [
    'rules of a gateway for calls inside, too',
    edit(door, '  - shop/web', '  - shop/web\n  - mesh'),
    /--to shop\/shop-example-com/,
  ],
  ['rules for calls inside at a gateway', edit(cart, '  - mesh', '  - shop/web'), /--to shop\/cart/],
  [
    'a service of another namespace',
    edit(cart, 'host: cart.shop.svc.cluster.local', 'host: cart.other'),
    /other\/cart/,
  ],
  ['a prefix within a segment', edit(cart, 'prefix: /api/', 'prefix: /api'), /\/api/],
  ['a path in any case', edit(cart, 'exact: /api\n', 'exact: /api\n      ignoreUriCase: true\n'), /\/API|\/A|I/],
  ['a prefix of a header', edit(cart, 'exact: "1"', 'prefix: "1"'), /x-test: 1/],
  ['only some callers', edit(cart, '    - headers:', '    - sourceLabels: {app: x}\n      headers:'), /x-test: 1/],
  [
    'only callers of a namespace',
    edit(cart, '    - headers:', '    - sourceNamespace: shop\n      headers:'),
    /x-test: 1/,
  ],
  [
    'what a request must not have',
    edit(cart, '    - headers:', '    - withoutHeaders: {y: {}}\n      headers:'),
    /x-test: 1/,
  ],
  [
    'a mirror',
    edit(
      cart,
      '    timeout: 2s',
      '    timeout: 2s\n    mirror: {host: pay.shop.svc.cluster.local, port: {number: 80}}',
    ),
    /mirror/,
  ],
  [
    'a fault',
    edit(cart, '    timeout: 2s', '    timeout: 2s\n    fault: {abort: {httpStatus: 503, percentage: {value: 1}}}'),
    /abort/,
  ],
  ['when to try again', edit(pay, '      attempts: 2', '      attempts: 2\n      retryOn: reset'), /retry/],
  [
    'the host of the request',
    edit(cart, '    timeout: 2s', '    timeout: 2s\n    rewrite: {authority: x}'),
    /rewrite host/,
  ],
  [
    'a policy of a version',
    edit(policy, 'version: v2', 'version: v2\n    trafficPolicy: {loadBalancer: {simple: RANDOM}}'),
    /balance/,
  ],
  [
    'a mesh that is closed',
    add(
      istio('Sidecar', 'default', 'shop', '{outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{hosts: ["*/*"]}]}'),
    ),
    /undeclared|--to/,
  ],
  [
    'rules for a host that nobody declares',
    add(istio('VirtualService', 'e', 'shop', `{hosts: [other.example.com], http: ${toPay}}`)),
    /other/,
  ],
  [
    'one more host outside',
    add(
      istio(
        'ServiceEntry',
        'e',
        'shop',
        '{hosts: [x.example.com], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}',
      ),
    ),
    /x\.example\.com/,
  ],
  ['a second gateway', copy(gateway, ['name: web', 'name: web2']), /web2/],
];

/** Nothing different is known, and nothing is claimed. */
const OPEN: readonly (readonly [string, Edit, RegExp])[] = [
  [
    'a policy beside neither its host nor Istio',
    edit(policy, 'namespace: shop', 'namespace: other'),
    /only callers in other/,
  ],
  [
    'a wildcard for callers elsewhere',
    add(istio('DestinationRule', 'w', 'other', `{host: "*.shop.svc.cluster.local", trafficPolicy: ${few}}`)),
    /wildcard/,
  ],
  ['rules that not every gateway sees', edit(door, '  hosts:', '  exportTo: ["."]\n  hosts:'), /only gateways/],
  [
    'versions of TLS',
    edit(gateway, 'credentialName: web', 'credentialName: web\n      minProtocolVersion: TLSV1_3'),
    /minProtocolVersion/,
  ],
  [
    'where to try again',
    edit(pay, '      attempts: 2', '      attempts: 2\n      retryRemoteLocalities: true'),
    /retryRemoteLocalities/,
  ],
  [
    'a policy for some pods',
    edit(policy, '  subsets:', '  workloadSelector: {matchLabels: {app: x}}\n  subsets:'),
    /workloadSelector/,
  ],
  ['how addresses are found', edit(outside, 'resolution: DNS', 'resolution: NONE'), /resolution/],
  [
    'what single workloads may call',
    add(istio('Sidecar', 'default', 'shop', '{egress: [{hosts: ["./*"]}]}')),
    /Sidecar/,
  ],
  [
    'rules for all hosts inside',
    add(istio('VirtualService', 'e', 'shop', `{hosts: ["*"], http: ${toPay}}`)),
    /wildcards/,
  ],
  [
    'a host of the cluster declared again',
    add(
      istio(
        'ServiceEntry',
        'e',
        'shop',
        '{hosts: [cart.shop.svc.cluster.local], location: MESH_EXTERNAL, resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 1.2.3.4}]}',
      ),
    ),
    /another object declares/,
  ],
  [
    'routes of Gateway API for the same service',
    add(
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: e, namespace: shop}\nspec:\n  parentRefs: [{group: "", kind: Service, name: cart, port: 80}]\n  rules:\n  - backendRefs: [{name: pay, port: 80}]\n',
    ),
    /another platform/,
  ],
  [
    'a Service whose port speaks something else',
    add(
      'apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec:\n  selector: {app: cart}\n  ports: [{name: tcp-80, port: 80}]\n',
    ),
    /called tcp/,
  ],
];

/** What Istio would not take is no object of the cluster. */
const REFUSED: readonly (readonly [string, Edit, RegExp])[] = [
  [
    'an unknown field of a rule',
    edit(cart, '    timeout: 2s', '    timeout: 2s\n    timeouts: 3s'),
    /timeouts: there is no such field/,
  ],
  ['an unknown field of a policy', edit(policy, '  subsets:', '  foo: bar\n  subsets:'), /foo: there is no such field/],
  ['a limit of nothing', edit(cart, 'timeout: 2s', 'timeout: 0s'), /0s/],
];

const istioFiles = builtOf(mesh, 'istio@1.31');

test.each(SAME)('the same: %s', (_, change) => {
  expect(told(change(istioFiles))).toEqual({ same: true, text: expect.stringMatching(/^No change/) });
});

test.each([...DIFFERENT, ...REFUSED])('different: %s', (_, change, shown) => {
  const { same, text } = told(change(istioFiles));
  expect(same).toBe(false);
  expect(text).toMatch(shown);
});

test.each(OPEN)('not proved: %s', (_, change, shown) => {
  const { same, text } = told(change(istioFiles));
  expect(same).toBe(false);
  expect(text).toMatch(/may be more/);
  expect(text).toMatch(shown);
});

const smaller = `namespace shop
service cart { port 80 http; version v1, v2 }
service pay { port 80 http; balance random }
egress maps { host "maps.example.com"; port 80 http }
route cart {
  when header "x-test" == "1" -> v2
  when path == "/api"         -> 90% to v1, 10% to v2
  else                        -> v1
}
`;
const { mesh: smallMesh } = compile([new Source('main.mesh', smaller)], { withoutAnalysis: true });
const [first, second] = ['cart-1', 'cart-2'].map((name) => `route-rule/shop/${name}.yaml`) as [string, string];

test.each([
  ['nothing', true, (files) => files],
  ['precedences that leave the order', true, edit(first, 'precedence: 3', 'precedence: 30')],
  ['a namespace that is the own', true, edit(first, '    namespace: shop\n', '')],
  [
    'two precedences swapped',
    false,
    (files) => edit(first, 'precedence: 3', 'precedence: 2')(edit(second, 'precedence: 2', 'precedence: 3')(files)),
  ],
  [
    'a rule of another namespace before all',
    false,
    copy(
      first,
      ['namespace: shop\nspec', 'namespace: other\nspec'],
      ['precedence: 3', 'precedence: 9'],
      ['version: v2', 'version: v1'],
    ),
  ],
  ['only some callers', false, edit(first, '  match:\n', '  match:\n    source: {name: pay, namespace: shop}\n')],
  ['no host outside', false, without('egress-rule/shop/maps.yaml')],
  [
    'a policy for one version',
    false,
    edit(
      'destination-policy/shop/pay.yaml',
      'namespace: shop\n  loadBalancing',
      'namespace: shop\n    labels: {version: v1}\n  loadBalancing',
    ),
  ],
  ['an unknown field', false, edit(first, '  precedence', '  precendence: 1\n  precedence')],
  ['a test of nothing', false, edit(first, 'exact: "1"', 'exact: null')],
] satisfies readonly (readonly [string, boolean, Edit])[])('old Istio, %s', (_, same, change) => {
  expect(toldOf(smallMesh, change(builtOf(smallMesh, 'istio@0.8'))).same).toBe(same);
});

const { mesh: doorMesh } = compile(
  [
    new Source(
      'main.mesh',
      `namespace shop
service cart { port 80 http; version v1, v2 }
service pay { port 80 http }
gateway web { class "istio"; port 80 http; port 443 https { certificate "web" } }
route cart {
  when header "x-test" == "1" -> v2
  when path == "/api"         -> 90% to v1, 10% to v2
  else                        -> v1
}
ingress "shop.example.com" on web -> pay { timeout 3s }
`,
    ),
  ],
  { withoutAnalysis: true },
);
const [route, plain, doors] = [
  'http-route/shop/cart-80',
  'http-route/shop/shop-example-com-web-80',
  'gateway/shop/web',
].map((name) => `${name}.yaml`) as [string, string, string];
const grant = (spec: string): string =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata: {name: g, namespace: other}\nspec: ${spec}\n`;

test.each([
  ['nothing', true, (files) => files],
  [
    'rules in another order, each still the most specific',
    true,
    (files) => {
      const [head = '', ...rest] = (files[route] ?? '').split(/^(?= {2}- (?:matches|backendRefs):)/m);
      return { ...files, [route]: head + rest.toReversed().join('') };
    },
  ],
  [
    'weights in other numbers',
    true,
    (files) => edit(route, 'weight: 1\n', 'weight: 10\n')(edit(route, 'weight: 9\n', 'weight: 90\n')(files)),
  ],
  ['the default path', true, edit(route, '    - headers:', '    - path: {type: PathPrefix, value: /}\n      headers:')],
  ['the same route once more', true, copy(route, ['name: cart-80', 'name: z'])],
  [
    'a later route for the same requests',
    true,
    copy(route, ['name: cart-80', 'name: z'], ['name: cart-v1', 'name: pay']),
  ],
  [
    'an earlier route for the same requests',
    false,
    copy(route, ['name: cart-80', 'name: a'], ['name: cart-v1', 'name: pay']),
  ],
  [
    'a route for callers of another namespace',
    false,
    edit(route, '  namespace: shop\nspec', '  namespace: other\nspec'),
  ],
  ['pods of a version', false, edit('service/shop/cart-v2.yaml', 'version: v2', 'version: v3')],
  ['a version without its Service', false, without('service/shop/cart-v2.yaml')],
  ['another listener', false, edit(plain, 'sectionName: http-80', 'sectionName: https-443')],
  [
    'a listener for one host',
    false,
    edit(doors, '  - name: http-80\n', '  - name: http-80\n    hostname: other.example.com\n'),
  ],
  [
    'a listener for nobody',
    false,
    edit(
      doors,
      '    protocol: HTTP\n',
      '    protocol: HTTP\n    allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}\n',
    ),
  ],
  [
    'a filter',
    false,
    edit(
      plain,
      '    timeouts:',
      '    filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}]\n    timeouts:',
    ),
  ],
  ['an unknown field', false, edit(plain, '    timeouts:', '    timeout: 3s\n    timeouts:')],
  ['retries', false, edit(plain, '    timeouts:', '    retry: {attempts: 3}\n    timeouts:')],
  ['the other name of a host', false, edit(plain, '- shop.example.com', '- "*.example.com"')],
  ['a class of gateways', false, edit(doors, 'gatewayClassName: istio', 'gatewayClassName: other')],
  [
    'a backend of another namespace without a grant',
    false,
    edit(plain, 'name: pay\n      namespace: shop', 'name: pay\n      namespace: other'),
  ],
  [
    'a grant for nothing that is asked',
    true,
    add(
      grant(
        '{from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}], to: [{group: "", kind: Service}]}',
      ),
    ),
  ],
] satisfies readonly (readonly [string, boolean, Edit])[])('Gateway API, %s', (_, same, change) => {
  expect(toldOf(doorMesh, change(builtOf(doorMesh, 'gateway-api@1.6'))).same).toBe(same);
});

test('what a project passes through is the same on both sides, to the letter', () => {
  const filter = istio('EnvoyFilter', 'e', 'shop', '{configPatches: []}');
  const wild = istio('VirtualService', 'w', 'shop', `{hosts: ["*"], http: ${toPay}}`);
  const tls = 'minProtocolVersion: TLSV1_3';
  const files = edit(gateway, 'credentialName: web', `credentialName: web\n      ${tls}`)(istioFiles);
  const folder = folderWith({
    'p/main.mesh': program,
    'p/mesh.yaml': 'language: 1\ninclude: [include]\n',
    'p/include/w.yaml': wild,
    ...Object.fromEntries(Object.entries(istioFiles).map(([path, text]) => [`plain/${path}`, text])),
    'plain/w.yaml': wild,
    ...Object.fromEntries(Object.entries(istioFiles).map(([path, text]) => [`own/${path}`, text])),
    'own/e.yaml': filter,
    'plain/e.yaml': filter,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`tls/${path}`, text])),
  });
  expect(runMesh(folder, ['diff', 'p', 'plain'])).toMatchObject({
    code: 0,
    err: expect.stringContaining('EnvoyFilter'),
  });
  expect(runMesh(folder, ['diff', 'tls', 'tls']).code).toBe(0);
  expect(runMesh(folder, ['diff', 'p', 'own'])).toMatchObject({ code: 0, err: expect.stringContaining('EnvoyFilter') });
  const { code, out } = runMesh(folder, ['diff', 'p', 'tls']);
  expect(code).toBe(1);
  expect(out).toContain('minProtocolVersion is not compared');
});
