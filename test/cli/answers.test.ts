// What commands remember is said again only for the very same question about the very same bytes.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Answer, keep, questionOf, recall } from '../../src/cli/answers.ts';
import { folderWith } from '../support/run-mesh.ts';

const answer: Answer = { code: 1, written: [[2, 'a finding\n']], outputs: [] };

it('says again what it said, whatever the times of the files', () => {
  const folder = folderWith({ 'a.mesh': 'one', 'sub/b.mesh': 'two', 'mesh.yaml': 'language: 1\n' });
  const cache = folderWith({});
  expect(recall(questionOf(folder, ['v1'], cache))).toBeUndefined();
  keep(questionOf(folder, ['v1'], cache), answer);
  utimesSync(join(folder, 'a.mesh'), 1, 1);
  expect(recall(questionOf(folder, ['v1'], cache))).toMatchObject(answer);
});

it('forgets when a file is changed, comes, goes or is renamed, and for another question', () => {
  const files = { 'a.mesh': 'one', 'sub/b.mesh': 'two', 'mesh.yaml': 'language: 1\n' };
  const cache = folderWith({});
  const after = (change: (folder: string) => void): unknown => {
    const folder = folderWith(files);
    keep(questionOf(folder, ['v1'], cache), answer);
    change(folder);
    return recall(questionOf(folder, ['v1'], cache));
  };
  expect(after(() => {})).toMatchObject(answer);
  expect(after((folder) => writeFileSync(join(folder, 'a.mesh'), 'onE'))).toBeUndefined();
  expect(after((folder) => writeFileSync(join(folder, 'mesh.yaml'), 'language: 1\n\n'))).toBeUndefined();
  expect(after((folder) => writeFileSync(join(folder, 'c.mesh'), ''))).toBeUndefined();
  expect(after((folder) => rmSync(join(folder, 'sub/b.mesh')))).toBeUndefined();
  const folder = folderWith(files);
  keep(questionOf(folder, ['v1'], cache), answer);
  expect(recall(questionOf(folder, ['v2'], cache))).toBeUndefined();
});

it('keeps nothing that was found while files changed', () => {
  const folder = folderWith({ 'a.mesh': 'one' });
  const cache = folderWith({});
  const question = questionOf(folder, ['v1'], cache);
  writeFileSync(join(folder, 'a.mesh'), 'two');
  keep(question, answer);
  expect(readdirSync(cache)).toEqual([]);
});

it('stays small, and lives without a cache that can be written or read', () => {
  const folder = folderWith({ 'a.mesh': 'one' });
  const cache = folderWith({ file: '' });
  for (let n = 0; n < 70; n++) keep(questionOf(folder, [n], cache), answer);
  expect(readdirSync(cache).length).toBeLessThanOrEqual(64);
  expect(() => keep(questionOf(folder, [], join(cache, 'file')), answer)).not.toThrow();
  const question = questionOf(folder, ['broken'], cache);
  writeFileSync(question.file, '{"state":');
  expect(recall(question)).toBeUndefined();
});

it('keeps nothing, and ends, where no folder can be made', () => {
  const folder = folderWith({ 'a.mesh': 'one' });
  const script = `import { keep, questionOf } from '${join(import.meta.dirname, '../../src/cli/answers.ts')}';
    keep(questionOf('${folder}', [], '/proc/nowhere/mesh/check'), { code: 0, written: [], outputs: [] });`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 });
  expect(status).toBe(0);
});
