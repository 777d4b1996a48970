// The same words for what a program means for a request and for what Pilot's route and Envoy make of it, so that the two can be
// compared.
import type { Decision } from '../../src/meaning/index.ts';
import type { Delay, HeaderChange, Mesh, Retry, Settings } from '../../src/model/index.ts';
import type { RawResponse } from './envoy.ts';
import type { Plain } from './pilot.ts';

/** What must happen; `undefined` where the words say nothing of it. */
export function meant({ outcome, settings }: Decision): string | undefined {
  switch (outcome.kind) {
    case 'not-found':
      return '404';
    case 'respond':
      return outcome.status === 404
        ? '404'
        : `respond ${outcome.status} ${outcome.body ?? ''}${headersWords(settings, 'response')}`.trim();
    case 'redirect':
      return `redirect ${outcome.code} ${outcome.location}${headersWords(settings, 'response')}`;
    case 'undeclared':
      return outcome.reason.includes('not visible')
        ? undefined
        : `undeclared ${outcome.allowed ? 'allowed' : 'denied'}`;
    case 'undecided':
      return undefined;
    case 'forward': {
      if (outcome.shares.some(({ through, port }) => through || port === undefined)) return undefined;
      const shares = outcome.shares
        .filter(({ weight }) => weight > 0)
        .map(
          ({ destination, port, weight, total }) =>
            [`${destination.target} ${destination.version ?? ''} ${port}`, weight / total] as const,
        );
      const { mirrored, sent } = outcome;
      return [
        `forward ${sharesWords(shares)}`,
        `path ${sent.path}`,
        `host ${sent.host}`,
        `timeout ${seconds(settings.timeout?.value)}`,
        `retry ${retryWords(settings.retry?.value)}`,
        `delay ${delayWords(settings.delay?.value)}`,
        `abort ${settings.abort ? `${settings.abort.value.status} ${settings.abort.value.share}` : 'none'}`,
        `mirror ${mirrored ? `${mirrored.destination.target} ${mirrored.destination.version ?? ''} ${mirrored.port} ${mirrored.share}` : 'none'}`,
        `cors ${settings.cors ? corsWords(settings.cors.value) : 'none'}`,
        headersWords(settings, 'request') + headersWords(settings, 'response'),
      ].join('; ');
    }
  }
}

/** What Envoy answered by this route. */
export function done(mesh: Mesh, route: Plain, response: RawResponse): string {
  // Where a server asks for TLS, Envoy redirects before it looks for a route.
  if (!route && response.headers.location !== undefined)
    return `redirect 301 ${locationWords(response.headers.location)}`;
  if (!route)
    return response.status === 404 || response.headers['grpc-status'] === '12' ? '404' : `status ${response.status}`;
  if (route.name === 'block_all') return 'undeclared denied';
  const changes = headersDone(route, 'response');
  if (route.directResponse) {
    const { status, body } = route.directResponse;
    return status === 404 ? '404' : `respond ${status} ${body?.inlineString ?? ''}${changes}`.trim();
  }
  if (route.redirect)
    return `redirect ${CODES[route.redirect.responseCode ?? 'MOVED_PERMANENTLY']} ${locationWords(response.headers.location ?? '')}${changes}`;
  if (route.route.cluster === 'PassthroughCluster') return 'undeclared allowed';
  const filters = route.typedPerFilterConfig ?? {};
  const fault = filters['envoy.filters.http.fault'];
  const cors = filters['envoy.filters.http.cors'];
  const mirror = route.route.requestMirrorPolicies?.[0];
  return [
    `forward ${sharesWords(clusters(route.route).map(([name, weight]) => [clusterWords(mesh, name), weight] as const))}`,
    `path ${response.headers['x-sent-path']?.replace(/\?.*/, '')}`,
    `host ${response.headers['x-sent-authority']?.toLowerCase().replace(/:\d+$/, '')}`,
    `timeout ${route.route.timeout ?? '0s'}`,
    `retry ${retriesDone(route.route.retryPolicy)}`,
    `delay ${fault?.delay ? `${fault.delay.fixedDelay} ${fraction(fault.delay.percentage)}` : 'none'}`,
    `abort ${fault?.abort ? `${fault.abort.httpStatus} ${fraction(fault.abort.percentage)}` : 'none'}`,
    `mirror ${mirror ? `${clusterWords(mesh, mirror.cluster)} ${fraction(mirror.runtimeFraction?.defaultValue)}` : 'none'}`,
    `cors ${cors ? corsDone(cors) : 'none'}`,
    headersDone(route, 'request') + changes,
  ].join('; ');
}

