// Routes of one place → its rules: all their matches by rank, then by the name of the route, then as they stand; neighbours that do the
// same are one rule.
import type { Rule } from '../../../model/index.ts';
import { anyOf, keyOf } from '../../shared/reading/index.ts';
import type { Piece, RouteObject } from './routes.ts';

export function rulesOf(routes: readonly RouteObject[]): readonly Rule[] {
  const named = [...routes].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const pieces = named.flatMap(({ pieces: some }) => some);
  const sorted = pieces
    .map((piece, at) => ({ piece, at }))
    .sort((a, b) => compareRanks(b.piece, a.piece) || a.at - b.at);
  return joined(sorted.map(({ piece }) => piece));
}

const nameOf = ({ object }: RouteObject): string => `${object.namespace}/${object.name}`;

function compareRanks(a: Piece, b: Piece): number {
  for (const [at, part] of a.rank.entries()) {
    const other = b.rank[at] ?? 0;
    if (part !== other) return part - other;
  }
  return 0;
}

function joined(pieces: readonly Piece[]): readonly Rule[] {
  const rules: Rule[] = [];
  for (const { condition, action, settings, origin } of pieces) {
    const last = rules.at(-1);
    if (last && keyOf([last.action, last.settings]) === keyOf([action, settings]))
      rules[rules.length - 1] = { ...last, condition: anyOf([last.condition, condition], last.condition.origin) };
    else rules.push({ condition, action, settings, origin, through: [] });
  }
  return rules;
}
