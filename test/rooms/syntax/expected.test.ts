// What may stand at a place: by examples, and by a law: what does stand at each place of the page was expected there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectedAt, parseFile, settingWords, tokenize } from '../../../src/syntax/index.ts';
import { Source } from '../../../src/text/index.ts';
import { parse } from './check.ts';

/** `|` is the place. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  return expectedAt(parse(marked.replace('|', '')), offset);
}

describe('by examples', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['ser|', [], ['service', 'route', 'namespace']],
    ['service a {\n  |\n}', ['setting'], ['with', '}']],
    ['route r {\n  when |\n}', ['condition'], ['path', 'header', 'not', 'from', '(']],
    ['route r {\n  when path |\n}', [], ['==', 'under', 'exists']],
    ['route r {\n  when path under "/x" |\n}', [], ['->', 'and', 'or']],
    ['route r {\n  when path under "/x"\n  |\n}', ['setting'], ['->', 'and', 'else', 'when', '}']],
    ['route r {\n  when a -> |\n}', ['destination'], ['redirect', 'respond', 'rules', 'route', 'rest']],
    ['route r {\n  when a -> v1 |\n}', [], ['with', '{', 'to']],
    ['route r -> 90% |', [], ['to']],
    ['route r -> rules |', ['rules'], []],
    ['route r {\n when from |', ['service'], ['namespace', 'gateway', 'pods']],
    ['route r {\n when from gateway |', ['gateway'], []],
    ['route r with |', ['policy'], []],
    ['ingress "x" on |', ['gateway'], []],
    ['input x: |', ['type'], ['[']],
    ['use |', ['shared'], []],
    ['service a { version v { pods { | } } }', ['label'], ['}']],
    ['expect "x" {\n  |\n}', ['service'], ['every', 'gateway', 'namespace']],
    ['expect "x" { a never |\n}', [], ['routes', 'reaches']],
    ['test "x" {\n  GET "/" |\n}', [], ['from', 'to', 'when', '->']],
  ];
  for (const [marked, kinds, words] of cases)
    test(JSON.stringify(marked), () => {
      const found = at(marked);
      expect(found?.kinds).toEqual(kinds);
      expect(found?.words).toEqual(expect.arrayContaining([...words]));
    });

  test('nothing in texts and comments', () => {
    expect([at('let a = "|"'), at('let a = `|`'), at('// |'), at('let a = 1 // x|')]).toEqual(Array(4).fill(undefined));
  });

  test('within a setting what it still takes', () => {
    const next = (marked: string) => at(marked)?.setting?.next.map(({ part, slot }) => `${part} ${slot.name}`);
    expect(next('route r { when a -> v1 { retry 3 | } }')).toEqual(['keyword each', 'keyword on']);
    expect(next('route r { when a -> v1 { retry 3 on 5xx, | } }')).toEqual(['value on']);
    expect(next('service a {\n  port | }')).toEqual(['value name', 'value number']);
    expect(at('route r { when a -> redirect { | } }')?.setting?.context).toBe('redirect');
    expect(at('gateway g { port 443 https { | } }')?.setting?.context).toBe('gateway-port');
  });

  test('the word being typed is what is replaced', () => {
    expect(at('route r -> shop/rev|iews')?.replace).toEqual({ start: 11, end: 23 });
  });
});

test('whatever stands somewhere on the page was expected there', () => {
  const text = readFileSync(join(import.meta.dirname, '../../cases/language/page/main.mesh'), 'utf8');
  const file = parseFile(new Source('main.mesh', text));
  for (const { kind, start, end } of tokenize(file.source)) {
    if (kind === 'comment' || kind === 'doc-comment' || kind === 'end') continue;
    // Right behind a word the place is in that word.
    if (/[\w/@:-]/.test(text[start - 1] ?? '')) continue;
    const found = expectedAt(file, start);
    const token = text.slice(start, end);
    const where = `${text.slice(start - 40, start)}|${token}`;
    if (kind === 'sign') expect(found?.words, where).toContain(token);
    else if (kind === 'reserved') expect(found?.words, where).toContain(token);
    else if (kind === 'word') expect(found?.words.includes(token) || (found?.kinds.length ?? 0) > 0, where).toBe(true);
    else if (kind === 'name' || kind === 'reference') expect(found?.kinds.length, where).toBeGreaterThan(0);
    const words = found?.setting?.word === undefined && found?.kinds.includes('setting') ? [token] : [];
    for (const word of words.filter((one) => /^[a-z]/.test(one) && kind !== 'reserved'))
      expect(settingWords()).toContain(word);
  }
});
