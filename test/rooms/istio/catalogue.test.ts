// Every finding of the family is shown by its bad example and only that, and its good example is silent.
import { expect, test } from 'vitest';
import { catalogue, type Entry, type Example } from '../../../src/diagnostics/index.ts';
import { build } from './programs.ts';

const entries = Object.values(catalogue.istio) as readonly Entry<never>[];

function codesOf(example: Example): readonly string[] {
  if (typeof example === 'string') throw new Error('an example for a target is files');
  const { diagnostics } = build(example.files['main.mesh'] ?? '', example.target?.replace('istio@', ''));
  return [...new Set(diagnostics.map(({ code }) => code))];
}

for (const { code, slug, bad, good } of entries) {
  if (typeof bad === 'object' && 'shownBy' in bad) continue;
  test(`${code} ${slug}`, () => {
    expect({ bad: codesOf(bad), good: good ? codesOf(good) : [] }).toEqual({ bad: [code], good: [] });
  });
}
