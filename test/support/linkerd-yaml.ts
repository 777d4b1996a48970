// What Linkerd 1.x accepts as linkerd.yaml, by version, as strictly as it does: unknown and duplicate keys, unknown kinds, bad dtabs, ports and
// labels used twice are fatal. Written from the description of the format; shares no code with what writes it.
import { parseDocument } from 'yaml';

export type LinkerdVersion = '1.1.1' | '1.3' | '1.4' | '1.5' | '1.6' | '1.7';

type Shape = 'text' | 'number' | 'bool' | 'dtab' | readonly Shape[] | Kinds | Fields;
/** One of several kinds, told by the member `kind`; `common` members have all, `plain` is what may stand there without a kind. */
interface Kinds {
  readonly kinds: Readonly<Record<string, Fields>>;
  readonly common?: Fields;
  readonly plain?: Fields;
}
interface Fields {
  readonly [key: string]: Shape;
}

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Json = any;

/** Why Linkerd of this version would not start; empty: it would. */
export function linkerdProblems(yaml: string, version: LinkerdVersion): string[] {
  const document = parseDocument(yaml, { uniqueKeys: true });
  if (document.errors.length > 0) return document.errors.map(({ message }) => message);
  const config: Json = document.toJS();
  const found: string[] = [];
  check(config, shapeOf(version), 'config', found);
  found.push(...routerProblems(config?.routers));
  return found;
}

function routerProblems(routers: Json): string[] {
  if (!Array.isArray(routers) || routers.length === 0) return ['no routers'];
  const labels = routers.map(({ label, protocol }) => label ?? protocol);
  const ports = routers.flatMap(({ servers = [] }) => servers.map(({ port = 4140 }) => port));
  return [
    ...routers.flatMap(({ servers, label }) =>
      Array.isArray(servers) && servers.length > 0 ? [] : [`router ${label} has no servers`],
    ),
    ...repeated(labels).map((label) => `two routers are called ${label}`),
    ...repeated(ports).map((port) => `two servers on port ${port}`),
    ...routers.flatMap(({ interpreter }) =>
      interpreter?.kind === 'io.l5d.k8s.istio' && interpreter.experimental !== true ? ['experimental is not set'] : [],
    ),
  ];
}

const repeated = (items: readonly unknown[]): unknown[] => items.filter((item, index) => items.indexOf(item) !== index);

function check(value: Json, shape: Shape, at: string, found: string[]): void {
  if (shape === 'text' || shape === 'number' || shape === 'bool') {
    const type = { text: 'string', number: 'number', bool: 'boolean' }[shape];
    if (typeof value !== type) found.push(`${at} is no ${shape}`);
  } else if (shape === 'dtab') found.push(...dtabProblems(String(value)).map((problem) => `${at}: ${problem}`));
  else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) found.push(`${at} is no list`);
    else for (const [index, item] of value.entries()) check(item, shape[0] as Shape, `${at}[${index}]`, found);
  } else if ('kinds' in shape) checkKind(value, shape as Kinds, at, found);
  else checkMap(value, shape as Fields, at, found);
}

function checkKind(value: Json, { kinds, common = {}, plain }: Kinds, at: string, found: string[]): void {
  const shape = value?.kind === undefined ? plain : kinds[value.kind];
  if (!shape) found.push(`${at}: unknown kind ${value?.kind}`);
  else checkMap(value, { kind: 'text', ...common, ...shape }, at, found);
}

function checkMap(value: Json, shape: Fields, at: string, found: string[]): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    found.push(`${at} is no map`);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    const known = shape[key];
    if (known === undefined) found.push(`unknown key ${key} in ${at}`);
    else check(inner, known, `${at}.${key}`, found);
  }
}

const ISTIO: Fields = {
  experimental: 'bool',
  discoveryHost: 'text',
  discoveryPort: 'number',
  apiserverHost: 'text',
  apiserverPort: 'number',
};
const REPORTER: Shape = { kinds: { 'io.l5d.k8s.istio': { mixerHost: 'text', mixerPort: 'number' } } };
const BACKOFF: Shape = { kinds: { constant: { ms: 'number' }, jittered: { minMs: 'number', maxMs: 'number' } } };
const CLASSIFIERS = [
  'nonRetryable5XX',
  'retryableRead5XX',
  'retryableIdempotent5XX',
  'retryableAll5XX',
  'allSuccessful',
];
const TRANSFORMER: Shape = {
  kinds: {
    'io.l5d.k8s.daemonset': {
      k8sHost: 'text',
      k8sPort: 'number',
      namespace: 'text',
      service: 'text',
      port: 'text',
      hostNetwork: 'bool',
    },
    'io.l5d.k8s.localnode': { hostNetwork: 'bool' },
    'io.l5d.localhost': {},
    'io.l5d.port': { port: 'number' },
  },
};

