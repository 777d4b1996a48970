// grammar/tree-sitter-mesh without its tool: what is committed was made from what is there, it has the productions and the words of the
// language, and its queries ask only for what there is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digests } from '../../../scripts/gen-tree-sitter.ts';
import { contextualWords, reservedWords } from '../../../src/syntax/tokens.ts';
import { readEbnf } from '../../support/ebnf.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'grammar', 'tree-sitter-mesh');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

interface GrammarRule {
  readonly type: string;
  readonly value?: unknown;
  readonly content?: GrammarRule;
  readonly members?: readonly GrammarRule[];
}
interface NodeType {
  readonly type: string;
  readonly named: boolean;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const grammar = JSON.parse(read('src/grammar.json')) as { readonly rules: Readonly<Record<string, GrammarRule>> };
const nodeTypes = JSON.parse(read('src/node-types.json')) as readonly NodeType[];

test('the parser was made from the grammar (`node scripts/gen-tree-sitter.ts`)', () => {
  const { sha256 } = JSON.parse(read('src/generated.json')) as { readonly sha256: unknown };
  expect(sha256).toEqual(digests());
});

const stringsIn = (rule: GrammarRule): readonly string[] => [
  ...(rule.type === 'STRING' ? [rule.value as string] : []),
  ...(rule.content ? stringsIn(rule.content) : []),
  ...(rule.members ?? []).flatMap(stringsIn),
];

test('its words are those of the lexer', () => {
  const words = Object.values(grammar.rules)
    .flatMap(stringsIn)
    .filter((text) => /^\w/.test(text));
  expect([...new Set(words)].sort()).toEqual([...new Set([...reservedWords, ...contextualWords])].sort());
});

/** These have no node of their own. */
const HIDDEN: Readonly<Record<string, string>> = { condition: '_condition', handling: '_handling', part: '_parts' };

test('each production of the language is a rule of the same name', () => {
  const productions = readEbnf(readFileSync(join(root, 'grammar', 'mesh.ebnf'), 'utf8'));
  for (const name of productions.keys()) {
    const rule = HIDDEN[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(Object.keys(grammar.rules), name).toContain(rule);
  }
});

const named = new Set(nodeTypes.filter(({ named }) => named).map(({ type }) => type));
const anonymous = new Set(nodeTypes.filter(({ named }) => !named).map(({ type }) => type));
const fields = new Set(nodeTypes.flatMap(({ fields }) => Object.keys(fields ?? {})));

const queries = readdirSync(join(folder, 'queries'));
const tokensOf = (path: string): readonly string[] =>
  read(path)
    .replace(/^\s*;.*$/gm, '')
    .match(/"(?:[^"\\]|\\.)*"|[@#]?[\w.!?-]+:?|[()[\]]/g) ?? [];

for (const name of queries)
  test(`queries/${name} asks for what there is`, () => {
    const tokens = tokensOf(join('queries', name));
    let [asked, inPredicate] = [0, false];
    for (const [index, token] of tokens.entries()) {
      if (token.startsWith('#')) inPredicate = true;
      else if (token === ')') inPredicate = false;
      else if (inPredicate || token.startsWith('@') || /^[([\]]$/.test(token)) continue;
      else if (token.endsWith(':')) expect([...fields], token).toContain(token.slice(0, -1));
      else if (token.startsWith('"')) expect([...anonymous], token).toContain(JSON.parse(token));
      else {
        expect(tokens[index - 1], `${token} stands in parentheses`).toBe('(');
        expect([...named], token).toContain(token);
      }
      asked++;
    }
    expect(asked).toBeGreaterThan(0);
  });

test('every word has a colour', () => {
  const coloured = new Set(tokensOf('queries/highlights.scm').filter((token) => token.startsWith('"')));
  for (const word of [...reservedWords, ...contextualWords])
    if (word !== 'true' && word !== 'false') expect([...coloured], word).toContain(`"${word}"`);
});

test('what folds is what has brackets of its own', () => {
  const folded = tokensOf('queries/folds.scm').filter((token) => /^\w/.test(token));
  const bracketed = Object.entries(grammar.rules).filter(
    ([name, rule]) => stringsIn(rule).some((text) => '{(['.includes(text)) && named.has(name),
  );
  const whole = bracketed.map(([name]) => name).filter((name) => name !== 'type' && name !== 'parenthesized');
  expect([...folded].sort()).toEqual(whole.sort());
});
