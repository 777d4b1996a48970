// YAML → rules, rejecting what Pilot's protobuf decoder and validation reject.
import { parseAllDocuments } from 'yaml';
import { ruleProblems } from './validate.ts';

export type OldVersion = '0.1' | '0.2' | '0.3' | '0.4' | '0.5' | '0.6' | '0.7' | '0.8';

export interface Text {
  readonly how: 'exact' | 'prefix' | 'regex';
  readonly what: string;
}
export interface Origin {
  readonly host?: string;
  readonly labels: Readonly<Record<string, string>>;
}
export interface Target {
  readonly host: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly weight: number;
}
export interface OldRule {
  readonly key: string;
  readonly host: string;
  readonly precedence: number;
  readonly source?: Origin;
  readonly headers: ReadonlyMap<string, Text>;
  readonly targets: readonly Target[];
  readonly redirect?: unknown;
  readonly rewrite?: { readonly uri?: string; readonly authority?: string };
  /** Milliseconds. */
  readonly timeout?: number;
  readonly retries?: { readonly attempts: number; readonly perTry: number };
  readonly delay?: { readonly percent: number; readonly time: number };
  readonly abort?: { readonly percent: number; readonly status: number };
  readonly mirror?: Omit<Target, 'weight'>;
  readonly cors?: unknown;
  readonly appendHeaders?: unknown;
  readonly websocket?: boolean;
}
export interface OldPolicy {
  readonly host: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly loadBalancing?: string;
  readonly breaker?: unknown;
}
export interface OldConfig {
  readonly version: OldVersion;
  readonly rules: readonly OldRule[];
  readonly policies: readonly OldPolicy[];
  /** Hosts and ranges that may be called, with `port/protocol`. */
  readonly egress: ReadonlyMap<string, readonly string[]>;
  /** 0.1: Kubernetes Services of type ExternalName. */
  readonly external: ReadonlyMap<string, readonly string[]>;
  /** Names of rejected documents with the reasons. */
  readonly rejected: readonly string[];
  /** Plain documents of other kinds. */
  readonly others: readonly Json[];
}
// biome-ignore lint/suspicious/noExplicitAny: plain YAML
export type Json = any;

/** `3s`, `0.5s`, `1m30s`, `250ms` in milliseconds. */
export function milliseconds(text: string): number {
  const unit: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  if (typeof text !== 'string' || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(text)) throw new Error(`not a duration: ${text}`);
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce(
    (sum, [, count, of]) => sum + Number(count) * (unit[of ?? ''] ?? 0),
    0,
  );
}

/** Everything of a YAML stream. `namespace` is where objects are that name none. */
export function readOldConfig(yaml: string, version: OldVersion, namespace = 'default'): OldConfig {
  const rules: OldRule[] = [];
  const policies: OldPolicy[] = [];
  const egress = new Map<string, readonly string[]>();
  const external = new Map<string, readonly string[]>();
  const rejected: string[] = [];
  const others: Json[] = [];
  for (const parsed of parseAllDocuments(yaml, { uniqueKeys: true })) {
    const document: Json = parsed.toJS();
    if (document === null) continue;
    if (parsed.errors.length > 0) throw parsed.errors[0];
    const typed = document.type !== undefined && document.apiVersion === undefined;
    const kind: string = typed ? document.type : document.kind;
    const name: string = typed ? document.name : document.metadata?.name;
    const own: string = (typed ? undefined : document.metadata?.namespace) ?? namespace;
    const isOld = ['route-rule', 'destination-policy', 'RouteRule', 'DestinationPolicy', 'EgressRule'].includes(kind);
    const problems = isOld
      ? [...envelopeProblems(document, typed, version), ...ruleProblems(kind, document.spec ?? {}, version)]
      : [];
    if (problems.length > 0) rejected.push(`${name}: ${problems.join('; ')}`);
    else if (kind === 'route-rule' || kind === 'RouteRule')
      rules.push(readRule(`${own}/${name}`, document.spec, typed, own));
    else if (kind === 'destination-policy') policies.push(...readTypedPolicies(document.spec));
    else if (kind === 'DestinationPolicy') policies.push(readPolicy(document.spec, own));
    else if (kind === 'EgressRule')
      egress.set(
        document.spec.destination.service,
        document.spec.ports.map((port: Json) => `${port.port}/${port.protocol}`),
      );
    else if (kind === 'Service' && document.spec?.type === 'ExternalName') {
      external.set(
        `${name}.${own}=${document.spec.externalName}`,
        document.spec.ports.map((port: Json) => `${port.port}/${String(port.name).split('-')[0]}`),
      );
    } else others.push(document);
  }
  return { version, rules, policies, egress, external, rejected, others };
}

