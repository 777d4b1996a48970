// What is told to V8 for a large project is taken back at the end: code kept under other flags would be refused by the next run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const room = (path: string): string => join(import.meta.dirname, '..', '..', 'src', path);

test.each([
  [10, true],
  [2_000_001, false],
])('sources of %i letters', (letters, unchanged) => {
  const script = `
    import { cachedDataVersionTag } from 'node:v8';
    import { sparing } from '${room('cli/large-heap.ts')}';
    import { Source } from '${room('text/index.ts')}';
    const before = cachedDataVersionTag();
    let during;
    process.once('exit', () => console.log(JSON.stringify([during === before, cachedDataVersionTag() === before])));
    sparing([new Source('a.mesh', ' '.repeat(${letters}))]);
    during = cachedDataVersionTag();`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual([unchanged, true]);
});
