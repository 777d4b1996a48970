// `HTTPRouteMatch` and `GRPCRouteMatch` → a condition, with what decides its place among others: the published precedence.
import { and, type Condition, not } from '../../../model/index.ts';
import { type Fields, isRe2, pseudoHeader, testOf, textTest } from '../../shared/reading/index.ts';

export interface ReadMatch {
  readonly condition: Condition;
  readonly rank: Rank;
  /** Segments that a rewrite of the prefix replaces, or the whole path. */
  readonly path: PathMatch;
  readonly method?: Condition;
  /** Tests of headers and parameters by their names. */
  readonly headers: ReadonlyMap<string, Condition>;
  readonly query: ReadonlyMap<string, Condition>;
}
export interface PathMatch {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
}
/** Compared part by part, the larger first. */
export type Rank = readonly number[];

const everything = { kind: 'prefix', value: '/' } as const;

/** What a rule without matches takes. */
export const matchAll = (origin: Condition['origin']): ReadMatch => ({
  condition: { kind: 'always', origin },
  rank: [PREFIX, 1, 0, 0, 0],
  path: everything,
  headers: new Map(),
  query: new Map(),
});

const [EXACT, PREFIX, REGEX] = [3, 2, 1];

/** Exact paths, longer prefixes, expressions (whose place is each implementation's: here Istio's), then method, headers, parameters. */
export function readHttpMatch(fields: Fields): ReadMatch {
  const path = readPath(fields);
  const method = fields.text('method');
  const headers = readNamed(fields, 'headers', 'header');
  const query = readNamed(fields, 'queryParams', 'query');
  const origin = fields.span;
  fields.done();
  const test = method === undefined ? {} : { method: textTest('method', 'equals', [method], origin) };
  return matchOf({ path, ...test, headers, query }, fields);
}

type Parts = Pick<ReadMatch, 'path' | 'method' | 'headers' | 'query'>;

/** @param place where expressions that are none are noted. */
export function matchOf({ path, method, headers, query }: Parts, place: Fields): ReadMatch {
  const kind = { exact: EXACT, prefix: PREFIX, regex: REGEX }[path.kind];
  const tests = [pathTest(path, place), ...(method ? [method] : []), ...headers.values(), ...query.values()];
  return {
    condition: and(tests, place.span),
    rank: [kind, path.value.length, method ? 1 : 0, headers.size, query.size],
    path,
    ...(method ? { method } : {}),
    headers,
    query,
  };
}

const pathKinds: ReadonlyMap<string, PathMatch['kind']> = new Map([
  ['Exact', 'exact'],
  ['PathPrefix', 'prefix'],
  ['RegularExpression', 'regex'],
]);

function readPath(fields: Fields): PathMatch {
  const inner = fields.fields('path');
  if (!inner) return everything;
  const type = inner.text('type') ?? 'PathPrefix';
  const value = inner.text('value') ?? '/';
  inner.done();
  const kind = pathKinds.get(type);
  if (kind === undefined) inner.notes.add(inner.pathOf('type'), inner.span, `the match \`${type}\``);
  return { kind: kind ?? 'prefix', value };
}

function pathTest({ kind, value }: PathMatch, fields: Fields): Condition {
  const origin = fields.span;
  if (kind === 'exact') return textTest('path', 'equals', [value], origin);
  if (kind === 'prefix') {
    const bare = value.replace(/\/+$/, '');
    return bare === '' ? { kind: 'always', origin } : textTest('path', 'under', [bare], origin);
  }
  if (isRe2(value)) return testOf('path', { kind: 'regex', value, origin });
  fields.notes.add(`${fields.path}.path.value`, origin, 'this is no RE2 expression');
  return not({ kind: 'always', origin }, origin);
}

/** Of entries with one name only the first counts. */
function readNamed(fields: Fields, key: string, subject: 'header' | 'query'): ReadonlyMap<string, Condition> {
  const found = new Map<string, Condition>();
  for (const one of fields.list(key)) {
    const name = one.text('name') ?? '';
    const type = one.text('type') ?? 'Exact';
    const value = one.text('value') ?? '';
    one.done();
    const known = subject === 'header' ? name.toLowerCase() : name;
    if (found.has(known)) continue;
    const isPattern = type === 'RegularExpression' && isRe2(value);
    if (!isPattern && type !== 'Exact') one.notes.add(one.pathOf('type'), one.span, `the match \`${type}\``);
    const test = isPattern
      ? namedTest(subject, known, value, one.span)
      : textTest(subject, 'equals', [value], one.span, known);
    found.set(known, test);
  }
  return found;
}

function namedTest(subject: 'header' | 'query', name: string, value: string, origin: Condition['origin']): Condition {
  const match = { kind: 'regex', value, origin } as const;
  return subject === 'header' && name === 'cookie'
    ? (cookie(match) ?? testOf(subject, match, name))
    : testOf(subject, match, name);
}

const cookie = (match: Parameters<typeof pseudoHeader>[1]): Condition | undefined => pseudoHeader('cookie', match);

/** The longer service, then the longer method, then more headers; where an expression stands is each implementation's. */
export function readGrpcMatch(fields: Fields): ReadMatch {
  const inner = fields.fields('method');
  const type = inner?.text('type') ?? 'Exact';
  if (inner && type !== 'Exact' && type !== 'RegularExpression')
    inner.notes.add(inner.pathOf('type'), inner.span, `the match \`${type}\``);
  const service = inner?.text('service');
  const method = inner?.text('method');
  inner?.done();
  const headers = readNamed(fields, 'headers', 'header');
  const origin = fields.span;
  fields.done();
  return {
    condition: and([...rpcTest(type, service, method, origin), ...headers.values()], origin),
    rank: [type === 'RegularExpression' ? REGEX : EXACT, service?.length ?? 0, method?.length ?? 0, headers.size, 0],
    path: everything,
    headers,
    query: new Map(),
  };
}

function rpcTest(
  type: string,
  service: string | undefined,
  method: string | undefined,
  origin: Condition['origin'],
): readonly Condition[] {
  if (service === undefined && method === undefined) return [];
  if (type === 'RegularExpression')
    return [textTest('rpc', 'matches', [`${grouped(service)}/${grouped(method)}`], origin)];
  if (service !== undefined && method !== undefined)
    return [textTest('rpc', 'equals', [`${service}/${method}`], origin)];
  if (service !== undefined) return [textTest('rpc', 'under', [service], origin)];
  return [textTest('rpc', 'matches', [`[^/]+/${quote(method ?? '')}`], origin)];
}

const quote = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

const grouped = (pattern = '[^/]+'): string => (pattern.includes('|') ? `(?:${pattern})` : pattern);
