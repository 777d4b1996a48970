// A first-match list at one place (a door's port, a port of a service) → rules of an HTTPRoute or a GRPCRoute that decide the same under
// precedence by specificity.
import {
  and,
  type Condition,
  mapLeaves,
  not,
  or,
  type Redirect,
  type Respond,
  type Rule,
  type TextTest,
} from '../../../model/index.ts';
import { assuming, type Decide, normalForm } from '../normal-form/index.ts';
import { backendsOf, type Home } from './backend.ts';
import { type Context, refuse } from './context.ts';
import { matchesOf } from './match.ts';
import { type Entry, withoutNegation } from './order.ts';
import type { Filter, HttpMatch, RoutePlanRule } from './plan.ts';
import { type Arranged, arrange, type Ranked } from './precedence.ts';
import { prefixModifier } from './prefix-modifier.ts';

/** The rules; nothing where something was refused. `decide`: what is known where the route hangs. */
export function requestRules(context: Context, home: Home, rules: readonly Rule[], decide: Decide): RoutePlanRule[] {
  const entries = entriesOf(context, home, rules, decide);
  const positive = entries && positiveEntries(context, rules, entries);
  const ranked = positive && rankedMatches(context, home, rules, positive);
  if (!ranked) return [];
  const arranged = arrange(ranked, context.dialect.precedence);
  if (arranged.kind === 'refused') {
    sayOrder(context, rules, arranged);
    return [];
  }
  return runsOf(arranged.matches).flatMap(({ rule, matches }) =>
    planRules(context, home, rules[rule] as Rule, matches),
  );
}

/** Neighbouring matches of one rule together: between rules of a route the order decides ties. */
function runsOf(ranked: readonly Ranked[]): { readonly rule: number; readonly matches: HttpMatch[] }[] {
  const runs: { readonly rule: number; readonly matches: HttpMatch[] }[] = [];
  for (const { rule, match } of ranked) {
    const last = runs.at(-1);
    if (last?.rule === rule) last.matches.push(match);
    else runs.push({ rule, matches: [match] });
  }
  return runs;
}

function entriesOf(context: Context, home: Home, rules: readonly Rule[], decide: Decide): Entry[] | undefined {
  const { matches } = context.dialect.limits(home.kind);
  const entries: Entry[] = [];
  const known = rules.map(({ condition }) => assuming(condition, decide));
  const ends = known.some(({ kind }) => kind === 'always');
  for (const [index, rule] of rules.entries()) {
    const condition = known[index] as Condition;
    const form = normalForm(ends ? bySegments(condition) : condition, matches);
    if (form === 'too-large') {
      context.dialect.sayTooMany(context.report, rule.condition.origin, matches + 1, matches, 'or more matches');
      return undefined;
    }
    for (const conjunction of form.conjunctions) entries.push({ conjunction, rule: index });
    if (form.conjunctions.some((conjunction) => conjunction.length === 0)) break;
  }
  return entries;
}

/** `starts "/a/"` is what lies under `/a` without `/a` itself: two things that the platform has, where order can say the second. */
const bySegments = (condition: Condition): Condition =>
  mapLeaves(condition, (leaf) =>
    leaf.kind === 'text' && leaf.subject === 'path' && leaf.operator === 'starts' && leaf.values.every(isSegments)
      ? or(
          leaf.values.map((value) => below(leaf, value.slice(0, -1))),
          leaf.origin,
        )
      : leaf,
  );

const isSegments = (value: string): boolean => value.length > 1 && value.endsWith('/') && !value.endsWith('//');

function below(test: TextTest, value: string): Condition {
  const { origin } = test;
  const itself: Condition = { ...test, operator: 'equals', values: [value] };
  return and([{ ...test, operator: 'under', values: [value] }, not(itself, origin)], origin);
}

function positiveEntries(
  context: Context,
  rules: readonly Rule[],
  entries: readonly Entry[],
): readonly Entry[] | undefined {
  const positive = withoutNegation(entries);
  const undecided = positive?.find((entry) => entry.rule < 0);
  if (positive && !undecided) return withoutLast404(rules, positive);
  const negated = entries.flatMap(({ conjunction }) => conjunction).find((literal) => literal.negated);
  const origin = negated?.test.origin ?? (rules[0] as Rule).origin;
  refuse(
    context,
    origin,
    '`not` here',
    positive
      ? 'nothing decides the requests that it leaves, so order cannot say it; end the list with `else`'
      : 'the order of rules that says it grows too long',
  );
  return undefined;
}

/** A last `respond 404` without body for all the rest is what no match gives: it is not written. */
function withoutLast404(rules: readonly Rule[], entries: readonly Entry[]): readonly Entry[] {
  const last = entries.at(-1);
  const rule = last && rules[last.rule];
  if (!last || !rule || last.conjunction.length > 0) return entries;
  return isPlain404(rule) && entries.filter((entry) => entry.rule === last.rule).length === 1
    ? entries.slice(0, -1)
    : entries;
}

