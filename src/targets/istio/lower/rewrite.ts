// Rewrites of path and host in terms of Envoy, which replaces what the match matched: the whole of an exact path, a prefix and no
// more, and of a route without either the slash at the beginning. Where that is not what was written, an expression says it.
import type { PathRewrite, Settings } from '../../../model/index.ts';
import { barePrefix, quote } from '../../shared/normal-form/index.ts';
import type { HttpMatch, Rewrite } from '../plan.ts';

export function rewriteOf(settings: Settings, matches: readonly HttpMatch[]): Rewrite | undefined {
  const { rewritePath, rewriteHost } = settings;
  if (!rewritePath && !rewriteHost) return undefined;
  return {
    ...(rewritePath ? pathRewrite(rewritePath.value, rewritePath.origin, matches) : {}),
    authority: rewriteHost && { value: rewriteHost.value, origin: rewriteHost.origin },
  };
}

function pathRewrite(rewrite: PathRewrite, origin: HttpMatch['origin'], matches: readonly HttpMatch[]): Rewrite {
  const uri = uriFor(rewrite, matches);
  if (uri !== undefined) return { uri: { value: uri, origin } };
  return { uriRegexRewrite: { value: expression(rewrite), origin } };
}

/** What every match's own part of the path becomes, where that is one text. */
function uriFor(rewrite: PathRewrite, matches: readonly HttpMatch[]): string | undefined {
  const texts = new Set(matches.map((match) => replacement(rewrite, match)));
  return texts.size === 1 ? [...texts][0] : undefined;
}

/** What Envoy should put in the place of the matched part; undefined where the match has no such part. */
function replacement(rewrite: PathRewrite, { uri }: HttpMatch): string | undefined {
  if (rewrite.kind === 'regex' || uri === undefined) return undefined;
  if (rewrite.kind === 'path') return uri.kind === 'exact' ? rewrite.to : undefined;
  return uri.kind === 'exact' || uri.kind === 'prefix' ? replacedPrefix(rewrite, uri.value) : undefined;
}

/** The matched text with the segments of `from` replaced; undefined where it does not begin with them. */
export function replacedPrefix(
  { from, to }: { readonly from: string; readonly to: string },
  text: string,
): string | undefined {
  const [bare, target] = [barePrefix(from), barePrefix(to)];
  if (text !== bare && !text.startsWith(`${bare}/`)) return undefined;
  const replaced = `${target}${text.slice(bare.length)}`;
  return replaced === '' ? '/' : replaced;
}

function expression(rewrite: PathRewrite): { readonly match: string; readonly rewrite: string } {
  switch (rewrite.kind) {
    case 'path':
      return { match: '^.*$', rewrite: literal(rewrite.to) };
    case 'prefix': {
      const [from, to] = [barePrefix(rewrite.from), barePrefix(rewrite.to)];
      if (to === '') return { match: `^${quote(from)}/?(.*)$`, rewrite: '/\\1' };
      return { match: `^${quote(from)}(/.*)?$`, rewrite: `${literal(to)}\\1` };
    }
    case 'regex':
      return { match: anchored(rewrite.pattern), rewrite: rewrite.to };
  }
}

/** A text that is no template. */
const literal = (text: string): string => text.replace(/\\/g, '\\\\');

/** Envoy replaces every piece that matches; the language means the whole path. */
function anchored(pattern: string): string {
  if (pattern.includes('|')) return `^(?:${pattern})$`;
  return `${pattern.startsWith('^') ? '' : '^'}${pattern}${/(^|[^\\])\$$/.test(pattern) ? '' : '$'}`;
}
