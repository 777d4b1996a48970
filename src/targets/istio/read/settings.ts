// The fields of `HTTPRoute` besides match, route and rewrite → settings of a rule. Both spellings of fields that were renamed.
import type { Node } from '../../../documents/index.ts';
import {
  type Abort,
  type Cors,
  type CorsOrigin,
  type Delay,
  type HeaderChange,
  MILLION,
  type PartsPerMillion,
  type Retry,
  type RetryCondition,
  type Settings,
  type Sourced,
} from '../../../model/index.ts';
import { type Draft, Fields, readText, removedHeaders, shareOf, sourced } from '../../shared/reading/index.ts';
import { haveSameHeaders, type Reading, readDestination } from './destinations.ts';
import { oneForEach } from './header-changes.ts';

export function readSettings(fields: Fields, namespace: string, reading: Reading): Settings {
  const settings: Draft<Settings> = {};
  if (fields.has('timeout')) Object.assign(settings, timeout(fields));
  if (fields.has('retries')) Object.assign(settings, retries(fields));
  if (fields.has('fault')) Object.assign(settings, fault(fields));
  if (mirrorFields.some((name) => fields.has(name))) Object.assign(settings, mirror(fields, namespace, reading));
  const changes = [...headers(fields), ...headersOfParts(fields)];
  if (changes.length > 0) Object.assign(settings, oneForEach(changes, fields));
  if (fields.has('corsPolicy')) Object.assign(settings, cors(fields));
  if (fields.has('name')) Object.assign(settings, nameOf(fields));
  if (fields.bool('websocketUpgrade')) settings.websocket = sourced(true, fields.spanOf('websocketUpgrade'));
  return settings;
}

const mirrorFields = ['mirror', 'mirrors', 'mirrorPercentage', 'mirrorPercent', 'mirror_percent'];

function nameOf(fields: Fields): Pick<Settings, 'name'> {
  const name = fields.text('name');
  return name === undefined ? {} : { name: sourced(name, fields.spanOf('name')) };
}

function timeout(fields: Fields): Pick<Settings, 'timeout'> {
  const value = fields.duration('timeout');
  return value === undefined ? {} : { timeout: sourced(value === 0 ? 'none' : value, fields.spanOf('timeout')) };
}

