// Random checked programs (models), deterministic by seed: services with versions, routes and ingresses whose rules use every subject
// and operator, `not`, `and`, `or`, splits, redirects, answers and settings. Small pools of values, so that rules overlap.
import type {
  Action,
  Condition,
  Gateway,
  Ingress,
  Mesh,
  Port,
  Redirect,
  Route,
  Rule,
  Service,
  Settings,
  Sourced,
  SourceTest,
  TextOperator,
  TextSubject,
  Version,
  WeightedDestination,
} from '../../src/model/index.ts';
import { Source, type Span, spanIn } from '../../src/text/index.ts';
import { type Random, randomOf } from './random.ts';

const source = new Source('generated.mesh', ' '.repeat(100_000));
let place = 0;
/** A place of its own for each part, so that findings can be told apart. */
const here = (): Span => spanIn(source, place % 99_999, (place++ % 99_999) + 1);
const sourced = <T>(value: T): Sourced<T> => ({ value, origin: here(), level: 'rule' });

export const POOLS = {
  path: [
    '/',
    '/a',
    '/a/b',
    '/a/b/c',
    '/ab',
    '/api',
    '/api/v1',
    '/api/v1/x.css',
    '/x.css',
    '/u/42',
    '/a.b',
    '/A',
    '/a%2Fb',
  ],
  pathPart: ['.css', '/b', 'b', 'v1', 'a', '2', '/c', 'api/'],
  pathRegex: [
    '/u/[0-9]+',
    '/a.*',
    '.*\\.css',
    '/(a|ab)(/.*)?',
    '(?i)/API.*',
    '^/a/b$',
    '/[^/]+',
    '/a[^b]*',
    '.*',
    '/\\w+/\\w+',
    '/[\\w-]*',
  ],
  method: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
  methodPart: ['P', 'T', 'GE', 'E'],
  methodRegex: ['P.*', 'GET|PUT', '[A-Z]{3}'],
  hostRegex: ['.*\\.example\\.com', '[^.]+', 'www.*', '(a|b)\\.example\\.com'],
  hostPart: ['www', '.com', 'example', 'a', 're'],
  value: ['1', '2', 'a', 'ab', 'abc', 'x-y', 'a b', 'it is', 'A', 'a;b', '*'],
  part: ['a', 'b', '1', 'a b', 'c', '-'],
  regex: ['a.*', '[0-9]+', '.*', 'a|b', '^ab$', '(?i)A.*', '[^a]*', '\\w+', 'a?', '\\S*', '.+b.*', '[^ ]+ [^ ]+'],
  plainValue: ['1', '2', 'a', 'ab', 'abc', 'x-y', 'A', '~', 'a.b', ''],
  plainPart: ['a', 'b', '1', 'c', '-'],
  rpc: ['shop.Reviews', 'shop.Reviews/List', 'shop.Ratings/Get', 'shop'],
  rpcRegex: ['shop\\.[A-Z]\\w+/.*', '.*List', 'shop.*'],
  header: ['x-a', 'x-b', 'x-team', 'user-agent'],
  query: ['q', 'page', 'a.b'],
  cookie: ['user', 'sid'],
  host: ['a.example.com', 'b.example.com', 'www.example.com', 'www.shop.test', 'x.y.shop.test', 'other.test'],
} as const;

/** The services, doors and hosts of every generated program, before the chances. */
const NAMES = ['details', 'productpage', 'ratings', 'reviews'] as const;

export interface GenerateOptions {
  /** Rules of a list; default 8. */
  readonly rules?: number;
  /** Depth of conditions; default 3. */
  readonly depth?: number;
}

export function generateMesh(seed: number, options: GenerateOptions = {}): Mesh {
  const random = randomOf(seed);
  const services = NAMES.map((name) => serviceOf(random, name));
  const gateways = [gatewayOf()];
  const world: World = { random, services, depth: options.depth ?? 3, rules: options.rules ?? 8 };
  return {
    namespace: 'shop',
    clusterDomain: 'cluster.local',
    undeclared: random.chance(0.5) ? 'allow' : 'deny',
    dataPlane: { proxy: 'envoy' },
    services,
    egresses: [],
    gateways,
    routes: services.filter((_, index) => index >= 2 || random.chance(0.3)).map((service) => routeOf(world, service)),
    ingresses: ingressesOf(world),
    telemetry: [],
    tests: [],
    expectations: [],
  };
}

interface World {
  readonly random: Random;
  readonly services: readonly Service[];
  readonly depth: number;
  readonly rules: number;
}

