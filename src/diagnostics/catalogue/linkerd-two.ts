// Findings of the family M552x: what Linkerd 2 does not do with routes of Gateway API, or not in this order.
import { type Example, entry } from '../entry.ts';

const on = (program: string): Example => ({
  files: { 'main.mesh': `namespace shop\nservice cart { port 8080 http; version v1, v2 }\n${program}\n` },
  target: 'linkerd@2.19',
});

export const notInLinkerd = entry<{ construct: string; version: string; reason: string }>({
  code: 'M5520',
  slug: 'not-in-linkerd-2',
  severity: 'error',
  message: ({ construct, version, reason }) => `Linkerd ${version} does not do ${construct}: ${reason}`,
  why: 'Linkerd 2 reads routes of Gateway API and a few objects and annotations of its own. What it does not know it drops, often with the whole route, and requests would go elsewhere.',
  fix: 'Leave it out for this target, or build for one that has it (docs/targets.md).',
  bad: on('route cart -> v1 { rewrite path "/x" }'),
  good: on('route cart -> v1 { timeout 1s }'),
});

export const orderByLength = entry<{ earlier: string; version: string; reason: string }>({
  code: 'M5521',
  slug: 'order-by-length',
  severity: 'error',
  message: ({ earlier, version, reason }) => `Linkerd ${version} would try this rule before ${earlier}: ${reason}`,
  why: 'In Linkerd not the first match wins but the one that matched more of the path (an expression matches all of it), then the one that asks for a method, more headers, more query parameters.',
  fix: 'Write the two conditions so that they do not overlap, or use exact paths and `under` instead of regular expressions.',
  bad: on(
    'route cart {\n  when path under "/a" and header "x" == "1" -> v2\n  when path matches `/a/.*x` -> v1\n  else -> v2\n}',
  ),
  good: on(
    'route cart {\n  when path matches `/a/.*x` -> v1\n  when path under "/a" and method == GET -> v2\n  else -> v1\n}',
  ),
});

export const tooManyMatches = entry<{ count: number; limit: number; what: string }>({
  code: 'M5522',
  slug: 'too-many-matches-for-linkerd',
  severity: 'error',
  message: ({ count, limit, what }) => `this becomes ${count} ${what}; a rule of a route takes ${limit}`,
  why: 'The schemas of routes bound the matches of a rule; mesh splits routes where that keeps the meaning.',
  fix: 'Simplify the condition, or split the rule in two.',
  bad: { shownBy: 'test/rooms/linkerd-on-gateway-api/lower.test.ts' },
});