const words: ReadonlySet<string> = new Set([
  '5xx',
  'gateway-error',
  'connect-failure',
  'refused-stream',
  'reset',
  'retriable-4xx',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

function retries(fields: Fields): Pick<Settings, 'retry'> {
  const inner = fields.fields('retries');
  if (!inner) return {};
  const attempts = inner.number('attempts');
  const perTry = inner.duration('perTryTimeout');
  const on = retryOn(inner);
  inner.leave(['retryRemoteLocalities', 'retryIgnorePreviousHosts', 'backoff'], 'where and how soon a retry is sent');
  inner.done();
  const origin = fields.spanOf('retries');
  // A number that nobody wrote is zero, and zero turns retries off.
  if (attempts === 0 || attempts === undefined) return { retry: sourced('never', origin) };
  if (!Number.isInteger(attempts) || attempts < 0) {
    inner.notes.add(inner.pathOf('attempts'), origin, 'retries need a number of attempts');
    return {};
  }
  const retry: Retry = { attempts, on, ...(perTry === undefined || perTry === 0 ? {} : { perTry }) };
  return { retry: sourced(retry, origin) };
}

function retryOn(fields: Fields): readonly RetryCondition[] {
  const { known, unknown } = conditionsIn(fields.text('retryOn') ?? '');
  for (const word of unknown)
    fields.notes.add(fields.pathOf('retryOn'), fields.spanOf('retryOn'), `the retry condition \`${word}\``);
  return known;
}

interface RetryWords {
  readonly known: readonly RetryCondition[];
  readonly unknown: readonly string[];
}

function conditionsIn(text: string): RetryWords {
  const found = lists.get(text) ?? splitConditions(text);
  if (lists.size < mostLists) lists.set(text, found);
  return found;
}

/** The few lists of an input are read thousands of times. */
const lists = new Map<string, RetryWords>();
const mostLists = 1000;

function splitConditions(text: string): RetryWords {
  const all = text.split(',').flatMap((part) => part.trim() || []);
  const isStatus = (word: string): boolean => /^[1-5]\d\d$/.test(word);
  return {
    known: all.flatMap((word) => (isStatus(word) ? Number(word) : words.has(word) ? (word as RetryCondition) : [])),
    unknown: all.filter((word) => !isStatus(word) && !words.has(word)),
  };
}

/** `percentage: {value}`, the older whole `percent`, or all requests. */
export function readShare(fields: Fields, exact: string, whole: string): PartsPerMillion {
  const percentage = fields.fields(exact);
  const value = percentage?.number('value') ?? (percentage ? 0 : undefined);
  percentage?.done();
  const percent = fields.number(whole);
  const share = shareOf(value ?? percent ?? 100);
  if (share !== undefined) return share;
  fields.notes.add(
    fields.pathOf(value === undefined ? whole : exact),
    fields.span,
    'a share finer than a millionth, or beyond 100 %',
  );
  return MILLION;
}

function fault(fields: Fields): Pick<Settings, 'delay' | 'abort'> {
  const inner = fields.fields('fault');
  if (!inner) return {};
  const delay = inner.fields('delay');
  const abort = inner.fields('abort');
  const result = { ...(delay ? readDelay(delay) : {}), ...(abort ? readAbort(abort) : {}) };
  inner.done();
  return result;
}

/** Of no request where nothing is said. */
function readFaultShare(fields: Fields, what: string): PartsPerMillion | undefined {
  if (fields.has('percentage') || fields.has('percent')) return readShare(fields, 'percentage', 'percent');
  fields.notes.add(fields.pathOf('percentage'), fields.span, `no share is said: no request is ${what}`, 'extra');
  return undefined;
}

function readDelay(fields: Fields): { delay?: Sourced<Delay> } {
  const share = readFaultShare(fields, 'delayed');
  const duration = fields.duration('fixedDelay');
  fields.leave(['exponentialDelay'], 'a delay that is not fixed');
  fields.done();
  return duration === undefined || share === undefined ? {} : { delay: sourced({ duration, share }, fields.span) };
}

function readAbort(fields: Fields): { abort?: Sourced<Abort> } {
  const share = readFaultShare(fields, 'aborted');
  const status = fields.number('httpStatus');
  fields.leave(['grpcStatus', 'http2Error'], 'an abort with a status of gRPC or HTTP/2');
  fields.done();
  return status === undefined || share === undefined ? {} : { abort: sourced({ status, share }, fields.span) };
}

function mirror(fields: Fields, namespace: string, reading: Reading): Pick<Settings, 'mirror'> {
  const share = readShare(fields, 'mirrorPercentage', fields.has('mirrorPercent') ? 'mirrorPercent' : 'mirror_percent');
  const old = fields.fields('mirror');
  const [first, ...others] = fields.list('mirrors');
  for (const other of others) other.notes.add(other.path, other.span, 'a second mirror');
  const single = old && readDestination(old, namespace, undefined, reading);
  if (single) return { mirror: sourced({ share, to: single }, fields.spanOf('mirror')) };
  if (!first) return {};
  const inner = first.fields('destination');
  const to = inner && readDestination(inner, namespace, undefined, reading);
  const part = readShare(first, 'percentage', 'percent');
  first.done();
  return to ? { mirror: sourced({ share: part, to }, first.span) } : {};
}

function headers(fields: Fields): readonly Sourced<HeaderChange>[] {
  const inner = fields.fields('headers');
  if (!inner) return [];
  const changes = (['request', 'response'] as const).flatMap((direction) => {
    const some = inner.fields(direction);
    return some ? readChanges(some, direction) : [];
  });
  inner.done();
  return changes;
}

/** Those that every part of the split has. */
function headersOfParts(fields: Fields): readonly Sourced<HeaderChange>[] {
  const list = fields.node('route');
  if (!list || (list.kind === 'list' && list.items.every(isPlainPart))) return [];
  const parts = fields.list('route');
  const [first] = parts;
  return first?.has('headers') && haveSameHeaders(parts) ? headers(first) : [];
}

/** Whether it is a map that says nothing of headers. */
const isPlainPart = (part: Node): boolean => part.kind === 'map' && !part.entries.some(({ key }) => key === 'headers');

function readChanges(fields: Fields, direction: HeaderChange['direction']): readonly Sourced<HeaderChange>[] {
  const valued = (['set', 'add'] as const).flatMap((operation) => {
    const all = fields.fields(operation);
    return (all?.keys ?? []).flatMap((key) => {
      const value = headerValue(all as Fields, key);
      return value === undefined
        ? []
        : [
            sourced<HeaderChange>(
              { direction, operation, header: key.toLowerCase(), value },
              (all as Fields).spanOf(key),
            ),
          ];
    });
  });
  const removed = removedHeaders(fields, direction);
  fields.done();
  return [...valued, ...removed];
}

/** `%…%` are commands to Envoy, `%%` is a percent sign. */
function headerValue(fields: Fields, key: string): string | undefined {
  const text = fields.text(key);
  if (text === undefined) return undefined;
  if (text.replaceAll('%%', '').includes('%')) {
    fields.notes.add(fields.pathOf(key), fields.spanOf(key), 'a header value that Envoy computes');
    return undefined;
  }
  return text.replaceAll('%%', '%');
}

function cors(fields: Fields): Pick<Settings, 'cors'> {
  const inner = fields.fields('corsPolicy');
  if (!inner) return {};
  const texts = (key: string): readonly string[] => inner.texts(key).map(({ value }) => value);
  const maxAge = inner.duration('maxAge');
  const credentials = inner.bool('allowCredentials');
  const value: Cors = {
    origins: prefixesLast([...origins(inner), ...texts('allowOrigin').map(plainOrigin)]),
    methods: corsMethods(inner),
    headers: texts('allowHeaders'),
    expose: texts('exposeHeaders'),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  inner.leave(['unmatchedPreflights'], 'what becomes of preflights from other origins');
  inner.done();
  return { cors: sourced(value, fields.spanOf('corsPolicy')) };
}

/** Any of them is enough: in the order in which programs say them. */
const prefixesLast = (all: readonly CorsOrigin[]): readonly CorsOrigin[] => [
  ...all.filter(({ operator }) => operator !== 'starts'),
  ...all.filter(({ operator }) => operator === 'starts'),
];

/** Envoy passes on what stands there; the language knows the methods of HTTP, and `*` alone. */
function corsMethods(fields: Fields): readonly string[] {
  const all = fields.texts('allowMethods');
  if (all.some(({ value }) => value === '*')) return ['*'];
  return all.flatMap(({ value, span }) => {
    if (knownMethods.has(value)) return [value];
    fields.notes.add(fields.pathOf('allowMethods'), span, `the method \`${value}\`, which HTTP does not have`);
    return [];
  });
}

const knownMethods: ReadonlySet<string> = new Set('GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE'.split(' '));

const plainOrigin = (value: string): CorsOrigin =>
  value === '*' ? { operator: 'matches', value: '.*' } : { operator: 'equals', value };

function origins(fields: Fields): readonly CorsOrigin[] {
  const operators = { exact: 'equals', prefix: 'starts', regex: 'matches' } as const;
  return fields.items('allowOrigins').flatMap(({ node, path, span }) => {
    const match = readText(
      new Fields({ kind: 'map', entries: [{ key: 'o', value: node }] }, path, span, fields.notes),
      'o',
    );
    if (!match || match.kind === 'present') return [];
    return [{ operator: operators[match.kind], value: match.value }];
  });
}
