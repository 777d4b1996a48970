// The page of the language: it is right in every word, and means what it says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkSources } from '../../support/check-sources.ts';
import { ruleText, settingsText } from '../../support/model-text.ts';

const page = readFileSync(join(import.meta.dirname, 'sources', 'page.mesh'), 'utf8');
const { mesh, found, program, bindings } = checkSources({ 'page.mesh': page });
const service = (key: string) => mesh.services.find((each) => each.key === key);
const route = (target: string, port?: number) =>
  mesh.routes.find((each) => each.target === target && each.port === port);
const ingress = (host: string) => mesh.ingresses.find(({ hosts }) => hosts[0]?.value === host);

test('nothing is wrong with it', () => {
  expect(found.map(({ message }) => message)).toEqual([]);
});

test('services, sorted, with hosts, ports, versions and calls', () => {
  expect(mesh.services.map(({ key, host }) => `${key} ${host}`)).toEqual([
    'monitoring/grafana grafana.monitoring.svc.cluster.local',
    'shop/billing billing.vm.local',
    'shop/details details.shop.svc.cluster.local',
    'shop/productpage productpage.shop.svc.cluster.local',
    'shop/ratings ratings.shop.svc.cluster.local',
    'shop/reviews reviews.shop.svc.cluster.local',
  ]);
  expect(service('shop/reviews')).toMatchObject({
    inCluster: true,
    ports: [
      { number: 9080, name: 'web', named: true, protocol: 'http' },
      { number: 9090, name: 'grpc-9090', named: false, protocol: 'grpc', traffic: { tls: { value: { mode: 'off' } } } },
    ],
    versions: [
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'v2', labels: { version: 'v2' } },
      { name: 'v3', labels: { track: 'canary', version: '3.0' }, traffic: { balance: { value: { kind: 'random' } } } },
    ],
    traffic: {
      balance: { value: { kind: 'least-request' } },
      connections: { value: { max: 100, pending: 1000, perConnection: 10, connect: 30 } },
      eject: { value: { after: 5, on: '5xx', check: 30_000, for: 60_000, atMost: 500_000 } },
    },
    visibleTo: { value: ['shop', 'web-team'] },
  });
  expect(service('shop/billing')).toMatchObject({
    inCluster: false,
    addresses: [{ value: '10.0.0.5' }, { value: '10.0.0.6' }],
    ports: [{ number: 80, target: 8080 }],
  });
  expect(service('shop/productpage')?.calls.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
    'service shop/details',
    'service shop/reviews',
    'egress shop/wikipedia',
  ]);
});

test('egresses: hosts from an input, a gateway to leave by', () => {
  const [bank, wikipedia] = mesh.egresses;
  expect(bank?.hosts.map(({ value }) => value)).toEqual(['a.example.org', 'b.example.org']);
  expect(bank?.ports[0]).toMatchObject({
    target: 443,
    traffic: { tls: { value: { mode: 'simple', sni: 'bank.example.org', ca: 'bank-ca' } } },
  });
  expect(wikipedia?.through).toMatchObject({ gateway: 'istio-system/out', port: 443 });
});

test('routes: shorthand of versions, splits without a common factor, conditions written out', () => {
  expect(route('shop/reviews')?.rules.map(ruleText)).toEqual([
    'path under /reviews/debug|/reviews/admin -> respond 403',
    '(cookie user equals jason or (header user-agent matches .*(Mobile|Android).* and not header x-version equals 1)) -> shop/reviews@v2',
    '(from service shop/productpage@v1 and header x-test exists) -> shop/reviews@v1',
    'header x-debug exists -> shop/reviews@v3',
    'always -> 1 shop/reviews@v3, 9 shop/reviews@v1',
  ]);
  expect(route('shop/reviews', 9090)?.rules.map(ruleText)).toEqual(['always -> shop/reviews']);
  expect(settingsText(route('shop/reviews')?.rules[2]?.settings ?? {})).toEqual([
    'timeout 2s by route careful(2)',
    'retry 2 by route careful(2)',
    'delay 1s on 10% by rule',
    'request set x-why=test by rule',
  ]);
  expect(settingsText(route('shop/ratings')?.rules[0]?.settings ?? {})).toEqual([
    'timeout 15s by route patient',
    'retry 2 by route patient',
  ]);
});

test('labels of named conditions stay with their parts', () => {
  const condition = route('shop/reviews')?.rules[1]?.condition;
  expect(condition?.kind === 'or' && condition.parts.map(({ label }) => label)).toEqual(['jason', undefined]);
});

