// Two meshes in, the requests that they decide differently out: grouped by what they got and what they get, each group with an
// example that both meshes were asked about. No group and no doubt is a proof that nothing changes.
import { difference, type LabelledRule, TRUE } from '../../logic/index.ts';
import type { Mesh, Rule, Settings } from '../../model/index.ts';
import { decide } from '../decide.ts';
import type { Decision } from '../decision.ts';
import {
  type DecisionParts,
  decisionParts,
  fallbackParts,
  keyOf,
  respondKey,
  undeclaredParts,
} from '../decision-key.ts';
import { ask } from '../question.ts';
import { readable } from '../readable.ts';
import type { Request } from '../request/request.ts';
import { RequestSpace, type SpaceOptions } from '../space/request-space.ts';
import type { Table } from '../table.ts';
import { type TablePair, tablePairs } from './pairs.ts';
import { sameAll, sameCondition } from './same.ts';
import { decideSame } from './same-decision.ts';

export interface Change {
  /** `weights`: the same destinations in other shares. `settings`: the same action. `decision`: something else is done. */
  readonly kind: 'decision' | 'weights' | 'settings';
  /** The settings that differ. */
  readonly settings: readonly (keyof Settings)[];
  readonly request: Request;
  readonly before: Decision;
  readonly after: Decision;
  /** How many pairs of rules this stands for. */
  readonly count: number;
}
export interface RouteDifference {
  readonly changes: readonly Change[];
  /** Why there may be more. */
  readonly unknown: readonly string[];
  /** Pairs of tables that were compared, and those among them that were found equal. */
  readonly compared: number;
  readonly equal: number;
}

/** What becomes of requests in both meshes, compared exactly. */
export function compareRoutes(old: Mesh, fresh: Mesh, limits: SpaceOptions = {}): RouteDifference {
  const pairs = tablePairs(old, fresh);
  const results = pairs.map((pair) =>
    ask(
      () => comparePair(old, fresh, pair, limits),
      (reason) => ({ changes: [], unknown: [reason] }),
    ),
  );
  return {
    changes: results.flatMap((result) => result.changes),
    unknown: [...new Set(results.flatMap((result) => result.unknown))],
    compared: pairs.length,
    equal: results.filter((result) => result.changes.length + result.unknown.length === 0).length,
  };
}

/** A table's rules with their labels, and one more for what no rule takes. */
interface Side {
  readonly mesh: Mesh;
  readonly table: Table | undefined;
  readonly parts: readonly DecisionParts[];
  readonly keys: readonly string[];
}

function sideOf(mesh: Mesh, table: Table | undefined, pair: TablePair): Side {
  const scoped = table && { ...table, ports: pair.scope.ports };
  const rest = scoped ? fallbackParts(mesh, scoped) : missingParts(pair);
  const parts = [...(scoped?.rules.map((rule) => decisionParts(mesh, scoped, rule)) ?? []), rest];
  return { mesh, table, parts, keys: parts.map(keyOf) };
}

/** What a mesh does with requests for which it has no table. */
const missingParts = ({ scope }: TablePair): DecisionParts =>
  scope.address.kind === 'gateway'
    ? { action: respondKey(404, undefined), shares: '', settings: new Map() }
    : undeclaredParts;

function comparePair(
  old: Mesh,
  fresh: Mesh,
  pair: TablePair,
  limits: SpaceOptions,
): Pick<RouteDifference, 'changes' | 'unknown'> {
  if (isSameList(old, fresh, pair)) return noChanges;
  const before = sideOf(old, pair.old, pair);
  const after = sideOf(fresh, pair.new, pair);
  if (isWrittenSame(before, after)) return noChanges;
  const conditions = [before, after].flatMap((side) => side.table?.rules.map((rule) => rule.condition) ?? []);
  const space = new RequestSpace([fresh, old], pair.scope, conditions, limits);
  const lists = [before, after].map((side) => labelled(space, side));
  const first: LabelledRule = { condition: space.universe.not(space.world()), label: '' };
  const { pairs, unknown } = difference(space.universe, [first, ...lists[0]!], [first, ...lists[1]!]);
  const found = pairs.map(({ i, j, witness }) => ({ i: i - 1, j: j - 1, request: space.request(witness) }));
  return grouped(before, after, found, unknown);
}

