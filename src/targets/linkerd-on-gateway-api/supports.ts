// What each Linkerd 2 does with the objects of Gateway API and with its own, as its policy controller and proxy read them.
import type { SupportRow } from '../platform.ts';
import type { RouteKind } from '../shared/gateway-routes/index.ts';

export const VERSIONS = ['2.14', '2.15', '2.16', '2.17', '2.18', '2.19', '2.20'] as const;
type Version = (typeof VERSIONS)[number];

const since = (version: string, first: Version): boolean =>
  VERSIONS.indexOf(version as Version) >= VERSIONS.indexOf(first);

/** Timeouts and retries as annotations of Gateway API's own routes; before, timeouts in Linkerd's own HTTPRoute and no retries. */
export const hasAnnotations = (version: string): boolean => since(version, '2.16');
export const hasGrpcRoutes = (version: string): boolean => since(version, '2.16');
/** With it came TLSRoute and TCPRoute. */
export const hasEgressNetworks = (version: string): boolean => since(version, '2.17');

/** `group/version` of each kind that it reads, in the oldest Gateway API that it stands on. */
export function apiVersions(version: string): Readonly<Record<string, string>> {
  if (!hasAnnotations(version)) return { HTTPRoute: 'policy.linkerd.io/v1beta3' };
  const stable = since(version, '2.18');
  return {
    HTTPRoute: stable ? 'v1' : 'v1beta1',
    GRPCRoute: stable ? 'v1' : 'v1alpha2',
    TLSRoute: 'v1alpha2',
    TCPRoute: 'v1alpha2',
    EgressNetwork: 'policy.linkerd.io/v1alpha1',
  };
}

export const limits = (_: RouteKind): { readonly rules: number; readonly matches: number; readonly total: number } => ({
  rules: 16,
  matches: 8,
  total: 128,
});

type Row = readonly [construct: string, support: SupportRow['support'], note?: string];

export const supportTable = (version: string): readonly SupportRow[] =>
  rows(version).map(([construct, support, note]) => ({ construct, support, ...(note === undefined ? {} : { note }) }));

function rows(version: string): readonly Row[] {
  const annotated = hasAnnotations(version);
  const egress = hasEgressNetworks(version);
  const group = annotated ? 'gateway.networking.k8s.io' : 'policy.linkerd.io';
  return [
    [
      'order of rules',
      'partly',
      `HTTPRoutes of ${group} on the Service; Linkerd compares the length of the path that matched, then method, headers, parameters; kept by adding intersections; refused where a prefix stands before an expression`,
    ],
    ['when path ==', 'yes', 'Exact'],
    ['when path under', 'yes', 'PathPrefix; paths are compared as they were sent'],
    [
      'when path starts / ends / contains / matches',
      'yes',
      'RegularExpression, with anchors: Linkerd takes the first match it finds',
    ],
    ['when method', 'yes', 'method'],
    ['when scheme / port', 'yes', 'by the parent and its port; calls inside the mesh are plain'],
    ['when host', 'no', 'a route on a Service has all its hosts'],
    [
      'when rpc',
      'yes',
      hasGrpcRoutes(version)
        ? 'GRPCRoute where only calls come and services and methods are compared; else path and content-type of an HTTPRoute'
        : 'path and content-type of an HTTPRoute',
    ],
    ['when header / cookie', 'yes', 'Exact or RegularExpression, any of its values'],
    ['when query', 'yes', 'any of its values; Linkerd decodes them first (`+`, `%20`)'],
    ['when from gateway', 'yes', 'never: what comes through gateways is another target'],
    [
      'when from service / namespace / pods',
      'no',
      'routes do not see who asks; routes of other namespaces are added to those of the service',
    ],
    ['not', 'partly', 'by the order of rules; refused where nothing decides the rest'],
    ['route', 'yes', 'for Services with an address of their own: headless ones have no routes'],
    ['destinations and versions', 'yes', 'a version is a Service of its own (NAME-VERSION), written by mesh'],
    ['splits', 'yes', 'weight; a Service that is missing answers its share with 500'],
    ['redirect', 'yes', 'RequestRedirect, 301 and 302 only'],
    ['respond', 'partly', 'only a last `else -> respond 404`, which is what no match gives'],
    [
      'timeout',
      'yes',
      annotated ? '`timeout.linkerd.io/request`; rules with others stand in a route of their own' : 'timeouts.request',
    ],
    [
      'retry',
      annotated ? 'partly' : 'no',
      annotated
        ? '`retry.linkerd.io/http`, `limit`, `timeout`: by status, not by broken connections; bodies over 64 KiB are not sent again; `never` is what it does by itself'
        : 'by ServiceProfiles only; `never` is what it does by itself',
    ],
    ['rewrite path / host', 'no', 'it does not know URLRewrite and drops the whole route'],
    ['mirror', 'no', 'it does not know RequestMirror and drops the whole route'],
    ['delay, abort', 'no', 'it has no fault injection but sending a share to a service that fails'],
    ['request header', 'yes', 'RequestHeaderModifier'],
    [
      'response header',
      annotated ? 'yes' : 'no',
      annotated ? 'ResponseHeaderModifier; not in a GRPCRoute' : 'its own HTTPRoute changes the request instead',
    ],
    ['cors', 'no', 'it does not know the filter'],
    ['websocket', 'yes', 'nothing needed'],
    ['name', 'yes', "in the name of the rule's route, which metrics show"],
    ['balance', 'no', 'always the faster of two endpoints, by EWMA'],
    ['connections', 'no', 'no limits'],
    [
      'eject',
      'no',
      'an annotation of the Service (`balancer.linkerd.io/failure-accrual`), and mesh writes no Services',
    ],
    ['tls mutual', 'yes', 'what it does between its proxies'],
    ['tls of other modes', 'no', 'it opens no TLS to others'],
    ['visible to', 'no', 'everything is visible to every namespace'],
    ['service outside the cluster', 'no', 'no object for it'],
    [
      'egress',
      'partly',
      egress
        ? 'EgressNetwork in the namespace `linkerd-egress`, which must be there, with HTTPRoutes, TLSRoutes, TCPRoutes; requests go to the address that the caller found: no other port, no TLS of its own, no `through`; `at` for tcp only'
        : 'passes without an object; rules and settings need 2.17',
    ],
    ['undeclared: deny', egress ? 'yes' : 'no', egress ? 'trafficPolicy: Deny' : 'EgressNetwork came with 2.17'],
    [
      'gateway, ingress',
      'no',
      'it has no gateways of its own: doors of a program of their own are built for another target',
    ],
    [
      'route on tls / tcp',
      egress ? 'yes' : 'no',
      egress ? 'TLSRoute, TCPRoute (experimental channel)' : 'TLSRoute and TCPRoute came with 2.17',
    ],
    ['metrics prometheus', 'yes', 'every proxy has them at its port 4191; no other port'],
    ['trace, access-log, metrics of other kinds', 'no', 'chosen when Linkerd is installed and at the pods'],
    ['proxy', 'partly', '`linkerd`'],
  ];
}
