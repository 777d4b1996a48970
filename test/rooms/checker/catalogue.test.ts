// Every entry of the families M20xx and M30xx: its bad example gives exactly its code, its good one is silent, and every fix
// mends the bad one.
import { expect, test } from 'vitest';
import { allEntries, type Example } from '../../../src/diagnostics/index.ts';
import { applyEdits } from '../../../src/text/index.ts';
import { checkSources, exampleParts } from '../../support/check-sources.ts';

const entries = allEntries().filter(({ code }) => /^M[23]/.test(code));

const codesOf = (example: Example): readonly string[] => {
  const { files, options } = exampleParts(example);
  return checkSources(files, options).codes;
};

test('there are entries, each with a code and a slug of its own', () => {
  expect(entries.length).toBeGreaterThan(55);
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length);
  expect(new Set(entries.map(({ slug }) => slug)).size).toBe(entries.length);
});

for (const { code, slug, bad, good } of entries) {
  test(`${code} ${slug}: the bad example gives it, and nothing else`, () => {
    if (typeof bad === 'object' && 'shownBy' in bad) throw new Error('these families are shown by programs');
    expect([...new Set(codesOf(bad))]).toEqual([code]);
  });
  test(`${code} ${slug}: the good example is silent`, () => {
    if (!good) throw new Error('no good example');
    expect(codesOf(good)).toEqual([]);
  });
  test(`${code} ${slug}: every fix mends the bad example`, () => {
    if (typeof bad !== 'string') return;
    const { found } = checkSources(bad);
    const [finding] = found;
    for (const fix of finding?.fixes ?? []) {
      const mended = applyEdits('main.mesh', bad, fix.edits);
      expect(checkSources(mended).codes, `${fix.title}:\n${mended}`).toEqual(found.slice(1).map((each) => each.code));
    }
  });
}
