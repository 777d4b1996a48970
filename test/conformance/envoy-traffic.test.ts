// Real requests through a real Envoy to upstreams in this process: what the configuration does is what the program says. Only
// 127.0.0.1, a few seconds, everything stopped at the end.
import { readFileSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Report } from '../../src/diagnostics/index.ts';
import { type Document, toPlain } from '../../src/documents/index.ts';
import type { HeaderChange, Mesh, Rule, Settings } from '../../src/model/index.ts';
import { envoy as target } from '../../src/targets/envoy/index.ts';
import { requireComponent } from '../support/components.ts';
import {
  askAll,
  type RawRequest,
  type RawResponse,
  type RunningEnvoy,
  secretsFolder,
  sleep,
  startEnvoy,
  temporaryFolder,
  withSecrets,
} from '../support/envoy.ts';
import { decide, makeRequest, parseQuery } from '../support/meaning.ts';
import {
  always,
  destinationOf,
  gatewayOf,
  here,
  ingressOf,
  meshOf,
  portOf,
  respond,
  routeOf,
  ruleOf,
  said,
  serviceOf,
  text,
  to,
  versionOf,
} from '../support/models.ts';
import {
  freePort,
  localResources,
  type Seen,
  startTcpUpstream,
  startUpstream,
  type Upstream,
} from '../support/traffic.ts';

const envoy = requireComponent('envoy');
const V1 = 'shop/reviews@v1:9080';
const V2 = 'shop/reviews@v2:9080';

const change = (
  direction: HeaderChange['direction'],
  operation: HeaderChange['operation'],
  header: string,
  value?: string,
) => said({ direction, operation, header, ...(value === undefined ? {} : { value }) });
const under = (path: string, settings: Settings, action: Rule['action'] = to(V1)): Rule =>
  ruleOf(text('path', 'under', path), action, settings);
const redirect = (parts: object): Rule['action'] =>
  ({ kind: 'redirect', code: 302, origin: here(), ...parts }) as Rule['action'];

const RULES: readonly Rule[] = [
  under('/split', {}, to([V1, 3], [V2, 1])),
  under('/none', {}, to([V1, 0], [V2, 1])),
  under('/slow', { timeout: said(250) }),
  under('/flaky', { retry: said({ attempts: 3, on: ['5xx'] }) }),
  under('/broken/once', { retry: said('never') }),
  under('/broken/codes', { retry: said({ attempts: 2, on: [503] }) }),
  under('/broken/others', { retry: said({ attempts: 2, on: [429] }) }),
  under('/abort', { abort: said({ status: 418, share: 1_000_000 }) }),
  under('/half', { abort: said({ status: 418, share: 500_000 }) }),
  under('/delay', { delay: said({ duration: 300, share: 1_000_000 }) }),
  under('/whole', { rewritePath: said({ kind: 'path', to: '/x\\y' }) }),
  under('/api', { rewritePath: said({ kind: 'prefix', from: '/api', to: '/' }) }),
  under('/old', { rewritePath: said({ kind: 'prefix', from: '/old/', to: '/new/way' }) }),
  under('/deep/er', { rewritePath: said({ kind: 'prefix', from: '/deep', to: '/d' }) }),
  ruleOf(text('path', 'equals', ['/list', '/list/x']), to(V1), {
    rewritePath: said({ kind: 'prefix', from: '/list', to: '/l' }),
  }),
  under('/u', { rewritePath: said({ kind: 'regex', pattern: '/u/([0-9]+)(/.*)?', to: '/user/\\1\\2' }) }),
  under('/host', { rewriteHost: said('inner.example.com') }),
  under('/mirror', { mirror: said({ share: 1_000_000, to: destinationOf(V2) }) }),
  under('/headers', {
    headers: [
      change('request', 'set', 'x-set', '100% of %REQ(x)%'),
      change('request', 'add', 'x-add', 'more'),
      change('request', 'remove', 'x-drop'),
      change('response', 'set', 'x-kept', 'ours'),
      change('response', 'remove', 'x-gone'),
      change('response', 'add', 'x-new', ''),
    ],
  }),
  under('/cors', {
    cors: said({
      origins: [{ operator: 'equals', value: 'https://a.example' }],
      methods: ['GET', 'PUT'],
      headers: ['x-a'],
      expose: ['x-b'],
      maxAge: 600_000,
      credentials: true,
    }),
  }),
  under('/ws', { websocket: said(true) }),
  under('/to-https', {}, redirect({ code: 301, scheme: 'https' })),
  under('/to-host', {}, redirect({ code: 307, host: 'new.example.com', path: '/there' })),
  under('/to-port', {}, redirect({ port: 8443, scheme: 'https' })),
  under('/to-prefix', {}, redirect({ code: 308, prefix: { from: '/to-prefix', to: '/' } })),
  under('/to-other', {}, redirect({ code: 303, prefix: { from: '/to-other', to: '/o' } })),
  under('/sticky', {}, to('shop/ratings')),
  under('/lag', {}, to('shop/details')),
  under('/broken/ailing', {}, to('shop/ailing')),
  under('/secure', {}, to('shop/vault')),
  under('/wrong-name', {}, to('shop/stranger')),
  ruleOf(text('path', 'equals', '/teapot'), respond(418, 'short and stout')),
  ruleOf(always(), to(V1)),
];