function envelopeProblems(document: Json, typed: boolean, version: OldVersion): string[] {
  if (typed !== (version === '0.1')) return [`the wrong envelope for ${version}`];
  const known = typed ? ['type', 'name', 'spec'] : ['apiVersion', 'kind', 'metadata', 'spec'];
  const extra = Object.keys(document).filter((key) => !known.includes(key));
  const api = typed || document.apiVersion === 'config.istio.io/v1alpha2' ? [] : [`apiVersion ${document.apiVersion}`];
  const name: string = typed ? document.name : document.metadata?.name;
  const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name ?? '') ? [] : [`name ${name}`];
  return [...extra.map((key) => `unknown field ${key}`), ...api, ...label];
}

/** A full host of a 0.1 text or a later IstioService. */
export function hostOf(reference: Json, namespace: string): string {
  if (typeof reference === 'string') return reference;
  if (reference.service) return reference.service;
  return `${reference.name}.${reference.namespace ?? namespace}.${reference.domain ?? 'svc.cluster.local'}`;
}

function readRule(key: string, spec: Json, typed: boolean, namespace: string): OldRule {
  const host = hostOf(spec.destination, namespace);
  const { match = {}, route = [] } = spec;
  const headers: Json = (typed ? match.httpHeaders : match.request?.headers) ?? {};
  const sourceLabels: Json = (typed ? match.sourceTags : match.source?.labels) ?? {};
  const source: Origin | undefined =
    match.source || match.sourceTags
      ? { ...(match.source ? { host: hostOf(match.source, namespace) } : {}), labels: sourceLabels }
      : undefined;
  return {
    key,
    host,
    precedence: spec.precedence ?? 0,
    ...(source ? { source } : {}),
    headers: new Map(
      Object.entries(headers).map(([name, test]) => {
        const [[how, what] = []] = Object.entries(test as object);
        return [name, { how, what } as Text];
      }),
    ),
    targets: route.map((branch: Json) => ({
      host: branch.destination ? hostOf(branch.destination, namespace) : host,
      labels: branch.tags ?? branch.labels ?? {},
      weight: branch.weight ?? 0,
    })),
    ...(spec.redirect ? { redirect: spec.redirect } : {}),
    ...(spec.rewrite ? { rewrite: spec.rewrite } : {}),
    ...(spec.httpReqTimeout ? { timeout: milliseconds(spec.httpReqTimeout.simpleTimeout.timeout) } : {}),
    ...(spec.httpReqRetries ? { retries: readRetries(spec.httpReqRetries.simpleRetry) } : {}),
    ...(spec.httpFault?.delay
      ? {
          delay: {
            percent: Math.trunc(spec.httpFault.delay.percent),
            time: milliseconds(spec.httpFault.delay.fixedDelay),
          },
        }
      : {}),
    ...(spec.httpFault?.abort
      ? { abort: { percent: Math.trunc(spec.httpFault.abort.percent), status: spec.httpFault.abort.httpStatus } }
      : {}),
    ...(spec.mirror ? { mirror: { host: hostOf(spec.mirror, namespace), labels: spec.mirror.labels ?? {} } } : {}),
    ...(spec.corsPolicy ? { cors: spec.corsPolicy } : {}),
    ...(spec.appendHeaders ? { appendHeaders: spec.appendHeaders } : {}),
    ...(spec.websocketUpgrade ? { websocket: true } : {}),
  };
}

const readRetries = ({ attempts, perTryTimeout }: Json): NonNullable<OldRule['retries']> => ({
  attempts,
  perTry: milliseconds(perTryTimeout),
});

const readTypedPolicies = (spec: Json): OldPolicy[] =>
  (spec.policy ?? []).map((policy: Json) => policyFields(spec.destination, policy.tags ?? {}, policy));

const readPolicy = (spec: Json, namespace: string): OldPolicy =>
  policyFields(hostOf(spec.destination, namespace), spec.destination.labels ?? {}, spec);

const policyFields = (host: string, labels: Json, policy: Json): OldPolicy => ({
  host,
  labels,
  ...(policy.loadBalancing ? { loadBalancing: policy.loadBalancing.name } : {}),
  ...(policy.circuitBreaker ? { breaker: readBreaker(policy.circuitBreaker.simpleCb) } : {}),
});

const readBreaker = ({ sleepWindow, httpDetectionInterval, ...counts }: Json): Json => ({
  ...counts,
  sleepWindow: milliseconds(sleepWindow),
  httpDetectionInterval: milliseconds(httpDetectionInterval),
});
