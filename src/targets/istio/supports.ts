// What each version supports, construct by construct, in the language's words; `docs/targets.md` is made from it.
import type { SupportRow } from '../platform.ts';
import { type Features, featuresOf } from './versions.ts';

export const support = (version: string): readonly SupportRow[] => rows(featuresOf(version));

const row = (construct: string, support: SupportRow['support'], note?: string): SupportRow => ({
  construct,
  support,
  ...(note !== undefined ? { note } : {}),
});

const rows = (features: Features): readonly SupportRow[] => [
  ...conditionRows(features),
  ...actionRows(features),
  ...settingRows,
  ...serviceRows,
  ...doorRows(features),
  ...meshRows,
];

const conditionRows = ({ pseudoHeaders }: Features): readonly SupportRow[] => [
  row(
    'when path ==, in, starts, matches',
    'yes',
    'uri: exact, prefix, regex. Istio merges slashes only with pathNormalization MERGE_SLASHES',
  ),
  row('when path under', 'yes', 'an exact match and one of the prefix with a slash; for long lists one regex'),
  row('when path ends, contains', 'yes', 'uri: regex'),
  pseudoHeaders
    ? row('when not path', 'yes', 'withoutHeaders :path, an expression over path and query')
    : row(
        'when not path',
        'partly',
        'a regex where one can say it, else rules in another order; refused where neither is exact',
      ),
  row('when method, scheme', 'yes', 'method, scheme'),
  row('when host', 'yes', 'authority: regex, in any case and with any port'),
  row('when port', 'yes', 'port'),
  row(
    'when header',
    'yes',
    'headers, withoutHeaders; values of a header that comes several times are joined with commas first',
  ),
  row(
    'when cookie',
    'yes',
    'headers: cookie, regex over one line of them (HTTP/2 has one, HTTP/1 clients must send one); refused where an expression might read beyond the cookie',
  ),
  pseudoHeaders
    ? row(
        'when query',
        'yes',
        'queryParams; `not` by withoutHeaders :path. Of a parameter that comes several times Envoy reads the first',
      )
    : row('when query', 'partly', 'queryParams; `not` by the order of rules; two tests of one parameter are refused'),
  row('when rpc', 'yes', 'uri and the header content-type'),
  row('route of a TLS port', 'partly', 'tls: connections that carry a name of the service; Istio passes by all others'),
  row('when sni', 'partly', 'sniHosts: whole names and `ends ".name"`; anything else is refused'),
  row(
    'from service, namespace, pods',
    'yes',
    'sourceLabels (app and the labels of the version) and sourceNamespace; `not` by the order of rules',
  ),
  row('from gateway', 'yes', 'gateways'),
  row('not, and, or', 'yes', 'several matches, at most 128 for a rule'),
];

const actionRows = ({ redirectPrefix }: Features): readonly SupportRow[] => [
  row('-> destinations, splits', 'yes', 'route with host, subset, port and weight'),
  row('-> route, -> rules', 'yes', 'composed by the compiler: one list per VirtualService'),
  row('redirect', 'yes', 'redirect; back to the usual port of a scheme from another port only with a host'),
  redirectPrefix
    ? row('redirect { prefix }', 'yes', 'redirect: prefixRewrite')
    : row('redirect { prefix }', 'partly', 'only for single paths; refused otherwise'),
  row('respond', 'yes', 'directResponse'),
];

const settingRows: readonly SupportRow[] = [
  row('timeout', 'yes', "timeout; `none` is Istio's default"),
  row('retry', 'yes', 'retries; `never` is attempts: 0'),
  row('rewrite path, prefix, host', 'yes', 'rewrite: uri where it is exact, else uriRegexRewrite; authority'),
  row('mirror', 'yes', 'mirrors'),
  row('delay, abort', 'partly', 'fault; refused beside redirect and respond'),
  row('request header, response header', 'yes', 'headers'),
  row('cors', 'yes', 'corsPolicy; max-age in whole seconds'),
  row('websocket', 'yes', 'needs nothing'),
  row('name', 'yes', 'name'),
];

const serviceRows: readonly SupportRow[] = [
  row('version', 'yes', 'subsets'),
  row('balance', 'yes', 'loadBalancer'),
  row('connections', 'yes', 'connectionPool'),
  row('eject', 'yes', 'outlierDetection; at-most in whole percent'),
  row(
    'tls of a service or egress',
    'yes',
    "tls; secrets are files in the callers' proxies, or secrets of the gateway that everything leaves by",
  ),
  row('host, at', 'partly', 'ServiceEntry; refused with several versions'),
  row('visible to', 'yes', 'exportTo; a DestinationRule that doors need stays visible everywhere'),
  row('calls', 'yes', 'needs nothing'),
  row('proxy linkerd', 'no', 'Istio drives Envoy'),
];

const doorRows = ({ caCertCredentialName }: Features): readonly SupportRow[] => [
  row('gateway', 'yes', 'Gateway; `class` has no meaning for Istio'),
  row('rules of a gateway', 'yes', 'first in every VirtualService of the gateway'),
  row('ingress', 'yes', 'one VirtualService for its hosts'),
  row('certificate', 'yes', 'tls: SIMPLE with credentialName; a server for each certificate'),
  caCertCredentialName
    ? row('clients', 'yes', 'tls: MUTUAL with caCertCredentialName')
    : row('clients', 'partly', 'tls: MUTUAL; refused unless the secret is called like the certificate with -cacert'),
  row('egress', 'yes', 'ServiceEntry'),
  row(
    'egress through',
    'partly',
    'Gateway, VirtualService, DestinationRule; refused where ports do not fit or hosts are wildcards',
  ),
];

const meshRows: readonly SupportRow[] = [
  row('telemetry metrics', 'partly', 'Telemetry with prometheus; mixer needs nothing; statsd and influxdb are refused'),
  row('telemetry trace, access-log', 'yes', "Telemetry; the provider belongs into the mesh's configuration"),
  row('undeclared: deny', 'yes', 'Sidecar of the root namespace: REGISTRY_ONLY'),
];
