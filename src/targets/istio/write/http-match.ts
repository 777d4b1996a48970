// `HTTPMatchRequest` and `StringMatch`.
import type { Sink } from '../../../documents/index.ts';
import type { HttpMatch, StringMatch } from '../plan.ts';
import { sourceMatch } from './virtual-service.ts';

export function httpMatch(to: Sink, match: HttpMatch): void {
  const { origin } = match;
  to.mapItem(origin);
  if (match.uri) stringMatch(to, 'uri', match.uri);
  if (match.scheme) stringMatch(to, 'scheme', match.scheme);
  if (match.method) stringMatch(to, 'method', match.method);
  if (match.authority) stringMatch(to, 'authority', match.authority);
  if (match.headers.size > 0) matches(to, 'headers', match.headers, origin);
  if (match.withoutHeaders.size > 0) matches(to, 'withoutHeaders', match.withoutHeaders, origin);
  if (match.queryParams.size > 0) matches(to, 'queryParams', match.queryParams, origin);
  sourceMatch(to, match);
  to.end();
}

function stringMatch(to: Sink, key: string, match: StringMatch): void {
  to.map(key, match.origin, match.origin);
  matchKind(to, match);
  to.end();
}

/** The one field of a `StringMatch`. */
export function matchKind(to: Sink, match: StringMatch): void {
  if (match.kind !== 'present') to.field(match.kind, match.value, match.origin);
}

function matches(to: Sink, key: string, all: ReadonlyMap<string, StringMatch>, origin: HttpMatch['origin']): void {
  to.map(key, origin);
  const names = [...all.keys()];
  if (names.length > 1) names.sort();
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string;
    stringMatch(to, name, all.get(name) as StringMatch);
  }
  to.end();
}
