// DestinationRules as Istio puts them together: several for one host, wildcards, subsets that select the same pods; ports that nobody names.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const imported = (text: string) => {
  const all = provedImport([new Source('in.yaml', text)], { namespace: 'shop', clusterDomain: 'cluster.local' });
  expect(all.compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(all.difference?.same).toBe(true);
  const residues = all.objects.flatMap(({ residues }) => residues);
  expect(residues.filter(({ isForeseen }) => !isForeseen)).toEqual([]);
  return { ...all, text: all.programs.map(({ text }) => text).join('\n'), paths: residues.map(({ path }) => path) };
};

const object = (kind: string, name: string, spec: string, namespace = 'shop') =>
  `---\napiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec:\n${spec}\n`;

test('of several policies for a host the oldest holds, and the subsets of all', () => {
  const { text, paths } = imported(
    object('DestinationRule', 'one', '  { host: cart, trafficPolicy: { loadBalancer: { simple: RANDOM } } }') +
      object(
        'DestinationRule',
        'two',
        '  { host: cart, trafficPolicy: { tls: { mode: DISABLE } }, subsets: [{ name: v1, labels: { version: v1 } }] }',
      ),
  );
  expect(text).toContain('version v1');
  expect(text).toContain('balance random');
  expect(text).not.toContain('tls off');
  expect(paths).toEqual(['spec.trafficPolicy']);
});

test('a wildcard is for the services that have no policy of their own, and stays for all others', () => {
  const { text, kept, objects } = imported(
    object(
      'DestinationRule',
      'all',
      '  { host: "*.shop.svc.cluster.local", trafficPolicy: { loadBalancer: { simple: RANDOM } } }',
    ) +
      object(
        'DestinationRule',
        'own',
        '  { host: pay, trafficPolicy: { connectionPool: { tcp: { maxConnections: 3 } } } }',
      ) +
      object('VirtualService', 'cart', '  { hosts: [cart], http: [{ route: [{ destination: { host: cart } }] }] }'),
  );
  expect(text).toMatch(/service cart \{\n {2}port 80 http\n {2}balance random\n\}/);
  expect(text).toMatch(/service pay \{\n {2}port 80 http\n {2}connections \{ max 3 \}\n\}/);
  expect(kept.map(({ path }) => path)).toEqual(['include/destinationrule-shop-all.yaml']);
  expect(objects.map(({ state }) => state)).toEqual(['read', 'read', 'read']);
});

test('the closest of several wildcards, and only beside its services unless it is of the root namespace', () => {
  const rule = (name: string, host: string, simple: string, namespace: string) =>
    object(
      'DestinationRule',
      name,
      `  { host: "${host}", trafficPolicy: { loadBalancer: { simple: ${simple} } } }`,
      namespace,
    );
  const user = object(
    'VirtualService',
    'cart',
    '  { hosts: [cart], http: [{ route: [{ destination: { host: cart } }] }] }',
  );
  const near = imported(
    rule('a', '*.local', 'RANDOM', 'istio-system') + rule('b', '*.svc.cluster.local', 'LEAST_REQUEST', 'shop') + user,
  );
  expect(near.text).toContain('balance least-request');
  const far = imported(rule('b', '*.svc.cluster.local', 'LEAST_REQUEST', 'other') + user);
  expect(far.text).not.toContain('balance');
  expect(far.objects[0]?.state).toBe('kept');
});

const split = (labels: string) =>
  object(
    'DestinationRule',
    'cart',
    `  { host: cart, subsets: [{ name: stable, labels: ${labels} }, { name: canary, labels: ${labels} }] }`,
  ) +
  object(
    'VirtualService',
    'cart',
    '  { hosts: [cart], http: [{ route: [{ destination: { host: cart, subset: stable }, weight: 90 }, { destination: { host: cart, subset: canary }, weight: 10 }] }] }',
  );

test('subsets that select the same pods are one version, or the service where its own label selects them', () => {
  expect(imported(split('{ version: v1 }')).text).toContain('route cart -> stable');
  expect(imported(split('{ app: cart }')).text).toContain('route cart -> cart');
  expect(imported(split('{ app: cart }')).text).not.toContain('version');
});

test('a service that is sent requests and connections of TLS without a port has one of each', () => {
  const { text } = imported(
    object(
      'VirtualService',
      'in',
      '  { hosts: [a.example.org], gateways: [web], http: [{ route: [{ destination: { host: cart } }] }] }',
    ) +
      object(
        'VirtualService',
        'pass',
        '  { hosts: [b.example.org], gateways: [door], tls: [{ match: [{ port: 443, sniHosts: [b.example.org] }], route: [{ destination: { host: cart } }] }] }',
      ),
  );
  expect(text).toContain('port 80 http');
  expect(text).toContain('port 443 tls');
});

test('retries without a number of attempts are off', () => {
  const { text } = imported(
    object(
      'VirtualService',
      'cart',
      '  { hosts: [cart], http: [{ retries: {}, route: [{ destination: { host: cart } }] }] }',
    ),
  );
  expect(text).toContain('retry never');
});
