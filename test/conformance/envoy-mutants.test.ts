// Each rule of the lowering is needed: a copy of the project with one small fault in it fails the conformance test that is there for
// it. Only under MESH_DEEP: every fault is a run of its own.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../support/components.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { MUTANTS } from '../support/envoy-mutants.ts';

const envoy = requireComponent('envoy');
const root = join(import.meta.dirname, '../..');

test('every mutant changes one place that is there', () => {
  const wrong = MUTANTS.filter(({ file, from }) => readFileSync(join(root, file), 'utf8').split(from).length < 2);
  expect(wrong).toEqual([]);
});

describe.skipIf(envoy === undefined || !process.env.MESH_DEEP)('a fault in the lowering is noticed', () => {
  const copy = temporaryFolder();
  afterAll(copy.remove);

  beforeAll(() => {
    for (const part of [
      'src',
      'test/support',
      'test/conformance',
      'package.json',
      'tsconfig.json',
      'vitest.config.ts',
      'stdlib',
    ]) {
      mkdirSync(join(copy.path, part, '..'), { recursive: true });
      cpSync(join(root, part), join(copy.path, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy.path, 'node_modules'));
  });

  /** Whether the conformance test fails in the copy. */
  function fails(seenBy: string): boolean {
    const { MESH_DEEP: _, ...env } = process.env;
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const run = spawnSync(process.execPath, [vitest, 'run', `test/conformance/envoy-${seenBy}.test.ts`, '--bail=1'], {
      cwd: copy.path,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    return run.status !== 0;
  }

  test.each(['request', 'traffic', 'meaning'])('%s passes without a fault', (name) => expect(fails(name)).toBe(false));

  test.each(MUTANTS.map((mutant) => [`${mutant.file}: ${mutant.from.trim()} → ${mutant.to}`, mutant] as const))(
    '%s',
    (_, { file, from, to, seenBy }) => {
      const place = join(copy.path, file);
      const sound = readFileSync(place, 'utf8');
      writeFileSync(
        place,
        sound.replace(from, () => to),
      );
      try {
        expect(fails(seenBy)).toBe(true);
      } finally {
        writeFileSync(place, sound);
      }
    },
  );
});