test('gateway and ingress: doors, certificates, composed routes and lists', () => {
  const web = mesh.gateways.find(({ key }) => key === 'shop/web');
  expect(web).toMatchObject({
    class: { value: 'istio' },
    openTo: { value: ['shop', 'monitoring'] },
    podsWritten: false,
  });
  expect(web?.rules.map(ruleText)).toEqual(['scheme equals http -> redirect 301 {"scheme":"https"}']);
  const bookinfo = ingress('bookinfo.example.com');
  expect(bookinfo?.doors).toMatchObject([{ gateway: 'shop/web', ports: [80, 443] }]);
  expect(bookinfo?.certificate?.value).toBe('bookinfo-tls');
  expect(bookinfo?.rules.map(ruleText)).toEqual([
    'path equals /productpage|/login -> shop/productpage:9080',
    'path matches /u/([0-9]+) -> shop/productpage:9080',
    '(path under /reviews and path under /reviews/debug|/reviews/admin) -> respond 403',
    '(path under /reviews and (cookie user equals jason or (header user-agent matches .*(Mobile|Android).* and not header x-version equals 1))) -> shop/reviews@v2:9080',
    '(path under /reviews and from service shop/productpage@v1 and header x-test exists) -> shop/reviews@v1:9080',
    '(path under /reviews and header x-debug exists) -> shop/reviews@v3:9080',
    'path under /reviews -> 1 shop/reviews@v3:9080, 9 shop/reviews@v1:9080',
    '(path under /api/v1 and header x-team equals red) -> shop/productpage:9080',
    'rpc under shop.Reviews -> shop/reviews@v2:9090',
    'always -> respond 404',
  ]);
  expect(bookinfo?.rules[7]).toMatchObject({
    settings: {
      timeout: { value: 5000, level: 'list' },
      rewritePath: { value: { kind: 'prefix', from: '/api/v1', to: '/products' }, level: 'rule' },
    },
    through: [{ kind: 'rules', name: 'shop/public("red")' }],
  });
  expect(ingress('grafana.example.com')?.doors).toMatchObject([{ ports: [443] }]);
});

test('telemetry, tests and expectations', () => {
  expect(mesh.telemetry[0]).toMatchObject({
    metrics: [
      { kind: 'prometheus', port: 9990 },
      { kind: 'mixer', address: 'istio-mixer:9091' },
    ],
    trace: { kind: 'zipkin', address: 'zipkin:9411', sample: 10_000 },
    accessLog: { value: 'json' },
  });
  expect(mesh.tests[0]?.samples[0]?.request).toMatchObject({
    method: 'GET',
    path: '/reviews/1',
    cookies: [{ name: 'user', value: 'jason' }],
    to: { kind: 'service', target: 'shop/reviews' },
  });
  expect(mesh.expectations[0]?.claims.map(({ says }) => says.kind)).toEqual([
    'never-routes',
    'decides',
    'answered-within',
  ]);
});

test('every name of the page is bound to what it means', () => {
  const texts = new Map<string, Set<string>>();
  for (const [node, symbol] of bindings.all()) {
    const text = node.span.anchor.source.text.slice(
      node.span.anchor.offset + node.span.start,
      node.span.anchor.offset + node.span.end,
    );
    texts.set(text, (texts.get(text) ?? new Set()).add(`${symbol.kind} ${symbol.key}`));
  }
  const meaning = (text: string) => [...(texts.get(text) ?? [])].sort();
  expect(meaning('jason')).toEqual(['condition shop/jason']);
  expect(meaning('v2')).toEqual(['version shop/reviews@v2']);
  expect(meaning('canary')).toEqual(['input shop/canary']);
  expect(meaning('v')).toEqual(['parameter v']);
  expect(meaning('patient')).toEqual(['policy std/patient']);
  expect(meaning('web')).toEqual(['gateway shop/web', 'port shop/reviews:web']);
  const reviews = program.symbols.find(({ key }) => key === 'shop/reviews');
  expect(reviews && bindings.references(reviews).length).toBe(10);
});

test('the order of files means nothing', () => {
  const [head = '', ...rest] = page.split(
    /\n(?=service|route|ingress|gateway|egress|rules|condition|policy|input|let)/,
  );
  const files = Object.fromEntries(
    rest.map((text, at) => [`${String.fromCharCode(122 - at)}.mesh`, `namespace shop\nuse std/patient\n${text}`]),
  );
  const plain = (value: unknown) => JSON.stringify(value, (key, each) => (key === 'origin' ? undefined : each));
  const split = checkSources({ 'a.mesh': head, ...files });
  expect(split.found.map(({ message }) => message)).toEqual([]);
  expect(plain({ ...split.mesh, tests: 0, expectations: 0, telemetry: 0 })).toBe(
    plain({ ...mesh, tests: 0, expectations: 0, telemetry: 0 }),
  );
});
