// A condition in, the list of conjunctions that it is the disjunction of out: what every platform's matches are made of. Order is
// the source's. Knows no platform: how a literal is written, or that it cannot be, is the target's business.
import type { Condition, FromTest, PortTest, TextTest } from '../../../model/index.ts';
import { simplify } from './simplify.ts';

/** What a condition is built from. */
export type Leaf = TextTest | PortTest | FromTest;

/** A leaf or its negation. */
export interface Literal {
  readonly test: Leaf;
  readonly negated: boolean;
}
/** Holds if all of its literals do; the empty one always. */
export type Conjunction = readonly Literal[];
/** Holds if any of its conjunctions does; without any it never holds. */
export interface NormalForm {
  readonly conjunctions: readonly Conjunction[];
}

/**
 * The disjunctive normal form, without contradictory, repeated or absorbed conjunctions.
 * `too-large` when there would be more than `limit` conjunctions (or eight times as many on the way).
 */
export function normalForm(condition: Condition, limit: number): NormalForm | 'too-large' {
  const found = expand(condition, false, limit * 8);
  if (found === undefined) return 'too-large';
  const conjunctions = absorb(found);
  return conjunctions.length > limit ? 'too-large' : { conjunctions };
}

/** Undefined when a step has more than `limit` conjunctions. */
function expand(condition: Condition, negated: boolean, limit: number): readonly Conjunction[] | undefined {
  switch (condition.kind) {
    case 'always':
      return negated ? [] : [[]];
    case 'not':
      return expand(condition.part, !negated, limit);
    case 'and':
    case 'or':
      return (condition.kind === 'and') !== negated
        ? allOf(condition.parts, negated, limit)
        : anyOf(condition.parts, negated, limit);
    default:
      if (isNever(condition)) return negated ? [[]] : [];
      return listed(simplify([{ test: condition, negated }]));
  }
}

const listed = (conjunction: Conjunction | undefined): readonly Conjunction[] => (conjunction ? [conjunction] : []);

/** A list without values has none that passes. */
const isNever = (leaf: Leaf): boolean =>
  leaf.kind === 'port'
    ? leaf.values.length === 0
    : leaf.kind === 'text' && leaf.operator !== 'exists' && leaf.values.length === 0;

function anyOf(parts: readonly Condition[], negated: boolean, limit: number): readonly Conjunction[] | undefined {
  const all: Conjunction[] = [];
  for (const part of parts) {
    const some = expand(part, negated, limit);
    if (!some || all.length + some.length > limit) return undefined;
    all.push(...some);
  }
  return all;
}

function allOf(parts: readonly Condition[], negated: boolean, limit: number): readonly Conjunction[] | undefined {
  let product: readonly Conjunction[] = [[]];
  for (const part of parts) {
    const some = expand(part, negated, limit);
    if (!some || product.length * some.length > limit) return undefined;
    product = absorb(product.flatMap((left) => joined(left, some)));
  }
  return product;
}

const joined = (left: Conjunction, some: readonly Conjunction[]): Conjunction[] =>
  some.map((right) => simplify([...left, ...right])).filter((one) => one !== undefined);

/** What two equal leaves share, wherever they were written. */
export function literalKey({ test, negated }: Literal): string {
  const sign = negated ? '!' : '';
  switch (test.kind) {
    case 'text':
      return `${sign}${JSON.stringify([test.subject, test.name ?? '', test.operator, test.values])}`;
    case 'port':
      return `${sign}port ${test.values.join(',')}`;
    case 'from':
      return `${sign}from ${JSON.stringify(test.source)}`;
  }
}

/** Without conjunctions that another one implies: those that have all of its literals and more. The first of equals stays. */
function absorb(conjunctions: readonly Conjunction[]): readonly Conjunction[] {
  if (conjunctions.length < 2) return conjunctions;
  const keys = conjunctions.map((conjunction) => new Set(conjunction.map(literalKey)));
  return conjunctions.filter(
    (_, index) => !keys.some((other, at) => at !== index && absorbs(other, at, keys[index] as Set<string>, index)),
  );
}

function absorbs(other: ReadonlySet<string>, at: number, one: ReadonlySet<string>, index: number): boolean {
  if (other.size > one.size || (other.size === one.size && at > index)) return false;
  return [...other].every((key) => one.has(key));
}
