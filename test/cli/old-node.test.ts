// An older Node gets one sentence and exit 2, before anything that it could not read is loaded.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const launcher = join(import.meta.dirname, '..', '..', 'src', 'cli', 'launch.mjs');

/** Starts the command under a Node that says it is of this version. */
function startedAs(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, launcher, '--version'];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

test.each(['18.20.0', '20.20.2', '22.11.0'])('Node %s is refused in one sentence', (version) => {
  const { status, stdout, stderr } = startedAs(version);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^mesh needs Node\.js 22\.12 or newer; .*\n$/);
});

test('the oldest one that is enough is not refused', () => {
  expect(startedAs('22.12.0').stderr).not.toContain('mesh needs Node.js');
});
