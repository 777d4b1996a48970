// `HTTPRewrite` and `HTTPRedirect` → the language's rewrites. Envoy replaces what the match took: the whole of an exact path or an
// expression, a prefix as plain text, and without a test of the path the slash at the beginning.
import type { PathRewrite, Redirect } from '../../../model/index.ts';
import type { Fields } from './fields.ts';
import { alternatives, unanchored } from './pattern.ts';
import type { StringMatch } from './string-match.ts';

export interface Rewrite {
  readonly uri?: string;
  readonly regex?: { readonly match: string; readonly rewrite: string };
  readonly authority?: string;
}

export function readRewrite(fields: Fields): Rewrite {
  const uri = fields.text('uri');
  const authority = fields.text('authority');
  const inner = fields.fields('uriRegexRewrite');
  const [match, rewrite] = [inner?.text('match'), inner?.text('rewrite')];
  inner?.done();
  fields.done();
  return {
    ...(uri === undefined ? {} : { uri }),
    ...(authority === undefined ? {} : { authority }),
    ...(match === undefined ? {} : { regex: { match, rewrite: rewrite ?? '' } }),
  };
}

/** What becomes of the path of a request that `uri` took; a text says why there is no such rewrite. */
export function pathRewrite(rewrite: Rewrite, uri: StringMatch | undefined): PathRewrite | undefined | string {
  if (rewrite.regex) return regexRewrite(rewrite.regex.match, rewrite.regex.rewrite);
  if (rewrite.uri === undefined || rewrite.uri === '') return undefined;
  if (uri?.kind === 'exact' || uri?.kind === 'regex') return { kind: 'path', to: rewrite.uri };
  if (uri?.kind === 'prefix' && uri.ignoresCase)
    return { kind: 'regex', pattern: `(?i:${quote(uri.value)})(.*)`, to: afterPrefix(rewrite.uri) };
  return prefixRewrite(uri?.kind === 'prefix' ? uri.value : '/', rewrite.uri);
}

/** By segments where both texts end alike, else as an expression. */
export function prefixRewrite(from: string, to: string): PathRewrite {
  if (from.length > 1 && from.endsWith('/') && to.endsWith('/'))
    return { kind: 'prefix', ...shortestPrefix(from.slice(0, -1), to.slice(0, -1)) };
  const short = shortestPrefix(from, to);
  if (short.from !== from) return { kind: 'prefix', ...short };
  return { kind: 'regex', pattern: `${quote(from)}(.*)`, to: afterPrefix(to) };
}

/** The same for paths that begin with it: without the segments in which both end. */
function shortestPrefix(from: string, to: string): { readonly from: string; readonly to: string } {
  for (let at = from.indexOf('/'); at >= 0; at = from.indexOf('/', at + 1)) {
    const end = from.slice(at);
    if (end.length > 1 && to.endsWith(end))
      return { from: from.slice(0, at) || '/', to: to.slice(0, to.length - end.length) || '/' };
  }
  return { from, to: to || '/' };
}

/** As it is read back: an expression without anchors, since the whole path is meant in any case, a prefix as short as it can be. */
export function rewriteAsRead(rewrite: PathRewrite): PathRewrite {
  switch (rewrite.kind) {
    case 'path':
      return rewrite;
    case 'prefix':
      return { ...rewrite, ...shortestPrefix(rewrite.from, rewrite.to) };
    case 'regex':
      return { ...rewrite, pattern: unanchored(rewrite.pattern) };
  }
}

const afterPrefix = (to: string): string => `${to.replaceAll('\\', '\\\\')}\\1`;

const quote = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** Envoy replaces every piece that matches: what begins at the beginning or goes on to the end is one piece. */
function regexRewrite(match: string, to: string): PathRewrite | string {
  const wrapped = /^\^\(\?:(.*)\)\$$/s.exec(match)?.[1];
  if (wrapped !== undefined) return wholeRewrite(wrapped, to);
  const ends = /(^|[^\\])\$$/.test(match);
  if (alternatives(match).length > 1 || !(match.startsWith('^') || ends || isOpen(match))) return everyPiece;
  const pattern = match.slice(match.startsWith('^') ? 1 : 0, ends ? -1 : undefined);
  if (!match.startsWith('^')) return fromSomewhere(pattern, to);
  if (ends || isOpen(pattern)) return wholeRewrite(pattern, to);
  const groups = groupsIn(pattern) + 1;
  if (groups > 9) return tooManyGroups;
  return { kind: 'regex', pattern: `${pattern}(.*)`, to: `${to}\\${groups}` };
}

