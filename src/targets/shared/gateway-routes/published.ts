// The precedence that Gateway API publishes: exact path, longer prefix, method, more headers, more parameters; of gRPC the longer service,
// the longer method, more headers. Where a regular expression stands is left to each implementation.
import { intersection, isEverything } from './intersection.ts';
import type { GrpcMatch, HttpMatch, PathMatch } from './plan.ts';
import type { Precedence } from './precedence.ts';

export const published: Precedence = {
  isKept: (earlier, later) => {
    const order = compareSpecificity(earlier, later);
    return order === 'unknown' ? order : order >= 0;
  },
  overlap: intersection,
};

/** The same where `/` alone is tried last, behind regular expressions too. */
export const allLast: Precedence = {
  ...published,
  isKept: (earlier, later) => (takesAll(later) && !later.grpc ? true : published.isKept(earlier, later)),
};

const takesAll = ({ path, method, headers, query }: HttpMatch): boolean =>
  (path === undefined || isEverything(path)) && method === undefined && headers.length + query.length === 0;

/** Positive: `a` wins over `b` on requests of both; 0: the order of rules decides. */
export function compareSpecificity(a: HttpMatch, b: HttpMatch): number | 'unknown' {
  if (a.grpc || b.grpc) {
    const order = compareGrpc(a.grpc, b.grpc);
    return order === 'unknown' ? order : order || a.headers.length - b.headers.length;
  }
  const left = pathRank(a.path);
  const right = pathRank(b.path);
  if (left === 'regex' || right === 'regex') {
    if (a.path?.type !== b.path?.type || a.path?.value !== b.path?.value) return 'unknown';
  } else if (left !== right) return left - right;
  return compareRest(a, b);
}

/** What decides between matches whose paths are equal. */
export function compareRest(a: HttpMatch, b: HttpMatch): number {
  if ((a.method === undefined) !== (b.method === undefined)) return a.method === undefined ? -1 : 1;
  return a.headers.length - b.headers.length || a.query.length - b.query.length;
}

export function compareGrpc(a: GrpcMatch | undefined, b: GrpcMatch | undefined): number | 'unknown' {
  if (a?.type === 'RegularExpression' || b?.type === 'RegularExpression')
    return a?.type === b?.type && a?.service === b?.service && a?.method === b?.method ? 0 : 'unknown';
  return lengthOf(a?.service) - lengthOf(b?.service) || lengthOf(a?.method) - lengthOf(b?.method);
}

const lengthOf = (text: string | undefined): number => text?.length ?? 0;

const EXACT = 1_000_000;
const pathRank = (path: PathMatch | undefined): number | 'regex' => {
  if (path === undefined) return 1;
  if (path.type === 'RegularExpression') return 'regex';
  return path.type === 'Exact' ? EXACT : path.value.length;
};