function serviceOf(random: Random, name: string): Service {
  const namespace = name === 'details' ? 'stock' : 'shop';
  return {
    kind: 'service',
    key: `${namespace}/${name}`,
    namespace,
    name,
    origin: here(),
    host: `${name}.${namespace}.svc.cluster.local`,
    inCluster: true,
    addresses: [],
    ports: [portOf(9080, 'http'), ...(random.chance(0.4) ? [portOf(9090, 'grpc')] : [])],
    versions: Array.from({ length: random.below(4) }, (_, index) => versionOf(`v${index + 1}`)),
    traffic: random.chance(0.2) ? { balance: sourced({ kind: 'least-request' }) } : {},
    calls: [],
  };
}

const portOf = (number: number, protocol: Port['protocol']): Port => ({
  number,
  name: `${protocol}-${number}`,
  named: false,
  protocol,
  traffic: {},
  origin: here(),
});

const versionOf = (name: string): Version => ({
  name,
  labels: { version: name, track: name === 'v1' ? 'stable' : 'canary' },
  traffic: {},
  origin: here(),
});

const gatewayOf = (): Gateway => ({
  kind: 'gateway',
  key: 'shop/web',
  namespace: 'shop',
  name: 'web',
  origin: here(),
  pods: { istio: 'ingressgateway' },
  podsWritten: false,
  ports: [
    { number: 80, name: 'http-80', protocol: 'http', origin: here() },
    { number: 443, name: 'https-443', protocol: 'https', certificate: sourced('web'), origin: here() },
  ],
  rules: [],
  settings: {},
});

function routeOf(world: World, service: Service): Route {
  const rules = rulesOf(world, service);
  return { kind: 'service', target: service.key, rules: [...rules, elseOf(world, service)], origin: here() };
}

const HOSTS: readonly (readonly string[])[] = [
  ['a.example.com', 'b.example.com'],
  ['*.shop.test'],
  ['*.example.com'],
  ['*'],
];

function ingressesOf(world: World): readonly Ingress[] {
  return world.random.some(HOSTS, 3).map((hosts) => ({
    hosts: hosts.map(sourced),
    namespace: 'shop',
    doors: [{ gateway: 'shop/web', ports: world.random.pick([[80], [80, 443], [443]]), origin: here() }],
    rules: rulesOf(world, undefined),
    origin: here(),
  }));
}

const rulesOf = (world: World, service: Service | undefined): readonly Rule[] =>
  world.random.times(1, world.rules, () => ruleOf(world, service, conditionOf(world, world.depth)));

const elseOf = (world: World, service: Service): Rule => ruleOf(world, service, { kind: 'always', origin: here() });

const ruleOf = (world: World, service: Service | undefined, condition: Condition): Rule => ({
  condition,
  action: actionOf(world, service),
  settings: settingsOf(world.random),
  origin: here(),
  through: [],
});

/** Another scheme without a port or a host is what Istio cannot lead to from every port. */
const REDIRECTS: readonly Pick<Redirect, 'host' | 'scheme' | 'port'>[] = [
  {},
  { host: 'new.example.org' },
  { host: 'new.example.org', scheme: 'https' },
  { port: 8443 },
  { scheme: 'https', port: 8443 },
];

function actionOf(world: World, service: Service | undefined): Action {
  const { random } = world;
  const kind = random.below(10);
  if (kind === 0) return { kind: 'respond', status: random.pick([200, 403, 503]), body: 'no', origin: here() };
  if (kind === 1) {
    const to = random.pick(REDIRECTS);
    return { kind: 'redirect', code: random.pick([301, 302, 307, 308]), path: '/moved', ...to, origin: here() };
  }
  const parts = random.times(1, 3, () => destinationOf(world, service));
  return { kind: 'forward', split: parts.map((part, at) => ({ ...part, weight: at + 1 })), origin: here() };
}

function destinationOf(world: World, service: Service | undefined): WeightedDestination {
  const target = service ?? world.random.pick(world.services);
  const version = world.random.chance(0.7) ? target.versions[world.random.below(3)]?.name : undefined;
  const destination = {
    kind: 'service',
    target: target.key,
    ...(version ? { version } : {}),
    ...(service ? {} : { port: 9080 }),
  } as const;
  return { destination, weight: 1, origin: here() };
}

function settingsOf(random: Random): Settings {
  return {
    ...(random.chance(0.2) ? { timeout: sourced(random.pick(['none', 1500, 2000] as const)) } : {}),
    ...(random.chance(0.2) ? { retry: sourced({ attempts: 2, perTry: 250, on: ['5xx', 429] as const }) } : {}),
    ...(random.chance(0.1) ? { rewritePath: sourced({ kind: 'path', to: '/x' } as const) } : {}),
    ...(random.chance(0.1) ? { delay: sourced({ duration: 100, share: 5000 }) } : {}),
    ...(random.chance(0.1)
      ? { headers: [sourced({ direction: 'request', operation: 'set', header: 'x-why', value: '100%' } as const)] }
      : {}),
  };
}