const everyPiece = 'a rewrite of every piece of the path that matches';
const tooManyGroups = 'a rewrite with more than nine groups';

const groupsIn = (pattern: string): number => (pattern.replace(/\\./g, '').match(/\((?!\?)|\(\?P</g) ?? []).length;

/** The first place from which it goes on to the end; what stands before is kept. */
function fromSomewhere(pattern: string, to: string): PathRewrite | string {
  if (pattern === '.*' || pattern === '(.*)') return wholeRewrite(pattern, to);
  if (groupsIn(pattern) > 8) return tooManyGroups;
  if (/(^|[^\\])(\\\\)*\\0/.test(to)) return everyPiece;
  const moved = to.replace(/\\(\\|\d)/g, (all, what: string) => (what === '\\' ? all : `\\${Number(what) + 1}`));
  return { kind: 'regex', pattern: `(.*?)${pattern}`, to: `\\1${moved}` };
}

/** Whether a match takes all that follows: its end is `.*`, also within a group that is not repeated. */
function isOpen(pattern: string): boolean {
  if (/(^|[^\\])\.\*$/.test(pattern)) return true;
  const group = /(^|[^\\])\((?:\?:|\?P<\w+>)?([^()|]*)\)$/.exec(pattern)?.[2];
  return group !== undefined && isOpen(group);
}

/** `.*` to a text without groups is the whole path. */
function wholeRewrite(pattern: string, to: string): PathRewrite {
  if (pattern === '.*' && !/\\\d/.test(to)) return { kind: 'path', to: to.replaceAll('\\\\', '\\') };
  return { kind: 'regex', pattern, to };
}

/** Stands in a redirect for the port that the request came to, until that is known. */
export const PORT_OF_REQUEST = 0;

export function readRedirect(fields: Fields, uri: StringMatch | undefined): Redirect | undefined {
  const path = fields.text('uri');
  const authority = fields.text('authority');
  const scheme = fields.text('scheme');
  const derived = fields.text('derivePort');
  const port = fields.number('port') ?? (derived === 'FROM_REQUEST_PORT' ? PORT_OF_REQUEST : undefined);
  const prefix = fields.text('prefixRewrite');
  const code = fields.number('redirectCode') ?? 301;
  fields.done();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    fields.notes.add(fields.pathOf('scheme'), fields.span, 'a scheme other than http and https');
    return undefined;
  }
  const [host, own] = splitAuthority(authority);
  const replaced = prefix === undefined ? {} : redirectPrefix(fields, prefix, uri);
  if (!replaced) return undefined;
  return {
    kind: 'redirect',
    code,
    ...(scheme === undefined ? {} : { scheme }),
    ...(host === undefined ? {} : { host }),
    ...((port ?? own) === undefined ? {} : { port: (port ?? own) as number }),
    ...(path === undefined || path === '' ? {} : { path }),
    ...replaced,
    origin: fields.span,
  };
}

function splitAuthority(authority: string | undefined): [string | undefined, number | undefined] {
  const found = /^([^:]+):(\d+)$/.exec(authority ?? '');
  if (found) return [found[1], Number(found[2])];
  return [authority === '' ? undefined : authority, undefined];
}

function redirectPrefix(fields: Fields, to: string, uri: StringMatch | undefined): Partial<Redirect> | undefined {
  if (uri?.kind === 'exact') return { path: to };
  const from = uri?.kind === 'prefix' ? uri.value : '/';
  const rewrite = prefixRewrite(from, to);
  const isExact = uri?.kind !== 'prefix' || !uri.ignoresCase;
  if (isExact && rewrite.kind === 'prefix') return { prefix: { from: rewrite.from, to: rewrite.to } };
  fields.notes.add(
    fields.pathOf('prefixRewrite'),
    fields.spanOf('prefixRewrite'),
    'a redirect of a prefix that is not whole segments',
  );
  return undefined;
}

/** As it is read back. */
export const redirectAsRead = (redirect: Redirect): Redirect =>
  redirect.prefix ? { ...redirect, prefix: shortestPrefix(redirect.prefix.from, redirect.prefix.to) } : redirect;
