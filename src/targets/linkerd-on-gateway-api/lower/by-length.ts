// The precedence of Linkerd's proxy: the longer matched part of the path (an expression or an exact path match the whole of it), then
// method, headers, parameters; of gRPC the longer service, the longer method, headers; ties go to the first.
import {
  compareGrpc,
  compareRest,
  type HttpMatch,
  type Intersection,
  intersection,
  matchesText,
  type Precedence,
} from '../../shared/gateway-routes/index.ts';

export const byLength: Precedence = { isKept, overlap };

function isKept(earlier: HttpMatch, later: HttpMatch): boolean | 'unknown' {
  if (earlier.grpc || later.grpc) {
    const order = compareGrpc(earlier.grpc, later.grpc);
    return order === 'unknown' ? order : (order || earlier.headers.length - later.headers.length) >= 0;
  }
  const rest = compareRest(earlier, later) >= 0;
  switch (comparePaths(earlier, later)) {
    case 'longer':
      return true;
    case 'shorter':
      return false;
    case 'same':
    case 'longer-but-once':
      return rest;
    case 'shorter-but-once':
      return false;
  }
}

type PathOrder = 'longer' | 'shorter' | 'same' | 'longer-but-once' | 'shorter-but-once';

/** Of the parts that match where both do. A prefix that is the whole path is as long as what matches the whole path. */
function comparePaths({ path: a }: HttpMatch, { path: b }: HttpMatch): PathOrder {
  const [left, right] = [stemOf(a), stemOf(b)];
  if (left !== undefined && right !== undefined)
    return left.length === right.length ? 'same' : left.length > right.length ? 'longer' : 'shorter';
  if (left === undefined && right === undefined) return 'same';
  if (left === undefined) return wholeOver(a as PathOf, right as string) ? 'longer-but-once' : 'longer';
  return wholeOver(b as PathOf, left) ? 'shorter-but-once' : 'shorter';
}

type PathOf = NonNullable<HttpMatch['path']>;

/** The segments of a prefix; undefined for what matches whole paths. */
function stemOf(path: HttpMatch['path']): string | undefined {
  if (path === undefined) return '/';
  return path.type === 'PathPrefix' ? path.value.replace(/\/+$/, '') || '/' : undefined;
}

const wholeOver = (path: PathOf, stem: string): boolean =>
  path.type === 'Exact' ? path.value === stem : matchesText(path.value, stem);

/** Before a prefix that asks for more, an expression loses on the one path that the prefix is. */
function overlap(earlier: HttpMatch, later: HttpMatch): Intersection {
  const stem = stemOf(later.path);
  if (earlier.path?.type !== 'RegularExpression' || stem === undefined) return intersection(earlier, later);
  if (!matchesText(earlier.path.value, stem)) return 'none';
  const once = { type: 'Exact', value: stem } as const;
  return intersection({ ...earlier, path: once }, { ...later, path: once });
}
