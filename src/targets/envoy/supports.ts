// What each version of Envoy carries out, construct by construct, and as what. `docs/targets.md` is made from this table.
import type { SupportRow } from '../platform.ts';
import { MATCH_LIMIT } from './lower/route-match.ts';

export const VERSIONS: readonly string[] = Array.from({ length: 11 }, (_, index) => `1.${30 + index}`);

/** Workloads up to which each gets a bootstrap that says everything; more get the watched files only. */
export const WHOLE_SIDECARS = 100;

type Row = readonly [construct: string, support: SupportRow['support'], note?: string];

export const supportOf = (version: string): readonly SupportRow[] =>
  rows(version).map(([construct, support, note]) => ({ construct, support, ...(note === undefined ? {} : { note }) }));

const rows = (version: string): readonly Row[] => [
  ...CONDITIONS,
  headerLines(version),
  ...ACTIONS,
  ...SETTINGS,
  ...SERVICES,
  ...DOORS,
  ...TELEMETRY,
];

const CONDITIONS: readonly Row[] = [
  [
    'when path ==, starts, under',
    'yes',
    '`path`, `prefix`, `path_separated_prefix`; a second path test becomes a match of `:path`',
  ],
  ['when path ends, contains, matches', 'yes', '`safe_regex`'],
  ['when method', 'yes', 'a match of `:method`'],
  ['when host', 'yes', 'a match of `:authority` without case and port'],
  ['when scheme', 'yes', 'decided by the port at a gateway, a match of `:scheme` inside the mesh'],
  ['when port', 'yes', 'decided by the listener'],
  ['when from', 'yes', 'decided by whose proxy it is: each version of each service has its own configuration'],
  ['when rpc', 'yes', '`content-type` and `:path`'],
  [
    'when sni',
    'partly',
    '`server_names` on TLS ports for `==` and for `ends "."`; refused for requests that a door decrypted',
  ],
  [
    'when query',
    'partly',
    'a regular expression on `:path`; refused where an expression has anchors or Unicode classes inside',
  ],
  [
    'when cookie',
    'partly',
    'a regular expression on `cookie`; refused where an expression has anchors or Unicode classes inside',
  ],
  [
    'not, !=',
    'partly',
    '`invert_match`, with an absent header as the language says; an expression on paths without anchors inside',
  ],
  ['and, or', 'partly', `one route for each alternative, at most ${MATCH_LIMIT} for a rule`],
];

const headerLines = (version: string): Row =>
  Number(version.split('.')[1]) >= 39
    ? [
        'when header',
        'yes',
        'each line of a header is tested by itself; those that Envoy keeps as one text (`accept`, `via`, `x-forwarded-for` …) at their commas, and `user-agent` and others that HTTP allows once as a whole',
      ]
    : [
        'when header',
        'partly',
        'several lines of a header are one text with commas for Envoy: a comma inside of a line separates values too; expressions with anchors inside are refused',
      ];

const ACTIONS: readonly Row[] = [
  ['split', 'yes', '`weighted_clusters`, the weights as they are'],
  ['redirect', 'yes'],
  ['respond', 'yes', 'a gRPC call gets it as a gRPC status'],
];

const SETTINGS: readonly Row[] = [
  ['timeout', 'yes', "`timeout`, 0 for `none`; unsaid: 15 s, which are Envoy's"],
  [
    'retry',
    'yes',
    'unsaid conditions: connect-failure, refused-stream, unavailable, cancelled; `never` is what Envoy does by itself',
  ],
  ['rewrite path, prefix', 'yes', '`prefix_rewrite`, or `regex_rewrite` where the slashes would double'],
  ['rewrite host', 'yes'],
  ['mirror', 'yes', '`request_mirror_policies`'],
  ['delay, abort', 'yes', 'the fault filter, per route'],
  ['header set, add, remove', 'partly', '`append_action`; `host` only by `rewrite host`'],
  ['cors', 'yes', 'the CORS filter, per route'],
  ['websocket', 'yes', '`upgrade_configs`'],
  ['name', 'yes', 'the name of the route'],
];

const SERVICES: readonly Row[] = [
  [
    'service',
    'yes',
    `a bootstrap for each version (up to ${WHOLE_SIDECARS} in all), and watched files that workloads share`,
  ],
  [
    'version',
    'partly',
    'found by DNS as a headless Service `service-version`; refused for services reached by address',
  ],
  ['balance', 'yes', '`lb_policy`, `hash_policy`; what is hashed must be one thing for a split'],
  ['connections', 'yes', '`circuit_breakers`, `connect_timeout`, `common_http_protocol_options`'],
  ['eject', 'partly', '`outlier_detection`; `at-most` in whole percents; unsaid, 10 % or one endpoint'],
  ['tls', 'partly', 'files of mounted secrets; `mutual` is refused: no control plane issues identities'],
  ['host, at', 'partly', 'no proxy beside them'],
  ['visible to', 'yes', 'what a workload does not see is not in its configuration'],
  ['tcp ports', 'partly', 'one service for a port, or addresses with `at`'],
  ['egress', 'partly', 'a wildcard host only from inside the mesh, to where the caller was going'],
  ['egress through', 'yes', 'by the Service in front of the gateway, of its name'],
  ['undeclared', 'yes', '`ORIGINAL_DST`, or 502'],
];

const DOORS: readonly Row[] = [
  ['gateway', 'yes', 'one configuration for each'],
  ['ingress', 'yes', 'virtual hosts; 404 for anything else'],
  ['certificate, clients', 'yes', 'files of mounted secrets, chosen by `server_names`'],
];

const TELEMETRY: readonly Row[] = [
  ['metrics prometheus', 'yes', '`/metrics` on a port of its own'],
  ['metrics statsd', 'yes', 'UDP for an address, TCP for a name'],
  ['metrics mixer, influxdb', 'no', 'left out with a warning'],
  ['trace', 'yes', 'Zipkin (Jaeger takes it too) or OpenTelemetry'],
  ['access-log', 'yes', 'standard output'],
];
