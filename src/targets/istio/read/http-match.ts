// `HTTPMatchRequest` → a condition, as Envoy matches: all fields must hold. Ports and sources stay apart, for they mean different
// things in the mesh and at a gateway.
import { and, type Condition, type Labels, not } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import {
  anyOf,
  type Fields,
  matchesText,
  never,
  pseudoHeader,
  quotedMatch,
  readText,
  type StringMatch,
  testOf,
  textTest,
} from '../../shared/reading/index.ts';

/** What of a request matters besides its texts. */
export interface SourceMatch {
  readonly port?: number;
  readonly gateways?: readonly string[];
  readonly labels?: Labels;
  readonly namespace?: string;
  readonly origin: Span;
}
export interface HttpMatch extends SourceMatch {
  readonly condition: Condition;
  /** What a rewrite replaces. */
  readonly uri?: StringMatch;
}

export function readHttpMatch(fields: Fields): HttpMatch {
  const { span } = fields;
  fields.leave(['name', 'statPrefix'], 'names of single matches are not kept', 'extra');
  const ignoreCase = fields.bool('ignoreUriCase') ?? false;
  const uri = uriOf(fields);
  const parts: Condition[] = [];
  if (uri) parts.push(pathTest(fields, uri, ignoreCase));
  for (const read of readers) parts.push(...read(fields));
  const source = readSource(fields);
  fields.done();
  const condition = and(parts, span);
  if (!uri) return { ...source, condition };
  return {
    ...source,
    condition,
    uri: ignoreCase && uri.kind !== 'present' ? { ...uri, ignoresCase: true } : uri,
  };
}

function pathTest(fields: Fields, uri: StringMatch, ignoreCase: boolean): Condition {
  if (uri.kind !== 'regex' && noPath(fields, uri)) return never(fields.span);
  if (!ignoreCase || (uri.kind === 'prefix' && uri.value === '/')) return testOf('path', uri);
  return testOf('path', { kind: 'regex', value: `(?i)${quotedMatch(uri)}`, origin: uri.origin });
}

/** Everything begins with nothing. */
function uriOf(fields: Fields): StringMatch | undefined {
  const uri = readText(fields, 'uri');
  return uri?.kind === 'prefix' && uri.value === '' ? { ...uri, value: '/' } : uri;
}

/** Whether no request has such a path, however it goes on. */
function noPath(fields: Fields, match: StringMatch): boolean {
  if (match.kind === 'present' || match.kind === 'regex' || plainPath.test(match.value)) return false;
  const { value, origin } = match;
  const isMerged = /\/\/|\/\.\.?(\/|$)/.test(value);
  if (value.startsWith('/') && !isMerged && !/[?#\s]|[^\x21-\x7e]/.test(value)) return false;
  const reason = isMerged ? 'paths are normalised before rules see them' : 'no request has such a path';
  fields.notes.add(fields.pathOf('uri'), origin, reason, isMerged ? 'meaning' : 'extra');
  return true;
}

const plainPath = /^\/(?:[A-Za-z0-9_-][A-Za-z0-9_.~-]*\/?)*$/;

export function readSource(fields: Fields): SourceMatch {
  const port = fields.number('port');
  const gateways = fields.has('gateways') ? fields.texts('gateways').map(({ value }) => value) : undefined;
  const labels = fields.map('sourceLabels');
  const namespace = fields.text('sourceNamespace');
  if (port === undefined && !gateways && !labels && namespace === undefined) return { origin: fields.span };
  return {
    ...(port === undefined ? {} : { port }),
    ...(gateways ? { gateways } : {}),
    ...(labels ? { labels } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    origin: fields.span,
  };
}

function whole(fields: Fields, key: string, subject: 'method' | 'scheme'): readonly Condition[] {
  const match = readText(fields, key);
  return match ? [testOf(subject, match)] : none;
}

function authority(fields: Fields): readonly Condition[] {
  const match = readText(fields, 'authority');
  if (!match) return none;
  const condition = pseudoHeader(':authority', match);
  if (condition) return [condition];
  fields.notes.add(fields.pathOf('authority'), match.origin, 'a test of host and port in one');
  return [];
}

function headers(fields: Fields): readonly Condition[] {
  const all = fields.fields('headers');
  if (!all) return none;
  return all.keys.flatMap((key) => {
    const match = readText(all, key);
    if (!match) return [];
    const condition = headerTest(key.toLowerCase(), match);
    if (condition) return [condition];
    all.notes.add(all.pathOf(key), match.origin, 'a test of several parts of the request in one expression');
    return [];
  });
}

/** An absent header is taken for an empty one, except by the empty match, which asks whether it is there. */
function withoutHeaders(fields: Fields): readonly Condition[] {
  const all = fields.fields('withoutHeaders');
  if (!all) return none;
  return all.keys.flatMap((key) => {
    const match = readText(all, key);
    if (!match) return [];
    const name = key.toLowerCase();
    const condition = headerTest(name, match);
    if (!condition) {
      all.notes.add(all.pathOf(key), match.origin, 'a test of several parts of the request in one expression');
      return [];
    }
    const absent =
      name.startsWith(':') || !takesEmpty(match)
        ? undefined
        : not(textTest('header', 'exists', [], match.origin, name), match.origin);
    return [not(absent ? anyOf([condition, absent], match.origin) : condition, match.origin)];
  });
}

function takesEmpty(match: StringMatch): boolean {
  if (match.kind === 'present') return false;
  return match.kind === 'regex' ? matchesText(match.value, '') : match.value === '';
}

const headerTest = (name: string, match: StringMatch): Condition | undefined =>
  name.startsWith(':') || name === 'cookie' ? pseudoHeader(name, match) : testOf('header', match, name);

function queryParams(fields: Fields): readonly Condition[] {
  const all = fields.fields('queryParams');
  if (!all) return none;
  return all.keys.flatMap((key) => {
    const match = readText(all, key);
    return match ? [testOf('query', match, key)] : [];
  });
}

/** In the order of the conditions. */
const readers: readonly ((fields: Fields) => readonly Condition[])[] = [
  (fields) => whole(fields, 'method', 'method'),
  (fields) => whole(fields, 'scheme', 'scheme'),
  authority,
  headers,
  withoutHeaders,
  queryParams,
];
const none: readonly Condition[] = [];
