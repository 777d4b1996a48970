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

const asAlternative = (part: string): string => (needsGroup(part) ? `(?:${part})` : part);

/** A `|` might stand outside of all parentheses, or flags like `(?i)` would reach into the alternatives behind. */
const needsGroup = (pattern: string): boolean => pattern.includes('|') || pattern.includes('(?');

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
 * An expression that matches a whole value exactly if the value passes none of the tests. For any number of `equals`, `starts` and
 * `under`, or one `ends` with one value; undefined for the rest, which RE2 cannot say in reasonable size.
 */
export function complementOf(...tests: readonly Pick<TextTest, 'operator' | 'values'>[]): string | undefined {
  const [first] = tests;
  if (tests.length === 1 && first?.operator === 'ends' && first.values.length === 1)
    return notEnding(first.values[0] as string);
  const excluded = tests.map(excludedBy);
  return excluded.every((one) => one !== undefined) ? outside(excluded.flat()) : undefined;
}

function excludedBy({ operator, values }: Pick<TextTest, 'operator' | 'values'>): readonly Excluded[] | undefined {
  switch (operator) {
    case 'equals':
      return values.map((value) => ({ value, tail: 'end' }));
    case 'starts':
      return values.map((value) => ({ value, tail: 'any' }));
    case 'under':
      return values.map(barePrefix).flatMap((value) => [
        { value, tail: 'end' },
        { value: `${value}/`, tail: 'any' },
      ]);
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
