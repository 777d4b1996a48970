// Questions about conditions away from any table, for the checker: does a list take everything, is every path below a prefix?
// What only a table knows (ports, schemes, sources) is free here, so that "yes" holds in every table.
import { implies, satisfiable } from '../logic/index.ts';
import type { Condition, Mesh, Rule } from '../model/index.ts';
import { ask } from './question.ts';
import { type Leaf, restrict } from './restrict.ts';
import { RequestSpace, type Scope } from './space/request-space.ts';
import { leafText } from './words.ts';

const anywhere: Scope = {
  address: { kind: 'service', target: '' },
  protocol: 'http',
  ports: [],
  hosts: ['*'],
  otherHosts: [],
};
const nobody: readonly Mesh[] = [];

/** Whether the rules together surely take every request. */
export function decidesAll(rules: readonly Rule[]): boolean {
  if (rules.some((rule) => rule.condition.kind === 'always')) return true;
  const conditions = rules.map((rule) => freed(rule.condition));
  return ask(
    () => {
      const space = new RequestSpace(nobody, anywhere, conditions);
      const none = space.universe.not(space.universe.or(...conditions.map((condition) => space.formula(condition))));
      return satisfiable(space.universe, none).is === 'no';
    },
    () => false,
  );
}

/** Whether every path for which the condition holds is the prefix or below it, by segments. */
export function impliesUnder(condition: Condition, prefix: string): boolean {
  const under: Condition = {
    kind: 'text',
    subject: 'path',
    operator: 'under',
    values: [prefix],
    origin: condition.origin,
  };
  const free = freed(condition);
  return ask(
    () => {
      const space = new RequestSpace(nobody, anywhere, [free]);
      return implies(space.universe, space.formula(free), space.formula(under)).is === 'yes';
    },
    () => false,
  );
}

const freed = (condition: Condition): Condition => restrict(condition, freeLeaf);

/** A leaf that only a table can decide becomes a fact of its own that may hold or not. */
function freeLeaf(leaf: Leaf): Condition {
  if (leaf.kind === 'text' && leaf.subject !== 'scheme' && leaf.subject !== 'sni') return leaf;
  return {
    kind: 'text',
    subject: 'header',
    name: `\0${leafText(leaf)}`,
    operator: 'exists',
    values: [],
    origin: leaf.origin,
  };
}
