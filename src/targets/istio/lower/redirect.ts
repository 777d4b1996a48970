// A redirect and its matches in, the redirects of upstream out: several where a prefix is replaced, none where the version cannot.
import type { Redirect } from '../../../model/index.ts';
import type { HttpAction, HttpMatch } from '../plan.ts';
import type { Features } from '../versions.ts';
import { type Authority, authorityFor, type Misled } from './redirect-port.ts';
import { replacedPrefix } from './rewrite.ts';
import type { Site } from './site.ts';

export interface RedirectPart {
  readonly action: HttpAction & { readonly kind: 'redirect' };
  readonly matches: readonly HttpMatch[];
}

/** Without an answer what the version cannot: a prefix, or a port that would be another one. */
export function redirects(
  redirect: Redirect,
  matches: readonly HttpMatch[],
  site: Site,
  features: Features,
): readonly RedirectPart[] | 'prefix' | Misled {
  const { prefix } = redirect;
  const to = authorityFor(redirect, matches, site);
  if ('leadsTo' in to) return to;
  if (!prefix) return [{ action: plain(redirect, to, {}), matches }];
  const parts = Map.groupBy(matches, (match) => JSON.stringify(replaced(prefix, match, features)));
  if (parts.size === 0 || parts.has(undefined as never)) return 'prefix';
  return [...parts].map(([path, some]) => ({
    action: plain(redirect, to, JSON.parse(path) as Replaced),
    matches: some,
  }));
}

type Replaced = { readonly uri?: string; readonly prefixRewrite?: string };

/** The whole path of an exact match, the prefix of a prefix match. */
function replaced(
  prefix: NonNullable<Redirect['prefix']>,
  { uri }: HttpMatch,
  features: Features,
): Replaced | undefined {
  if (uri?.kind !== 'exact' && uri?.kind !== 'prefix') return undefined;
  const text = replacedPrefix(prefix, uri.value);
  if (text === undefined || (uri.kind === 'prefix' && !features.redirectPrefix)) return undefined;
  return uri.kind === 'exact' ? { uri: text } : { prefixRewrite: text };
}

function plain(redirect: Redirect, to: Authority, path: Replaced): RedirectPart['action'] {
  const { code, scheme, origin } = redirect;
  return {
    kind: 'redirect',
    code,
    scheme,
    authority: to.host,
    port: to.port === 'request' ? undefined : to.port,
    portOfRequest: to.port === 'request',
    uri: path.uri ?? redirect.path,
    prefixRewrite: path.prefixRewrite,
    origin,
  };
}
