// What a request is: plain data that a rule list is asked about. Made from a command line, a test's sample or a witness;
// nothing here looks at a mesh.
import type { Labels } from '../../model/index.ts';

/** A name to its one or more values, in the order they came. */
export type Multimap = ReadonlyMap<string, readonly string[]>;

export interface Request {
  /** `tls` and `tcp` connections have only port, source and (tls) sni; their other texts are empty. */
  readonly protocol: 'http' | 'tls' | 'tcp';
  /** Upper case. */
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** Lower case, without port. */
  readonly host: string;
  readonly port: number;
  /** Normalised, without the query. */
  readonly path: string;
  readonly query: Multimap;
  /** Names in lower case; without `cookie`, which `cookies` holds. */
  readonly headers: Multimap;
  readonly cookies: Multimap;
  /** The `Cookie` header as one text, where it was given so; its pairs are `cookies` all the same. */
  readonly rawCookie?: string | undefined;
  /** Lower case. */
  readonly sni?: string;
  readonly source: RequestSource;
  readonly address: Address;
}

/** Who sends it. Nothing is known of a workload beyond what is written here. */
export type RequestSource =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'workload';
      readonly namespace?: string;
      /** `namespace/name` */
      readonly service?: string;
      readonly version?: string;
      readonly labels: Labels;
    }
  /** Its proxy is the one that decides: the request came in through this door. */
  | { readonly kind: 'gateway'; readonly gateway: string };

/** Whose rules it meets. */
export type Address =
  | { readonly kind: 'gateway'; readonly gateway: string }
  | { readonly kind: 'service' | 'egress'; readonly target: string }
  /** A host that nobody declared. */
  | { readonly kind: 'undeclared' };

export const unknownSource: RequestSource = { kind: 'unknown' };
export const noValues: Multimap = new Map();

/** A GET of `/` without anything else; the parts given win. */
export function makeRequest(parts: Partial<Request> & Pick<Request, 'address' | 'port'>): Request {
  return {
    protocol: 'http',
    method: 'GET',
    scheme: 'http',
    host: '',
    path: '/',
    query: noValues,
    headers: noValues,
    cookies: noValues,
    source: unknownSource,
    ...parts,
  };
}

/** A multimap of name and value pairs. */
export function multimap(pairs: Iterable<readonly [string, string]>): Multimap {
  const map = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = map.get(name);
    if (values) values.push(value);
    else map.set(name, [value]);
  }
  return map;
}

/** The pairs of a multimap, in order. */
export function* pairsOf(map: Multimap): Generator<readonly [string, string]> {
  for (const [name, values] of map) for (const value of values) yield [name, value];
}

/** Whether a content type makes a request a gRPC call. */
const isGrpcType = (value: string): boolean => value === 'application/grpc' || value.startsWith('application/grpc+');

/** `shop.Reviews/List` of a gRPC call, else nothing. */
export function rpcOf(request: Request): string | undefined {
  const called = request.headers.get('content-type')?.some(isGrpcType) ?? false;
  return called && request.protocol === 'http' ? request.path.slice(1) : undefined;
}

/** The `Cookie` header as it is sent. */
export function cookieHeader({ cookies, rawCookie }: Pick<Request, 'cookies' | 'rawCookie'>): string | undefined {
  if (rawCookie !== undefined) return rawCookie;
  const pairs = [...pairsOf(cookies)].map(([name, value]) => (value === '' ? `${name}=` : `${name}=${value}`));
  return pairs.length > 0 ? pairs.join('; ') : undefined;
}

/** The cookies of a `Cookie` header: pairs between semicolons; a part without `=` is no cookie. */
export function parseCookies(header: string): Multimap {
  const parts = header.split(';').map((part) => part.trim());
  return multimap(
    parts.filter((part) => part.includes('=')).map((part) => splitPair(part) as readonly [string, string]),
  );
}

/** The pairs of a query string, bytes as they stand. */
export function parseQuery(query: string): Multimap {
  return multimap(
    query
      .split('&')
      .filter((part) => part !== '')
      .map(splitPair),
  );
}

function splitPair(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}
