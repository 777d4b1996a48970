// Every case: a folder of test/cases with main.mesh, perhaps more files and mesh.yaml, and `expected/`. Which files exist there is
// what is compared: diagnostics.mesh, formatted.mesh, tests.txt, answers.txt (from requests.txt), `<target>.yaml`, sourcemap.txt.
// `npm run bless` rewrites them (and creates those named in a case's `bless` file, one a line).
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { caseOutputs } from './support/case-outputs.ts';

const root = join(import.meta.dirname, 'cases');
const bless = Boolean(process.env.MESH_BLESS);

const folders = (path: string): string[] =>
  readdirSync(path).flatMap((name) => {
    const child = join(path, name);
    if (!statSync(child).isDirectory() || name === 'expected') return [];
    return existsSync(join(child, 'main.mesh')) ? [child, ...folders(child)] : folders(child);
  });

const cases = folders(root);

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(3);
});

for (const folder of cases) {
  const name = relative(root, folder);
  const wanted = expectedFiles(folder);
  test(`${name} has something to compare`, () => {
    expect(wanted.length).toBeGreaterThan(0);
  });
  for (const file of wanted) {
    test(`${name}: ${file}`, () => {
      const actual = caseOutputs(folder, file);
      const path = join(folder, 'expected', file);
      const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      if (bless && before !== actual) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, actual);
        process.stdout.write(`blessed ${relative(root, path)}\n`);
      } else expect(actual).toBe(before);
    });
  }
}

function expectedFiles(folder: string): string[] {
  const present = existsSync(join(folder, 'expected')) ? readdirSync(join(folder, 'expected')) : [];
  const asked =
    bless && existsSync(join(folder, 'bless')) ? readFileSync(join(folder, 'bless'), 'utf8').split(/\s+/) : [];
  return [...new Set([...present, ...asked])].filter((file) => file !== '').sort();
}
