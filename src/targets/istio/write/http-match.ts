// `HTTPMatchRequest` and `StringMatch`.
import { type Entry, entry, type MapNode, map, text } from '../../../documents/index.ts';
import type { HttpMatch, StringMatch } from '../plan.ts';
import { sourceMatch } from './virtual-service.ts';

export function httpMatch(match: HttpMatch): MapNode {
  const { uri, scheme, method, authority, headers, withoutHeaders, queryParams, origin } = match;
  return map(
    [
      optionalMatch('uri', uri),
      optionalMatch('scheme', scheme),
      optionalMatch('method', method),
      optionalMatch('authority', authority),
      matches('headers', headers, origin),
      matches('withoutHeaders', withoutHeaders, origin),
      matches('queryParams', queryParams, origin),
      ...sourceMatch(match),
    ],
    origin,
  );
}

const optionalMatch = (key: string, match: StringMatch | undefined): Entry | undefined =>
  match && entry(key, stringMatch(match), match.origin);

export const stringMatch = (match: StringMatch): MapNode =>
  match.kind === 'present'
    ? map([], match.origin)
    : map([entry(match.kind, text(match.value, match.origin))], match.origin);

function matches(key: string, all: ReadonlyMap<string, StringMatch>, origin: HttpMatch['origin']): Entry | undefined {
  if (all.size === 0) return undefined;
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return entry(
    key,
    map(
      sorted.map(([name, match]) => entry(name, stringMatch(match), match.origin)),
      origin,
    ),
  );
}
