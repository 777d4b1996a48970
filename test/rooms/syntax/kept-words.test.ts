// Words that are kept are the words of the text, however many share a place of the table.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptWord } from '../../../src/syntax/kept-words.ts';

test('the piece of the text, whatever was asked before', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'ü', '0'), maxLength: 16 });
  fc.assert(
    fc.property(words, words, words, (before, word, after) => {
      const text = `${before}${word}${after}`;
      expect(keptWord(text, before.length, before.length + word.length)).toBe(word);
    }),
    { numRuns: 5000, seed: 5 },
  );
});
