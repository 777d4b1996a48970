// What each data plane that reads Istio's old rules does with each part of them: the feature matrix as data. One row per
// feature, one cell per reader. Observed on the real programs; nothing is decided here.

/** Who carries out RouteRules: Envoy as an old Pilot configures it, or Linkerd 1.x polling Istio 0.1's API. */
export type Reader = 'envoy@0.1' | 'envoy@0.2' | 'envoy@0.3' | 'linkerd@1.1.1' | 'linkerd@1.3' | 'linkerd@1.4';

/** In the order of the matrix's columns. `envoy@0.3` stands for 0.3–0.8, `linkerd@1.4` for 1.4–1.7. */
export const READERS: readonly Reader[] = [
  'envoy@0.1',
  'envoy@0.2',
  'envoy@0.3',
  'linkerd@1.1.1',
  'linkerd@1.3',
  'linkerd@1.4',
];

/**
 * - `works`: as the program means it.
 * - `lost`: the request goes where it should, an extra does not happen: a warning.
 * - `ignored`: read and not done, so that requests are decided differently.
 * - `never`: a condition that no request fulfils there.
 * - `wrong`: done, but differently from what was meant.
 * - `breaks`: makes other rules or the whole destination fail.
 * - `absent`: the format has no field for it.
 */
export type Effect = 'works' | 'lost' | 'ignored' | 'never' | 'wrong' | 'breaks' | 'absent';

export interface Cell {
  readonly effect: Effect;
  /** What happens there, for a reader of the message; empty where it works without remarks. */
  readonly note: string;
}

const works: Cell = { effect: 'works', note: '' };
const worksWith = (note: string): Cell => ({ effect: 'works', note });
const cell = (effect: Effect, note: string): Cell => ({ effect, note });

type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell];

/** One cell for Envoy on every version, one for every Linkerd. */
const byProxy = (envoy: Cell, linkerd: Cell): Row => [envoy, envoy, envoy, linkerd, linkerd, linkerd];
const everywhere = byProxy(works, works);
/** A field that came with 0.3: neither 0.1's format nor Linkerd, which reads only that, has it. */
const since03 = (what: string): Row => {
  const absent = cell('absent', `rules have no field for ${what} before Istio 0.3`);
  return [absent, absent, works, absent, absent, absent];
};
const ignoredByLinkerd = (what: string): Row =>
  byProxy(works, cell('ignored', `Linkerd reads the rule and ignores its ${what}`));

const URI_REGEX = cell('never', 'it becomes a test of a header called "uri", which no request has');
const UNTRANSLATED = cell('never', 'Pilot 0.1 passes the name on as an ordinary header, which no request has');

