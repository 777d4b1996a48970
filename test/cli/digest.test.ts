// Digests are the same for the same bytes only, few or many, however they come in parts.
import { expect, test } from 'vitest';
import { digest, shortName } from '../../src/cli/digest.ts';

function of(...parts: readonly (string | Uint8Array)[]): string {
  const made = digest();
  for (const part of parts) made.add(part);
  return made.text();
}
const large = 'x'.repeat(70_000);

test('the same bytes, in other parts', () => {
  expect(of('ab', 'c')).toBe(of('a', 'bc'));
  expect(of(Buffer.from('é'))).toBe(of('é'));
  expect(of('a', large, 'b')).toBe(of(`a${large}b`));
});

test('other bytes, few and many', () => {
  expect(of('ab')).not.toBe(of('ba'));
  expect(of(large, 'a')).not.toBe(of(large, 'b'));
  expect(of('a', large)).not.toBe(of('b', large));
  expect(of(large)).toMatch(/^[0-9a-f]{64}$/);
});

test('names differ', () => {
  const names = Array.from({ length: 5000 }, (_, n) => shortName(`["/project",${n}]`));
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => /^[0-9a-f]{16}$/.test(name))).toBe(true);
});
