// What the adapter assumes about re2js, and that our automata say what RE2 says.
import { readFileSync } from 'node:fs';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { accepts } from '../../../src/logic/atoms.ts';
import { RegexAutomaton } from '../../../src/logic/automaton.ts';
import { defaultLimits, regexProblem, regexShape } from '../../../src/logic/index.ts';
import { Assert, compileRegex, Op } from '../../../src/logic/regex.ts';
import { Dice } from './oracle/tables.ts';

describe('what is assumed about re2js', () => {
  test('the version that was read', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    const installed = JSON.parse(
      readFileSync(new URL('../../../node_modules/re2js/package.json', import.meta.url), 'utf8'),
    );
    expect([manifest.dependencies.re2js, installed.version]).toEqual(['2.10.0', '2.10.0']);
  });

  const opsOf = (source: string) => new Set(compileRegex(source).instructions.map((instruction) => instruction.op));
  test.each([
    ['a|b*', [Op.alt, Op.rune1, Op.match, Op.fail]],
    ['(a)', [Op.capture, Op.rune1]],
    ['[ab]', [Op.rune]],
    ['(?s).', [Op.runeAny]],
    ['.', [Op.runeAnyNotNewline]],
    ['\\b', [Op.emptyWidth]],
    ['', [Op.nop]],
  ])('opcodes of %s', (source, ops) => {
    for (const op of ops) expect(opsOf(source)).toContain(op);
  });

  test.each([
    ['(?m)^', Assert.beginLine],
    ['(?m)$', Assert.endLine],
    ['^', Assert.beginText],
    ['$', Assert.endText],
    ['\\b', Assert.wordBoundary],
    ['\\B', Assert.noWordBoundary],
  ])('the assertion of %s', (source, bit) => {
    const found = compileRegex(source).instructions.filter((instruction) => instruction.op === Op.emptyWidth);
    expect(found.map((instruction) => instruction.arg)).toEqual([bit]);
  });

  test('no other instructions without look-behind, which is refused', () => {
    expect(regexProblem('(?<=a)b')).toMatch(/invalid/);
  });

  test('bounds hold folded letters', () => {
    expect(compileRegex('(?i)k').bounds).toEqual(expect.arrayContaining([0x4b, 0x4c, 0x6b, 0x6c, 0x212a, 0x212b]));
  });
});

test.each([
  ['a{2,1001}', /repeat/],
  ['.{1,5000}', /repeat/],
  ['(a', /\)|paren/],
  ['[a', /\]/],
  ['a**', /repetition/],
  ['(?=a)', /invalid/],
  ['\\1', /escape/],
])('RE2 refuses %s', (source, reason) => {
  expect(regexProblem(source)).toMatch(reason);
  expect(() => compileRegex(source)).toThrow(SyntaxError);
});

test.each(['(?i)a', '\\pL', '(?P<n>a)', '[[:alpha:]]', 'a\\z', '.*', ''])('RE2 takes %s', (source) => {
  expect(regexProblem(source)).toBeUndefined();
});

const pieces = [
  'a',
  'b',
  '.',
  '[^a]',
  '[a-c]',
  '(?i:k)',
  '\\w',
  '\\W',
  '\\b',
  '\\B',
  '^',
  '$',
  '(?m:^)',
  '(?m:$)',
  '\\n',
  'é',
  '\\pL',
  '(?s:.)',
  '😀',
  '\\d',
];
const letters = ['a', 'b', 'c', 'K', 'k', '\u212a', '_', ' ', '\n', 'é', '😀', '1', '-'];

function randomRegex(dice: Dice, depth: number): string {
  if (depth === 0) return dice.pick(pieces);
  const part = () => randomRegex(dice, depth - 1);
  switch (dice.below(5)) {
    case 0:
      return `(?:${part()}|${part()})`;
    case 1:
      return `(${part()})${dice.pick(['*', '+', '?', '{2}', '{0,2}', '*?'])}`;
    default:
      return part() + part();
  }
}

test('automata agree with re2js on random expressions and texts', () => {
  const dice = new Dice(3);
  let matching = 0;
  for (let n = 0; n < 3_000; n++) {
    const source = randomRegex(dice, 3);
    const automaton = new RegexAutomaton(compileRegex(source), defaultLimits);
    const reference = RE2JS.compile(source);
    for (let m = 0; m < 12; m++) {
      const text = Array.from({ length: dice.below(6) }, () => dice.pick(letters)).join('');
      const expected = reference.matches(text);
      if (expected) matching++;
      if (accepts(automaton, text) !== expected)
        expect.fail(`${source} on ${JSON.stringify(text)}: RE2 says ${expected}`);
    }
  }
  expect(matching).toBeGreaterThan(3_000);
});

test.each([
  ['a$b', { is: 'nothing' }],
  ['[^\\x00-\\x{10FFFF}]', { is: 'nothing' }],
  ['.*', { is: 'everything' }],
  ['(.|a)*', { is: 'everything' }],
  ['/foo', { is: 'literal', text: '/foo' }],
  ['^/fo{2}\\z', { is: 'literal', text: '/foo' }],
  ['(?:a|a)', { is: 'literal', text: 'a' }],
  ['', { is: 'literal', text: '' }],
  ['.+', { is: 'other' }],
  ['(?i)a', { is: 'other' }],
  ['/.*', { is: 'other' }],
])('the shape of %s', (source, shape) => {
  expect(regexShape(source)).toEqual(shape);
});

test('a shape that is too large is unknown', () => {
  expect(regexShape('(.*a.{20}){3}', { states: 5 }).is).toBe('unknown');
});
