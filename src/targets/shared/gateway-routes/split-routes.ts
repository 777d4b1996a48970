// A route takes so many rules and matches, and some settings stand at the object: longer lists become several routes of the same parent.
// Between routes the more specific match wins as within one, and ties go to the older and then to the smaller name: pieces are named so
// that their order is kept.
import { type GivenNames, numberedName } from '../../../text/index.ts';
import type { Context } from './context.ts';
import type { RoutePlan, RoutePlanRule } from './plan.ts';

export function splitRoutes(context: Context, route: RoutePlan): RoutePlan[] {
  const bound = context.dialect.limits(route.kind);
  const rules = route.rules.flatMap((rule) => splitRule(rule, bound.matches));
  const pieces = piecesOf(rules, bound);
  if (pieces.length > 999)
    context.dialect.sayTooMany(context.report, route.origin, rules.length, 999 * bound.rules, 'rules');
  return pieces.map((piece, index) => {
    const number = pieces.length === 1 ? '' : `-${String(index + 1).padStart(3, '0')}`;
    const { annotations, label } = piece[0] ?? {};
    return {
      ...route,
      name: `${route.name}${number}${label === undefined ? '' : `-${label}`}`,
      ...(annotations ? { annotations } : {}),
      rules: uniquelyNamed(piece),
    };
  });
}

function piecesOf(
  rules: readonly RoutePlanRule[],
  bound: { readonly rules: number; readonly total: number },
): readonly (readonly RoutePlanRule[])[] {
  const pieces: RoutePlanRule[][] = [];
  let matches = 0;
  for (const rule of rules) {
    const size = Math.max(1, rule.matches.length);
    const last = pieces.at(-1);
    if (!last || last.length === bound.rules || matches + size > bound.total || objectOf(last[0]) !== objectOf(rule)) {
      pieces.push([rule]);
      matches = size;
    } else {
      last.push(rule);
      matches += size;
    }
  }
  return pieces.length === 0 ? [[]] : pieces;
}

/** Rules of one object say the same of it. */
const objectOf = (rule: RoutePlanRule | undefined): string => JSON.stringify([rule?.annotations, rule?.label]);

function splitRule(rule: RoutePlanRule, most: number): RoutePlanRule[] {
  if (rule.matches.length <= most) return [rule];
  const pieces: RoutePlanRule[] = [];
  for (let at = 0; at < rule.matches.length; at += most)
    pieces.push({ ...rule, matches: rule.matches.slice(at, at + most) });
  return pieces;
}

/** No two rules of a route have one name. */
function uniquelyNamed(rules: readonly RoutePlanRule[]): readonly RoutePlanRule[] {
  const given: GivenNames = new Map();
  return rules.map((rule) => (rule.name === undefined ? rule : { ...rule, name: numberedName(rule.name, given) }));
}
