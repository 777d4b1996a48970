// One conjunction of literals → matches of an HTTPRoute or a GRPCRoute (several where a literal names several values). Literals that are
// known where the route hangs (source, scheme, port, host) are gone before; negated ones are turned into order before.
import type { TextTest } from '../../../model/index.ts';
import { type Conjunction, confine, type Literal, patternOf, quote } from '../normal-form/index.ts';
import type { Dialect } from './context.ts';
import { grpcMatches } from './grpc-match.ts';
import { grpcIntersection, pathIntersection } from './intersection.ts';
import { pathFault } from './path-form.ts';
import type { HttpMatch, NamedMatch, PathMatch, RouteKind } from './plan.ts';
import { headerFault, parameterFault } from './value-form.ts';

type Piece = Partial<HttpMatch>;
/** Who reads the matches, and of which kind of route they are. */
export interface Reading {
  readonly dialect: Pick<Dialect, 'expression' | 'grpc' | 'hasPlainHeaders'>;
  readonly kind: RouteKind;
}
/** Why a literal has no form here. */
export interface NoForm {
  readonly literal: Literal;
  readonly reason: string;
}

const GRPC = 'application/grpc(\\+.*)?';
const everything: HttpMatch = { headers: [], query: [] };

export function matchesOf(conjunction: Conjunction, reading: Reading): readonly HttpMatch[] | NoForm {
  let matches: readonly HttpMatch[] = [everything];
  for (const literal of conjunction) {
    const pieces = piecesOf(literal, reading);
    if (typeof pieces === 'string') return { literal, reason: pieces };
    const joined = matches.map((match) => pieces.map((piece) => join(match, piece)));
    const failed = joined.flat().find((each) => typeof each === 'string');
    if (typeof failed === 'string') return { literal, reason: failed };
    matches = joined.flat().filter((each) => each !== undefined) as HttpMatch[];
  }
  return matches;
}

function piecesOf({ test, negated }: Literal, reading: Reading): readonly Piece[] | string {
  if (negated) return 'there is no negated match';
  switch (test.kind) {
    case 'text':
      return reading.kind === 'GRPCRoute' ? grpcPieces(test, reading) : textPieces(test, reading);
    case 'port':
      return 'the port is not known here';
    case 'from':
      return 'routes do not see who sends a request';
  }
}

/** A GRPCRoute asks for the method called and for headers. */
function grpcPieces(test: TextTest, reading: Reading): readonly Piece[] | string {
  switch (test.subject) {
    case 'rpc': {
      const matches = grpcMatches(test, reading.dialect);
      return typeof matches === 'string' ? matches : matches.map((grpc) => (grpc ? { grpc } : {}));
    }
    case 'header':
    case 'cookie':
      return textPieces(test, reading);
    default:
      return 'a GRPCRoute asks for methods and headers only';
  }
}

function textPieces(test: TextTest, reading: Reading): readonly Piece[] | string {
  switch (test.subject) {
    case 'path':
      return pathPieces(test, reading);
    case 'method':
      return test.operator === 'equals' ? test.values.map((method) => ({ method })) : 'methods can only be compared';
    case 'header':
      return named(test, reading, headerValue(reading), (header) => ({ headers: [header] }));
    case 'query':
      return named(test, reading, parameterFault, (parameter) => ({ query: [parameter] }));
    case 'cookie':
      return cookiePieces(test, reading);
    case 'rpc':
      return rpcPieces(test, reading);
    case 'host':
      return 'a route is for all its hosts; give this host an ingress or egress of its own';
    case 'scheme':
      return 'the scheme is not known here';
    case 'sni':
      return 'there is no server name on an HTTP port';
  }
}

/** A call is a path, and gRPC. */
function rpcPieces(test: TextTest, reading: Reading): readonly Piece[] | string {
  const isOpen = (value: string): boolean => test.operator === 'matches' && value.includes('|');
  const values = test.values.map((value) => (isOpen(value) ? `/(?:${value})` : `/${value}`));
  const pieces = pathPieces({ ...test, values }, reading);
  if (typeof pieces === 'string') return pieces;
  return pieces.map((piece) => ({ ...piece, headers: [expressionOf('content-type', GRPC, reading)] }));
}

