// What a Linkerd 1.x of its own carries out, construct by construct, and as what. `docs/targets.md` is made from this table.
import type { SupportRow } from '../platform.ts';

type Row = readonly [construct: string, support: SupportRow['support'], note?: string];

/** The same for all versions: what they do differently is none of this. */
export const supportOf = (): readonly SupportRow[] =>
  ROWS.map(([construct, support, note]) => ({ construct, support, ...(note === undefined ? {} : { note }) }));

const ROWS: readonly Row[] = [
  ['order of rules', 'yes', 'later entries of a dtab win: general ones are written first'],
  [
    'when path ==, under, starts "/a/"',
    'partly',
    'whole segments in names (`methodAndHost`, `httpUriInDst`); paths with other letters, an empty segment or a slash at the end are then answered with an error (warned of), and `..` is not resolved',
  ],
  ['when path starts, ends, contains, matches', 'no', 'names have whole segments'],
  ['when method ==', 'yes'],
  ['when host', 'yes', 'decided for each name of the callee'],
  ['when port, scheme', 'yes', 'decided by the name and the router'],
  ['when header, cookie, query, rpc', 'no', 'names do not say them; in a hybrid the Envoy of the callee decides'],
  ['when from', 'partly', 'where all workloads behind Linkerd answer it alike: one Linkerd serves a node'],
  ['and, or, not, !=', 'yes', 'each set of requests that names tell apart is decided by itself'],
  [
    'split',
    'yes',
    'a union with whole weights (what shows dtabs rounds to two decimals); a version without endpoints gives its share to the others',
  ],
  ['redirect, respond', 'no'],
  ['timeout', 'yes', '`totalTimeoutMs`; `none` is some 24 days'],
  ['retry', 'partly', '`never`: a budget of nothing; attempts cannot be counted'],
  ['rewrite, mirror, delay, abort, header, cors, websocket', 'no', 'in a hybrid the Envoy of the callee does it'],
  ['name', 'yes', 'a comment in the dtab'],
  ['service', 'partly', 'HTTP/1 ports; endpoints by `discovery`: Kubernetes, DNS, files or Consul'],
  ['version', 'yes', 'the endpoints of the Service `service-version`, in Consul a tag'],
  ['balance', 'partly', 'round-robin, least-request (`p2c`)'],
  ['eject', 'partly', '`after n 5xx` and `for`: `io.l5d.consecutiveFailures`'],
  ['connections', 'partly', '`idle`'],
  ['tls', 'partly', '`simple` and `client`, files of mounted secrets'],
  ['visible to', 'partly', 'for all workloads behind Linkerd or for none'],
  ['egress', 'partly', 'plain HTTP and TLS that Linkerd opens; no wildcards, no `through`'],
  ['undeclared', 'yes', 'looked up in DNS, or 502'],
  ['gateway', 'partly', 'http and https ports; a port has one certificate'],
  ['ingress', 'partly', 'rules must decide every request; unknown hosts get 502, not 404'],
  ['proxy envoy', 'yes', 'a hybrid: the Envoys are written beside'],
  ['metrics prometheus, statsd', 'yes', 'on the admin port; `io.l5d.statsd`'],
  ['metrics mixer, influxdb', 'no'],
  ['trace', 'partly', 'Zipkin'],
  ['access-log', 'partly', 'text'],
];
