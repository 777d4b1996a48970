// Rules whose conditions stand in matches as they are (path, method, scheme and headers, each asked once for one value) → their matches,
// without the forms and steps that other conditions need; what it answers is what these would, as test/rooms/istio/plain-rules.test.ts holds.
import type { Condition, Rule, TextTest } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { HttpMatch, StringMatch } from '../plan.ts';
import { noTexts, plainMatch, stringMatch } from './draft.ts';
import type { Ordered } from './order.ts';
import { asksEvery, uris } from './path-match.ts';
import { atSite, type Site } from './site.ts';

/** More than this are left to what counts their clauses. */
const mostRules = 500;

/** In first-match order, up to the one that takes every request; undefined where any of the rules asks for more. */
export function plainRules(rules: readonly Rule[], site: Site): readonly Ordered<Rule, HttpMatch>[] | undefined {
  if (rules.length > mostRules) return undefined;
  const found: Ordered<Rule, HttpMatch>[] = [];
  for (let at = 0; at < rules.length; at++) {
    const outcome = rules[at] as Rule;
    const { condition } = outcome;
    const known = isOpen(condition) ? condition : atSite(condition, site);
    const all = known.kind === 'always';
    const matches = all ? none : plainMatches(known, condition.origin);
    if (!matches || found.at(-1)?.outcome === outcome) return undefined;
    found.push({ outcome, matches, all });
    if (all) break;
  }
  return found;
}

const none: readonly HttpMatch[] = [];

/** Whether it is obvious that the site knows nothing about it. */
const isOpen = (condition: Condition): boolean =>
  condition.kind === 'always' ||
  (condition.kind === 'text' && (condition.subject === 'path' || condition.subject === 'header'));

function plainMatches(condition: Condition, origin: Span): readonly HttpMatch[] | undefined {
  let paths: readonly StringMatch[] | undefined;
  let method: StringMatch | undefined;
  let scheme: StringMatch | undefined;
  let headers: Map<string, StringMatch> | undefined;
  const parts = condition.kind === 'and' ? condition.parts : undefined;
  for (let at = 0; at < (parts?.length ?? 1); at++) {
    const part = parts ? (parts[at] as Condition) : condition;
    if (part.kind !== 'text' || part.operator === 'exists' || part.values.length !== 1) return undefined;
    const name = part.name ?? '';
    if (part.subject === 'path' && !paths && !asksEvery(part)) paths = uris(part);
    else if (part.subject === 'method' && !method) method = stringMatch(part);
    else if (part.subject === 'scheme' && !scheme && isScheme(part)) scheme = stringMatch(part);
    else if (part.subject === 'header' && name !== 'host' && !headers?.has(name))
      headers = (headers ?? new Map()).set(name, stringMatch(part));
    else return undefined;
  }
  const uri = paths?.length === 1 ? paths[0] : undefined;
  if (uri || !paths) return [plainMatch(uri, method, scheme, headers ?? noTexts, origin)];
  return paths.map((one) => plainMatch(one, method, scheme, headers ?? noTexts, origin));
}

const isScheme = ({ operator, values }: TextTest): boolean =>
  operator === 'equals' && (values[0] === 'http' || values[0] === 'https');
