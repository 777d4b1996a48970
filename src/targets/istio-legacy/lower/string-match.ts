// The algebra of upstream's StringMatch: when two hold together, when one implies the other. Knows nothing of requests or rules.
import type { StringMatch } from '../plan.ts';

/** A literal text inside a regular expression of ECMAScript or Java. */
export const quoteRegex = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Whether `value` passes; a regular expression must match all of it. */
export function passes(value: string, match: StringMatch): boolean {
  switch (match.kind) {
    case 'exact':
      return value === match.value;
    case 'prefix':
      return value.startsWith(match.value);
    case 'regex':
      return compiled(match.value).test(value);
  }
}

const COMPILED = new Map<string, RegExp>();
function compiled(pattern: string): RegExp {
  let known = COMPILED.get(pattern);
  if (!known) {
    known = new RegExp(`^(?:${pattern})$`);
    if (COMPILED.size > 1000) COMPILED.clear();
    COMPILED.set(pattern, known);
  }
  return known;
}

/** What holds when both do: a match, or `never`. Two regular expressions meet in one with a look-ahead, which both dialects have. */
export function meetStrings(a: StringMatch, b: StringMatch): StringMatch | 'never' {
  if (a.kind === b.kind && a.value === b.value) return a;
  if (a.kind === 'exact') return passes(a.value, b) ? a : 'never';
  if (b.kind === 'exact') return passes(b.value, a) ? b : 'never';
  if (a.kind === 'prefix' && b.kind === 'prefix') return meetPrefixes(a, b);
  if (takesAll(a) || takesAll(b)) return takesAll(a) ? b : a;
  return { kind: 'regex', value: `(?=(?:${asRegex(a)})$)(?:${asRegex(b)})` };
}

const takesAll = ({ kind, value }: StringMatch): boolean => (kind === 'regex' ? value === '.*' : value === '');

function meetPrefixes(a: StringMatch, b: StringMatch): StringMatch | 'never' {
  if (a.value.startsWith(b.value)) return a;
  return b.value.startsWith(a.value) ? b : 'never';
}

/** A prefix or literal as a regular expression of the whole value. */
export function asRegex(match: StringMatch): string {
  if (match.kind === 'regex') return match.value;
  return match.kind === 'prefix' ? `${quoteRegex(match.value)}.*` : quoteRegex(match.value);
}

/** Every value that passes `a` passes `b`: `true` is certain, `false` may be either. */
export function impliesString(a: StringMatch, b: StringMatch): boolean {
  if (a.kind === 'exact') return passes(a.value, b);
  if (b.kind === 'prefix') return a.kind === 'prefix' && a.value.startsWith(b.value);
  return b.kind === 'regex' && (b.value === '.*' || (a.kind === 'regex' && a.value === b.value));
}
