// Objects that stand in each other's way: of one name the last is what a cluster keeps, of several for a host Istio takes the oldest. The
// rules of the others are in the program and nothing calls them; calls of rules that nobody has are empty lists.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const imported = (...files: readonly (readonly [string, string])[]) => {
  const sources = files.map(([path, text]) => new Source(path, text));
  const all = provedImport(sources, { namespace: 'shop', clusterDomain: 'cluster.local' });
  expect(all.compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(all.difference?.same).toBe(true);
  const residues = all.objects.flatMap(({ residues }) => residues);
  expect(residues.filter(({ isForeseen }) => !isForeseen)).toEqual([]);
  const entries = all.objects.map(({ entries: { all, read } }) => `${read}/${all}`);
  return { ...all, text: all.programs.map(({ text }) => text).join('\n'), residues, entries };
};

const service = (name: string, to: string, more = '') =>
  `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name}${more} }\n` +
  `spec: { hosts: [cart], http: [{ route: [{ destination: { host: cart, subset: ${to} } }] }] }\n`;

test('of an object that the files have twice the last counts', () => {
  const { text, residues, entries } = imported(
    ['a-first.yaml', service('cart', 'v1')],
    ['b.yaml', service('cart', 'v2')],
  );
  expect(text).toContain('route cart -> v2');
  expect(text).toContain('rules cart-a-first {\n  else -> cart@v1\n}');
  expect(text).toContain('// mesh-allow unused-declaration: not applied, b.yaml has this object too');
  expect(residues.map(({ path }) => path)).toEqual(['metadata.name']);
  expect(entries).toEqual(['1/1', '1/1']);
});

test('the same object twice is no loss', () => {
  const { text, residues } = imported(['a.yaml', service('cart', 'v1')], ['b.yaml', service('cart', 'v1')]);
  expect(text).not.toContain('rules');
  expect(residues.map(({ weight }) => weight)).toEqual(['extra']);
});

test('inside the mesh the oldest of several takes a host, by name where files tell no time', () => {
  const named = imported(['a.yaml', service('second', 'v2') + service('first', 'v1')]);
  expect(named.text).toContain('route cart -> v1');
  expect(named.text).toContain('rules second-a {\n  else -> cart@v2\n}');
  expect(named.residues.map(({ path }) => path)).toEqual(['spec.hosts']);
  const created = (time: string) => `, creationTimestamp: "${time}"`;
  const aged = imported([
    'a.yaml',
    service('first', 'v1', created('2024-05-02T00:00:00Z')) + service('second', 'v2', created('2023-05-02T00:00:00Z')),
  ]);
  expect(aged.text).toContain('route cart -> v2');
});

test('a list that is not applied takes no request, and what it needs is declared', () => {
  const { compilation, text } = imported(['a.yaml', service('one', 'v1') + service('two', 'v9')]);
  expect(compilation.mesh.routes).toHaveLength(1);
  expect(text).toContain('version v1, v9');
});

test('policies of a replaced DestinationRule are told, its versions stay', () => {
  const rule = (rest: string) =>
    `---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: cart }\nspec: { host: cart, ${rest} }\n`;
  const { text, residues } = imported(
    ['a.yaml', rule('trafficPolicy: { tls: { mode: DISABLE } }, subsets: [{ name: old, labels: { version: v0 } }]')],
    ['b.yaml', rule('trafficPolicy: { loadBalancer: { simple: RANDOM } }')],
  );
  expect(text).toContain('balance random');
  expect(text).not.toContain('tls off');
  expect(text).toContain('version old { pods { version: "v0" } }');
  expect(residues.map(({ path }) => path)).toEqual(['metadata.name']);
});

test('RouteRules and HTTPRoutes of one name too', () => {
  const rule = (version: string) =>
    `---\napiVersion: config.istio.io/v1alpha2\nkind: RouteRule\nmetadata: { name: cart }\nspec: { destination: { name: cart }, route: [{ labels: { version: ${version} } }] }\n`;
  const { text } = imported(['a.yaml', rule('v1')], ['b.yaml', rule('v2')]);
  expect(text).toMatch(/route cart -> .*v2/);
  expect(text).toMatch(/rules cart-a \{\n {2}else -> cart@.*v1/);
  const route = (backend: string) =>
    `---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: cart }\nspec: { parentRefs: [{ group: "", kind: Service, name: cart, port: 80 }], rules: [{ backendRefs: [{ name: ${backend}, port: 80 }] }] }\n`;
  const other = imported(['a.yaml', route('one')], ['b.yaml', route('two')]);
  expect(other.text).toContain('route cart -> two');
  expect(other.text).toContain('rules cart-a {\n  else -> one\n}');
});

const root = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root }
spec:
  hosts: [www.example.org]
  gateways: [web]
  http:
  - match: [{ uri: { prefix: /seller/ } }]
    delegate: { name: seller, namespace: team }
    timeout: 3s
  - route: [{ destination: { host: cart } }]
`;

test('the rules of a delegate that is not among the files are an empty list that is called', () => {
  const { text, entries, residues } = imported(['root.yaml', root]);
  expect(text).toContain('when path starts "/seller/" -> rules team/seller { timeout 3s }');
  expect(text).toContain('rules seller {}');
  expect(entries).toEqual(['2/2']);
  expect(residues.map(({ path }) => path)).toEqual(['spec.http[0].delegate']);
});

test('those of one that is there stand where they are called', () => {
  const part = `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: seller, namespace: team }
spec: { http: [{ match: [{ method: { exact: GET } }], route: [{ destination: { host: seller } }] }] }
`;
  const { text, residues } = imported(['root.yaml', root + part]);
  expect(text).toContain('when path starts "/seller/" and method == GET -> team/seller { timeout 3s }');
  expect(residues).toEqual([]);
});
