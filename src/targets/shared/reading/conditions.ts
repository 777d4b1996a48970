// Conditions made while reading: tests of one text, and alternatives joined as a person would write them.
import {
  always,
  type Condition,
  or,
  type TextOperator,
  type TextSubject,
  type TextTest,
} from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';

export const textTest = (
  subject: TextSubject,
  operator: TextOperator,
  values: readonly string[],
  origin: Span,
  name?: string,
): TextTest => ({ kind: 'text', subject, operator, values, origin, ...(name === undefined ? {} : { name }) });

export const never = (origin: Span): Condition => ({ kind: 'or', parts: [], origin });

export const isNever = (condition: Condition): boolean => condition.kind === 'or' && condition.parts.length === 0;

/** One of these: tests of one text become one test of several values, `/a` or what begins with `/a/` is `under`. */
export function anyOf(conditions: readonly Condition[], origin: Span): Condition {
  const some = conditions.filter((one) => !isNever(one));
  if (some.some(({ kind }) => kind === 'always')) return always(origin);
  if (some.length === 0) return never(origin);
  if (some.length === 1) return or(some, origin);
  return or(joined(withUnder(withCommon(some, origin))), origin);
}

/** `a and x or a and y` → `a and (x or y)`, where all but one part of each are the same. */
function withCommon(conditions: readonly Condition[], origin: Span): readonly Condition[] {
  const [first, ...others] = conditions;
  if (first?.kind !== 'and' || others.length === 0) return conditions;
  if (!others.every((one) => one.kind === 'and' && one.parts.length === first.parts.length)) return conditions;
  const all = conditions as readonly (Condition & { readonly kind: 'and' })[];
  const common = first.parts.filter((part) => all.every(({ parts }) => parts.some((one) => isAlike(one, part))));
  if (common.length !== first.parts.length - 1) return conditions;
  const isCommon = (part: Condition): boolean => common.some((one) => isAlike(one, part));
  const rest = anyOf(
    all.map(({ parts }) => parts.find((part) => !isCommon(part)) as Condition),
    origin,
  );
  const at = first.parts.findIndex((part) => !isCommon(part));
  return [{ kind: 'and', parts: first.parts.toSpliced(at, 1, rest), origin }];
}

function withUnder(conditions: readonly Condition[]): readonly Condition[] {
  const begins = new Set(conditions.filter(isPath('starts')).map(({ values }) => values[0] as string));
  const whole = new Set(conditions.filter(isPath('equals')).map(({ values }) => values[0] as string));
  return conditions.flatMap((one) => {
    if (isPath('equals')(one) && begins.has(`${one.values[0]}/`)) return [{ ...one, operator: 'under' as const }];
    if (isPath('starts')(one) && one.values[0]?.endsWith('/') && whole.has(one.values[0].slice(0, -1))) return [];
    return [one];
  });
}

const isPath =
  (operator: TextOperator) =>
  (one: Condition): one is TextTest =>
    one.kind === 'text' && one.subject === 'path' && one.operator === operator && one.values.length === 1;

function joined(conditions: readonly Condition[]): readonly Condition[] {
  const groups = Map.groupBy(conditions, (one) =>
    one.kind === 'text' ? `${one.subject} ${one.name} ${one.operator}` : one,
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [TextTest];
    if (group.length === 1) return group[0] as Condition;
    const values = group.flatMap((one) => (one as TextTest).values);
    return { ...first, values: [...new Set(values)] };
  });
}

/** Equal for conditions that are written the same. */
export function keyOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  let text = '{';
  for (const [name, part] of Object.entries(value))
    if (!leftOut.has(name) && part !== undefined) text += `${name}:${keyOf(part)},`;
  return `${text}}`;
}
const leftOut: ReadonlySet<string> = new Set(['origin', 'label']);

/** Whether both have the same key, told without making it. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, at) => isAlike(one, b[at]));
  const one = a as Record<string, unknown>;
  const other = b as Record<string, unknown>;
  for (const name in one) if (!leftOut.has(name) && !isAlike(one[name], other[name])) return false;
  for (const name in other)
    if (!leftOut.has(name) && other[name] !== undefined && one[name] === undefined) return false;
  return true;
}