const WEB = 'shop/web';
const mesh: Mesh = meshOf({
  services: [
    serviceOf('shop/details', { traffic: { connections: said({ max: 1, pending: 3 }) } }),
    serviceOf('shop/ailing', { traffic: { eject: said({ after: 2, on: '5xx', for: 30_000 }) } }),
    serviceOf('shop/echo', { ports: [portOf(9000, 'tcp')], versions: [versionOf('v1'), versionOf('v2')] }),
    serviceOf('shop/ratings', {
      traffic: { balance: said({ kind: 'hash', by: 'header', name: 'x-user' }) },
      versions: [versionOf('v1'), versionOf('v2')],
    }),
    serviceOf('shop/reviews', { versions: [versionOf('v1'), versionOf('v2')] }),
    serviceOf('shop/stranger', { traffic: { tls: said({ mode: 'simple', ca: 'ca', sni: 'other.test' }) } }),
    serviceOf('shop/vault', {
      traffic: { tls: said({ mode: 'client', ca: 'ca', certificate: 'web', sni: 'localhost' }) },
    }),
  ],
  gateways: [
    gatewayOf(WEB, {
      settings: { timeout: said(1200) },
      ports: [
        { number: 80, name: 'http', protocol: 'http', origin: here() },
        { number: 443, name: 'https', protocol: 'https', certificate: said('web'), origin: here() },
        { number: 8443, name: 'tls', protocol: 'tls', origin: here() },
        { number: 9000, name: 'tcp', protocol: 'tcp', origin: here() },
      ],
    }),
  ],
  ingresses: [
    ingressOf(['shop.example.com'], WEB, RULES, { doors: [{ gateway: WEB, ports: [80, 443], origin: here() }] }),
    ingressOf(['private.example.com'], WEB, [ruleOf(always(), respond(200, 'private'))], {
      certificate: said('private'),
      clients: said('callers'),
      doors: [{ gateway: WEB, ports: [443], origin: here() }],
    }),
    ingressOf(['*'], WEB, [ruleOf(always(), to(['shop/echo@v1:9000', 1], ['shop/echo@v2:9000', 1]))], {
      doors: [{ gateway: WEB, ports: [9000], origin: here() }],
    }),
    ingressOf(
      ['one.example.com', 'two.example.com'],
      WEB,
      [
        ruleOf(text('sni', 'equals', 'two.example.com'), to('shop/echo@v2:9000')),
        ruleOf(always(), to('shop/echo@v1:9000')),
      ],
      { doors: [{ gateway: WEB, ports: [8443], origin: here() }] },
    ),
  ],
  telemetry: [{ namespace: 'shop', metrics: [{ kind: 'prometheus', port: 9990, origin: here() }], origin: here() }],
  routes: [
    routeOf('shop/reviews', [
      ruleOf(
        { kind: 'from', source: { kind: 'service', service: 'shop/details' }, origin: here() },
        to('shop/reviews@v2'),
      ),
      ruleOf(always(), to('shop/reviews@v1')),
    ]),
  ],
});

