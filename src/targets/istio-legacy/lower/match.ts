// The algebra of upstream's MatchCondition: conjunction, implication, equality. A match holds if all its parts do. Knows nothing of
// the language's conditions.
import type { Labels } from '../../../model/index.ts';
import type { Match, Source, StringMatch } from '../plan.ts';
import { impliesString, meetStrings } from './string-match.ts';

/** Every request. */
export const ANY: Match = { headers: {} };

export const headerMatch = (name: string, match: StringMatch): Match => ({ headers: { [name]: match } });

/** What holds when both do, or `never`. */
export function meet(a: Match, b: Match): Match | 'never' {
  const headers = new Map(Object.entries(a.headers));
  for (const [name, match] of Object.entries(b.headers)) {
    const known = headers.get(name);
    const both = known ? meetStrings(known, match) : match;
    if (both === 'never') return 'never';
    headers.set(name, both);
  }
  const source = meetSources(a.source, b.source);
  if (source === 'never') return 'never';
  const both = Object.fromEntries(headers);
  return source ? { headers: both, source } : { headers: both };
}

function meetSources(a: Source | undefined, b: Source | undefined): Source | undefined | 'never' {
  if (!a || !b) return a ?? b;
  if (a.service && b.service && a.service.host !== b.service.host) return 'never';
  const labels = meetLabels(a.labels ?? {}, b.labels ?? {});
  if (labels === 'never') return 'never';
  const service = a.service ?? b.service;
  return { ...(service ? { service } : {}), ...(Object.keys(labels).length > 0 ? { labels } : {}) };
}

function meetLabels(a: Labels, b: Labels): Labels | 'never' {
  for (const [key, value] of Object.entries(b)) if (Object.hasOwn(a, key) && a[key] !== value) return 'never';
  return { ...a, ...b };
}

/** Every request of `a` is one of `b`: `true` is certain, `false` may be either. */
export function implies(a: Match, b: Match): boolean {
  for (const [name, match] of Object.entries(b.headers)) {
    const own = Object.hasOwn(a.headers, name) ? a.headers[name] : undefined;
    if (!(own && impliesString(own, match)) && !isAnyUri(name, match)) return false;
  }
  return impliesSource(a.source, b.source);
}

/** Every path begins with a slash. */
const isAnyUri = (name: string, match: StringMatch): boolean =>
  name === 'uri' && match.kind === 'prefix' && match.value === '/';

function impliesSource(a: Source | undefined, b: Source | undefined): boolean {
  if (!b) return true;
  if (!a || (b.service && a.service?.host !== b.service.host)) return false;
  return Object.entries(b.labels ?? {}).every(([key, value]) => a.labels?.[key] === value);
}

/** Some request may be in both. */
export const overlap = (a: Match, b: Match): boolean => meet(a, b) !== 'never';

/** Without conditions of any kind. */
export const isCatchAll = (match: Match): boolean => implies(ANY, match);

/** The same match without the condition on the path, as old Istio keys its fault filters. */
export function withoutUri(match: Match): Match {
  const { uri: _, ...headers } = match.headers;
  return { ...match, headers };
}
