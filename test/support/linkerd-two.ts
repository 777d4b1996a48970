// What the proxies of Linkerd 2 do with a request, read from the objects alone, the way its policy controller and proxy do: routes of one
// kind only, sorted by name; the best match of each rule, then the best of all; a longer matched path first. An expression finds its first
// match and is asked afterwards whether that was the whole text. Shares no code with the target nor with its reader.
import { RE2JS } from 're2js';

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Plain = any;

export interface LinkerdRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  /** What it is sent to: a Service by name, or an address outside of the cluster. */
  readonly to:
    | { readonly kind: 'Service'; readonly namespace: string; readonly name: string; readonly port: number }
    | { readonly kind: 'outside'; readonly port: number };
}

/** `404`, `403`, `as sent` where nothing is said, `redirect …` or `forward …`. */
export function decideLinkerd(objects: readonly Plain[], request: LinkerdRequest): string {
  const parent = parentOf(objects, request);
  if (!parent) return 'as sent';
  const routes = routesAt(objects, parent, request.to.port);
  const found = best(routes.flatMap((route) => bestOf(route, request) ?? []));
  if (found) return outcome(found.rule, found.route, request);
  if (parent.kind === 'EgressNetwork') return parent.policy === 'Deny' ? '403' : 'as sent';
  return routes.length === 0 ? 'as sent' : '404';
}

interface Parent {
  readonly kind: 'Service' | 'EgressNetwork';
  readonly namespace: string;
  readonly name: string;
  readonly policy?: string;
}

function parentOf(objects: readonly Plain[], { to }: LinkerdRequest): Parent | undefined {
  if (to.kind === 'Service') return to;
  const world = objects.find(({ kind, spec }) => kind === 'EgressNetwork' && spec.networks === undefined);
  return world && { kind: 'EgressNetwork', ...world.metadata, policy: world.spec.trafficPolicy };
}

const KINDS = ['GRPCRoute', 'HTTPRoute'];

function routesAt(objects: readonly Plain[], parent: Parent, port: number): readonly Plain[] {
  const hung = objects.filter(
    ({ kind, spec }) =>
      KINDS.includes(kind) &&
      spec.parentRefs.some(
        (one: Plain) =>
          one.kind === parent.kind &&
          one.namespace === parent.namespace &&
          one.name === parent.name &&
          (one.port === undefined || one.port === port),
      ),
  );
  const kind = KINDS.find((one) => hung.some((route) => route.kind === one));
  return hung.filter((route) => route.kind === kind).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

interface Found {
  readonly rule: Plain;
  readonly route: Plain;
  readonly rank: readonly number[];
}

function bestOf(route: Plain, request: LinkerdRequest): Found | undefined {
  const { hostnames = [], rules } = route.spec;
  const host = hostnames.length === 0 ? [0] : hostRank(hostnames, request.host);
  if (!host) return undefined;
  const found = rules.flatMap((rule: Plain): Found[] => {
    const ranks = (rule.matches ?? [undefined]).flatMap((match: Plain) => {
      const rank = route.kind === 'GRPCRoute' ? callRank(match, request) : requestRank(match, request);
      return rank ? [rank] : [];
    });
    const first = ranks.reduce((a: number[], b: number[]) => (isLess(a, b) ? b : a), ranks[0]);
    return first ? [{ rule, route, rank: [...host, ...first] }] : [];
  });
  return best(found);
}

const best = (found: readonly Found[]): Found | undefined =>
  found.slice(1).reduce((a, b) => (a && isLess(a.rank, b.rank) ? b : a), found[0]);

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] as number) < (b[at] as number);
}

function hostRank(hostnames: readonly string[], host: string): readonly number[] | undefined {
  if (hostnames.includes(host)) return [2];
  return hostnames.some((one) => one.startsWith('*.') && host.endsWith(one.slice(1))) ? [1] : undefined;
}

