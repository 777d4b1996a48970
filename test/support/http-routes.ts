// What an implementation of Gateway API does with an HTTP request, read from the objects alone: hosts, then the published precedence of
// matches. Shares no code with the target nor with its reader. Expressions are RE2 over the whole text; where one stands in the order is
// not modelled, so two that both match are an error; so are routes of both kinds for one host at one place, of which only one is accepted.
import { RE2JS } from 're2js';

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Plain = any;

export interface HttpWireRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Where it arrives: a gateway's port, or a Service's. */
  readonly at: {
    readonly kind: 'Gateway' | 'Service';
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
  };
}

/** `404`, `none` where no route hangs there, `redirect …` or `forward …` with the path that is sent. */
export function decideHttpRoutes(objects: readonly Plain[], request: HttpWireRequest): string {
  const routes = objects.filter(
    ({ kind, spec }) =>
      (kind === 'HTTPRoute' || kind === 'GRPCRoute') &&
      spec.parentRefs.some((parent: Plain) => hangsOn(parent, objects, request)),
  );
  refuseBothKinds(routes, request);
  if (routes.length === 0) return request.at.kind === 'Service' ? 'none' : '404';
  const hosts = [...new Set<string>(routes.flatMap((route: Plain) => route.spec.hostnames ?? ['*']))];
  const host = mostSpecific(hosts.filter((one) => request.at.kind === 'Service' || covers(one, request.host)));
  const found = routes
    .filter((route: Plain) => request.at.kind === 'Service' || (route.spec.hostnames ?? ['*']).includes(host))
    .sort((a: Plain, b: Plain) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .flatMap((route: Plain) =>
      route.spec.rules.flatMap((rule: Plain) => (rule.matches ?? [{}]).map((match: Plain) => ({ route, rule, match }))),
    )
    .filter(({ match, route }: Plain) =>
      route.kind === 'GRPCRoute' ? callMatches(match, request) : matches(match, request),
    );
  if (found.length === 0) return '404';
  const best = found.reduce((first: Plain, next: Plain) =>
    (next.route.kind === 'GRPCRoute' ? callBeats : beats)(next.match, first.match, next.rule !== first.rule)
      ? next
      : first,
  );
  return outcome(best.rule, best.match, request);
}

const nameOf = ({ metadata }: Plain): string => `${metadata.namespace}/${metadata.name}`;

function hangsOn(parent: Plain, objects: readonly Plain[], { at }: HttpWireRequest): boolean {
  if ((parent.kind ?? 'Gateway') !== at.kind || parent.namespace !== at.namespace || parent.name !== at.name)
    return false;
  if (at.kind === 'Service') return parent.port === undefined || parent.port === at.port;
  const gateway = objects.find(
    ({ kind, metadata }) => kind === 'Gateway' && metadata.name === at.name && metadata.namespace === at.namespace,
  );
  const listeners = gateway.spec.listeners.filter((one: Plain) => one.port === at.port);
  return listeners.some((one: Plain) => parent.sectionName === undefined || parent.sectionName === one.name);
}

const covers = (pattern: string, host: string): boolean =>
  pattern === '*' ||
  pattern === host ||
  (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1);

const mostSpecific = (hosts: readonly string[]): string =>
  [...hosts].sort((a, b) => Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length)[0] ?? '';

function refuseBothKinds(routes: readonly Plain[], { at, host }: HttpWireRequest): void {
  const here = routes.filter(
    ({ spec }) => at.kind === 'Service' || (spec.hostnames ?? ['*']).some((one: string) => covers(one, host)),
  );
  if (new Set(here.map(({ kind }) => kind)).size > 1) throw new Error('an HTTPRoute and a GRPCRoute for one host');
}

/** A call: a service, a slash, a method. */
function callMatches({ method, headers = [] }: Plain, request: HttpWireRequest): boolean {
  const [, service, called] = /^\/([^/]+)\/([^/]+)$/.exec(request.path) ?? [];
  const passes = (wanted: string | undefined, text: string | undefined): boolean =>
    wanted === undefined || (text !== undefined && textMatches({ type: method.type, value: wanted }, text));
  return (
    (method === undefined || (passes(method.service, service) && passes(method.method, called))) &&
    headers.every((one: Plain) => textMatches(one, request.headers[one.name.toLowerCase()]))
  );
}

/** Longer service, longer method, more headers. */
function callBeats(a: Plain, b: Plain, differ: boolean): boolean {
  const isPattern = ({ method }: Plain): boolean => method?.type === 'RegularExpression';
  if (differ && (isPattern(a) || isPattern(b)) && JSON.stringify(a.method) !== JSON.stringify(b.method))
    throw new Error('an expression of the method that overlaps');
  const rank = ({ method, headers = [] }: Plain): readonly number[] => [
    method?.service?.length ?? 0,
    method?.method?.length ?? 0,
    headers.length,
  ];
  const [left, right] = [rank(a), rank(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && (left[at] as number) > (right[at] as number);
}

function matches({ path, method, headers = [], queryParams = [] }: Plain, request: HttpWireRequest): boolean {
  const query = new Map([...request.query].reverse());
  return (
    pathMatches(path, request.path) &&
    (method === undefined || method === request.method) &&
    headers.every((one: Plain) => textMatches(one, request.headers[one.name.toLowerCase()])) &&
    queryParams.every((one: Plain) => textMatches(one, query.get(one.name)))
  );
}

function pathMatches(match: Plain, path: string): boolean {
  if (match === undefined) return true;
  const { type = 'PathPrefix', value } = match;
  if (type === 'Exact') return path === value;
  if (type === 'RegularExpression') return RE2JS.compile(value).matches(path);
  const stem = value.replace(/\/$/, '');
  return path === stem || path.startsWith(`${stem}/`) || stem === '';
}

function textMatches({ type = 'Exact', value }: Plain, text: string | undefined): boolean {
  if (text === undefined) return false;
  return type === 'Exact' ? text === value : RE2JS.compile(value).matches(text);
}

/** Exact path, longer prefix, method, more headers, more parameters; ties stay with whoever comes first. */
function beats(a: Plain, b: Plain, differ: boolean): boolean {
  if (differ && (isRegex(a) || isRegex(b)) && JSON.stringify(a.path) !== JSON.stringify(b.path))
    throw new Error('an expression of the path that overlaps');
  const [left, right] = [rankOf(a), rankOf(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && (left[at] as number) > (right[at] as number);
}

const isRegex = ({ path }: Plain): boolean => path?.type === 'RegularExpression';
const rankOf = ({ path, method, headers = [], queryParams = [] }: Plain): readonly number[] => [
  path?.type === 'Exact' ? 1 : 0,
  path?.type === 'RegularExpression' ? 0 : (path?.value.length ?? 1),
  method === undefined ? 0 : 1,
  headers.length,
  queryParams.length,
];

function outcome({ filters = [], backendRefs = [] }: Plain, match: Plain, request: HttpWireRequest): string {
  const filter = (type: string): Plain => filters.find((one: Plain) => one.type === type);
  const redirect = filter('RequestRedirect')?.requestRedirect;
  if (redirect) {
    const { statusCode, scheme = '', hostname = '', port = '' } = redirect;
    return `redirect ${statusCode} ${scheme} ${hostname} ${port} ${replaced(redirect.path, match, request.path)}`;
  }
  const rewrite = filter('URLRewrite')?.urlRewrite;
  const total = backendRefs.reduce((sum: number, { weight = 1 }: Plain) => sum + weight, 0);
  const shares = backendRefs
    .filter(({ weight = 1 }: Plain) => weight > 0)
    .map(
      ({ namespace, name, port, weight = 1 }: Plain) => `${(weight / total).toFixed(6)} ${namespace}/${name}:${port}`,
    );
  return `forward ${shares.sort().join(', ')} path ${replaced(rewrite?.path, match, request.path)} host ${rewrite?.hostname ?? ''}`;
}

function replaced(modifier: Plain, { path: match }: Plain, path: string): string {
  if (modifier === undefined) return path;
  if (modifier.type === 'ReplaceFullPath') return modifier.replaceFullPath;
  const stem = (match?.value ?? '/').replace(/\/$/, '');
  return `${modifier.replacePrefixMatch.replace(/\/$/, '')}${path.slice(stem.length)}` || '/';
}
