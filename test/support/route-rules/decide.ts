// Rules and a request → what happens to it: as Pilot sorts and cuts the rules for one proxy, and as Envoy v1 matches them.
import type { OldConfig, OldPolicy, OldRule, Text } from './read.ts';

/** A pod that sends requests: the hosts it stands behind, and its labels. */
export interface SourceWorkload {
  readonly hosts: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}
export interface SimulatedRequest {
  /** The host that is called, in full. */
  readonly to: string;
  readonly path: string;
  readonly method: string;
  readonly authority: string;
  readonly scheme: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly from?: SourceWorkload;
}
/** Comparable by deep equality. */
export interface Decision {
  /** Percent by cluster, `host|k=v,…`. */
  readonly clusters: Readonly<Record<string, number>>;
  readonly redirect?: unknown;
  readonly path?: string;
  readonly authority?: string;
  readonly timeout?: number;
  readonly retries?: unknown;
  readonly mirror?: string;
  readonly cors?: unknown;
  readonly appendHeaders?: unknown;
  readonly websocket?: boolean;
  /** Faults met, by cluster. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
}

export const clusterName = (host: string, labels: Readonly<Record<string, string>>): string =>
  `${host}|${Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join(',')}`;

/** The rules that a proxy gets for a host: its own source, by precedence and key, up to the first that takes everything. */
export function rulesInForce(config: OldConfig, host: string, from: SourceWorkload | undefined): readonly OldRule[] {
  const mine = config.rules
    .filter((rule) => rule.host === host && fromThere(config, rule, from))
    .sort((a, b) => b.precedence - a.precedence || (a.key < b.key ? -1 : 1));
  const end = mine.findIndex(takesAll);
  return end < 0 ? mine : mine.slice(0, end + 1);
}

function fromThere({ version }: OldConfig, { source }: OldRule, from: SourceWorkload | undefined): boolean {
  if (!source) return true;
  if (!from) return false;
  const host = source.host === undefined || from.hosts.includes(source.host);
  const labels = Object.entries(source.labels).every(([key, value]) => from.labels[key] === value);
  return version === '0.1' || source.host !== undefined ? host && labels : labels;
}

export const takesAll = ({ headers }: Pick<OldRule, 'headers'>): boolean => {
  const uri = headers.get('uri');
  return headers.size === 0 || (headers.size === 1 && uri?.how === 'prefix' && uri.what === '/');
};

/** Whether Envoy's route for the rule takes the request. */
export function takes(config: OldConfig, { headers }: Pick<OldRule, 'headers'>, request: SimulatedRequest): boolean {
  return [...headers].every(([name, test]) => {
    if (name === 'uri') return test.how !== 'regex' && fits(test, request.path);
    if (config.version === '0.1' && SPECIAL.has(name)) return false;
    const value = SPECIAL.has(name) ? request[name as 'method'] : request.headers[name];
    return value !== undefined && fits(test, value);
  });
}
const SPECIAL = new Set(['method', 'authority', 'scheme']);

export function fits({ how, what }: Text, value: string): boolean {
  if (how === 'exact') return value === what;
  return how === 'prefix' ? value.startsWith(what) : new RegExp(`^(?:${what})$`).test(value);
}

/** What a sidecar does with a request. */
export function decideInMesh(config: OldConfig, request: SimulatedRequest): Decision {
  const rules = rulesInForce(config, request.to, request.from);
  const rule = rules.find((one) => takes(config, one, request));
  return outcome(config, request, rule, allFilters(config, request));
}

interface Filter {
  readonly rule: OldRule;
  readonly clusters: readonly string[];
}

/** The fault filters of the proxy: from the rules in force for every host that it may call. */
function allFilters(config: OldConfig, request: SimulatedRequest): readonly Filter[] {
  const hosts = new Set(config.rules.map(({ host }) => host));
  return [...hosts]
    .flatMap((host) => rulesInForce(config, host, request.from))
    .filter(({ delay, abort }) => delay !== undefined || abort !== undefined)
    .map((rule) => ({ rule, clusters: Object.keys(clustersOf(rule)) }));
}

function clustersOf({ host, targets }: Pick<OldRule, 'host' | 'targets'>): Record<string, number> {
  if (targets.length === 0) return { [clusterName(host, {})]: 100 };
  if (targets.length === 1) return Object.fromEntries(targets.map((one) => [clusterName(one.host, one.labels), 100]));
  return Object.fromEntries(targets.map((one) => [clusterName(one.host, one.labels), one.weight]));
}

export function outcome(
  config: OldConfig,
  request: SimulatedRequest,
  rule: OldRule | undefined,
  filters: readonly Filter[],
): Decision {
  if (!rule)
    return {
      clusters: { [clusterName(request.to, {})]: 100 },
      faults: faultsMet(config, request, [clusterName(request.to, {})], filters),
    };
  if (rule.redirect) return { clusters: {}, redirect: rule.redirect, faults: {} };
  const clusters = clustersOf(rule);
  return {
    clusters,
    ...(rule.rewrite?.uri === undefined ? {} : { path: rewritten(rule, request.path) }),
    ...(rule.rewrite?.authority === undefined ? {} : { authority: rule.rewrite.authority }),
    ...(rule.timeout === undefined ? {} : { timeout: rule.timeout }),
    ...(rule.retries === undefined ? {} : { retries: rule.retries }),
    ...(rule.mirror === undefined ? {} : { mirror: clusterName(rule.mirror.host, rule.mirror.labels) }),
    ...(rule.cors === undefined ? {} : { cors: rule.cors }),
    ...(rule.appendHeaders === undefined ? {} : { appendHeaders: rule.appendHeaders }),
    ...(rule.websocket ? { websocket: true } : {}),
    faults: faultsMet(config, request, Object.keys(clusters), filters),
  };
}

/** Envoy replaces what the route matched: an exact path, its prefix, or `/`. */
function rewritten({ headers, rewrite }: OldRule, path: string): string {
  const uri = headers.get('uri');
  const matched = uri && uri.how !== 'regex' ? uri.what : '/';
  return `${rewrite?.uri}${path.slice(matched.length)}`;
}

/** A filter fires for its clusters and its headers, whatever the path and whichever rule decided. */
function faultsMet(
  config: OldConfig,
  request: SimulatedRequest,
  clusters: readonly string[],
  filters: readonly Filter[],
): Decision['faults'] {
  const met: Record<string, readonly string[]> = {};
  for (const cluster of clusters) {
    const fired = filters.filter(
      (filter) => filter.clusters.includes(cluster) && headersFit(config, filter.rule, request),
    );
    if (fired.length === 0) continue;
    met[cluster] = fired.flatMap(({ rule: { delay, abort } }) => [
      ...(delay ? [`delay ${delay.time}ms on ${delay.percent}%`] : []),
      ...(abort ? [`abort ${abort.status} on ${abort.percent}%`] : []),
    ]);
  }
  return met;
}

function headersFit(config: OldConfig, { headers }: OldRule, request: SimulatedRequest): boolean {
  const without = new Map([...headers].filter(([name]) => name !== 'uri'));
  return takes(config, { headers: without }, request);
}

/** The policy of a cluster: its labels exactly. */
export const policyFor = (
  config: OldConfig,
  host: string,
  labels: Readonly<Record<string, string>>,
): OldPolicy | undefined =>
  config.policies.find(
    (policy) => policy.host === host && clusterName(host, policy.labels) === clusterName(host, labels),
  );
