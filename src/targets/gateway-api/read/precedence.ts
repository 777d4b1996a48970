// Routes of one place → its rules: all their matches by rank, then by the name of the route, then as they stand; neighbours that do the
// same are one rule. Where expressions stand among prefixes each implementation says: Istio's are last, behind `/`, all others try `/` last.
import type { Rule } from '../../../model/index.ts';
import { anyOf, keyOf } from '../../shared/reading/index.ts';
import { ISTIO, triesAllBeforeExpressions } from '../supports.ts';
import type { Piece, RouteObject } from './routes.ts';

/** @param className of the gateway; absent inside the mesh, where Istio's order is taken. */
export function rulesOf(routes: readonly RouteObject[], className = ISTIO): readonly Rule[] {
  const named = [...routes].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const pieces = named.flatMap(({ pieces: some }) => some);
  const sorted = pieces
    .map((piece, at) => ({ piece, at }))
    .sort((a, b) => compareRanks(b.piece, a.piece) || a.at - b.at);
  const inOrder = sorted.map(({ piece }) => piece);
  if (triesAllBeforeExpressions(className)) return joined(inOrder);
  const takesAll = ({ condition }: Piece): boolean => condition.kind === 'always';
  return joined([...inOrder.filter((piece) => !takesAll(piece)), ...inOrder.filter(takesAll)]);
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
