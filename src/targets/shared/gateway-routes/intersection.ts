// The requests that two matches both take, as one match. Regular expressions are compared with texts only, never with each other.
import { leadingText, matchesText } from './expression.ts';
import type { GrpcMatch, HttpMatch, NamedMatch, PathMatch } from './plan.ts';

/** `none` if there are no such requests; or why one match cannot say them. */
export type Intersection = HttpMatch | 'none' | 'regex' | 'same-name';

export function intersection(a: HttpMatch, b: HttpMatch): Intersection {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return 'none';
  const path = pathIntersection(a.path, b.path);
  const grpc = grpcIntersection(a.grpc, b.grpc);
  const headers = namedIntersection(a.headers, b.headers);
  const query = namedIntersection(a.query, b.query);
  if (path === 'none' || grpc === 'none' || headers === 'none' || query === 'none') return 'none';
  if (path === 'regex' || grpc === 'regex') return 'regex';
  if (headers === 'same-name' || query === 'same-name') return 'same-name';
  const method = a.method ?? b.method;
  return {
    ...(path ? { path } : {}),
    ...(grpc ? { grpc } : {}),
    ...(method === undefined ? {} : { method }),
    headers,
    query,
  };
}

export function pathIntersection(
  a: PathMatch | undefined,
  b: PathMatch | undefined,
): PathMatch | undefined | 'none' | 'regex' {
  if (a === undefined || isEverything(a)) return b;
  if (b === undefined || isEverything(b)) return a;
  if (a.type === b.type && a.value === b.value) return a;
  if (a.type === 'RegularExpression') return withExpression(a.value, b);
  if (b.type === 'RegularExpression') return withExpression(b.value, a);
  if (a.type === 'Exact') return b.type === 'Exact' ? 'none' : isUnder(a.value, b.value) ? a : 'none';
  if (b.type === 'Exact') return isUnder(b.value, a.value) ? b : 'none';
  if (isUnder(a.value, b.value)) return a;
  return isUnder(b.value, a.value) ? b : 'none';
}

/** One path is told by trying; a prefix can be told only where the beginnings cannot be the same. */
function withExpression(pattern: string, other: PathMatch): PathMatch | 'none' | 'regex' {
  if (other.type === 'Exact') return matchesText(pattern, other.value) ? other : 'none';
  const start = leadingText(pattern);
  const stem = other.type === 'PathPrefix' ? other.value.replace(/\/+$/, '') : leadingText(other.value);
  return start.startsWith(stem) || stem.startsWith(start) ? 'regex' : 'none';
}

export const isEverything = (path: PathMatch): boolean => path.type === 'PathPrefix' && path.value === '/';

/** By whole segments; a trailing slash of the prefix does not count. */
export function isUnder(path: string, prefix: string): boolean {
  const stem = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return path === stem || path.startsWith(`${stem}/`);
}

export function grpcIntersection(
  a: GrpcMatch | undefined,
  b: GrpcMatch | undefined,
): GrpcMatch | undefined | 'none' | 'regex' {
  if (a === undefined || b === undefined) return a ?? b;
  if (areApart(a, b, 'service') || areApart(a, b, 'method')) return 'none';
  if (a.type !== 'Exact' || b.type !== 'Exact')
    return a.type === b.type && a.service === b.service && a.method === b.method ? a : 'regex';
  return { ...a, ...b };
}

/** No call has both; of two expressions that is not known. */
function areApart(a: GrpcMatch, b: GrpcMatch, part: 'service' | 'method'): boolean {
  const [one, other] = [a[part], b[part]];
  if (one === undefined || other === undefined) return false;
  if (a.type === 'Exact') return b.type === 'Exact' ? one !== other : !matchesText(other, one);
  return b.type === 'Exact' && !matchesText(one, other);
}

function namedIntersection(
  a: readonly NamedMatch[],
  b: readonly NamedMatch[],
): readonly NamedMatch[] | 'none' | 'same-name' {
  const merged = new Map(a.map((match) => [match.name, match]));
  let unclear = false;
  for (const match of b) {
    const mine = merged.get(match.name);
    if (mine === undefined) merged.set(match.name, match);
    else if (mine.type === match.type && mine.value === match.value) continue;
    else if (mine.type === 'Exact' && match.type === 'Exact') return 'none';
    else unclear = true;
  }
  return unclear ? 'same-name' : [...merged.values()].sort((x, y) => (x.name < y.name ? -1 : 1));
}
