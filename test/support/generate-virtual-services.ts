// Objects of Istio as people write them, from a seed: one VirtualService or two with many of their fields, subsets, Services with one port
// and with several. All of them legal, all of them read by Pilot.
import { type Random, randomOf } from './random.ts';

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
type Plain = any;

const NAMESPACE = 'shop';
const SERVICES: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  cart: [['http', 8080]],
  pay: [['http-web', 80]],
  depot: [
    ['http', 80],
    ['http-admin', 9000],
  ],
  reviews: [['http', 9080]],
};
const VERSIONED = ['cart', 'reviews'];

const meta = (name: string): Plain => ({ name, namespace: NAMESPACE });
const istio = (kind: string, name: string, spec: Plain): Plain => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: meta(name),
  spec,
});

export function generateVirtualServices(seed: number): readonly Plain[] {
  const random = randomOf(seed * 7919 + 13);
  const atDoor = random.chance(0.5);
  const host = random.pick(Object.keys(SERVICES));
  const one = atDoor ? ['a.example.org'] : [random.pick([host, `${host}.${NAMESPACE}.svc.cluster.local`])];
  const gateways = atDoor ? { gateways: ['web'] } : random.chance(0.3) ? { gateways: ['mesh'] } : {};
  const list = (): readonly Plain[] => entries(random, atDoor);
  return [
    ...Object.entries(SERVICES).map(([name, ports], at) => service(name, ports, at)),
    ...VERSIONED.map((name) => versions(random, name)),
    ...(atDoor ? [istio('Gateway', 'web', { selector: { istio: 'ingressgateway' }, servers: servers(random) })] : []),
    istio('VirtualService', 'one', { hosts: one, ...gateways, http: list() }),
    ...(random.chance(0.3) ? [istio('VirtualService', 'two', { hosts: one, ...gateways, http: list() })] : []),
  ];
}

const servers = (random: Random): Plain => [
  { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [random.pick(['*', '*.example.org', 'shop/*'])] },
];

const service = (name: string, ports: readonly (readonly [string, number])[], at: number): Plain => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(name),
  spec: {
    clusterIP: `10.1.0.${at + 1}`,
    selector: { app: name },
    ports: ports.map(([port, number]) => ({ name: port, port: number })),
  },
});

const versions = (random: Random, name: string): Plain =>
  istio('DestinationRule', name, {
    host: name,
    ...(random.chance(0.3) ? { trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } } : {}),
    subsets: ['v1', 'v2'].map((version) => ({ name: version, labels: { version } })),
  });

function entries(random: Random, atDoor: boolean): readonly Plain[] {
  const some = random.times(1, 4, () => entry(random, atDoor));
  return random.chance(0.7) ? [...some, { route: [{ destination: destination(random) }] }] : some;
}

function entry(random: Random, atDoor: boolean): Plain {
  const match = random.times(1, 2, () => matchOf(random, atDoor));
  const kind = random.below(10);
  return {
    ...(random.chance(0.2) ? { name: random.pick(['primary', 'blue']) } : {}),
    match,
    ...(kind === 0 ? redirected(random) : kind === 1 ? answered(random) : forwarded(random)),
  };
}

const text = (random: Random, words: readonly string[]): Plain => {
  const word = random.pick(words);
  return random.pick([
    { exact: word },
    { prefix: word },
    { regex: random.pick([`${word}.*`, `.*${word}`, `(${word}|b)`, '[a-z]+']) },
  ]);
};

const PATHS = ['/', '/a', '/a/', '/api/v1', '/cart'];
const HEADERS = ['x-user', 'end-user', 'X-Version', 'user-agent'];

function matchOf(random: Random, atDoor: boolean): Plain {
  const uri = random.pick([{ exact: random.pick(PATHS) }, { prefix: random.pick(PATHS) }, { regex: '/u/[0-9]+' }]);
  const parts: Plain = {
    uri,
    headers: random.chance(0.2)
      ? { cookie: { regex: '^(.*?;)?(user=jason)(;.*)?$' } }
      : { [random.pick(HEADERS)]: random.chance(0.15) ? {} : text(random, ['jason', 'v2', 'a=b']) },
    withoutHeaders: { [random.pick(HEADERS.slice(0, 3))]: random.chance(0.4) ? {} : text(random, ['jason', 'v2']) },
    method: random.chance(0.8) ? { exact: random.pick(['GET', 'POST']) } : { prefix: 'P' },
    queryParams: { [random.pick(['q', 'debug'])]: random.pick([{ exact: '1' }, { regex: '[0-9]+' }, { prefix: 'a' }]) },
    authority: { prefix: atDoor ? 'a.example' : 'cart' },
    ignoreUriCase: true,
    port: atDoor ? 80 : 8080,
    ...(atDoor ? { gateways: ['web'] } : { sourceLabels: { app: 'pay' } }),
  };
  const keys = random.some(Object.keys(parts), 2);
  const chosen = keys.includes('ignoreUriCase') ? [...new Set([...keys, 'uri'])] : keys;
  return Object.fromEntries(chosen.map((key) => [key, parts[key]]));
}

