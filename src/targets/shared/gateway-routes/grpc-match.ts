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
  dialect: Pick<Dialect, 'expression' | 'grpc'>,
): GrpcMatch | string {
  const parts = value.split('/');
  const [service = '', method = ''] = parts;
  const isPlain = parts.every((part) => part !== '');
  switch (operator) {
    case 'equals':
      return parts.length === 2 && isPlain ? { type: 'Exact', service, method } : 'a call is a service and a method';
    case 'under':
      return parts.length === 1 && isPlain ? { type: 'Exact', service } : 'only a service has methods under it';
    case 'matches':
      return expressionMatch(value, dialect);
    default:
      return 'a GRPCRoute compares whole services and methods';
  }
}

/** An expression of the service, a slash, and one of the method; plain texts are compared, and any service is none. */
function expressionMatch(
  pattern: string,
  { grpc, expression }: Pick<Dialect, 'expression' | 'grpc'>,
): GrpcMatch | string {
  const halves = halvesOf(pattern);
  if (!halves) return 'an expression must be one for the service, a slash, and one for the method';
  const [service, method] = halves.map((half) => (half === '[^/]+' ? undefined : half));
  const [plainService, plainMethod] = [plainText(service), plainText(method)];
  const isPlain = (service === undefined || plainService !== undefined) && plainMethod !== undefined;
  if (isPlain)
    return { type: 'Exact', ...(plainService === undefined ? {} : { service: plainService }), method: plainMethod };
  if (grpc !== 'expressions') return 'its gRPC methods are compared, not matched';
  const written = (
    [
      ['service', service],
      ['method', method],
    ] as const
  ).flatMap(([key, half]) => (half === undefined ? [] : [[key, expression(half)] as const]));
  return written.length === 0 ? 'it asks for nothing' : { type: 'RegularExpression', ...Object.fromEntries(written) };
}

/** The text that an expression without anything special stands for. */
const plainText = (pattern: string | undefined): string | undefined =>
  pattern === undefined || /[\\^$.|?*+()[\]{}]/.test(pattern.replace(/\\[^A-Za-z0-9]/g, ''))
    ? undefined
    : pattern.replace(/\\([^A-Za-z0-9])/g, '$1');

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
