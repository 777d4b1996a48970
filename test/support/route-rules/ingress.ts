// Kubernetes Ingresses and rules → what the ingress controller does with a request: hosts, path dialects, the rules of the service met with
// the path, sorted anew, some of them dropped.
import {
  clusterName,
  type Decision,
  fits,
  outcome,
  rulesInForce,
  type SimulatedRequest,
  takes,
  takesAll,
} from './decide.ts';
import type { Json, OldConfig, OldRule, Text } from './read.ts';

export interface OldIngress {
  readonly host: string;
  /** Absent: dropped with a warning. */
  readonly uri: Text | undefined;
  readonly service: string;
  readonly port: number;
  readonly secret?: string;
}

const SPECIAL = /[\\^$.*+?()[\]{}|]/;

/** Every path of every Ingress of class istio. */
export function readIngresses(config: OldConfig): readonly OldIngress[] {
  const minor = Number(config.version.slice(2));
  return config.others
    .filter(
      ({ kind, metadata }) => kind === 'Ingress' && metadata.annotations?.['kubernetes.io/ingress.class'] === 'istio',
    )
    .flatMap(({ metadata, spec }: Json) =>
      spec.rules.flatMap((rule: Json) =>
        rule.http.paths.map(({ path, backend }: Json) => ({
          host: rule.host ?? '*',
          uri: readPath(path, minor),
          service: `${backend.serviceName}.${metadata.namespace ?? 'default'}.svc.cluster.local`,
          port: backend.servicePort,
          ...(spec.tls ? { secret: `${spec.tls[0].secretName}.${metadata.namespace ?? 'default'}` } : {}),
        })),
      ),
    );
}

function readPath(path: string | undefined, minor: number): Text | undefined {
  if (path === undefined || path === '') return { how: 'prefix', what: '/' };
  const prefix = path.endsWith('.*') ? path.slice(0, -2) : undefined;
  if (minor < 8 && SPECIAL.test(prefix ?? path)) return undefined;
  return prefix === undefined ? { how: 'exact', what: path } : { how: 'prefix', what: prefix };
}

interface Route {
  readonly uri: Text;
  readonly rule: OldRule | undefined;
  readonly headers: ReadonlyMap<string, Text>;
  readonly service: string;
}

const INGRESS = { hosts: ['istio-ingress.istio-system.svc.cluster.local'], labels: { istio: 'ingress' } };

/** The decision for a request that enters with `secret` (TLS) or without, or `404`. */
export function decideAtIngress(
  config: OldConfig,
  request: Omit<SimulatedRequest, 'to'>,
  tls: boolean,
): Decision | 404 {
  const mine = readIngresses(config).filter(({ secret }) => (secret !== undefined) === tls);
  const host = mine.some((one) => one.host === request.authority) ? request.authority : '*';
  const routes = mine.filter((one) => one.host === host).flatMap((one) => routesOf(config, one));
  const sorted = [...routes].sort(byPath);
  const taken = sorted.find(
    ({ uri, headers }) => fits(uri, request.path) && takes(config, { headers }, { ...request, to: '' }),
  );
  if (!taken) return 404;
  return outcome(config, { ...request, to: taken.service }, taken.rule, []);
}

function routesOf(config: OldConfig, { uri, service }: OldIngress): readonly Route[] {
  if (!uri) return [];
  const minor = Number(config.version.slice(2));
  const all = rulesInForce(config, service, INGRESS);
  const kept = minor === 1 ? all.filter(({ headers, source }) => headers.size === 0 && !source) : all;
  const own: (OldRule | undefined)[] = kept.some(takesAll) ? [...kept] : [...kept, undefined];
  const used = minor >= 6 && own.length > 1 ? own.filter((rule) => rule !== undefined && !takesAll(rule)) : own;
  return used.flatMap((rule) => {
    const both = meetPaths(uri, rule?.headers.get('uri') ?? { how: 'prefix', what: '/' });
    const headers = new Map([...(rule?.headers ?? [])].filter(([name]) => name !== 'uri'));
    return both ? [{ uri: both, rule, headers, service }] : [];
  });
}

function meetPaths(a: Text, b: Text): Text | undefined {
  if (a.how === 'exact') return fits(b, a.what) ? a : undefined;
  if (b.how === 'exact') return fits(a, b.what) ? b : undefined;
  if (a.what.startsWith(b.what)) return a;
  return b.what.startsWith(a.what) ? b : undefined;
}

function byPath(a: Route, b: Route): number {
  if (a.uri.how !== b.uri.how) return a.uri.how === 'exact' ? -1 : 1;
  if (a.uri.what === b.uri.what) return 0;
  return a.uri.what < b.uri.what === (a.uri.how === 'exact') ? -1 : 1;
}

export { clusterName };
