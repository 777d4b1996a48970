// Tests of one text as RE2 expressions that match the whole text, and the complements that RE2 can say without look-ahead.
import type { TextTest } from '../../../model/index.ts';
import { barePrefix } from './values.ts';

/** The text with everything special to RE2 escaped. */
export const quote = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');

const any = '.*';

/** An expression that matches a whole value exactly if the value passes the test; `.` stands for any character of a value. */
export function patternOf(test: Pick<TextTest, 'operator' | 'values'>, dot = any): string {
  if (test.operator === 'exists') return dot;
  const parts = test.values.map((value) => patternOfValue(test.operator, value, dot));
  return parts.length === 1 ? (parts[0] as string) : parts.map(asAlternative).join('|');
}

const asAlternative = (part: string): string => (hasAlternatives(part) ? `(?:${part})` : part);

/** Whether a `|` might stand outside of all parentheses. */
const hasAlternatives = (pattern: string): boolean => pattern.includes('|');

function patternOfValue(operator: TextTest['operator'], value: string, dot: string): string {
  switch (operator) {
    case 'equals':
      return quote(value);
    case 'starts':
      return `${quote(value)}${dot}`;
    case 'under':
      return `${quote(barePrefix(value))}(?:/${dot})?`;
    case 'ends':
      return `${dot}${quote(value)}`;
    case 'contains':
      return `${dot}${quote(value)}${dot}`;
    case 'matches':
      return value;
    case 'exists':
      return dot;
  }
}

/**
 * An expression that matches a whole value exactly if the value does not pass the test. For `equals`, `starts`, `under` with any
 * values and `ends` with one; undefined for the rest, which RE2 cannot say in reasonable size.
 */
export function complementOf(test: Pick<TextTest, 'operator' | 'values'>): string | undefined {
  switch (test.operator) {
    case 'equals':
      return outside(test.values.map((value) => ({ value, tail: 'end' })));
    case 'starts':
      return outside(test.values.map((value) => ({ value, tail: 'any' })));
    case 'under':
      return outside(
        test.values.flatMap((value) => [
          { value: barePrefix(value), tail: 'end' as const },
          { value: `${barePrefix(value)}/`, tail: 'any' as const },
        ]),
      );
    case 'ends':
      return test.values.length === 1 ? notEnding(test.values[0] as string) : undefined;
    default:
      return undefined;
  }
}

interface Excluded {
  readonly value: string;
  /** The value alone, or everything that begins with it. */
  readonly tail: 'end' | 'any';
}

/** Strings that are none of the excluded ones, by the tree of their common beginnings; undefined where nothing is left. */
function outside(excluded: readonly Excluded[]): string | undefined {
  if (excluded.some(({ value, tail }) => value === '' && tail === 'any')) return undefined;
  const optional = excluded.some(({ value }) => value === '') ? '' : '?';
  const next = Map.groupBy(
    excluded.filter(({ value }) => value !== ''),
    ({ value }) => firstOf(value),
  );
  const branches = [...next].map(([letter, some]) => {
    const deeper = outside(some.map(({ value, tail }) => ({ value: value.slice(letter.length), tail })));
    return deeper === undefined ? undefined : `${quote(letter)}${deeper}`;
  });
  if (next.size === 0) return '.+';
  const other = `[^${[...next.keys()].map(quoteInClass).join('')}].*`;
  return `(?:${[other, ...branches.filter((branch) => branch !== undefined)].join('|')})${optional}`;
}

const firstOf = (value: string): string => String.fromCodePoint(value.codePointAt(0) as number);

const quoteInClass = (letter: string): string => letter.replace(/[\\\]^[-]/g, '\\$&');

/** Strings that do not end so: empty, or with another last letter, or with the same one after something that does not end so. */
function notEnding(suffix: string): string | undefined {
  const letters = [...suffix];
  const last = letters.pop();
  if (last === undefined) return undefined;
  const otherwise = `(?:.*[^${quoteInClass(last)}])?`;
  const before = notEnding(letters.join(''));
  return before === undefined ? otherwise : `(?:${otherwise}|${before}${quote(last)})`;
}