/** A condition over every subject. */
export function conditionOf(world: World, depth: number): Condition {
  const { random } = world;
  if (depth > 0 && random.chance(0.45)) {
    const kind = random.pick(['and', 'or'] as const);
    return { kind, parts: random.times(2, 3, () => conditionOf(world, depth - 1)), origin: here() };
  }
  if (random.chance(0.2)) return { kind: 'not', part: conditionOf(world, depth - 1), origin: here() };
  return leafOf(world);
}

const SUBJECTS: readonly (TextSubject | 'port' | 'from')[] = [
  'path',
  'path',
  'path',
  'header',
  'header',
  'header',
  'query',
  'query',
  'cookie',
  'cookie',
  'method',
  'host',
  'scheme',
  'rpc',
  'port',
  'from',
];

function leafOf(world: World): Condition {
  const { random } = world;
  const subject = random.pick(SUBJECTS);
  if (subject === 'port') return { kind: 'port', values: random.some([80, 443, 9080, 9090], 2), origin: here() };
  if (subject === 'from') return { kind: 'from', source: sourceTestOf(world), origin: here() };
  const operator = random.pick(OPERATORS[subject]);
  const name =
    subject === 'header' || subject === 'query' || subject === 'cookie' ? random.pick(POOLS[subject]) : undefined;
  const values = operator === 'exists' ? [] : random.some(poolOf(subject, operator), random.chance(0.7) ? 1 : 3);
  return { kind: 'text', subject, operator, values, ...(name ? { name } : {}), origin: here() };
}

const ALL: readonly TextOperator[] = ['exists', 'equals', 'equals', 'starts', 'ends', 'contains', 'matches', 'under'];
const OPERATORS: Readonly<Record<TextSubject, readonly TextOperator[]>> = {
  path: ['equals', 'equals', 'starts', 'under', 'under', 'ends', 'contains', 'matches', 'exists'],
  method: ['equals', 'equals', 'starts', 'ends', 'contains', 'matches'],
  scheme: ['equals'],
  host: ['equals', 'ends', 'contains', 'matches', 'starts'],
  rpc: ['equals', 'under', 'starts', 'matches', 'exists', 'ends', 'contains'],
  sni: ['equals'],
  header: ALL,
  query: ALL,
  cookie: ALL,
};

function poolOf(subject: TextSubject, operator: TextOperator): readonly string[] {
  const partial = operator === 'ends' || operator === 'contains' || operator === 'starts';
  const regex = operator === 'matches';
  switch (subject) {
    case 'path':
      return regex ? POOLS.pathRegex : operator === 'ends' || operator === 'contains' ? POOLS.pathPart : POOLS.path;
    case 'method':
      return regex ? POOLS.methodRegex : partial ? POOLS.methodPart : POOLS.method;
    case 'scheme':
      return ['http', 'https'];
    case 'host':
      return regex ? POOLS.hostRegex : partial ? POOLS.hostPart : POOLS.host;
    case 'rpc':
      return regex ? POOLS.rpcRegex : POOLS.rpc;
    case 'query':
    case 'cookie':
      return regex ? POOLS.regex : partial ? POOLS.plainPart : POOLS.plainValue;
    default:
      return regex ? POOLS.regex : partial ? POOLS.part : POOLS.value;
  }
}

function sourceTestOf({ random, services }: World): SourceTest {
  const service = random.pick(services);
  const version = random.chance(0.5) ? service.versions[0]?.name : undefined;
  return random.pick<SourceTest>([
    { kind: 'service', service: service.key, ...(version ? { version } : {}) },
    { kind: 'service', service: service.key },
    { kind: 'namespace', namespace: random.pick(['shop', 'stock']) },
    { kind: 'gateway', gateway: 'shop/web' },
    { kind: 'pods', labels: random.pick([{ version: 'v1' }, { track: 'canary' }, { version: 'v2', track: 'canary' }]) },
  ]);
}

/** The same without what Istio refuses: faults beside answers and redirects. */
export function withoutFaultsOnAnswers(mesh: Mesh): Mesh {
  const clean = <T extends { readonly rules: readonly Rule[] }>(list: T): T => ({
    ...list,
    rules: list.rules.map((rule) => {
      const { delay, abort, ...settings } = rule.settings;
      return rule.action.kind === 'forward' ? rule : { ...rule, settings };
    }),
  });
  return { ...mesh, routes: mesh.routes.map(clean), ingresses: mesh.ingresses.map(clean) };
}
