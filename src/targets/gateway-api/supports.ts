// What each version of Gateway API has, as its CRDs say (standard and experimental channel), and the table for people.
import type { SupportRow } from '../platform.ts';

export const VERSIONS = ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6'] as const;
export type Version = (typeof VERSIONS)[number];
type Channel = 'standard' | 'experimental';

/** What a gateway without a class is written with. */
export const ISTIO = 'istio';

/**
 * Whether the implementation behind a class tries what takes everything before regular expressions, as Istio alone does (`getURIRank` of
 * its conversion); the others known (Envoy Gateway, Contour, Cilium, NGINX, Kong, Traefik, HAProxy) try it last.
 */
export const triesAllBeforeExpressions = (className: string): boolean => /^istio(-|$)/.test(className);

/** `retry never` is written as no attempts, which the schema takes up to 1.5. */
export const takesNoAttempts = (version: string): boolean => Number(version.split('.')[1]) < 6;

/** A TLSRoute without server names stands for all of them up to 1.4; since 1.5 it names at least one. */
export const takesEveryServerName = (version: string): boolean => Number(version.split('.')[1]) < 5;

/** Since 1.5 the experimental channel's definitions take no other values. */
export const hasPlainHeaders = (version: string): boolean => Number(version.split('.')[1]) >= 5;

export type Field = 'timeouts' | 'retry' | 'ruleName' | 'mirrorFraction' | 'cors' | 'redirect303' | 'backendTls';

/** First version of each field in each channel. */
const fields: Readonly<Record<Field, Partial<Record<Channel, Version>>>> = {
  timeouts: { experimental: '1.1', standard: '1.2' },
  retry: { experimental: '1.2' },
  ruleName: { experimental: '1.2', standard: '1.4' },
  mirrorFraction: { experimental: '1.2', standard: '1.3' },
  cors: { experimental: '1.3', standard: '1.5' },
  redirect303: { standard: '1.5' },
  backendTls: { experimental: '1.1', standard: '1.4' },
};

const since = (version: string, first: Version | undefined): boolean =>
  first !== undefined && VERSIONS.indexOf(version as Version) >= VERSIONS.indexOf(first);

/** The best channel that has the field at a version. */
export function channelOf(field: Field, version: string): Channel | undefined {
  if (since(version, fields[field].standard)) return 'standard';
  return since(version, fields[field].experimental) ? 'experimental' : undefined;
}

/** `group/version` of a kind, where it is not v1. */
export const apiVersions = (version: string): Readonly<Record<string, string>> => ({
  ReferenceGrant: since(version, '1.5') ? 'v1' : 'v1beta1',
  // v1alpha3, which came with 1.4, needs server names.
  TLSRoute: since(version, '1.5') ? 'v1' : 'v1alpha2',
  TCPRoute: since(version, '1.6') ? 'v1' : 'v1alpha2',
  BackendTLSPolicy: since(version, '1.4') ? 'v1' : 'v1alpha3',
});

/** Of a route for requests. */
export const limits = (
  version: string,
  kind: 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' = 'HTTPRoute',
): { readonly rules: number; readonly matches: number; readonly total: number } => ({
  rules: 16,
  matches: since(version, kind === 'GRPCRoute' ? '1.3' : '1.2') ? 64 : 8,
  total: 128,
});

const row = (construct: string, support: SupportRow['support'], note: string): SupportRow => ({
  construct,
  support,
  note,
});

function byChannel(construct: string, field: Field, version: string, becomes: string): SupportRow {
  const channel = channelOf(field, version);
  if (channel === undefined) return row(construct, 'no', 'no field for it yet');
  return row(
    construct,
    channel === 'standard' ? 'yes' : 'partly',
    channel === 'standard' ? becomes : `${becomes}; experimental channel`,
  );
}

export function supportTable(version: string): SupportRow[] {
  return [
    row(
      'order of rules',
      'partly',
      'kept under precedence by specificity by adding intersections; refused where a regular expression overlaps, but for a last `else` at a gateway whose `class` is not Istio’s',
    ),
    row('when path ==', 'yes', 'Exact'),
    row('when path under', 'yes', 'PathPrefix'),
    row('when path starts / ends / contains / matches', 'partly', 'RegularExpression, which implementations may lack'),
    row('when method', 'yes', 'method'),
    row('when host', 'partly', 'where the hosts of the ingress decide it'),
    row('when scheme / port', 'yes', 'by listener or parent port'),
    row(
      'when rpc',
      'yes',
      'GRPCRoute where only calls come (a `grpc` port, or every condition asks for `rpc`) and it can say all of the list; else path and content-type of an HTTPRoute',
    ),
    row('when header / query / cookie', 'yes', 'Exact or RegularExpression'),
    row('when from gateway', 'yes', 'by where the route hangs'),
    row('when from service / namespace / pods', 'no', 'routes do not see who asks'),
    row('not', 'partly', 'by the order of rules; refused where nothing decides the rest'),
    row('destinations and versions', 'yes', 'a version is a Service of its own (NAME-VERSION), written by mesh'),
    row('splits', 'yes', 'weight'),
    row('redirect', 'yes', channelOf('redirect303', version) ? 'RequestRedirect' : 'RequestRedirect, 301 and 302 only'),
    row(
      'respond',
      'partly',
      'a last `else -> respond 404`, which is what no match gives, and at a gateway `respond 500`, a rule without a backend',
    ),
    byChannel('timeout', 'timeouts', version, 'timeouts.request'),
    byChannel(
      'retry',
      'retry',
      version,
      `retry with attempts and codes; \`5xx\` is 500, 502, 503, 504 (warned of)${takesNoAttempts(version) ? '' : '; `retry never` has no form'}`,
    ),
    row('rewrite path', 'partly', 'whole path and prefix; no regular expressions'),
    row('rewrite host', 'yes', 'URLRewrite hostname'),
    row(
      'mirror',
      channelOf('mirrorFraction', version) ? 'yes' : 'partly',
      channelOf('mirrorFraction', version) ? 'RequestMirror with fraction' : '100 % only',
    ),
    row('delay, abort', 'no', 'no fault injection'),
    row('request / response header', 'yes', 'RequestHeaderModifier, ResponseHeaderModifier'),
    byChannel('cors', 'cors', version, 'CORS filter'),
    row('websocket', 'yes', 'nothing needed'),
    byChannel('name', 'ruleName', version, 'name of the rule, in lower case with dashes'),
    row('balance, connections, eject', 'no', 'no fields for them'),
    row(
      'tls of a service',
      'partly',
      `\`simple\` with \`sni\`: BackendTLSPolicy${channelOf('backendTls', version) === 'standard' ? '' : '; experimental channel'}; \`ca\` is a ConfigMap, without it the authorities that everybody knows`,
    ),
    row('service outside the cluster', 'partly', 'one called NAME.NAMESPACE.svc.clusterset.local is a ServiceImport'),
    row('egress', 'no', 'no object for it'),
    row('gateway', 'yes', 'Gateway; TLS by certificateRefs'),
    row('gateway clients', 'no', 'frontend validation is not written'),
    row(
      'ingress tls / tcp',
      'yes',
      takesEveryServerName(version)
        ? 'TLSRoute, TCPRoute; experimental channel'
        : 'TLSRoute, which names at least one server name; TCPRoute, experimental channel before 1.6',
    ),
    row('telemetry', 'no', 'no object for it'),
  ];
}
