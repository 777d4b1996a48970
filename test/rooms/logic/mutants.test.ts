// Each seeded mistake in a copy of src/logic is noticed by brute force (deep only; the places are checked always).
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mutant, mutants } from './mutants.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const fileOf = ({ file }: Mutant) => join('src/logic', `${file}.ts`);
const names = mutants.map((mutant, i) => ({ name: `${i} ${mutant.file}: ${mutant.to || 'nothing'}`, mutant }));

test.each(names)('the place of $name is there once', ({ mutant }) => {
  expect(readFileSync(join(root, fileOf(mutant)), 'utf8').split(mutant.from).length).toBe(2);
});

describe.runIf(process.env.MESH_DEEP)('mutants die', () => {
  let copy = '';
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'logic-mutants-'));
    for (const part of ['src/logic', 'test/rooms/logic/oracle', 'package.json']) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const run = () => {
    const script = join(copy, 'test/rooms/logic/oracle/run.ts');
    return spawnSync(process.execPath, [script, '1500'], { encoding: 'utf8', timeout: 120_000 });
  };

  test('the copy without a mistake lives', { timeout: 200_000 }, () => {
    expect(run()).toMatchObject({ status: 0, stdout: 'no fault\n' });
  });

  test.each(names)('$name', { timeout: 200_000 }, ({ mutant }) => {
    const file = join(copy, fileOf(mutant));
    const source = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      source.replace(mutant.from, () => mutant.to),
    );
    const { status, stderr } = run();
    writeFileSync(file, source);
    expect(stderr).not.toMatch(/SyntaxError/);
    expect(status).not.toBe(0);
  });
});