const built = (of: Mesh): readonly Document[] => {
  const report = new Report();
  const documents = target.build(of, { version: '1.40', report });
  if (report.hasErrors) throw new Error(JSON.stringify(report.found.map(({ message }) => message)));
  return documents;
};

describe.skipIf(envoy === undefined)('real traffic through a real Envoy', () => {
  const folder = temporaryFolder();
  const upstreams = new Map<string, Upstream>();
  const ports: Record<string, number> = {};
  let secrets: string | undefined;
  let running: RunningEnvoy | undefined;

  beforeAll(async () => {
    secrets = secretsFolder(folder.path);
    for (const name of ['reviews-v1', 'reviews-v2', 'ratings-v1', 'ratings-v2', 'details', 'ailing'])
      upstreams.set(name, await startUpstream(name));
    for (const name of ['vault', 'stranger']) upstreams.set(name, await startUpstream(name, secrets));
    for (const name of ['echo-v1', 'echo-v2']) upstreams.set(name, await startTcpUpstream(name));
    for (const name of ['http_80', 'https_443', 'tls_8443', 'tcp_9000', 'outbound_9080', 'metrics', 'admin'])
      ports[name] = await freePort();
    const documents = built(mesh);
    const places = {
      listeners: ports,
      endpoints: (address: string, port: number) =>
        port === 15000 ? (ports.admin as number) : (upstreams.get(address.split('.')[0] as string)?.port ?? 1),
    };
    const door = localResources(documents.find(({ path }) => path === 'gateway/shop/web.yaml') as Document, places);
    const sidecar = localResources(
      documents.find(({ path }) => path === 'sidecar/shop/details.yaml') as Document,
      places,
    );
    const clusters = new Map([...sidecar.clusters, ...door.clusters].map((cluster) => [cluster.name, cluster]));
    const own = sidecar.listeners.filter(({ name }) => name === 'outbound_9080');
    const config = {
      admin: { address: { socket_address: { address: '127.0.0.1', port_value: ports.admin } } },
      static_resources: { listeners: [...door.listeners, ...own], clusters: [...clusters.values()] },
    };
    const whole = JSON.stringify(config);
    running = await startEnvoy(
      envoy as string,
      secrets ? withSecrets(whole, secrets) : whole,
      folder.path,
      ports.http_80 as number,
    );
  });
  afterAll(async () => {
    await running?.stop();
    for (const upstream of upstreams.values()) upstream.close();
    folder.remove();
  });

  const raw = (target: string, parts: Partial<RawRequest> = {}): RawRequest => ({
    method: 'GET',
    target,
    host: 'shop.example.com',
    headers: [],
    ...parts,
  });
  const ask = async (target: string, parts: Partial<RawRequest> = {}): Promise<RawResponse> =>
    (await askAll(ports.http_80 as number, [raw(target, parts)]))[0] as RawResponse;
  const seen = ({ body }: RawResponse): Seen => JSON.parse(body) as Seen;
  const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
    const start = performance.now();
    return [await work(), performance.now() - start];
  };
  const meant = (target: string) => {
    const [path = '', query = ''] = target.split('?');
    return decide(
      mesh,
      makeRequest({
        host: 'shop.example.com',
        port: 80,
        path,
        query: parseQuery(query),
        address: { kind: 'gateway', gateway: WEB },
        source: { kind: 'gateway', gateway: WEB },
      }),
    ).outcome;
  };

  test('a split by its weights', async () => {
    const count = 2000;
    const answers = await askAll(
      ports.http_80 as number,
      Array.from({ length: count }, () => raw('/split')),
    );
    const share = answers.filter((answer) => seen(answer).name === 'reviews-v2').length / count;
    expect(Math.abs(share - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / count));
  });

  test('a weight of 0 gets nothing', async () => {
    const answers = await askAll(
      ports.http_80 as number,
      Array.from({ length: 50 }, () => raw('/none')),
    );
    expect(new Set(answers.map((answer) => seen(answer).name))).toEqual(new Set(['reviews-v2']));
  });

  test('a timeout', async () => {
    const [answer, time] = await timed(() => ask('/slow'));
    expect(answer.status).toBe(504);
    expect(time).toBeLessThan(1100);
  });

  test('what the gateway says holds where the rule is silent', async () => {
    const [answer, time] = await timed(() => ask('/slowly'));
    expect(answer.status).toBe(504);
    expect(time).toBeGreaterThan(1150);
  });

  test('retries until it works', async () => {
    expect((await ask('/flaky')).status).toBe(200);
    expect(upstreams.get('reviews-v1')?.got.get('/flaky')).toBe(3);
  });

  test.each([
    ['/broken/once', 1],
    ['/broken/codes', 3],
    ['/broken/others', 1],
  ])('%s is tried %i times', async (path, times) => {
    expect((await ask(path)).status).toBe(503);
    expect(upstreams.get('reviews-v1')?.got.get(path)).toBe(times);
  });

  test('an abort, always and by half', async () => {
    expect((await ask('/abort')).status).toBe(418);
    const answers = await askAll(
      ports.http_80 as number,
      Array.from({ length: 600 }, () => raw('/half')),
    );
    const share = answers.filter(({ status }) => status === 418).length / answers.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / answers.length));
  });

  test('a delay', async () => {
    const [answer, time] = await timed(() => ask('/delay'));
    expect(answer.status).toBe(200);
    expect(time).toBeGreaterThanOrEqual(295);
  });

  test.each([
    '/whole',
    '/whole/a?b=1',
    '/api',
    '/api/',
    '/api/x',
    '/api/x/y?q=//z',
    '/old',
    '/old/',
    '/old/a?b',
    '/list',
    '/list/x',
    '/deep/er/x',
    '/u/42',
    '/u/42/cart?x=1',
    '/u/42x',
    '/u/me',
    '/plain?x=1',
  ])('%s is rewritten as decide says', async (path) => {
    const outcome = meant(path);
    const sent = outcome.kind === 'forward' ? outcome.sent.path : '';
    expect(seen(await ask(path)).path.split('?')).toEqual([sent, ...path.split('?').slice(1)]);
  });

  test('the host is rewritten, or stays', async () => {
    expect(seen(await ask('/host')).headers.host).toBe('inner.example.com');
    expect(seen(await ask('/plain')).headers.host).toBe('shop.example.com');
  });

  test.each([
    '/to-https',
    '/to-https/a?b=1',
    '/to-host/x?y=1',
    '/to-port',
    '/to-prefix',
    '/to-prefix/',
    '/to-prefix/a/b?c=1',
    '/to-other',
    '/to-other/a',
  ])('%s is redirected where decide says', async (path) => {
    const outcome = meant(path);
    const answer = await ask(path);
    expect([answer.status, answer.headers.location]).toEqual(
      outcome.kind === 'redirect' ? [outcome.code, outcome.location] : outcome,
    );
  });

  test('an answer of its own', async () => {
    const answer = await ask('/teapot');
    expect([answer.status, answer.body]).toEqual([418, 'short and stout']);
  });

  test('a host that nobody claims', async () => expect((await ask('/', { host: 'other.test' })).status).toBe(404));

  test('a mirror', async () => {
    expect(seen(await ask('/mirror')).name).toBe('reviews-v1');
    for (let tries = 0; tries < 40 && !upstreams.get('reviews-v2')?.got.get('/mirror'); tries++) await sleep(25);
    expect(upstreams.get('reviews-v2')?.got.get('/mirror')).toBe(1);
  });

  test('header changes', async () => {
    const answer = await ask('/headers', {
      headers: [
        ['x-set', 'old'],
        ['x-add', 'one'],
        ['x-drop', '1'],
      ],
    });
    const { headers } = seen(answer);
    expect(headers).toMatchObject({ 'x-set': '100% of %REQ(x)%' });
    expect(headers['x-add']).toMatch(/^one, ?more$/);
    expect(headers['x-drop']).toBeUndefined();
    expect(answer.headers).toMatchObject({ 'x-kept': 'ours', 'x-new': '' });
    expect(answer.headers['x-gone']).toBeUndefined();
  });

  test('CORS', async () => {
    const preflight = (origin: string) =>
      ask('/cors', {
        method: 'OPTIONS',
        headers: [
          ['origin', origin],
          ['access-control-request-method', 'PUT'],
        ],
      });
    const allowed = await preflight('https://a.example');
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'x-a',
      'access-control-max-age': '600',
      'access-control-allow-credentials': 'true',
    });
    expect((await preflight('https://a.example.evil.test')).headers['access-control-allow-origin']).toBeUndefined();
    expect((await preflight('https://b.example')).headers['access-control-allow-origin']).toBeUndefined();
    const actual = await ask('/cors', { headers: [['origin', 'https://a.example']] });
    expect(actual.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-expose-headers': 'x-b',
    });
  });

  test('a websocket is let through only where it is said', async () => {
    const upgrade = {
      headers: [
        ['connection', 'Upgrade'],
        ['upgrade', 'websocket'],
      ] as const,
    };
    expect((await ask('/ws', upgrade)).status).toBe(101);
    expect((await ask('/plain', upgrade)).status).toBe(403);
  });

  test('the same user meets the same endpoint', async () => {
    const users = Array.from({ length: 20 }, (_, user) =>
      Array.from({ length: 4 }, () => raw('/sticky', { headers: [['x-user', `user${user}`]] })),
    );
    const names = await Promise.all(
      users.map(
        async (requests) =>
          new Set((await askAll(ports.http_80 as number, requests)).map((answer) => seen(answer).name)),
      ),
    );
    expect(names.map(({ size }) => size)).toEqual(names.map(() => 1));
    expect(new Set(names.flatMap((one) => [...one]))).toEqual(new Set(['ratings-v1', 'ratings-v2']));
  });

  test('connections and what waits for them are limited', async () => {
    const some = (count: number) =>
      askAll(
        ports.http_80 as number,
        Array.from({ length: count }, () => raw('/lag')),
      );
    const [few, time] = await timed(() => some(3));
    expect(few.map(({ status }) => status)).toEqual([200, 200, 200]);
    // One after the other.
    expect(time).toBeGreaterThan(3 * 145);
    const many = await some(8);
    expect(many.some(({ status, headers }) => status === 503 && headers['x-envoy-overloaded'] === 'true')).toBe(true);
  });

  test('metrics for Prometheus', async () => {
    const [answer, other] = await askAll(ports.metrics as number, [raw('/metrics'), raw('/quitquitquit')]);
    expect(answer?.body).toContain('envoy_cluster_upstream_rq');
    expect(other?.status).toBe(404);
  });

  test('what fails is left out for a while', async () => {
    await askAll(ports.http_80 as number, [raw('/broken/ailing'), raw('/broken/ailing')]);
    // Envoy's workers hear of it a moment later.
    await sleep(150);
    for (let times = 0; times < 3; times++) await ask('/broken/ailing');
    expect(upstreams.get('ailing')?.got.get('/broken/ailing')).toBe(2);
    expect((await ask('/broken/ailing')).body).toContain('no healthy upstream');
  });

  test('plain connections are split, TLS goes by its server name', async () => {
    const names = await Promise.all(Array.from({ length: 40 }, () => dial(ports.tcp_9000 as number)));
    expect(new Set(names)).toEqual(new Set(['echo-v1', 'echo-v2']));
    expect(await dial(ports.tls_8443 as number, clientHello('two.example.com'))).toBe('echo-v2');
    expect(await dial(ports.tls_8443 as number, clientHello('one.example.com'))).toBe('echo-v1');
    expect(await dial(ports.tls_8443 as number, clientHello('three.example.com'))).toBe('');
  });

  test('TLS ends at the door', async ({ skip }) => {
    if (!secrets) return skip('openssl is missing');
    const answer = await fetchTls(ports.https_443 as number, 'shop.example.com', '/plain');
    expect([answer.status, (JSON.parse(answer.body) as Seen).headers['x-forwarded-proto']]).toEqual([200, 'https']);
  });

  test('a door that asks callers for their certificates', async ({ skip }) => {
    if (!secrets) return skip('openssl is missing');
    const port = ports.https_443 as number;
    const own = { key: readFileSync(`${secrets}/tls.key`), cert: readFileSync(`${secrets}/tls.crt`) };
    expect((await fetchTls(port, 'private.example.com', '/', own)).body).toBe('private');
    await expect(fetchTls(port, 'private.example.com', '/')).rejects.toThrow();
    // Neither may one come in by another host's handshake.
    expect((await fetchTls(port, 'shop.example.com', '/', {}, 'private.example.com')).status).toBe(404);
  });

  test('TLS to a service, whose name is checked', async ({ skip }) => {
    if (!secrets) return skip('openssl is missing');
    expect(seen(await ask('/secure')).name).toBe('vault');
    expect((await ask('/wrong-name')).status).toBe(503);
  });

  test('a sidecar decides by whose it is, and denies what nobody declared', async () => {
    const [reviews, other] = await askAll(ports.outbound_9080 as number, [
      raw('/plain', { host: 'reviews' }),
      raw('/', { host: 'nobody.test' }),
    ]);
    expect(seen(reviews as RawResponse).name).toBe('reviews-v2');
    expect(other?.status).toBe(502);
  });

  test('a running Envoy picks up new files', async () => {
    const other = temporaryFolder();
    const port = await freePort();
    const write = async (body: string): Promise<string> => {
      const changed = {
        ...mesh,
        gateways: [gatewayOf(WEB)],
        ingresses: [ingressOf(['shop.example.com'], WEB, [ruleOf(always(), respond(200, body))])],
      };
      const files = built(changed).filter(({ path }) => path.startsWith('watched-gateway/'));
      let bootstrap = '';
      for (const document of files) {
        const plain = JSON.stringify(toPlain(document.root))
          .replaceAll('/etc/envoy/web', other.path)
          .replace('"0.0.0.0","port_value":80', `"127.0.0.1","port_value":${port}`);
        const name = document.path.split('/').at(-1) as string;
        if (name === 'web.yaml') bootstrap = JSON.stringify({ ...(JSON.parse(plain) as object), admin: undefined });
        writeFileSync(join(other.path, `${name}.new`), plain);
        await rename(join(other.path, `${name}.new`), join(other.path, name));
      }
      return bootstrap;
    };
    const bootstrap = await write('before');
    const second = await startEnvoy(envoy as string, bootstrap, join(other.path), port);
    const asked = async (): Promise<string> => (await askAll(port, [raw('/')]))[0]?.body ?? '';
    try {
      expect(await asked()).toBe('before');
      await write('after');
      for (let tries = 0; tries < 80 && (await asked()) !== 'after'; tries++) await sleep(25);
      expect(await asked()).toBe('after');
    } finally {
      await second.stop();
      other.remove();
    }
  });
});

