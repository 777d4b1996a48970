// Finds the rule that takes a request without asking every rule: most rules name the paths they can take, and only those that
// name this one, or none, are evaluated. The answer is that of asking them all in order.
import type { Condition, Rule } from '../model/index.ts';
import { evaluate } from './evaluate.ts';
import type { Request } from './request/request.ts';

/** Paths that a condition needs: one of the points, or something that begins with one of the prefixes. */
interface Pins {
  readonly points: readonly string[];
  readonly prefixes: readonly string[];
}

interface RuleIndex {
  readonly points: ReadonlyMap<string, readonly number[]>;
  readonly prefixes: ReadonlyMap<string, readonly number[]>;
  readonly prefixLengths: readonly number[];
  /** Rules that any path may satisfy, ascending. */
  readonly open: readonly number[];
}

const fewRules = 24;
const indexes = new WeakMap<readonly Rule[], RuleIndex>();

/** The place of the first rule whose condition holds, -1 if none does. */
export function firstTaking(rules: readonly Rule[], request: Request): number {
  if (rules.length <= fewRules) return rules.findIndex((rule) => evaluate(rule.condition, request));
  const holding = candidates(rules, request.path).find((index) => evaluate(rules[index]!.condition, request));
  return holding ?? -1;
}

function candidates(rules: readonly Rule[], path: string): readonly number[] {
  const index = indexFor(rules);
  const found = new Set<number>(index.open);
  for (const at of index.points.get(path) ?? []) found.add(at);
  for (const length of index.prefixLengths) {
    if (length > path.length) break;
    for (const at of index.prefixes.get(path.slice(0, length)) ?? []) found.add(at);
  }
  return [...found].sort((a, b) => a - b);
}

function indexFor(rules: readonly Rule[]): RuleIndex {
  let index = indexes.get(rules);
  if (!index) {
    index = buildIndex(rules);
    indexes.set(rules, index);
  }
  return index;
}

function buildIndex(rules: readonly Rule[]): RuleIndex {
  const points = new Map<string, number[]>();
  const prefixes = new Map<string, number[]>();
  const open: number[] = [];
  rules.forEach((rule, at) => {
    const pins = pinsOf(rule.condition);
    if (!pins) {
      open.push(at);
      return;
    }
    for (const text of pins.points) push(points, text, at);
    for (const text of pins.prefixes) push(prefixes, text, at);
  });
  const prefixLengths = [...new Set([...prefixes.keys()].map((text) => text.length))].sort((a, b) => a - b);
  return { points, prefixes, prefixLengths, open };
}

function push(map: Map<string, number[]>, text: string, at: number): void {
  const list = map.get(text);
  if (list) list.push(at);
  else map.set(text, [at]);
}

function pinsOf(condition: Condition): Pins | undefined {
  switch (condition.kind) {
    case 'text':
      if (condition.subject !== 'path') return undefined;
      if (condition.operator === 'equals') return { points: condition.values, prefixes: [] };
      if (condition.operator === 'starts') return { points: [], prefixes: condition.values };
      if (condition.operator !== 'under') return undefined;
      return { points: [], prefixes: condition.values.map((value) => value.replace(/\/+$/, '')) };
    case 'and':
      return condition.parts.map(pinsOf).find((pins) => pins !== undefined);
    case 'or': {
      const parts = condition.parts.map(pinsOf);
      if (parts.some((pins) => pins === undefined)) return undefined;
      const all = parts as readonly Pins[];
      return { points: all.flatMap((pins) => pins.points), prefixes: all.flatMap((pins) => pins.prefixes) };
    }
    default:
      return undefined;
  }
}
