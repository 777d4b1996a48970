// The rule files of Istio's walkthroughs as facts: which rule for which service, how far up, for whom, to what. Written down here in our own
// words; `yamlOf` says them in the form of a version and a registry.
import { stringify } from 'yaml';

/** How hosts are named: by Kubernetes in 0.1 (full hosts) or later (names), by Consul or Eureka (`service`). */
export type Registry = 'kubernetes' | 'consul' | 'eureka';

interface Rule {
  readonly rule: string;
  readonly for: string;
  readonly precedence?: number;
  /** Of the Cookie header. */
  readonly cookie?: string;
  /** Version and percent. */
  readonly to?: readonly (readonly [version: string, percent?: number])[];
  readonly delay?: string;
  readonly abort?: number;
  readonly timeout?: string;
}
interface Policy {
  readonly policy: string;
  readonly for: string;
  readonly version?: string;
  readonly balance?: string;
  readonly breaker?: Readonly<Record<string, number | string>>;
}
interface Outside {
  readonly egress: string;
  readonly host: string;
  readonly ports: Readonly<Record<number, string>>;
}
interface Door {
  readonly ingress: string;
  readonly secret?: string;
  /** Path to service and port. */
  readonly paths: Readonly<Record<string, readonly [service: string, port: number]>>;
}
export type Fact = Rule | Policy | Outside | Door;

const JASON = '^(.*?;)?(user=jason)(;.*)?$';
const all = (name: string, version: string, precedence = 1): Rule => ({
  rule: `${name}-default`,
  for: name,
  precedence,
  to: [[version]],
});
const reviews = (precedence: number, name: string, ...to: readonly (readonly [string, number])[]): Rule => ({
  rule: name,
  for: 'reviews',
  precedence,
  to,
});

/** Files by name. */
export const ORIGINALS = {
  'route-rule-all-v1': ['productpage', 'reviews', 'ratings', 'details'].map((name) => all(name, 'v1')),
  'route-rule-reviews-test-v2': [
    { rule: 'reviews-test-v2', for: 'reviews', precedence: 2, cookie: JASON, to: [['v2']] },
  ],
  'route-rule-reviews-50-v3': [reviews(1, 'reviews-default', ['v1', 50], ['v3', 50])],
  'route-rule-reviews-v3': [reviews(1, 'reviews-default', ['v3', 100])],
  'route-rule-reviews-v2-v3': [reviews(1, 'reviews-default', ['v2', 50], ['v3', 50])],
  'route-rule-reviews-v2-v3 (0.2)': [reviews(2, 'reviews-default', ['v2', 50], ['v3', 50])],
  'route-rule-reviews-90-10': [reviews(4, 'reviews-90-10', ['v1', 90], ['v2', 10])],
  'route-rule-reviews-80-20': [reviews(4, 'reviews-80-20', ['v1', 80], ['v2', 20])],
  'route-rule-details-v2': [{ rule: 'details-v2', for: 'details', precedence: 2, to: [['v2']] }],
  'ratings-test-delay': [
    { rule: 'ratings-test-delay', for: 'ratings', precedence: 2, cookie: JASON, to: [['v1']], delay: '7s' },
  ],
  'route-rule-delay': [
    {
      rule: 'ratings-test-delay',
      for: 'ratings',
      precedence: 2,
      cookie: '^(.*?;)?(user=test-user)(;.*)?$',
      to: [['v1']],
      delay: '7s',
    },
  ],
  'route-rule-ratings-test-abort': [
    { rule: 'ratings-test-abort', for: 'ratings', precedence: 2, cookie: JASON, to: [['v1']], abort: 500 },
  ],
  'route-rule-ratings-db': [
    { rule: 'ratings-test-v2', for: 'ratings', precedence: 2, to: [['v2']] },
    reviews(2, 'reviews-test-ratings-v2', ['v3', 100]),
  ],
  'route-rule-ratings-mysql': [
    { rule: 'ratings-test-v2-mysql', for: 'ratings', precedence: 3, to: [['v2-mysql']] },
    reviews(2, 'reviews-test-ratings-v2', ['v3', 100]),
  ],
  'route-rule-ratings-mysql-vm': [
    { rule: 'ratings-test-v2-mysql-vm', for: 'ratings', precedence: 4, to: [['v2-mysql-vm']] },
    reviews(2, 'reviews-test-ratings-v2-vm', ['v3', 100]),
  ],
  // Consul's own three files of the first releases say the same as others here.
  'request-timeouts': [
    { rule: 'reviews-default', for: 'reviews', precedence: 1, to: [['v2']], timeout: '1s' },
    { rule: 'ratings-default', for: 'ratings', precedence: 1, to: [['v1']], delay: '2s' },
  ],
  'destination-policy-reviews': [{ policy: 'reviews-random', for: 'reviews', balance: 'RANDOM' }],
  'bookinfo-ingress': [
    {
      ingress: 'gateway',
      paths: {
        '/productpage': ['productpage', 9080],
        '/login': ['productpage', 9080],
        '/logout': ['productpage', 9080],
      },
    },
  ],
  'httpbin-ingress': [
    { ingress: 'simple-ingress', paths: { '/headers': ['httpbin', 8000], '/delay/.*': ['httpbin', 8000] } },
    {
      ingress: 'secure-ingress',
      secret: 'istio-ingress-certs',
      paths: { '/headers': ['httpbin', 8000], '/delay/.*': ['httpbin', 8000] },
    },
  ],
  'httpbin-3s-rule': [{ rule: 'httpbin-3s-rule', for: 'httpbin', timeout: '3s' }],
  'httpbin-v1': [{ rule: 'httpbin-default-v1', for: 'httpbin', precedence: 1, to: [['v1']] }],
  'httpbin-circuit-breaker': [
    {
      policy: 'httpbin-circuit-breaker',
      for: 'httpbin',
      version: 'v1',
      breaker: {
        maxConnections: 1,
        httpMaxPendingRequests: 1,
        sleepWindow: '3m',
        httpDetectionInterval: '1s',
        httpMaxEjectionPercent: 100,
        httpConsecutiveErrors: 1,
        httpMaxRequestsPerConnection: 1,
      },
    },
  ],
  egress: [
    { egress: 'httpbin-org', host: 'httpbin.org', ports: { 80: 'http' } },
    { egress: 'google', host: 'www.google.com', ports: { 443: 'https' } },
  ],
  'httpbin-org-3s-rule': [{ rule: 'httpbin-timeout-rule', for: 'httpbin.org', timeout: '3s' }],
  'egress-rule-google-apis': [{ egress: 'googleapis', host: '*.googleapis.com', ports: { 443: 'https' } }],
} as const satisfies Readonly<Record<string, readonly Fact[]>>;