function destination(random: Random): Plain {
  const host = random.pick(Object.keys(SERVICES));
  const ports = SERVICES[host] ?? [];
  const [, number] = random.pick(ports);
  return {
    host: random.pick([host, `${host}.${NAMESPACE}.svc.cluster.local`]),
    ...(VERSIONED.includes(host) && random.chance(0.6) ? { subset: random.pick(['v1', 'v2']) } : {}),
    ...(random.chance(0.5) ? { port: { number } } : {}),
  };
}

const changes = (random: Random): Plain => {
  const all: Plain = {
    set: { 'x-set': 'one', 'x-percent': '100%%' },
    add: { 'x-add': random.pick(['1', 'a b']) },
    remove: ['x-gone', 'x-also'],
  };
  return Object.fromEntries(random.some(Object.keys(all)).map((key) => [key, all[key]]));
};

function forwarded(random: Random): Plain {
  const parts = random.times(1, 3, () => ({ destination: destination(random) }));
  const weights = random.pick([
    [50, 50],
    [90, 10],
    [100, 0],
    [1, 2],
  ]);
  const [first, second] = parts;
  const route =
    second === undefined
      ? [{ ...first, ...(random.chance(0.3) ? { headers: { request: { set: { 'x-part': 'one' } } } } : {}) }]
      : parts.slice(0, 2).map((part, at) => ({ ...part, weight: weights[at] }));
  const settings: Plain = {
    timeout: random.pick(['3s', '0.5s', '1m30s']),
    retries: random.pick([
      {},
      { attempts: 0 },
      { attempts: 2, perTryTimeout: '1s' },
      { attempts: 3, retryOn: 'gateway-error,connect-failure,503' },
    ]),
    fault: random.pick([
      { delay: { percentage: { value: 12.5 }, fixedDelay: '5s' } },
      { abort: { percentage: { value: 100 }, httpStatus: 500 } },
      { delay: { percent: 10, fixedDelay: '1s' }, abort: { percentage: { value: 0.1 }, httpStatus: 503 } },
    ]),
    headers: { request: changes(random), response: changes(random) },
    rewrite: random.pick([
      { uri: '/new' },
      { uri: '/' },
      { authority: 'other.example.org' },
      { uri: '/new/', authority: 'x' },
      { uriRegexRewrite: { match: '^/a/([^/]+)(.*)$', rewrite: '/\\\\2/\\\\1'.replaceAll('\\\\', '\\') } },
    ]),
    mirror: random.pick([{ host: 'pay' }, { host: 'reviews', subset: 'v2', port: { number: 9080 } }]),
    mirrorPercentage: { value: random.pick([10, 0.5, 100]) },
    corsPolicy: {
      allowOrigins: [random.pick([{ exact: 'https://a.b' }, { regex: 'https://.*[.]c' }, { prefix: 'http://' }])],
      allowMethods: ['GET', 'POST'],
      ...(random.chance(0.5) ? { allowHeaders: ['x-a'], maxAge: '24h', allowCredentials: true } : {}),
    },
  };
  const keys = random.chance(0.2) ? [] : random.some(Object.keys(settings), 3);
  const chosen = keys.includes('mirrorPercentage') ? [...new Set([...keys, 'mirror'])] : keys;
  return { route, ...Object.fromEntries(chosen.map((key) => [key, settings[key]])) };
}

function redirected(random: Random): Plain {
  const all: Plain = {
    uri: '/moved',
    authority: 'new.example.org',
    scheme: 'https',
    port: 8443,
    redirectCode: random.pick([301, 302, 307]),
  };
  const keys = random.some(Object.keys(all), 3);
  const chosen = keys.some((key) => key === 'uri' || key === 'authority') ? keys : [...keys, 'uri'];
  return { redirect: Object.fromEntries(chosen.map((key) => [key, all[key]])) };
}

const answered = (random: Random): Plain => ({
  directResponse: {
    status: random.pick([200, 404, 503]),
    ...(random.chance(0.5) ? { body: { string: 'hello' } } : {}),
  },
});
