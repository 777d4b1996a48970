// A program and what was read back of its output, each as objects can tell it → their difference. What is plainly the same, rule by rule, is
// not asked for its meaning: in an output as it should be that is nearly all. Where anything differs everything is compared, so that the
// examples are those of the whole.
import type { MeshDifference } from '../meaning/index.ts';
import type { Condition, Mesh, Rule, TextTest } from '../model/index.ts';
import { compareMeaning } from './compare-meaning.ts';
import { type Surroundings, saysTheSame, showTheSame, unlikeRules } from './plainly-alike.ts';
import type { Rules } from './program-parts.ts';

export function compareOutput(program: Mesh, back: Mesh): MeshDifference {
  const all = (): MeshDifference => compareMeaning(program, back, { portNames: true });
  const left = unlikeRules(joined(program), joined(back), surroundings(program, back));
  const some = [within(program, left.program), within(back, left.back)] as const;
  const spared = listsOf(program) - listsOf(some[0]);
  if (spared === 0) return all();
  const found = compareMeaning(...some, { portNames: true });
  return found.same ? { ...found, compared: found.compared + spared, equal: found.equal + spared } : all();
}

const listsOf = ({ routes, ingresses }: Rules): number => routes.length + ingresses.length;

/** Services whose routes are unlike; hosts may cover each other, so that all ingresses stay where one is unlike. */
function within(mesh: Mesh, { routes, ingresses }: Rules): Mesh {
  const unlike = new Set(routes.map(({ kind, target }) => `${kind} ${target}`));
  return {
    ...mesh,
    routes: mesh.routes.filter(({ kind, target }) => unlike.has(`${kind} ${target}`)),
    ingresses: ingresses.length === 0 ? [] : mesh.ingresses,
  };
}

function surroundings(program: Mesh, back: Mesh): Surroundings {
  const ports = new Map(
    [...program.services, ...program.egresses].map(({ kind, key, ports: [port, more] }) => [
      `${kind} ${key}`,
      more ? undefined : port?.number,
    ]),
  );
  const read = new Map(back.gateways.map((gateway) => [gateway.key, gateway]));
  const gateways = new Map(
    program.gateways.flatMap((gateway) => {
      const other = read.get(gateway.key);
      if (!other || !showTheSame(gateway, other)) return [];
      return [[gateway.key, { program: gateway.rules, back: other.rules }] as const];
    }),
  );
  return { onlyPort: (callee) => ports.get(callee), gateway: (key) => gateways.get(key) };
}

const joined = ({ routes, ingresses }: Mesh): Rules => ({
  routes: routes.map((one) => ({ ...one, rules: joinedRules(one.rules) })),
  ingresses: ingresses.map((one) => ({ ...one, rules: joinedRules(one.rules) })),
});

/** Two rules that do the same for a path and for what lies below it are one. */
function joinedRules(rules: readonly Rule[]): readonly Rule[] {
  const found: Rule[] = [];
  for (const rule of rules) {
    const before = found.at(-1);
    const condition = before && saysTheSame(before, rule) ? under(before.condition, rule.condition) : undefined;
    if (before && condition) found[found.length - 1] = { ...before, condition };
    else found.push(rule);
  }
  return found;
}

function under(path: Condition, below: Condition): Condition | undefined {
  const [one, other] = [partsOf(path), partsOf(below)];
  const at = one.findIndex(isPath);
  const [test, beyond] = [one[at] as TextTest | undefined, other[at]];
  if (!test || !beyond || !isPath(beyond) || one.length !== other.length) return undefined;
  const [value = '', second] = test.values;
  if (test.operator !== 'equals' || second !== undefined || beyond.operator !== 'starts') return undefined;
  if (beyond.values.length !== 1 || beyond.values[0] !== `${value}/`) return undefined;
  if (!one.every((part, place) => place === at || textOf(part) === textOf(other[place] as Condition))) return undefined;
  const whole: TextTest = { ...test, operator: 'under', values: [value] };
  return path.kind === 'and' ? { ...path, parts: one.with(at, whole) } : whole;
}

const partsOf = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? condition.parts : [condition];
const isPath = (part: Condition): part is TextTest => part.kind === 'text' && part.subject === 'path';
const textOf = (condition: Condition): string =>
  JSON.stringify(condition, (name, value) => (name === 'origin' ? undefined : value));
