// The catalogue's own examples: the bad one has exactly its finding, the good one none, and the fix, where there is one, mends it.
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { catalogue, type Entry } from '../../../src/diagnostics/index.ts';
import { applyEdits, Source } from '../../../src/text/index.ts';

const entries = (Object.values(catalogue.analysis) as Entry<never>[]).filter((entry) => typeof entry.bad === 'string');
const found = (text: string) => compile([new Source('main.mesh', text)]).diagnostics;

describe.each(entries.map((entry) => [entry.code, entry] as const))('%s', (code, entry) => {
  const bad = found(entry.bad as string);

  it('is what the bad example shows, and all it shows', () =>
    expect(bad.map((one) => `${one.code} ${one.message}`)).toEqual([expect.stringContaining(code)]));

  it('is not in the good example', () => expect(found(entry.good as string)).toEqual([]));

  it('is gone after its fix', () => {
    const fix = bad[0]?.fixes?.[0];
    if (!fix) return;
    const mended = applyEdits('main.mesh', entry.bad as string, fix.edits);
    expect(found(mended).filter((one) => one.code === code || one.severity === 'error')).toEqual([]);
  });
});
