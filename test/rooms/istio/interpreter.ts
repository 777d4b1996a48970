// What today's Istio does with a request, read from the objects alone: how Pilot turns VirtualServices into routes and how Envoy takes
// the first that matches (istio 1.31, pilot/pkg/networking/core/route). Shares no code with the target. Header lines and query
// parameters that come twice are not modelled.
import { RE2JS } from 're2js';

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
export type Plain = any;

export interface WireRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  readonly port: number;
  /** Normalised; without query. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** The proxy that decides: a sidecar with its labels, or a gateway. */
  readonly proxy:
    | {
        readonly kind: 'sidecar';
        readonly namespace: string | undefined;
        readonly labels: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'gateway'; readonly gateway: string };
}

/** A line that says what happens: `404`, `respond 403 no`, `redirect …`, `forward …`. */
export function decideIstio(objects: readonly Plain[], request: WireRequest): string {
  const virtualService = findVirtualService(objects, request);
  if (!virtualService) return request.proxy.kind === 'gateway' ? '404' : 'default';
  const route = (virtualService.spec.http ?? []).find((one: Plain) => takes(one, request));
  return route ? outcome(route, request) : '404';
}

export function findVirtualService(objects: readonly Plain[], request: WireRequest): Plain {
  const host = request.authority.toLowerCase().replace(/:\d+$/, '');
  const gateway = request.proxy.kind === 'gateway' ? request.proxy.gateway : 'mesh';
  const bound = objects.filter(
    ({ kind, spec, metadata }) =>
      kind === 'VirtualService' &&
      spec.gateways.includes(gateway) &&
      (gateway === 'mesh' ||
        spec.hosts.some((name: string) => served(objects, gateway, request.port, metadata.namespace, name))),
  );
  const candidates = bound.flatMap((one) =>
    one.spec.hosts
      .filter((name: string) => covers(name, host) || (gateway === 'mesh' && shortNames(name).includes(host)))
      .map((name: string) => ({ name, one })),
  );
  candidates.sort(
    (a, b) => Number(a.name.startsWith('*')) - Number(b.name.startsWith('*')) || b.name.length - a.name.length,
  );
  const [best, second] = candidates;
  if (best && second && best.name === second.name) throw new Error(`two VirtualServices for ${best.name}`);
  return best?.one;
}

/** Whether a server of the Gateway lets hosts of this namespace in at the port. */
function served(objects: readonly Plain[], key: string, port: number, namespace: string, host: string): boolean {
  const gateway = objects.find(
    ({ kind, metadata }) => kind === 'Gateway' && `${metadata.namespace}/${metadata.name}` === key,
  );
  return gateway.spec.servers.some(
    (server: Plain) =>
      server.port.number === port &&
      server.hosts.some((entry: string) => {
        const [space, name] = entry.split('/') as [string, string];
        return (space === '*' || space === namespace) && (covers(name, host) || covers(host, name));
      }),
  );
}

