// Rewrites of a rule for one of its matches. Envoy replaces what the match took of the path: the whole of an exact path, the prefix of a
// prefix.
import { catalogue } from '../../../diagnostics/index.ts';
import type { PathRewrite, Settings } from '../../../model/index.ts';
import type { Match, RouteRule } from '../plan.ts';
import { allows, type Lowering, refuse } from './lowering.ts';

export function rewriteOf(at: Lowering, settings: Settings, match: Match): RouteRule['rewrite'] {
  const host = settings.rewriteHost;
  const authority = host && allows(at, 'rewrite host', host.origin, 'a new host') ? host.value : undefined;
  const uri = settings.rewritePath && rewrittenUri(at, settings, match);
  if (uri === undefined && authority === undefined) return undefined;
  return { ...(uri === undefined ? {} : { uri }), ...(authority === undefined ? {} : { authority }) };
}

function rewrittenUri(at: Lowering, settings: Settings, match: Match): string | undefined {
  const rewrite = settings.rewritePath;
  if (!rewrite) return undefined;
  const { value, origin } = rewrite;
  if (value.kind === 'regex') return undefined;
  if (!allows(at, value.kind === 'path' ? 'rewrite path' : 'rewrite prefix', origin, 'a rewrite')) return undefined;
  const uri = value.kind === 'path' ? wholePath(value.to, match) : prefixed(value, match);
  if (uri === undefined) {
    const needs =
      value.kind === 'path'
        ? 'the condition says `path == …`'
        : `the condition says that the path is under \`${value.from}\``;
    at.report.add(catalogue.legacy.rewriteNeedsPath, origin, {
      rewrite: REWRITES[value.kind],
      needs,
      target: at.target,
    });
    return undefined;
  }
  const special = /[\\^$.*+?()[\]{}|]/.test(`${match.headers.uri?.value ?? ''}${uri}`);
  const fine =
    !special || allows(at, 'special characters in a rewrite', origin, `the rewrite of \`${match.headers.uri?.value}\``);
  return fine ? uri : undefined;
}

/** Whatever the match, there is no rewrite by a regular expression. */
export function refuseRegexRewrite(at: Lowering, { rewritePath }: Settings): void {
  if (rewritePath?.value.kind !== 'regex') return;
  refuse(at, rewritePath.origin, 'a rewrite by a regular expression', 'it replaces a path or a prefix of it');
}

const REWRITES = { path: 'replace the whole path', prefix: 'replace a prefix of the path' } as const;

const wholePath = (to: string, { headers }: Match): string | undefined =>
  headers.uri?.kind === 'exact' ? to : undefined;

/** `/api/users` of `/api` → `/v1` becomes `/v1/users`, for exact paths and for prefixes that end with a slash or lie deeper. */
function prefixed({ from, to }: Extract<PathRewrite, { kind: 'prefix' }>, { headers }: Match): string | undefined {
  const bare = from.replace(/\/+$/, '');
  const base = to.replace(/\/+$/, '');
  const { uri } = headers;
  if (!uri && bare === '') return base === '' ? undefined : `${base}/`;
  if (!uri || uri.kind === 'regex') return undefined;
  if (uri.kind === 'exact' && uri.value === bare) return base === '' ? '/' : base;
  return uri.value.startsWith(`${bare}/`) ? `${base}${uri.value.slice(bare.length)}` : undefined;
}
