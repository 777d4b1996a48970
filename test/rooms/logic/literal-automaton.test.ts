// Automata of literals against what strings say themselves.
import { expect, test } from 'vitest';
import { accepts, run } from '../../../src/logic/atoms.ts';
import { containsAutomaton, suffixAutomaton, trieAutomaton } from '../../../src/logic/literal-automaton.ts';
import { Dice } from './oracle/tables.ts';

const word = (dice: Dice, longest: number) =>
  Array.from({ length: dice.below(longest + 1) }, () => dice.pick(['a', 'a', 'b', '😀'])).join('');

test('ends with, contains, and tries', () => {
  const dice = new Dice(1);
  const counts = { suffix: 0, contains: 0, trie: 0 };
  for (let n = 0; n < 20_000; n++) {
    const [literal, text, point] = [word(dice, 7), word(dice, 14), word(dice, 3)];
    const [suffix, contains] = [text.endsWith(literal), text.includes(literal)];
    expect(accepts(suffixAutomaton(literal), text), `${text} ends with ${literal}`).toBe(suffix);
    expect(accepts(containsAutomaton(literal), text), `${text} contains ${literal}`).toBe(contains);
    const trie = trieAutomaton({ points: [point, 'ab'], cones: [`${literal}b`] });
    const inTrie = text === point || text === 'ab' || text.startsWith(`${literal}b`);
    expect(accepts(trie, text), `${text} is ${point} or begins with ${literal}b`).toBe(inTrie);
    if (trie.full(run(trie, 0, text))) expect(text.startsWith(`${literal}b`)).toBe(true);
    counts.suffix += Number(suffix);
    counts.contains += Number(contains);
    counts.trie += Number(inTrie);
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(500);
});
