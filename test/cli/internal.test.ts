// What is said when mesh itself fails: one finding (internal, M9099) with the phase and the command, never a stack unless asked.
import { expect, test } from 'vitest';
import { during, internalError } from '../../src/cli/internal-error.ts';

test('a failure names the phase and the command that shows it', () => {
  const fail = (): never => {
    throw new TypeError('x is not a function');
  };
  let text = '';
  try {
    during('checking the program', fail);
  } catch (error) {
    text = internalError(error, ['check', 'my project', '--strict']);
  }
  expect(text).toContain('M9099');
  expect(text).toContain('checking the program');
  expect(text).toContain("mesh check 'my project' --strict");
  expect(text).not.toMatch(/\n\s+at /);
});
