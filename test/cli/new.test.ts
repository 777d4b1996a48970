// `npm run new`: what it writes is what the project's own readers take, twice is refused, nonsense is told.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/run-mesh.ts';

const root = join(import.meta.dirname, '..', '..');
const catalogue = 'src/diagnostics/catalogue/analysis.ts';

function run(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/new.ts'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

test('a finding, a rule, a case', () => {
  const folder = folderWith({ [catalogue]: readFileSync(join(root, catalogue), 'utf8') });
  const codes = () => [...readFileSync(join(folder, catalogue), 'utf8').matchAll(/code: '(M\d+)'/g)].map(([, c]) => c);
  const before = codes().length;
  expect(run(folder, 'finding', 'analysis', 'lonely-thing').out).toMatch(/M4\d\d\d lonely-thing/);
  expect(run(folder, 'rule', 'lonely-rule').out).toContain('src/analyzer/analyze.ts');
  expect(new Set(codes()).size).toBe(before + 2);
  expect(readFileSync(join(folder, 'src/analyzer/rules/lonely-rule.ts'), 'utf8')).toContain('function* lonelyRule(');
  expect(run(folder, 'case', 'routing/mine').code).toBe(0);
  expect(existsSync(join(folder, 'test/cases/routing/mine/main.mesh'))).toBe(true);
  for (const again of [
    ['finding', 'analysis', 'lonely-thing'],
    ['rule', 'lonely-rule'],
    ['case', 'routing/mine'],
  ])
    expect(run(folder, ...again).err).toContain('already');
  for (const wrong of [[], ['case', '../x'], ['finding', 'nowhere', 'x'], ['rule', 'No Slug']])
    expect(run(folder, ...wrong).code, wrong.join(' ')).toBe(2);
});