function requestRank(match: Plain = {}, request: LinkerdRequest): number[] | undefined {
  const { path, method, headers = [], queryParams = [] } = match;
  const length = path === undefined ? 1 : matchedLength(path, request.path);
  if (length === undefined || (method !== undefined && method !== request.method)) return undefined;
  if (!headers.every((one: Plain) => request.headers.some(([name, value]) => isNamed(one, name.toLowerCase(), value))))
    return undefined;
  if (!queryParams.every((one: Plain) => request.query.some(([name, value]) => isNamed(one, name, value))))
    return undefined;
  return [length, method === undefined ? 0 : 1, headers.length, queryParams.length];
}

function matchedLength({ type = 'PathPrefix', value }: Plain, path: string): number | undefined {
  if (type === 'Exact') return path === value ? path.length : undefined;
  if (type === 'RegularExpression') return isWhole(value, path) ? path.length : undefined;
  if (value === '/') return 1;
  const prefix = value.replace(/\/+$/, '');
  const trimmed = path.replace(/\/+$/, '');
  if (!trimmed.startsWith(prefix)) return undefined;
  const rest = trimmed.slice(prefix.length);
  return rest === '' || rest.startsWith('/') ? prefix.length : undefined;
}

const isNamed = ({ name, type = 'Exact', value }: Plain, own: string, text: string): boolean =>
  name.toLowerCase() === own.toLowerCase() && (type === 'Exact' ? text === value : isWhole(value, text));

function isWhole(pattern: string, text: string): boolean {
  const found = RE2JS.compile(pattern).matcher(text);
  return found.find() && found.start() === 0 && found.end() === text.length;
}

function callRank(match: Plain = {}, request: LinkerdRequest): number[] | undefined {
  const { method = {}, headers = [] } = match;
  if (method.type === 'RegularExpression') throw new Error('Linkerd refuses expressions of methods');
  const [empty, service, called] = request.path.split('/');
  if (request.method !== 'POST' || empty !== '' || service === undefined || called === undefined) return undefined;
  if ((method.service ?? service) !== service || (method.method ?? called) !== called) return undefined;
  if (!headers.every((one: Plain) => request.headers.some(([name, value]) => isNamed(one, name, value))))
    return undefined;
  return [method.service?.length ?? 0, method.method?.length ?? 0, headers.length];
}

const KNOWN = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect'];

function outcome(
  { filters = [], backendRefs = [], timeouts }: Plain,
  { kind, metadata }: Plain,
  request: LinkerdRequest,
): string {
  const odd = filters.find(({ type }: Plain) => !KNOWN.includes(type));
  if (odd) throw new Error(`Linkerd drops routes with the filter ${odd.type}`);
  if (kind === 'GRPCRoute' && filters.some(({ type }: Plain) => type !== 'RequestHeaderModifier'))
    throw new Error('Linkerd drops such filters of calls');
  const redirect = filters.find(({ type }: Plain) => type === 'RequestRedirect')?.requestRedirect;
  if (redirect) {
    const { statusCode, scheme = '', hostname = '', port = '', path } = redirect;
    return `redirect ${statusCode} ${scheme} ${hostname} ${port} ${path?.replaceFullPath ?? request.path}`;
  }
  const total = backendRefs.reduce((sum: number, { weight = 1 }: Plain) => sum + weight, 0);
  const shares = backendRefs
    .filter(({ weight = 1 }: Plain) => weight > 0)
    .map(({ kind: what = 'Service', namespace, name, port, weight = 1 }: Plain) =>
      what === 'EgressNetwork' ? 'as sent' : `${(weight / total).toFixed(6)} ${namespace}/${name}:${port}`,
    );
  const said = metadata.annotations ?? {};
  const limits = [
    'timeout.linkerd.io/request',
    'retry.linkerd.io/http',
    'retry.linkerd.io/grpc',
    'retry.linkerd.io/limit',
  ];
  const timing = [said['timeout.linkerd.io/request'] ?? timeouts?.request, ...limits.slice(1).map((one) => said[one])];
  return `forward ${shares.sort().join(', ')} ${timing.map((one) => one ?? '-').join(' ')}`;
}
