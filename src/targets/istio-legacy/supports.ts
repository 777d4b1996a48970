// What Istio 0.1–0.8 support, by version, with Envoy as the data plane: what is in the feature matrix, and the rest. Drives the table for
// people; the refusals come from the same matrix.
import type { SupportRow } from '../platform.ts';
import { cellOf, envoyReader, type Feature } from '../shared/rule-readers/index.ts';

export const VERSIONS = ['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8'] as const;

type Support = SupportRow['support'];
const row = (construct: string, support: Support, note: string): SupportRow => ({ construct, support, note });

/** The construct and what it becomes, where the matrix says that it works. */
const BY_FEATURE: readonly (readonly [construct: string, feature: Feature, becomes: string])[] = [
  ['when path ==', 'path equals', 'uri exact'],
  ['when method', 'method', 'header `method`'],
  ['when host', 'host', 'header `authority`'],
  ['when scheme', 'scheme', 'header `scheme`'],
  [
    'when header / cookie',
    'header matches',
    'exact, prefix or regex, in the part of RE2 that ECMAScript and Java share',
  ],
  ['when from service', 'from service', 'source'],
  ['when from pods', 'from pods', 'sourceTags'],
  ['when from gateway', 'from gateway', 'source istio-ingress'],
  ['timeout', 'timeout', 'httpReqTimeout'],
  ['mirror', 'mirror', 'mirror; 100% only'],
  ['cors', 'cors', 'corsPolicy; whole origins, whole seconds'],
  ['request header add', 'request header add', 'appendHeaders'],
  ['websocket', 'websocket', 'websocketUpgrade'],
];

function byFeature(version: string): readonly SupportRow[] {
  return BY_FEATURE.map(([construct, feature, becomes]) => {
    const { effect, note } = cellOf(feature, envoyReader(version));
    return effect === 'works' ? row(construct, 'yes', becomes) : row(construct, 'no', note);
  });
}

/** One row for each construct of the language. */
export function supportTable(version: string): readonly SupportRow[] {
  const minor = Number(version.split('.')[1]);
  return [
    row(
      'order of rules',
      'yes',
      'precedence, distinct for each destination; at ingresses refused where paths are sorted differently',
    ),
    ...byFeature(version),
    row('when path under / starts', 'yes', 'uri exact and prefix; `under` is two rules'),
    row(
      'when path ends / contains / matches',
      'partly',
      'only where it is a text or a prefix: a regex of the path never matches on Envoy',
    ),
    row('when query / sni / from namespace', 'no', 'rules do not see them'),
    row('when port', 'partly', 'where a service has one HTTP port'),
    row('when rpc', 'yes', 'uri and content-type'),
    row('or', 'yes', 'a rule for each alternative'),
    row('not', 'yes', 'by the order of rules; at most 128 rules for a destination'),
    row('destinations and versions', 'yes', 'destination with labels; ports of the same name'),
    row('splits', 'partly', 'whole percents'),
    row('route of one port', 'partly', 'where it is the only HTTP port'),
    row('redirect', 'partly', '301 to a path or host'),
    row('respond', 'no', 'rules forward or redirect'),
    row('retry', 'partly', '`each` is mandatory; conditions are always 5xx, connect-failure, refused-stream'),
    row('rewrite path / prefix', 'partly', 'the whole path where it is compared with `==`; a prefix by its segments'),
    row('rewrite path by regex', 'no', 'rewrites replace a path or a prefix'),
    row('rewrite host', 'yes', 'rewrite.authority'),
    row(
      'delay / abort',
      'partly',
      'whole percents; refused where requests of other rules would meet the fault, and at ingresses',
    ),
    row('request header set / remove, response header', 'no', 'headers can only be added to requests'),
    row('balance', 'partly', 'round-robin, least-request, random'),
    row('connections', 'partly', 'together with `eject`; no connect or idle time'),
    row('eject', 'partly', '`check` and `for` are mandatory, at least 1s; counts 5xx'),
    row('tls of a service', 'no', 'mutual TLS is chosen for the whole mesh'),
    row('visible to', 'no', 'everything is visible to every namespace'),
    row('service host', minor === 1 ? 'partly' : 'yes', minor === 1 ? 'a full domain name' : 'destination.service'),
    row('service at', 'no', 'services come from the registry'),
    row('gateway', 'partly', 'the ingress controller: class istio, ports 80 and 443, one certificate'),
    row('ingress', 'partly', ingressNote(minor)),
    egressRow(minor),
    row('egress through', 'no', 'requests leave from the sidecar'),
    row(
      'metrics, trace, access-log',
      'partly',
      'Mixer rules for metrics; tracing and access logs are chosen when Istio is installed',
    ),
  ];
}

function ingressNote(minor: number): string {
  const paths = minor < 8 ? 'paths without characters special to regular expressions' : 'exact paths and prefixes';
  const rules =
    minor === 1 ? 'the called service must have no rules with conditions' : 'always asks the rules of the service';
  return `Ingress of class istio: hosts, ${paths}, a service; ${rules}`;
}

function egressRow(minor: number): SupportRow {
  if (minor === 1)
    return row(
      'egress',
      'partly',
      'Service of type ExternalName: one host, reached by the name of the Service, http only',
    );
  const ranges = minor < 5 ? 'hosts only' : 'hosts, and IPv4 ranges for tcp';
  return row('egress', 'partly', `EgressRule: ${ranges}; TLS is opened by the proxy`);
}
