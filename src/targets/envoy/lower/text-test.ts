// Text tests, their meaning on one text and as a regular expression (RE2) that takes exactly the texts that pass. Knows no Envoy
// objects.
import { RE2JS } from 're2js';
import type { TextTest } from '../../../model/index.ts';
import { escapeRegex } from './escape-regex.ts';
import { withoutCharacter } from './regex-without.ts';

/** Whether one text passes the test. */
export const passes = (test: TextTest, text: string): boolean =>
  test.operator === 'exists' || test.values.some((value) => passesOne(test, value, text));

function passesOne(test: TextTest, value: string, text: string): boolean {
  switch (test.operator) {
    case 'equals':
      return text === value;
    case 'starts':
      return text.startsWith(value);
    case 'ends':
      return text.endsWith(value);
    case 'contains':
      return text.includes(value);
    case 'under':
      return text === segments(value) || text.startsWith(`${segments(value)}/`);
    case 'matches':
      return RE2JS.compile(value).matches(text);
    case 'exists':
      return true;
  }
}

/** A prefix of whole segments without a slash at its end: `/a/` and `/a` name the same one, `/` the empty one. */
export const segments = (prefix: string): string => prefix.replace(/\/+$/, '');

/**
 * The texts without any of the characters in `except` that pass the test, as one expression. `undefined` where the author's own
 * expression cannot be narrowed to such texts.
 */
export function regexOf(test: TextTest, except = ''): string | undefined {
  const any = except === '' ? '.*' : `[^${escapeClass(except)}]*`;
  const wholes: string[] = [];
  for (const value of test.operator === 'exists' ? [''] : test.values) {
    const one = regexOfValue(test, value, any, except);
    if (one === undefined) return undefined;
    wholes.push(one);
  }
  if (wholes.length === 1) return wholes[0] as string;
  // In a group each: flags such as `(?i)` would go on into the next one.
  return (test.operator === 'matches' ? wholes.map((whole) => `(?:${whole})`) : wholes).join('|');
}

function regexOfValue(test: TextTest, value: string, any: string, except: string): string | undefined {
  const literal = escapeRegex(value);
  switch (test.operator) {
    case 'exists':
      return any;
    case 'equals':
      return literal;
    case 'starts':
      return `${literal}${any}`;
    case 'ends':
      return `${any}${literal}`;
    case 'contains':
      return `${any}${literal}${any}`;
    case 'under':
      return `${escapeRegex(segments(value))}(?:/${any})?`;
    case 'matches':
      return except === '' ? value : withoutCharacter(value, except);
  }
}

const escapeClass = (characters: string): string => characters.replace(/[\\\]^-]/g, '\\$&');
