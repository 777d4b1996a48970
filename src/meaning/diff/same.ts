// Whether two conditions are written the same, wherever they stand: much cheaper than asking whether they mean the same.
import type { Condition, SourceTest } from '../../model/index.ts';
import { stable } from '../decision-key.ts';

/** Equal part by part, in the same order; places and names of conditions do not matter. */
export function sameCondition(a: Condition, b: Condition): boolean {
  switch (a.kind) {
    case 'always':
      return b.kind === 'always';
    case 'and':
    case 'or':
      return b.kind === a.kind && sameAll(a.parts, b.parts, sameCondition);
    case 'not':
      return b.kind === 'not' && sameCondition(a.part, b.part);
    case 'text':
      return (
        b.kind === 'text' &&
        a.subject === b.subject &&
        a.name === b.name &&
        a.operator === b.operator &&
        sameAll(a.values, b.values, Object.is)
      );
    case 'port':
      return b.kind === 'port' && sameAll(a.values, b.values, Object.is);
    case 'from':
      return b.kind === 'from' && sameSource(a.source, b.source);
  }
}

/** Member by member. */
export const sameAll = <T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean =>
  a.length === b.length && a.every((one, at) => same(one, b[at] as T));

const sameSource = (a: SourceTest, b: SourceTest): boolean => a.kind === b.kind && stable(a) === stable(b);

/** Equal part by part, but for parts of these names, at any depth. What is absent is as if it were undefined. */
export function sameParts(a: unknown, b: unknown, leftOut: ReadonlySet<string> = nothing): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameLists(a, b, leftOut);
  const one = a as Record<string, unknown>;
  const other = b as Record<string, unknown>;
  for (const name in one) if (!leftOut.has(name) && !sameParts(one[name], other[name], leftOut)) return false;
  for (const name in other)
    if (one[name] === undefined && other[name] !== undefined && !leftOut.has(name)) return false;
  return true;
}
const nothing: ReadonlySet<string> = new Set();

function sameLists(a: readonly unknown[], b: readonly unknown[], leftOut: ReadonlySet<string>): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!sameParts(a[at], b[at], leftOut)) return false;
  return true;
}