const noChanges: Pick<RouteDifference, 'changes' | 'unknown'> = { changes: [], unknown: [] };

/** Surely the same rules in the same order: what `isWrittenSame` would find, sooner. */
export function isSameList(old: Mesh, fresh: Mesh, { old: a, new: b, scope: { ports } }: TablePair): boolean {
  if (!a || !b || a.fallback !== b.fallback) return false;
  if (a.fallback === 'forward') return forwardsSame(a, b);
  if (a.rules.length !== b.rules.length) return false;
  const [before, after] = [
    { ...a, ports },
    { ...b, ports },
  ];
  return sameAll(a.rules, b.rules, (one, other) => sameRule(old, before, one, fresh, after, other));
}

/** Without rules, on ports that both declare, requests go on as they came. */
const forwardsSame = (a: Table, b: Table): boolean =>
  a.rules.length === 0 && b.rules.length === 0 && a.ports.length > 0 && b.ports.length > 0;

/** Surely the same decision for the same requests. */
export const sameRule = (old: Mesh, before: Table, rule: Rule, fresh: Mesh, after: Table, other: Rule): boolean =>
  sameCondition(rule.condition, other.condition) &&
  decideSame({ mesh: old, table: before, rule }, { mesh: fresh, table: after, rule: other });

/** The same rules in the same order. What `from` means hangs on the declarations, which are compared on their own. */
const isWrittenSame = (before: Side, after: Side): boolean =>
  sameAll(before.keys, after.keys, Object.is) &&
  sameAll(before.table?.rules ?? [], after.table?.rules ?? [], (a, b) => sameCondition(a.condition, b.condition));

function labelled(space: RequestSpace, { table, keys }: Side): readonly LabelledRule[] {
  const rules =
    table?.rules.map((rule, index) => ({ condition: space.formula(rule.condition), label: keys[index]! })) ?? [];
  return [...rules, { condition: TRUE, label: keys.at(-1)! }];
}

interface Found {
  readonly i: number;
  readonly j: number;
  readonly request: Request;
}

function grouped(
  before: Side,
  after: Side,
  found: readonly Found[],
  unknown: readonly string[],
): Pick<RouteDifference, 'changes' | 'unknown'> {
  const groups = Map.groupBy(found, ({ i, j }) => `${before.keys[i]}\0${after.keys[j]}`);
  const changes = [...groups.values()].map((group) => ({ group, change: changeOf(before, after, group) }));
  const doubts = changes.some(({ change }) => change === undefined)
    ? ['an example found cannot be written as one request']
    : [];
  return { changes: changes.flatMap(({ change }) => change ?? []), unknown: [...unknown, ...doubts] };
}

/** The group's change with the first example that both meshes confirm. */
function changeOf(before: Side, after: Side, group: readonly Found[]): Change | undefined {
  for (const { i, j, request } of group) {
    const proves = (candidate: Request) => isTakenBy(before, candidate, i) && isTakenBy(after, candidate, j);
    if (!proves(request)) continue;
    const example = readable(request, proves);
    return {
      ...kindOf(before.parts[i]!, after.parts[j]!),
      request: example,
      before: decide(before.mesh, example),
      after: decide(after.mesh, example),
      count: group.length,
    };
  }
  return undefined;
}

function isTakenBy({ mesh, table }: Side, request: Request, index: number): boolean {
  const decision = decide(mesh, request, { reasons: false });
  if (!table) return decision.table === undefined;
  return decision.table === table && (decision.index ?? table.rules.length) === index;
}

function kindOf(before: DecisionParts, after: DecisionParts): Pick<Change, 'kind' | 'settings'> {
  const names = new Set([...before.settings.keys(), ...after.settings.keys()]);
  const settings = [...names].filter((name) => before.settings.get(name) !== after.settings.get(name)).sort();
  if (before.action !== after.action) return { kind: 'decision', settings };
  return { kind: before.shares === after.shares ? 'settings' : 'weights', settings };
}
