// What is told to V8 for a project that is not small is taken back while code is loaded or kept: under other flags it would be refused by
// the next run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const room = (path: string): string => join(import.meta.dirname, '..', '..', 'src', path);

test('before the solver begins all is as usual again', () => {
  const script = `
    import { cachedDataVersionTag } from 'node:v8';
    import { solverBegins, sparing } from '${room('cli/engine-by-size.ts')}';
    import { Source } from '${room('text/index.ts')}';
    const usual = cachedDataVersionTag();
    sparing([new Source('a.mesh', ' '.repeat(50_000))]);
    const before = cachedDataVersionTag() === usual;
    solverBegins();
    console.log(before, cachedDataVersionTag() === usual);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('false true');
});

test.each([
  [10, true],
  [40_001, false],
  [250_001, false],
  [2_000_001, false],
  [4_000_001, false],
])('sources of %i letters', (letters, unchanged) => {
  const script = `
    import { cachedDataVersionTag } from 'node:v8';
    import { portionsBegin, sparing } from '${room('cli/engine-by-size.ts')}';
    import { Source } from '${room('text/index.ts')}';
    const usual = cachedDataVersionTag();
    const isUsual = () => cachedDataVersionTag() === usual;
    sparing([new Source('a.mesh', ' '.repeat(${letters}))]);
    portionsBegin();
    const states = [isUsual()];
    for (const wanted of [true, false]) {
      process.emit('mesh:usual-flags', wanted);
      states.push(isUsual());
    }
    console.log(JSON.stringify(states));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual([unchanged, true, unchanged]);
});