function shapeOf(version: LinkerdVersion): Shape {
  const loggers = version === '1.1.1' || version === '1.3';
  const client = {
    loadBalancer: { kinds: { p2c: {}, ewma: {}, aperture: {}, heap: {}, roundRobin: {} } },
    failureAccrual: { kinds: { 'io.l5d.consecutiveFailures': { failures: 'number', backoff: BACKOFF }, none: {} } },
    requestAttemptTimeoutMs: 'number',
    tls: {
      commonName: 'text',
      trustCerts: ['text'],
      disableValidation: 'bool',
      clientAuth: { certPath: 'text', keyPath: 'text' },
    },
    hostConnectionPool: { minSize: 'number', maxSize: 'number', idleTimeMs: 'number', maxWaiters: 'number' },
    ...(loggers ? {} : { requestAuthorizers: [REPORTER] }),
  } as const satisfies Fields;
  const service = {
    totalTimeoutMs: 'number',
    retries: { budget: { minRetriesPerSec: 'number', percentCanRetry: 'number', ttlSecs: 'number' }, backoff: BACKOFF },
    responseClassifier: { kinds: Object.fromEntries(CLASSIFIERS.map((name) => [`io.l5d.http.${name}`, {}])) },
  } as const satisfies Fields;
  const router = {
    protocol: 'text',
    label: 'text',
    dstPrefix: 'text',
    dtab: 'dtab',
    httpAccessLog: 'text',
    maxHeadersKB: 'number',
    bindingTimeoutMs: 'number',
    ...(loggers ? { loggers: [REPORTER] } : {}),
    ...(version === '1.1.1' ? { maxChunkKB: 'number' } : { streamAfterContentLengthKB: 'number' }),
    identifier: {
      kinds: {
        'io.l5d.k8s.istio': ISTIO,
        'io.l5d.k8s.istio-ingress': { ...ISTIO, namespace: 'text' },
        'io.l5d.header.token': { header: 'text' },
        'io.l5d.methodAndHost': { httpUriInDst: 'bool' },
      },
    },
    interpreter: {
      kinds: {
        'io.l5d.k8s.istio': { ...ISTIO, transformers: [TRANSFORMER] },
        default: { transformers: [TRANSFORMER] },
      },
    },
    servers: [
      {
        port: 'number',
        ip: 'text',
        clearContext: 'bool',
        maxConcurrentRequests: 'number',
        tls: { certPath: 'text', keyPath: 'text', caCertPath: 'text', requireClientAuth: 'bool' },
      },
    ],
    client: sections(client),
    service: sections(service),
  } as const satisfies Fields;
  return {
    admin: { ip: 'text', port: 'number' },
    routers: [router],
    namers: [
      {
        kinds: {
          'io.l5d.fs': { rootDir: 'text', prefix: 'text' },
          'io.l5d.k8s': { host: 'text', port: 'number', labelSelector: 'text', prefix: 'text' },
          'io.l5d.consul': { host: 'text', port: 'number', includeTag: 'bool', prefix: 'text' },
        },
      },
    ],
    telemetry: [
      {
        kinds: {
          'io.l5d.prometheus': { path: 'text', prefix: 'text' },
          'io.l5d.recentRequests': { sampleRate: 'number', capacity: 'number' },
          'io.l5d.statsd': { prefix: 'text', hostname: 'text', port: 'number', gaugePeriodMs: 'number' },
          'io.l5d.influxdb': {},
          'io.l5d.zipkin': { host: 'text', port: 'number', sampleRate: 'number' },
          'io.l5d.tracelog': { sampleRate: 'number', level: 'text' },
        },
        common: { experimental: 'bool' },
      },
    ],
    usage: { enabled: 'bool', orgId: 'text' },
  };
}

/** A part for everything, or one for each prefix. */
const sections = (inline: Fields): Kinds => ({
  kinds: { 'io.l5d.global': inline, 'io.l5d.static': { configs: [{ prefix: 'text', ...inline }] } },
  plain: inline,
});

/** What Finagle's parser would not read in a dtab. */
export function dtabProblems(dtab: string): string[] {
  const text = dtab.replace(/^\s*#.*$/gm, '').trim();
  if (text === '') return [];
  const entries = text.replace(/;\s*$/, '').split(';');
  return entries.flatMap((entry) => {
    const [prefix, tree, ...more] = entry.split('=>').map((part) => part.trim());
    if (more.length > 0 || !prefix || !tree) return [`no dentry: ${entry.trim()}`];
    const paths = tree.split(/[|&]/).map((part) => part.trim().replace(/^\d*\.?\d+\s*\*\s*/, ''));
    return [
      ...(isPath(prefix, true) ? [] : [`no prefix: ${prefix}`]),
      ...paths.filter((path) => !/^[~!$]$/.test(path) && !isPath(path, false)).map((path) => `no path: ${path}`),
    ];
  });
}

const isPath = (path: string, wild: boolean): boolean => {
  if (path === '/') return true;
  const labels = path.split('/').slice(1);
  return (
    path.startsWith('/') &&
    labels.every((label) => (wild && label === '*') || /^(?:[A-Za-z0-9_.:#$%-]|\\x[0-9a-fA-F]{2})+$/.test(label))
  );
};
