// Narrowed expressions against their definition: the same texts, less those that hold the character.
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { withoutCharacter } from '../../../src/targets/envoy/lower/regex-without.ts';

const takes = (regex: string, text: string): boolean => RE2JS.compile(regex).matches(text);

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  ';',
  '\\;',
  '[^a]',
  '[a-c]',
  '[^;]',
  '[:-<]',
  '\\S',
  '\\W',
  '\\d',
  '\\D',
  '[\\W]',
  '[[:alpha:];]',
  '[^[:alpha:]]',
  '\\x3b',
  '\\x{3B}',
  '\\Qa;\\E',
  '[\\]a;]',
  '[]a]',
  '\\073',
  '\\.',
  '(?i:A)',
  '{',
);
const quantified = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}', '*?')).map((parts) => parts.join(''));
const sequence = fc.array(quantified, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const regexes = fc
  .array(sequence, { minLength: 1, maxLength: 2 })
  .map((parts) => (parts.length > 1 ? `(${parts.join('|')})` : (parts[0] as string)));
const texts = fc
  .array(fc.constantFrom('a', 'b', 'A', ';', '1', ' ', ':', '<', '{', ']', '.'), { maxLength: 4 })
  .map((letters) => letters.join(''));

describe('an expression for texts without a character', () => {
  test('takes what it took, without the character', () => {
    const runs = { numRuns: process.env.MESH_DEEP ? 100_000 : 3000 };
    fc.assert(
      fc.property(fc.tuple(regexes, fc.array(regexes, { maxLength: 1 })), texts, ([first, more], text) => {
        const regex = [first, ...more].join('');
        const narrowed = withoutCharacter(regex, ';');
        if (narrowed === undefined) throw new Error(`nothing for ${regex}`);
        expect([narrowed, takes(narrowed, text)]).toEqual([narrowed, takes(regex, text) && !text.includes(';')]);
      }),
      runs,
    );
  });

  test.each([
    ['.*b', '[^\\n;]*b'],
    ['[^/]+', '[^/;]+'],
    ['a;b', 'a[^\\x00-\\x{10FFFF}]b'],
    ['^ab$', 'ab'],
    ['(?i)^ab$', '(?i)ab'],
    ['(?P<name>.)', '(?P<name>[^\\n;])'],
  ])('%s', (regex, narrowed) => expect(withoutCharacter(regex, ';')).toBe(narrowed));

  test.each(['a\\b', 'a^b', 'a$|b', '\\pL+', '[\\PL]', '\\Aa|b', 'a\\C'])('%s is left alone', (regex) =>
    expect(withoutCharacter(regex, ';')).toBeUndefined(),
  );
});
