// The tests of texts in conditions, each as written once, with a rule and table that has it.
import { writtenKey } from '../meaning/index.ts';
import { leaves, type TextTest } from '../model/index.ts';
import { spanText } from '../text/index.ts';
import type { Copy, Facts } from './facts.ts';

export interface WrittenTest {
  readonly test: TextTest;
  readonly copy: Copy;
}

/** All tests of the wanted operator, in order of the tables. One that a list of values stands behind appears once. */
export function writtenTests(facts: Facts, operator: TextTest['operator']): readonly WrittenTest[] {
  const found = new Map<string, WrittenTest>();
  for (const copy of facts.everyCopy) {
    for (const leaf of leaves(copy.rule.condition)) {
      if (leaf.kind !== 'text' || leaf.operator !== operator) continue;
      const key = `${writtenKey(leaf.origin)} ${leaf.values.join('\0')}`;
      if (!found.has(key)) found.set(key, { test: leaf, copy });
    }
  }
  return [...found.values()];
}

/** The span covers the test itself, so that a fix may change it. */
export const isWrittenAs = (test: TextTest, word: string): boolean =>
  new RegExp(`\\b${word}\\b`).test(spanText(test.origin));
