// Generated files are fresh; the tables decide as chevrotain itself would; the colours of the TextMate grammar are those of the page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../../src/syntax/generated.ts';
import { MeshParser } from '../../../src/syntax/grammar-declarations.ts';
import { Lexer } from '../../../src/syntax/lexer.ts';
import { settingWords } from '../../../src/syntax/shapes.ts';
import { tokenObjects } from '../../../src/syntax/token-objects.ts';
import { contextualWords, reservedWords } from '../../../src/syntax/tokens.ts';
import { Anchor, Source } from '../../../src/text/index.ts';
import { choicesOf, generateProgram } from '../../support/generate-program.ts';

const root = join(import.meta.dirname, '../../..');

for (const { path, text } of generatedFiles())
  test(`${path} is fresh`, () => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
  });

test('the tables and chevrotain’s own lookahead give the same trees, also for broken programs', () => {
  const ours = new MeshParser();
  const theirs = new MeshParser({ analyze: true });
  const numbers = fc.array(fc.nat(0xffff), { minLength: 40, maxLength: 300, size: 'max' });
  fc.assert(
    fc.property(numbers, fc.nat(), fc.nat(12), (list, place, removed) => {
      const { text } = generateProgram(choicesOf(list));
      const at = place % (text.length + 1);
      const source = new Source('x', text.slice(0, at) + text.slice(at + removed));
      const anchor = new Anchor(source, 0);
      const lex = () => ({ anchor, tokens: tokenObjects(new Lexer(source.text).segment(anchor)) });
      const plain = (value: unknown) =>
        JSON.stringify(value, (key, inner: unknown) => (key === 'anchor' ? undefined : inner));
      expect(plain(ours.parse(lex(), undefined))).toBe(plain(theirs.parse(lex(), undefined)));
    }),
    { numRuns: 200, seed: 4 },
  );
});

test('every word of the language has a colour', () => {
  const grammar = readFileSync(join(root, 'grammar/mesh.tmLanguage.json'), 'utf8');
  for (const word of [...reservedWords, ...contextualWords, ...settingWords()])
    expect(grammar, word).toMatch(new RegExp(`[(|:]${word}[)|]`));
  const { patterns } = JSON.parse(grammar) as { patterns: readonly { match?: string; begin?: string }[] };
  for (const { match, begin } of patterns) expect(() => new RegExp(match ?? begin ?? '')).not.toThrow();
});
