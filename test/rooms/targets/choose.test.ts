// Targets by name: every name there is leads to its own platform and version, and what nobody has leads to what was probably meant.
import { expect, test } from 'vitest';
import { allPlatforms, chooseTarget, targetNames } from '../../../src/targets/index.ts';

test.each(targetNames())('%s', (name) => {
  const choice = chooseTarget(name);
  expect(choice).toMatchObject({ name });
  if ('platform' in choice) expect(name).toBe(`${choice.platform.name}@${choice.version}`);
});

test('without a version it is the newest', () => {
  for (const { name } of allPlatforms()) {
    const newest = targetNames().findLast((target) => target.startsWith(`${name}@`));
    expect(chooseTarget(name)).toMatchObject({ name: newest });
  }
});

test('what nobody has', () => {
  const istio = targetNames().findLast((target) => target.startsWith('istio@'));
  expect(chooseTarget('istio@7.7')).toEqual({ meant: istio });
  expect(chooseTarget('isto@1.30')).toEqual({ meant: 'istio@1.30' });
  expect(chooseTarget('isto')).toEqual({ meant: 'istio' });
  expect(chooseTarget('sidecars')).toEqual({ meant: undefined });
});