const isPlain404 = ({ action, settings: { headers = [], cors, delay, abort } }: Rule): boolean =>
  action.kind === 'respond' &&
  action.status === 404 &&
  action.body === undefined &&
  !cors &&
  !delay &&
  !abort &&
  headers.every(({ value }) => value.direction === 'request');

function rankedMatches(
  context: Context,
  { kind }: Home,
  rules: readonly Rule[],
  entries: readonly Entry[],
): Ranked[] | undefined {
  const ranked: Ranked[] = [];
  for (const [position, { conjunction, rule }] of entries.entries()) {
    const matches = matchesOf(conjunction, { dialect: context.dialect, kind });
    if (!Array.isArray(matches)) {
      const { literal, reason } = matches as Exclude<typeof matches, readonly HttpMatch[]>;
      refuse(context, literal.test.origin, 'this condition', reason);
      return undefined;
    }
    for (const match of matches as readonly HttpMatch[]) ranked.push({ match, position, rule });
  }
  return ranked.length > 0 || rules.length === 0 ? ranked : [];
}

function sayOrder(
  context: Context,
  rules: readonly Rule[],
  { earlier, later, reason }: Extract<Arranged, { readonly kind: 'refused' }>,
): void {
  const [first, second] = [rules[earlier] as Rule, rules[later] as Rule];
  context.dialect.sayOrder(context.report, second.condition.origin, first, reason);
}

/** Matches that take the same path modifier share a rule; one that replaces a prefix goes with one match alone, by the API's own rules. */
function planRules(context: Context, home: Home, rule: Rule, matches: readonly HttpMatch[]): RoutePlanRule[] {
  if (matches.length === 0) return [];
  const { action, settings, origin } = rule;
  const groups = new Map<string, { matches: HttpMatch[]; plan: Omit<RoutePlanRule, 'matches' | 'origin'> }>();
  for (const match of matches) {
    const fromSettings = context.dialect.settings(context, home, settings, match);
    const plan = {
      ...fromSettings,
      filters: [...fromSettings.filters, ...actionFilters(context, action, match)],
      backends: [],
    };
    const key = JSON.stringify(plan.filters, (name, value) => (name === 'origin' ? undefined : value));
    const group = plan.filters.some(replacesPrefix) ? undefined : groups.get(key);
    if (group) group.matches.push(match);
    else groups.set(groups.has(key) ? `${key} ${groups.size}` : key, { matches: [match], plan });
  }
  if (action.kind === 'respond' && !answersWithoutBackend(context, home, action, [...groups.values()]))
    refuse(context, action.origin, '`respond`', 'it has no direct answers');
  const backends = action.kind === 'forward' ? backendsOf(context, home, action.split) : [];
  return [...groups.values()].map((group) => ({
    ...group.plan,
    backends,
    matches: group.matches.length === 1 && isAll(group.matches[0] as HttpMatch) ? [] : group.matches,
    origin,
  }));
}

/** A rule of a gateway that names no backend is an answer too; what else it would do to the request or the answer nobody says. */
function answersWithoutBackend(
  { dialect }: Context,
  { kind, port, network }: Home,
  { status, body }: Respond,
  groups: readonly { readonly plan: Pick<RoutePlanRule, 'filters'> }[],
): boolean {
  const isDoor = kind === 'HTTPRoute' && port === undefined && network === undefined;
  return (
    isDoor &&
    status === dialect.withoutBackend &&
    body === undefined &&
    groups.every(({ plan }) => plan.filters.length === 0)
  );
}

const replacesPrefix = (filter: Filter): boolean => 'path' in filter && filter.path?.type === 'ReplacePrefixMatch';

const isAll = ({ path, method, headers, query, grpc }: HttpMatch): boolean =>
  !path && !grpc && method === undefined && headers.length + query.length === 0;

function actionFilters(context: Context, action: Rule['action'], match: HttpMatch): Filter[] {
  return action.kind === 'redirect' ? [redirectFilter(context, action, match)] : [];
}

function redirectFilter(context: Context, action: Redirect | Respond, match: HttpMatch): Filter {
  const redirect = action as Redirect;
  const { code, scheme, host, port, path, prefix, origin } = redirect;
  context.dialect.checkRedirect(context, redirect);
  const modifier = prefix ? prefixModifier(match, prefix.from, prefix.to) : undefined;
  if (prefix && !modifier)
    refuse(context, origin, 'this redirect of a prefix', 'the rule matches no prefix that could be replaced');
  return {
    type: 'RequestRedirect',
    ...(scheme === undefined ? {} : { scheme }),
    ...(host === undefined ? {} : { hostname: host }),
    ...(path !== undefined
      ? { path: { type: 'ReplaceFullPath', replaceFullPath: path } }
      : modifier
        ? { path: modifier }
        : {}),
    ...(port === undefined ? {} : { port }),
    statusCode: code,
  };
}
