// A route takes 16 rules and 128 matches: longer lists become several routes of the same parent. Between routes the more specific match
// wins as within one, and ties go to the older and then to the smaller name: pieces are named so that their order is kept.
import type { Context } from './context.ts';
import type { RoutePlan, RoutePlanRule } from './plan.ts';

export function splitRoutes(context: Context, route: RoutePlan): RoutePlan[] {
  const bound = context.dialect.limits(route.kind);
  const rules = route.rules.flatMap((rule) => splitRule(rule, bound.matches));
  const pieces: RoutePlanRule[][] = [[]];
  let matches = 0;
  for (const rule of rules) {
    const size = Math.max(1, rule.matches.length);
    if ((pieces.at(-1)?.length ?? 0) === bound.rules || matches + size > bound.total) {
      pieces.push([]);
      matches = 0;
    }
    pieces.at(-1)?.push(rule);
    matches += size;
  }
  if (pieces.length > 999)
    context.dialect.sayTooMany(context.report, route.origin, rules.length, 999 * bound.rules, 'rules');
  if (pieces.length === 1) return [{ ...route, rules: uniquelyNamed(rules) }];
  return pieces.map((piece, index) => ({
    ...route,
    name: `${route.name}-${String(index + 1).padStart(3, '0')}`,
    rules: uniquelyNamed(piece),
  }));
}

function splitRule(rule: RoutePlanRule, most: number): RoutePlanRule[] {
  if (rule.matches.length <= most) return [rule];
  const pieces: RoutePlanRule[] = [];
  for (let at = 0; at < rule.matches.length; at += most)
    pieces.push({ ...rule, matches: rule.matches.slice(at, at + most) });
  return pieces;
}

/** No two rules of a route have one name. */
function uniquelyNamed(rules: readonly RoutePlanRule[]): readonly RoutePlanRule[] {
  const taken = new Set<string>();
  return rules.map((rule) => {
    if (rule.name === undefined) return rule;
    let name = rule.name;
    for (let count = 2; taken.has(name); count++) name = `${rule.name}-${count}`;
    taken.add(name);
    return { ...rule, name };
  });
}
