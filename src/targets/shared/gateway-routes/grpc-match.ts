// A test of the gRPC method called → method matches of a GRPCRoute: a service, a method, or both; or why it has none.
import type { TextTest } from '../../../model/index.ts';
import type { Dialect } from './context.ts';
import type { GrpcMatch } from './plan.ts';

/** An undefined match takes every call. */
export function grpcMatches(
  { operator, values }: TextTest,
  dialect: Pick<Dialect, 'expression' | 'grpc'>,
): readonly (GrpcMatch | undefined)[] | string {
  if (operator === 'exists') return [undefined];
  const matches = values.map((value) => matchOf(operator, value, dialect));
  const failed = matches.find((match) => typeof match === 'string');
  return typeof failed === 'string' ? failed : (matches as GrpcMatch[]);
}

function matchOf(
  operator: TextTest['operator'],
  value: string,
  { grpc, expression }: Pick<Dialect, 'expression' | 'grpc'>,
): GrpcMatch | string {
  const parts = value.split('/');
  const [service = '', method = ''] = parts;
  const isPlain = parts.every((part) => part !== '');
  switch (operator) {
    case 'equals':
      return parts.length === 2 && isPlain ? { type: 'Exact', service, method } : 'a call is a service and a method';
    case 'under':
      return parts.length === 1 && isPlain ? { type: 'Exact', service } : 'only a service has methods under it';
    case 'ends':
      return parts.length === 2 && service === '' && method !== ''
        ? { type: 'Exact', method }
        : 'only a whole method can stand at the end';
    case 'matches': {
      const halves = grpc === 'expressions' ? halvesOf(value) : undefined;
      if (!halves) return 'an expression must be one for the service, a slash, and one for the method';
      return { type: 'RegularExpression', service: expression(halves[0]), method: expression(halves[1]) };
    }
    default:
      return 'a GRPCRoute compares whole services and methods';
  }
}

/** `a/b` where the one slash stands outside of all groups and alternatives. */
function halvesOf(pattern: string): readonly [string, string] | undefined {
  let depth = 0;
  let at = -1;
  let slashes = 0;
  let read = 0;
  for (const piece of pattern.match(/\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|./gsu) ?? []) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === '|' && depth === 0) return undefined;
    if (piece === '/' || piece === '\\/') slashes++;
    if (piece === '/' && depth === 0) at = read;
    read += piece.length;
  }
  const [service, method] = [pattern.slice(0, at), pattern.slice(at + 1)];
  return slashes === 1 && at > 0 && method !== '' && !/^[*+?{]/.test(method) ? [service, method] : undefined;
}