const ROWS = {
  precedence: everywhere,
  'header equals': everywhere,
  'header starts': everywhere,
  'header matches': everywhere,
  'path equals': everywhere,
  'path starts': everywhere,
  'path matches': [URI_REGEX, URI_REGEX, URI_REGEX, works, works, works],
  method: [UNTRANSLATED, works, works, works, works, works],
  host: [UNTRANSLATED, works, works, works, works, works],
  scheme: [UNTRANSLATED, works, works, ...times3(cell('never', 'Linkerd knows no scheme of an HTTP/1 request'))],
  'from service': byProxy(works, cell('ignored', 'Linkerd ignores who sent the request')),
  'from pods': [
    works,
    cell('absent', 'a source needs a service name from Istio 0.2 on'),
    cell('absent', 'a source needs a service name from Istio 0.2 on'),
    ...times3(cell('ignored', 'Linkerd ignores who sent the request')),
  ],
  'from gateway': [
    cell('ignored', 'its ingress drops every rule with conditions'),
    cell('ignored', 'only from 0.3 on its ingress is known to act on rules by their source'),
    works,
    ...times3(cell('ignored', 'Linkerd ignores who sent the request')),
  ],
  'match without headers': byProxy(
    works,
    cell('breaks', 'Linkerd answers 400 to every request for the destination of a rule whose match has no headers'),
  ),
  split: byProxy(works, worksWith('as a union in a dtab')),
  'single version': everywhere,
  'other service': everywhere,
  'whole service': byProxy(works, worksWith('a rule without route')),
  'branch without labels': byProxy(
    works,
    cell('breaks', 'one branch without labels makes Linkerd answer 502 to every request that any rule matches'),
  ),
  'upper case in a label': byProxy(works, cell('wrong', 'Linkerd looks for the label in lower case and finds no pod')),
  'slash in a label': byProxy(works, cell('breaks', 'Linkerd takes the slash for the end of a name and answers 502')),
  'rewrite prefix': everywhere,
  'rewrite path': everywhere,
  'special characters in a rewrite': byProxy(
    works,
    cell('wrong', 'Linkerd takes the prefix for a regular expression and `$` in the replacement for a group'),
  ),
  'rewrite host': byProxy(
    works,
    cell('wrong', 'Linkerd decides by the rules twice, and the second time the request has its new host'),
  ),
  'rewrite and rules read twice': byProxy(
    works,
    cell('wrong', 'Linkerd decides by the rules twice, and the second time the request has its new path'),
  ),
  'query of a request': [
    works,
    works,
    works,
    works,
    cell('lost', 'Linkerd drops the query string of every request that a rule matched'),
    cell('lost', 'Linkerd drops the query string of every request that a rule matched'),
  ],
  'redirect path': [
    works,
    works,
    works,
    cell('ignored', 'Linkerd 1.1.1 ignores the redirect and forwards the request'),
    worksWith('answers 302'),
    worksWith('answers 302'),
  ],
  'redirect host': [
    works,
    works,
    works,
    cell('ignored', 'Linkerd 1.1.1 ignores the redirect and forwards the request'),
    cell('wrong', 'Linkerd redirects to the host that the request already has'),
    cell('wrong', 'Linkerd redirects to the host that the request already has'),
  ],
  timeout: ignoredByLinkerd('timeout'),
  retry: ignoredByLinkerd('retries'),
  delay: ignoredByLinkerd('delay'),
  abort: ignoredByLinkerd('abort'),
  websocket: [
    cell('absent', 'rules have no field for it before Istio 0.2'),
    works,
    works,
    ...times3(cell('absent', 'rules have no field for it before Istio 0.2')),
  ],
  mirror: since03('a mirror'),
  cors: since03('CORS'),
  'request header add': since03('headers to add'),
  balance: byProxy(works, cell('ignored', 'Linkerd never reads destination policies')),
  connections: byProxy(works, cell('ignored', 'Linkerd never reads destination policies')),
  eject: byProxy(works, cell('ignored', 'Linkerd never reads destination policies')),
  'one rule name in two namespaces': byProxy(
    works,
    cell('wrong', 'Linkerd knows rules by their name alone and mixes them up'),
  ),
  egress: byProxy(
    works,
    cell('lost', 'its egress Linkerd lets requests to every host out, not only to those of the program'),
  ),
  'ingress path': byProxy(works, worksWith('as a regular expression of the whole path')),
  'certificate of an ingress': byProxy(
    works,
    cell('ignored', 'its ingress ignores `tls` of an Ingress and serves the hosts in plain text on port 80'),
  ),
  'metrics to mixer': byProxy(works, worksWith('reports; the source is always `unknown`')),
} as const satisfies Readonly<Record<string, Row>>;

function times3(one: Cell): readonly [Cell, Cell, Cell] {
  return [one, one, one];
}

/** A part of the rules that data planes treat differently. */
export type Feature = keyof typeof ROWS;

/** Every row of the matrix. */
export const FEATURES = Object.keys(ROWS) as readonly Feature[];

/** What `reader` does with `feature`. Every pair has a cell. */
export const cellOf = (feature: Feature, reader: Reader): Cell => ROWS[feature][READERS.indexOf(reader)] as Cell;