function pathPieces(test: TextTest, { dialect }: Reading): readonly { readonly path?: PathMatch }[] | string {
  switch (test.operator) {
    case 'equals':
      return plainPaths('Exact', test.values);
    case 'under':
      return plainPaths(
        'PathPrefix',
        test.values.map((value) => value.replace(/\/+$/, '') || '/'),
      );
    case 'exists':
      return [{}];
    case 'starts':
      if (test.values.includes('/')) return [{}];
      return [{ path: { type: 'RegularExpression', value: dialect.expression(patternOf(test)) } }];
    default:
      return [{ path: { type: 'RegularExpression', value: dialect.expression(patternOf(test)) } }];
  }
}

function plainPaths(
  type: 'Exact' | 'PathPrefix',
  values: readonly string[],
): readonly { readonly path: PathMatch }[] | string {
  const fault = values.map(pathFault).find((each) => each !== undefined);
  return fault ?? values.map((value) => ({ path: { type, value } }));
}

function named(
  test: TextTest,
  reading: Reading,
  faultOf: (value: string) => string | undefined,
  piece: (match: NamedMatch) => Piece,
): readonly Piece[] | string {
  const { name = '', operator, values } = test;
  const matches: readonly NamedMatch[] =
    operator === 'equals'
      ? values.map((value) => ({ name, type: 'Exact', value }))
      : [expressionOf(name, patternOf(test), reading)];
  return matches.map(({ value }) => faultOf(value)).find((fault) => fault !== undefined) ?? matches.map(piece);
}

const headerValue =
  ({ dialect }: Reading) =>
  (value: string): string | undefined =>
    headerFault(value, dialect.hasPlainHeaders);

const expressionOf = (name: string, pattern: string, { dialect }: Reading): NamedMatch => ({
  name,
  type: 'RegularExpression',
  value: dialect.expression(pattern),
});

/** A Cookie header in which one cookie of the name has a value that passes; pairs stand between semicolons, perhaps with blanks. */
function cookiePieces(test: TextTest, reading: Reading): readonly Piece[] | string {
  const values = test.operator === 'matches' ? test.values.map((value) => confine(value, ';')) : test.values;
  if (values.some((value) => value === undefined))
    return 'all cookies come in one header, and the expression might read into the next one';
  const value = patternOf({ operator: test.operator, values: values as readonly string[] }, '[^;]*');
  const pair = `${quote(test.name ?? '')}=${value.includes('|') ? `(?:${value})` : value}`;
  const header = expressionOf('cookie', `(.*;)? *${pair} *(;.*)?`, reading);
  return headerValue(reading)(header.value) ?? [{ headers: [header] }];
}

/** Undefined where no request meets both. */
function join(match: HttpMatch, piece: Piece): HttpMatch | string | undefined {
  const path = pathIntersection(match.path, piece.path);
  const grpc = grpcIntersection(match.grpc, piece.grpc);
  if (path === 'none' || grpc === 'none') return undefined;
  if (path === 'regex') return 'one match has one path; this asks two things of it';
  if (grpc === 'regex') return 'one match has one gRPC method; this asks two things of it';
  if (match.method !== undefined && piece.method !== undefined && match.method !== piece.method)
    return 'one match has one method';
  const headers = [
    ...match.headers,
    ...(piece.headers ?? []).filter((one) => !match.headers.some((other) => isSame(one, other))),
  ];
  const query = [...match.query, ...(piece.query ?? [])];
  if (repeated(headers) || repeated(query)) return 'one match names a header or parameter once';
  return { ...match, ...piece, ...(path ? { path } : {}), ...(grpc ? { grpc } : {}), headers, query };
}

const isSame = (a: NamedMatch, b: NamedMatch): boolean => a.name === b.name && a.type === b.type && a.value === b.value;
const repeated = (matches: readonly NamedMatch[]): boolean =>
  new Set(matches.map(({ name }) => name)).size < matches.length;