export type OriginalName = keyof typeof ORIGINALS;

/** The YAML of files applied one after the other: a rule of a name that is there already takes its place. */
export function yamlOf(files: readonly OriginalName[], version: string, registry: Registry = 'kubernetes'): string {
  const objects = new Map<string, unknown>();
  for (const fact of files.flatMap((name) => ORIGINALS[name] as readonly Fact[])) {
    objects.set(keyOf(fact), version === '0.1' ? typed(fact) : resource(fact, registry));
  }
  return [...objects.values()].map((object) => stringify(object)).join('---\n');
}

const keyOf = (fact: Fact): string => JSON.stringify(Object.entries(fact)[0]);

/** 0.1: full hosts, `tags`, `httpHeaders`. */
function typed(fact: Fact): unknown {
  if ('ingress' in fact) return door(fact);
  if ('egress' in fact) return external(fact);
  const destination = fact.for.includes('.')
    ? `${fact.for.split('.').join('-')}.default.svc.cluster.local`
    : `${fact.for}.default.svc.cluster.local`;
  if ('policy' in fact) {
    const tags = fact.version ? { tags: { version: fact.version } } : {};
    return {
      type: 'destination-policy',
      name: fact.policy,
      spec: { destination, policy: [{ ...tags, ...policyBody(fact) }] },
    };
  }
  const match = fact.cookie ? { match: { httpHeaders: { cookie: { regex: fact.cookie } } } } : {};
  return { type: 'route-rule', name: fact.rule, spec: { destination, ...match, ...ruleBody(fact, 'tags') } };
}

/** 0.2–0.8: names or hosts of services, `labels`, `request.headers`. */
function resource(fact: Fact, registry: Registry): unknown {
  if ('ingress' in fact) return door(fact);
  if ('egress' in fact) {
    const ports = Object.entries(fact.ports).map(([port, protocol]) => ({ port: Number(port), protocol }));
    return custom('EgressRule', fact.egress, { destination: { service: fact.host }, ports });
  }
  const destination = reference(fact.for, registry);
  if ('policy' in fact) {
    const labels = fact.version ? { labels: { version: fact.version } } : {};
    return custom('DestinationPolicy', fact.policy, {
      destination: { ...destination, ...labels },
      ...policyBody(fact),
    });
  }
  const match = fact.cookie ? { match: { request: { headers: { cookie: { regex: fact.cookie } } } } } : {};
  return custom('RouteRule', fact.rule, { destination, ...match, ...ruleBody(fact, 'labels') });
}

function reference(name: string, registry: Registry): object {
  if (name.includes('.')) return { service: name };
  return registry === 'kubernetes' ? { name } : { service: registry === 'consul' ? `${name}.service.consul` : name };
}

const custom = (kind: string, name: string, spec: object): object => ({
  apiVersion: 'config.istio.io/v1alpha2',
  kind,
  metadata: { name },
  spec,
});

function ruleBody({ precedence, to = [], delay, abort, timeout }: Rule, labels: 'tags' | 'labels'): object {
  const route = to.map(([version, weight]) => ({ [labels]: { version }, ...(weight === undefined ? {} : { weight }) }));
  return {
    ...(precedence === undefined ? {} : { precedence }),
    ...(route.length > 0 ? { route } : {}),
    ...(delay ? { httpFault: { delay: { percent: 100, fixedDelay: delay } } } : {}),
    ...(abort ? { httpFault: { abort: { percent: 100, httpStatus: abort } } } : {}),
    ...(timeout ? { httpReqTimeout: { simpleTimeout: { timeout } } } : {}),
  };
}

const policyBody = ({ balance, breaker }: Policy): object => ({
  ...(balance ? { loadBalancing: { name: balance } } : {}),
  ...(breaker ? { circuitBreaker: { simpleCb: breaker } } : {}),
});

const external = ({ egress, host, ports }: Outside): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: egress },
  spec: {
    type: 'ExternalName',
    externalName: host,
    ports: Object.entries(ports).map(([port, name]) => ({ port: Number(port), name })),
  },
});

const door = ({ ingress, secret, paths }: Door): object => ({
  apiVersion: 'extensions/v1beta1',
  kind: 'Ingress',
  metadata: { name: ingress, annotations: { 'kubernetes.io/ingress.class': 'istio' } },
  spec: {
    ...(secret ? { tls: [{ secretName: secret }] } : {}),
    rules: [
      {
        http: {
          paths: Object.entries(paths).map(([path, [serviceName, servicePort]]) => ({
            path,
            backend: { serviceName, servicePort },
          })),
        },
      },
    ],
  },
});
