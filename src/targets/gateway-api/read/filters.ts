// Filters, timeouts and retries of a rule → settings, and the redirect where one is among them.
import {
  type Cors,
  type HeaderChange,
  MILLION,
  type PathRewrite,
  type Redirect,
  type Retry,
  type Settings,
  type Sourced,
} from '../../../model/index.ts';
import { type Fields, headerChanges, shareOf, sourced } from '../../shared/reading/index.ts';
import type { Backends } from './backends.ts';
import type { ReadMatch } from './matches.ts';

export interface ReadFilters {
  readonly settings: Settings;
  /** What they do to the path depends on how it was matched. */
  readonly forMatch: (match: ReadMatch) => { readonly rewrite?: Sourced<PathRewrite>; readonly redirect?: Redirect };
}

interface Path {
  readonly whole?: string;
  readonly prefix?: string;
}

/** @param filters those of the rule and those that all its backends have. */
export function readFilters(filters: readonly Fields[], rule: Fields, backends: Backends): ReadFilters {
  const headers: Sourced<HeaderChange>[] = [];
  let settings: Settings = {};
  let rewrite: { readonly path: Path; readonly fields: Fields } | undefined;
  let redirect: { readonly base: Redirect; readonly path: Path } | undefined;
  for (const filter of filters) {
    const type = filter.text('type') ?? '';
    switch (type) {
      case 'RequestHeaderModifier':
        headers.push(...headerChanges(filter.fields('requestHeaderModifier'), 'request'));
        break;
      case 'ResponseHeaderModifier':
        headers.push(...headerChanges(filter.fields('responseHeaderModifier'), 'response'));
        break;
      case 'RequestMirror':
        settings = { ...settings, ...mirror(filter.fields('requestMirror'), backends, settings) };
        break;
      case 'CORS':
        settings = { ...settings, ...cors(filter.fields('cors')) };
        break;
      case 'URLRewrite': {
        const inner = filter.fields('urlRewrite');
        const hostname = inner?.text('hostname');
        if (inner) rewrite = { path: readPath(inner), fields: inner };
        if (inner && hostname !== undefined) settings = { ...settings, rewriteHost: sourced(hostname, inner.span) };
        inner?.done();
        break;
      }
      case 'RequestRedirect':
        redirect = readRedirect(filter.fields('requestRedirect'));
        break;
      default:
        filter.leave(['extensionRef', 'externalAuth'], 'an extension of the implementation');
        if (type !== 'ExtensionRef' && type !== 'ExternalAuth')
          filter.notes.add(filter.pathOf('type'), filter.span, `the filter \`${type}\``);
    }
    filter.done();
  }
  const all = { ...settings, ...timing(rule), ...(headers.length > 0 ? { headers } : {}) };
  return { settings: all, forMatch: (match) => ({ ...rewriteFor(rewrite, match), ...redirectFor(redirect, match) }) };
}

function readPath(fields: Fields): Path {
  const path = fields.fields('path');
  const type = path?.text('type');
  const whole = path?.text('replaceFullPath');
  const prefix = path?.text('replacePrefixMatch');
  path?.done();
  if (type === 'ReplaceFullPath' && whole !== undefined) return { whole };
  return type === 'ReplacePrefixMatch' && prefix !== undefined ? { prefix } : {};
}

function rewriteFor(
  rewrite: { readonly path: Path; readonly fields: Fields } | undefined,
  { path }: ReadMatch,
): { rewrite?: Sourced<PathRewrite> } {
  if (!rewrite) return {};
  const { whole, prefix } = rewrite.path;
  const origin = rewrite.fields.span;
  if (whole !== undefined) return { rewrite: sourced({ kind: 'path', to: whole }, origin) };
  if (prefix === undefined) return {};
  if (path.kind === 'prefix')
    return { rewrite: sourced({ kind: 'prefix', from: path.value, to: prefix || '/' }, origin) };
  rewrite.fields.notes.add(rewrite.fields.pathOf('path'), origin, 'a rewrite of a prefix where the match has none');
  return {};
}

