// A first-match list of rules and the place where it will stand in, the `http` routes of a VirtualService out. What a condition
// cannot become is reported at the test that is to blame.
import { catalogue } from '../../../diagnostics/index.ts';
import { type Condition, type Rule, someLeaf } from '../../../model/index.ts';
import { type Literal, normalForm } from '../../shared/normal-form/index.ts';
import type { HttpMatch, HttpRoute, SourceMatch, StringMatch } from '../plan.ts';
import type { Lowering } from './context.ts';
import type { Refusal } from './draft.ts';
import { matchesOf } from './match.ts';
import { type Clause, type Ordered, order } from './order.ts';
import { plainRules } from './plain-rules.ts';
import { addRoutes } from './route.ts';
import { atSite, type Site } from './site.ts';

/** Matches of one rule, and clauses of one list, that are still reasonable in every proxy. */
const mostMatches = 128;
const mostClauses = 512;

/** A rule, or the answer that a proxy gives where no route takes a request. */
export type Outcome = Rule | 'not-found';

export function httpRoutes(rules: readonly Rule[], site: Site, context: Lowering): readonly HttpRoute[] {
  if (rules.length === 0) return [];
  const routes: HttpRoute[] = [];
  const ordered: readonly Ordered<Outcome, HttpMatch>[] = plainRules(rules, site) ?? anyRules(rules, site, context);
  for (let at = 0; at < ordered.length; at++) {
    const { outcome, matches, all } = ordered[at] as Ordered<Outcome, HttpMatch>;
    const some = all ? [] : matches;
    if (outcome === 'not-found') routes.push(notFound(matches));
    else {
      checkMatches(outcome, some, context);
      addRoutes(routes, outcome, some, site, context);
    }
  }
  return routes;
}

/** What becomes of requests, in first-match order, whatever the rules ask. */
export function anyRules(
  rules: readonly Rule[],
  site: Site,
  context: Lowering,
): readonly Ordered<Outcome, HttpMatch>[] {
  const ordered = order<Outcome, HttpMatch>(clausesOf(rules, site, context), {
    lower: ({ conjunction, outcome }) => {
      const { origin } = outcome === 'not-found' ? (conjunction[0] as Literal).test : outcome.condition;
      return matchesOf(conjunction, site, origin, context);
    },
    takesAll: isEmpty,
    untaken: 'not-found',
    limit: mostClauses,
    refuse: (_, refusal) => refuse(refusal, context),
    tooMany: ({ outcome }) => outcome !== 'not-found' && tooMany(outcome.condition, mostClauses, context),
  });
  return runs(ordered);
}

/** The rules' conjunctions, in order, as they are at the site. */
export function clausesOf(rules: readonly Rule[], site: Site, context: Lowering): readonly Clause<Rule>[] {
  const clauses: Clause<Rule>[] = [];
  for (const outcome of rules) {
    const form = normalForm(atSite(outcome.condition, site), mostMatches);
    if (form === 'too-large') tooMany(outcome.condition, mostMatches, context);
    else for (const conjunction of form.conjunctions) clauses.push({ conjunction, outcome });
  }
  return clauses;
}

const tooMany = (condition: Condition, limit: number, { report }: Lowering): void =>
  report.add(catalogue.istio.tooManyMatches, condition.origin, { limit });

export function refuse(refusal: Refusal, { report }: Lowering): void {
  const literals = refusal.refused === 'impossible' ? [refusal.literal] : refusal.literals;
  const why = refusal.refused === 'impossible' ? refusal.why : 'it has no way to say that this does not hold';
  for (const { test } of literals)
    report.add(catalogue.istio.conditionNotExpressible, test.origin, { what: testText(test), why });
}

function testText(test: Literal['test']): string {
  if (test.kind !== 'text') return test.kind === 'port' ? 'this port' : 'this source';
  return test.name === undefined ? `the ${test.subject}` : `${test.subject} \`${test.name}\``;
}

const isEmpty = (match: HttpMatch): boolean =>
  match.uri === undefined &&
  match.scheme === undefined &&
  match.method === undefined &&
  match.authority === undefined &&
  match.headers.size + match.withoutHeaders.size + match.queryParams.size === 0 &&
  asksNothing(match);

/** Of where a request or connection comes from, and to which port. */
export const asksNothing = ({ port, gateways, sourceLabels, sourceNamespace }: SourceMatch): boolean =>
  port === undefined && gateways === undefined && sourceLabels === undefined && sourceNamespace === undefined;

/** Neighbours with the same rule become one route. */
function runs(ordered: readonly Ordered<Outcome, HttpMatch>[]): readonly Ordered<Outcome, HttpMatch>[] {
  const joined: Ordered<Outcome, HttpMatch>[] = [];
  for (const next of ordered) {
    const last = joined.at(-1);
    if (last && last.outcome === next.outcome && next.outcome !== 'not-found') {
      joined[joined.length - 1] = { ...last, matches: [...last.matches, ...next.matches], all: last.all || next.all };
    } else joined.push(next);
  }
  return joined;
}

function notFound(matches: readonly HttpMatch[]): HttpRoute {
  const { origin } = matches[0] as HttpMatch;
  return { matches, action: { kind: 'directResponse', status: 404, origin }, origin };
}

function checkMatches(rule: Rule, matches: readonly HttpMatch[], context: Lowering): void {
  if (matches.length > mostMatches) tooMany(rule.condition, mostMatches, context);
  for (let at = 0; at < matches.length; at++) {
    const { uri, method, authority, headers, withoutHeaders, queryParams } = matches[at] as HttpMatch;
    checkLength(uri, context);
    checkLength(method, context);
    checkLength(authority, context);
    if (headers.size > 0) checkLengths(headers, context);
    if (withoutHeaders.size > 0) checkLengths(withoutHeaders, context);
    if (queryParams.size > 0) checkLengths(queryParams, context);
  }
}

function checkLengths(texts: HttpMatch['headers'], context: Lowering): void {
  for (const text of texts.values()) checkLength(text, context);
}

const longestPattern = 1024;

function checkLength(match: StringMatch | undefined, { report }: Lowering): void {
  if (match?.kind !== 'regex' || match.value.length <= longestPattern) return;
  report.add(catalogue.istio.patternTooLong, match.origin, { length: match.value.length });
}

/** Whether the list obviously takes every request of the site. */
export const isComplete = (rules: readonly Rule[], site: Site): boolean =>
  rules.some((rule) => atSite(rule.condition, site).kind === 'always');

/** Whether a rule of the list asks which workload a request comes from. */
export const asksSource = (rules: readonly Rule[]): boolean =>
  rules.some(({ condition }) => someLeaf(condition, (leaf) => leaf.kind === 'from' && leaf.source.kind !== 'gateway'));