/** One request over TLS of its own; `host` where it differs from the name in the handshake. */
const fetchTls = (
  port: number,
  servername: string,
  path: string,
  own: object = {},
  host = servername,
): Promise<{ readonly status: number | undefined; readonly body: string }> =>
  new Promise((done, fail) => {
    const options = {
      port,
      host: '127.0.0.1',
      servername,
      path,
      rejectUnauthorized: false,
      headers: { host },
      agent: false,
      ...own,
    };
    const call = httpsRequest(options, (response) => {
      let body = '';
      response.on('data', (some) => {
        body += some;
      });
      response.on('end', () => done({ status: response.statusCode, body }));
    });
    call.on('error', fail).end();
  });

/** What a connection answers before it is closed. */
const dial = (port: number, first?: Buffer): Promise<string> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    let talk = '';
    socket.on('data', (data) => (talk += data.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => done(talk));
    socket.setTimeout(5000, () => socket.destroy());
    if (first) socket.write(first);
  });

/** The first bytes of TLS, with a server name: enough to be told apart by it. */
function clientHello(name: string): Buffer {
  const host = Buffer.from(name);
  const sized = (size: number, ...parts: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const length = Buffer.alloc(size);
    length.writeUIntBE(body.length, 0, size);
    return Buffer.concat([length, body]);
  };
  const serverName = Buffer.concat([Buffer.from([0, 0]), sized(2, sized(2, Buffer.from([0]), sized(2, host)))]);
  const versions = Buffer.from([0, 43, 0, 3, 2, 3, 4]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32),
    Buffer.from([0, 0, 2, 0x13, 0x01, 1, 0]),
    sized(2, serverName, versions),
  ]);
  return Buffer.concat([Buffer.from([22, 3, 1]), sized(2, Buffer.from([1]), sized(3, body))]);
}
