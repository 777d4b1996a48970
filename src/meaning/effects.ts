// What an action does to a concrete request: the path and host that the destination sees, the place a redirect names. By the
// words of the language; how a platform brings it about is the targets' matter.
import type { PathRewrite, Redirect, Settings } from '../model/index.ts';
import type { Sent } from './decision.ts';
import { isUnder } from './evaluate.ts';
import { replaceWhole } from './pattern.ts';
import { pairsOf, type Request } from './request/request.ts';

/** Host and path as the destination gets them. */
export function sentRequest(request: Request, settings: Settings): Sent {
  const rewrite = settings.rewritePath?.value;
  return {
    host: settings.rewriteHost?.value ?? request.host,
    path: rewrite ? rewritePath(request.path, rewrite) : request.path,
  };
}

/** The path after a rewrite; one that does not apply leaves it as it is. */
export function rewritePath(path: string, rewrite: PathRewrite): string {
  switch (rewrite.kind) {
    case 'path':
      return rewrite.to;
    case 'prefix':
      return replacePrefix(path, rewrite.from, rewrite.to);
    case 'regex':
      return replaceWhole(rewrite.pattern, path, rewrite.to);
  }
}

/** The leading segments of `from` become those of `to`; slashes at the ends of both say nothing. */
export function replacePrefix(path: string, from: string, to: string): string {
  if (!isUnder(path, from)) return path;
  const rest = path.slice(from.replace(/\/+$/, '').length);
  return `${to.replace(/\/+$/, '')}${rest}` || '/';
}

/** The URL of a redirect; what it does not name stays as requested, and a changed scheme brings its own port. */
export function redirectLocation(request: Request, redirect: Redirect): string {
  const scheme = redirect.scheme ?? request.scheme;
  const kept = redirect.scheme === undefined || redirect.scheme === request.scheme ? request.port : usualPort(scheme);
  const port = redirect.port ?? kept;
  const pairs = [...pairsOf(request.query)].map(([name, value]) => `${name}=${value}`);
  const query = pairs.length > 0 ? `?${pairs.join('&')}` : '';
  const authority = `${redirect.host ?? request.host}${port === usualPort(scheme) ? '' : `:${port}`}`;
  return `${scheme}://${authority}${redirectPath(request.path, redirect)}${query}`;
}

function redirectPath(path: string, redirect: Redirect): string {
  if (redirect.path !== undefined) return redirect.path;
  return redirect.prefix ? replacePrefix(path, redirect.prefix.from, redirect.prefix.to) : path;
}

export const usualPort = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);