function readRedirect(fields: Fields | undefined): { readonly base: Redirect; readonly path: Path } | undefined {
  if (!fields) return undefined;
  const scheme = fields.text('scheme');
  const host = fields.text('hostname');
  const port = fields.number('port');
  const code = fields.number('statusCode') ?? 302;
  const path = readPath(fields);
  fields.done();
  const known = scheme === 'http' || scheme === 'https' ? { scheme } : {};
  const base: Redirect = {
    kind: 'redirect',
    code,
    ...(known as { scheme?: 'http' | 'https' }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    origin: fields.span,
  };
  return { base, path };
}

function redirectFor(redirect: ReturnType<typeof readRedirect>, { path: matched }: ReadMatch): { redirect?: Redirect } {
  if (!redirect) return {};
  const { base, path } = redirect;
  if (path.whole !== undefined) return { redirect: { ...base, path: path.whole } };
  if (path.prefix === undefined || matched.kind === 'regex') return { redirect: base };
  return { redirect: { ...base, prefix: { from: matched.value, to: path.prefix || '/' } } };
}

function mirror(fields: Fields | undefined, backends: Backends, before: Settings): Pick<Settings, 'mirror'> {
  const inner = fields?.fields('backendRef');
  const percent = fields?.number('percent');
  const fraction = fields?.fields('fraction');
  const [numerator, denominator] = [fraction?.number('numerator'), fraction?.number('denominator') ?? 100];
  fraction?.done();
  fields?.done();
  const destination = inner && backends.destination(inner);
  inner?.done();
  if (!destination || !fields) return {};
  if (before.mirror) {
    fields.notes.add(fields.path, fields.span, 'a second mirror');
    return {};
  }
  const share = numerator !== undefined ? Math.round((numerator * MILLION) / denominator) : shareOf(percent ?? 100);
  return { mirror: sourced({ share: share ?? MILLION, to: destination }, fields.span) };
}

function cors(fields: Fields | undefined): Pick<Settings, 'cors'> {
  if (!fields) return {};
  const texts = (key: string): readonly string[] => fields.texts(key).map(({ value }) => value);
  const seconds = fields.number('maxAge');
  const credentials = fields.bool('allowCredentials');
  const value: Cors = {
    origins: texts('allowOrigins').map((origin) =>
      origin.includes('*')
        ? { operator: 'matches', value: origin.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*') }
        : { operator: 'equals', value: origin },
    ),
    methods: methodsOf(fields),
    headers: texts('allowHeaders'),
    expose: texts('exposeHeaders'),
    ...(seconds === undefined ? {} : { maxAge: seconds * 1000 }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  fields.done();
  return { cors: sourced(value, fields.span) };
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];

/** The language lists them. */
function methodsOf(fields: Fields): readonly string[] {
  const listed = fields.texts('allowMethods').map(({ value }) => value);
  if (!listed.includes('*')) return listed;
  fields.notes.add(fields.pathOf('allowMethods'), fields.span, '`*` is taken as all methods of HTTP', 'extra');
  return METHODS;
}

function timing(rule: Fields): Settings {
  const timeouts = rule.fields('timeouts');
  const request = timeouts?.duration('request');
  const perTry = timeouts?.duration('backendRequest');
  timeouts?.done();
  const retry = rule.fields('retry');
  const name = rule.text('name');
  rule.leave(['sessionPersistence'], 'sessions that stay with a pod');
  const whole = retry || !timeouts ? request : singleTry(request, perTry, timeouts);
  return {
    ...(whole === undefined || !timeouts
      ? {}
      : { timeout: sourced(whole === 0 ? ('none' as const) : whole, timeouts.span) }),
    ...(retry ? readRetry(retry, perTry) : {}),
    ...(name === undefined ? {} : { name: sourced(name, rule.spanOf('name')) }),
  };
}

/** Without retries the only try is the request; zero is none. */
function singleTry(request: number | undefined, perTry: number | undefined, fields: Fields): number | undefined {
  if (perTry === undefined || perTry === 0 || perTry === request) return request;
  const reason = 'a timeout of single tries without retries: taken as that of the request';
  fields.notes.add(fields.pathOf('backendRequest'), fields.span, reason, 'extra');
  return request === undefined || request === 0 ? perTry : Math.min(request, perTry);
}

function readRetry(fields: Fields, perTry: number | undefined): Pick<Settings, 'retry'> {
  const attempts = fields.number('attempts') ?? 1;
  const codes = fields
    .items('codes')
    .flatMap(({ node }) => (node.kind === 'scalar' && typeof node.value === 'number' ? [node.value] : []));
  fields.leave(['backoff'], 'how soon a retry is sent');
  fields.done();
  const retry: Retry = { attempts, on: codes, ...(perTry === undefined ? {} : { perTry }) };
  return { retry: sourced(attempts === 0 ? 'never' : retry, fields.span) };
}
