// grammar/mesh.ebnf is the parser's grammar: every production of one is the same in the other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Alternation, type IProduction, NonTerminal, Option, Repetition, Terminal, type TokenType } from 'chevrotain';
import { expect, test } from 'vitest';
import { MeshParser } from '../../../src/syntax/grammar-declarations.ts';
import { contextualWords, reservedWords } from '../../../src/syntax/tokens.ts';
import { type Expression, normalForm, readEbnf } from '../../support/ebnf.ts';

const text = readFileSync(join(import.meta.dirname, '../../../grammar/mesh.ebnf'), 'utf8');
const written = readEbnf(text);
const parsed = new MeshParser({ analyze: true }).grammar();

const sequence = (definition: readonly IProduction[]): Expression => ({
  kind: 'sequence',
  parts: definition.map(expressionOf),
});

function expressionOf(production: IProduction): Expression {
  if (production instanceof Terminal) return terminal(production.terminalType);
  if (production instanceof NonTerminal) return { kind: 'production', name: production.nonTerminalName };
  const { definition } = production as unknown as { readonly definition: readonly IProduction[] };
  if (production instanceof Alternation) return { kind: 'choice', parts: definition.map(expressionOf) };
  if (production instanceof Option) return { kind: 'option', part: sequence(definition) };
  if (production instanceof Repetition) return { kind: 'repetition', part: sequence(definition) };
  return sequence(definition);
}

const terminal = ({ name, LABEL }: TokenType): Expression =>
  ['NAME', 'REF', 'CALLEE', 'WORD', 'TEXT', 'RAW', 'NUMBER', 'END'].includes(name)
    ? { kind: 'token', name }
    : { kind: 'word', name: LABEL ?? name };

test('the same productions on both sides', () => {
  expect([...written.keys()].sort()).toEqual(Object.keys(parsed).sort());
});

for (const [name, rule] of Object.entries(parsed))
  test(`${name} is written as it is parsed`, () => {
    expect(normalForm(written.get(name) as Expression)).toBe(normalForm(sequence(rule.definition)));
  });

test('every word of the grammar is a known word, and the other way round', () => {
  const used = new Set([...text.replace(/\(\*[\s\S]*?\*\)/g, '').matchAll(/"([a-z]+)"/g)].map((match) => match[1]));
  expect([...used].sort()).toEqual([...reservedWords, ...contextualWords].sort().filter((word) => used.has(word)));
  expect([...reservedWords, ...contextualWords].filter((word) => !used.has(word))).toEqual([]);
});

test('the reserved words are listed', () => {
  expect(text).toContain(reservedWords.join(' '));
});

test('the grammar stays small', () => {
  expect(text.split('\n').length).toBeLessThan(130);
});