/** Not the status of the answer: what calls by gRPC see of a redirect is 200. */
const CODES: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** The authority in lower case; an empty query is none, and `q` is `q=`. */
function locationWords(location: string): string {
  const [, authority = '', path = '', query = ''] = /^(\w+:\/\/[^/]*)([^?]*)\??(.*)$/.exec(location) ?? [];
  const pairs = query === '' ? [] : query.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  return `${authority.toLowerCase()}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

function sharesWords(shares: readonly (readonly [string, number])[]): string {
  const sums = new Map<string, number>();
  for (const [name, share] of shares) sums.set(name, (sums.get(name) ?? 0) + share);
  const total = [...sums.values()].reduce((sum, share) => sum + share, 0);
  return [...sums]
    .map(([name, share]) => `${(share / total).toFixed(6)} ${name}`)
    .sort()
    .join(', ');
}

function clusters({ cluster, weightedClusters }: Plain): readonly (readonly [string, number])[] {
  if (cluster) return [[cluster, 1]];
  return weightedClusters.clusters
    .filter(({ weight }: Plain) => weight > 0)
    .map(({ name, weight }: Plain) => [name, weight]);
}

/** `outbound|9080|v1|reviews.shop.svc.cluster.local`, or a Service of the version's own, as `shop/reviews v1 9080`. */
function clusterWords(mesh: Mesh, name: string): string {
  const [, port, version = '', host = ''] = name.split('|');
  const callee =
    mesh.services.find((one) => one.host === host) ??
    mesh.egresses.find(({ hosts }) => hosts.some(({ value }) => value === host));
  return callee ? `${callee.key} ${version} ${port}` : (versionWords(mesh, host, port ?? '') ?? name);
}

function versionWords({ services, clusterDomain }: Mesh, host: string, port: string): string | undefined {
  for (const { key, name, namespace, versions } of services)
    for (const version of versions)
      if (host === `${name}-${version.name.toLowerCase()}.${namespace}.svc.${clusterDomain}`)
        return `${key} ${version.name} ${port}`;
  return undefined;
}

/** Milliseconds as protobuf writes a duration. */
function seconds(value: number | 'none' | undefined): string {
  if (value === undefined || value === 'none') return '0s';
  const thousandths = value % 1000;
  return `${Math.floor(value / 1000)}${thousandths === 0 ? '' : `.${String(thousandths).padStart(3, '0')}`}s`;
}

const delayWords = (delay: Delay | undefined): string => (delay ? `${seconds(delay.duration)} ${delay.share}` : 'none');

const DENOMINATORS: Readonly<Record<string, number>> = { HUNDRED: 10_000, TEN_THOUSAND: 100, MILLION: 1 };

/** In parts per million; Pilot leaves all out where it is everything. */
const fraction = (percent: Plain): number =>
  percent ? (percent.numerator ?? 0) * (DENOMINATORS[percent.denominator ?? 'HUNDRED'] as number) : 1_000_000;

/** Without `on` the conditions are Istio's own, and without all of it the retries too. */
function retryWords(retry: Retry | 'never' | undefined): string {
  if (retry === 'never') return 'never';
  if (!retry) return '2 default';
  const limit = retry.perTry === undefined ? '' : ` ${seconds(retry.perTry)}`;
  return `${retry.attempts}${limit} ${retry.on.length === 0 ? 'default' : retry.on.map(String).sort().join(' ')}`;
}

const ISTIO_DEFAULT = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

function retriesDone(policy: Plain): string {
  if (!policy) return 'never';
  const { retryOn, numRetries, perTryTimeout, retriableStatusCodes = [] } = policy;
  const limit = perTryTimeout === undefined ? '' : ` ${perTryTimeout}`;
  const conditions = retryOn.split(',').filter((name: string) => name !== 'retriable-status-codes');
  return `${numRetries}${limit} ${retryOn === ISTIO_DEFAULT ? 'default' : [...conditions, ...retriableStatusCodes.map(String)].sort().join(' ')}`;
}

const headersWords = ({ headers = [] }: Settings, direction: 'request' | 'response'): string => {
  const words = headers.filter(({ value }) => value.direction === direction).map(({ value }) => changeWords(value));
  return words.length === 0 ? '' : ` ${direction}: ${words.sort().join(' ')}`;
};

const changeWords = ({ operation, header, value }: HeaderChange): string =>
  `${operation} ${header} ${value ?? ''}`.trim();

const OPERATIONS: Readonly<Record<string, string>> = {
  OVERWRITE_IF_EXISTS_OR_ADD: 'set',
  APPEND_IF_EXISTS_OR_ADD: 'add',
};

function headersDone(route: Plain, direction: 'request' | 'response'): string {
  const added = route[`${direction}HeadersToAdd`] ?? [];
  const words = [
    ...added.map(({ header, appendAction = 'APPEND_IF_EXISTS_OR_ADD' }: Plain) =>
      `${OPERATIONS[appendAction]} ${header.key} ${header.value.replaceAll('%%', '%')}`.trim(),
    ),
    ...(route[`${direction}HeadersToRemove`] ?? []).map((name: string) => `remove ${name}`),
  ];
  return words.length === 0 ? '' : ` ${direction}: ${words.sort().join(' ')}`;
}

type CorsSetting = NonNullable<Settings['cors']>['value'];

const ORIGINS = { equals: 'exact', starts: 'prefix', matches: 'regex' } as const;

function corsWords({ origins, methods, headers, expose, maxAge, credentials }: CorsSetting): string {
  const from = origins.map(({ operator, value }) => `${ORIGINS[operator]} ${value}`);
  return [from, methods, headers, expose]
    .map((list) => list.join(','))
    .concat(maxAge === undefined ? '' : String(maxAge / 1000), String(credentials ?? false))
    .join(' / ');
}

function corsDone(cors: Plain): string {
  const from = (cors.allowOriginStringMatch ?? []).map(({ exact, prefix, safeRegex }: Plain) =>
    exact !== undefined ? `exact ${exact}` : prefix !== undefined ? `prefix ${prefix}` : `regex ${safeRegex.regex}`,
  );
  return [
    from.join(','),
    cors.allowMethods ?? '',
    cors.allowHeaders ?? '',
    cors.exposeHeaders ?? '',
    cors.maxAge ?? '',
    String(cors.allowCredentials ?? false),
  ].join(' / ');
}