/** Pilot gives a service's virtual host its short names too. */
function shortNames(host: string): readonly string[] {
  const [name, namespace] = host.split('.') as [string, string];
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`];
}

const covers = (pattern: string, host: string): boolean =>
  pattern === '*' ||
  pattern === host ||
  (pattern.startsWith('*') && host.length >= pattern.length && host.endsWith(pattern.slice(1)));

export const takes = (route: Plain, request: WireRequest): boolean =>
  route.match === undefined || route.match.some((match: Plain) => matches(match, request));

function matches(match: Plain, request: WireRequest): boolean {
  if (match.port !== undefined && match.port !== request.port) return false;
  if (!sourceMatches(match, request)) return false;
  const query =
    request.query.length > 0 ? `?${request.query.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
  const headers: Record<string, string> = {
    ...request.headers,
    ':method': request.method,
    ':authority': request.authority,
    ':scheme': request.scheme,
    ':path': `${request.path}${query}`,
  };
  const first = new Map([...request.query].reverse());
  return (
    textMatches(match.uri, request.path) &&
    textMatches(match.method, request.method) &&
    textMatches(match.scheme, request.scheme) &&
    textMatches(match.authority, request.authority) &&
    Object.entries(match.headers ?? {}).every(
      ([name, one]) => headers[name] !== undefined && textMatches(one, headers[name]),
    ) &&
    Object.entries(match.withoutHeaders ?? {}).every(([name, one]) => !excluded(one, headers[name])) &&
    Object.entries(match.queryParams ?? {}).every(([name, one]) => first.has(name) && textMatches(one, first.get(name)))
  );
}

/** `present_match`, or a match that takes an absent header for an empty one. */
const excluded = (match: Plain, value: string | undefined): boolean =>
  Object.keys(match).length === 0 ? value !== undefined : textMatches(match, value ?? '');

/** With `gateways`, Pilot does not look at the source's labels. */
export function sourceMatches(match: Plain, { proxy }: WireRequest): boolean {
  if (match.gateways) return match.gateways.includes(proxy.kind === 'gateway' ? proxy.gateway : 'mesh');
  const labels: Readonly<Record<string, string>> = proxy.kind === 'sidecar' ? proxy.labels : {};
  const namespace = proxy.kind === 'sidecar' ? proxy.namespace : undefined;
  return (
    Object.entries(match.sourceLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (match.sourceNamespace === undefined || match.sourceNamespace === namespace)
  );
}

function textMatches(match: Plain, value: string | undefined): boolean {
  if (match === undefined) return true;
  if (value === undefined) return false;
  if (match.exact !== undefined) return value === match.exact;
  if (match.prefix !== undefined) return value.startsWith(match.prefix);
  if (match.regex !== undefined) return compiled(match.regex).matches(value);
  return true;
}

const cache = new Map<string, RE2JS>();
function compiled(pattern: string): RE2JS {
  if (pattern.length > 1024) throw new Error(`an expression of ${pattern.length} characters`);
  const known = cache.get(pattern) ?? RE2JS.compile(pattern);
  cache.set(pattern, known);
  return known;
}

function outcome(route: Plain, request: WireRequest): string {
  if (route.directResponse)
    return `respond ${route.directResponse.status} ${route.directResponse.body?.string ?? ''}`.trim();
  if (route.redirect) return `redirect ${route.redirect.redirectCode} ${redirected(route, request)}`;
  const shares = route.route.map(({ destination, weight }: Plain) =>
    [weight ?? 1, destination.host, destination.subset ?? '', destination.port?.number ?? request.port].join(' '),
  );
  return `forward ${normalised(shares).join(', ')} path ${rewritten(route, request)} timeout ${route.timeout ?? 'none'} retries ${retries(route)}`;
}

function redirected(route: Plain, request: WireRequest): string {
  const { uri, prefixRewrite } = route.redirect;
  if (prefixRewrite !== undefined) return prefixRewrite + request.path.slice(matchedPrefix(route, request).length);
  return uri ?? request.path;
}

/** The part of the path that Envoy's `prefix_rewrite` replaces. */
function matchedPrefix(route: Plain, request: WireRequest): string {
  const match = route.match?.find((one: Plain) => matches(one, request));
  return match?.uri?.exact ?? match?.uri?.prefix ?? '/';
}

function rewritten(route: Plain, request: WireRequest): string {
  const { uri, uriRegexRewrite } = route.rewrite ?? {};
  if (uri !== undefined) return uri + request.path.slice(matchedPrefix(route, request).length);
  if (!uriRegexRewrite) return request.path;
  const template = uriRegexRewrite.rewrite.replace(/\$/g, '\\$').replace(/\\(\d)/g, '$$$1');
  return compiled(uriRegexRewrite.match).matcher(request.path).replaceAll(template);
}

const retries = ({ retries: some }: Plain): string =>
  some === undefined ? 'default' : `${some.attempts} ${some.perTryTimeout ?? ''} ${some.retryOn ?? ''}`;

function normalised(shares: readonly string[]): readonly string[] {
  const total = shares.reduce((sum, share) => sum + Number(share.split(' ')[0]), 0);
  return shares.map((share) => {
    const [weight, ...rest] = share.split(' ');
    return `${(Number(weight) / total).toFixed(6)} ${rest.join(' ')}`;
  });
}
