// A redirect and its matches in, the redirects of upstream out: several where a prefix is replaced, none where the version cannot.
import type { Redirect } from '../../../model/index.ts';
import type { HttpAction, HttpMatch } from '../plan.ts';
import type { Features } from '../versions.ts';
import { replacedPrefix } from './rewrite.ts';

export interface RedirectPart {
  readonly action: HttpAction & { readonly kind: 'redirect' };
  readonly matches: readonly HttpMatch[];
}

export function redirects(
  redirect: Redirect,
  matches: readonly HttpMatch[],
  features: Features,
): readonly RedirectPart[] | undefined {
  const { prefix } = redirect;
  if (!prefix) return [{ action: plain(redirect, {}), matches }];
  const parts = Map.groupBy(matches, (match) => JSON.stringify(replaced(prefix, match, features)));
  if (parts.size === 0 || parts.has(undefined as never)) return undefined;
  return [...parts].map(([path, some]) => ({ action: plain(redirect, JSON.parse(path) as Replaced), matches: some }));
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

function plain(redirect: Redirect, path: Replaced): RedirectPart['action'] {
  const { code, scheme, host, port, origin } = redirect;
  return {
    kind: 'redirect',
    code,
    scheme,
    authority: host,
    port,
    uri: path.uri ?? redirect.path,
    prefixRewrite: path.prefixRewrite,
    origin,
  };
}
