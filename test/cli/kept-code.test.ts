// The launcher keeps compiled code between runs, and no state of the cache folder changes what the command does.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const work = mkdtempSync(join(tmpdir(), 'mesh-launch-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Tells V8 something while it runs, as engine-flags.ts does. */
const own = `{const{setFlagsFromString:set}=process.getBuiltinModule('v8');const tell=(usual)=>set('--max-inlined-bytecode-size='+(usual?460:1));
      process.on('mesh:usual-flags',tell);tell(false)}`;

/** The launcher with scripts of its own: `far` runs a second part, `fail` ends badly, `other` needs the second script, `flags` with V8 told. */
function installed(name: string): string {
  const folder = join(work, name);
  mkdirSync(join(folder, 'parts'), { recursive: true });
  const launcher = readFileSync(join(import.meta.dirname, '..', '..', 'src', 'cli', 'launch.mjs'), 'utf8');
  writeFileSync(join(folder, 'mesh.mjs'), launcher.replaceAll('MESH_DIGEST', 'abc'));
  writeFileSync(
    join(folder, 'parts', 'near-abc.js'),
    `"use strict";(own,ran,far)=>{ran[0]={};const said=(x)=>console.log('said '+x);return{main:async(args)=>{
      if(args[1]==='far')ran[3]={};if(args[1]==='flags')${own};
      if(args[1]==='other'||args[1]==='flags')far()();said(args.join(' '));if(args[1]==='fail')process.exitCode=1}}}`,
  );
  writeFileSync(join(folder, 'parts', 'far-abc.js'), '"use strict";()=>{}');
  return join(folder, 'mesh.mjs');
}

const home = (name: string): string => join(work, `home-${name}`);
const kept = (name: string): string[] => readdirSync(join(home(name), 'mesh', 'code'));

function run(launcher: string, cache: string | undefined, ...args: string[]) {
  const { HOME: _, XDG_CACHE_HOME: __, NODE_DISABLE_COMPILE_CACHE: ___, ...others } = process.env;
  const env = cache === undefined ? others : { ...others, XDG_CACHE_HOME: cache };
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    encoding: 'utf8',
    env,
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}
const good = (said: string) => ({ status: 0, stdout: `said ${said}\n`, stderr: '' });

test('what a run compiled is kept, for each command, and rewritten only by a run that got further', () => {
  const launcher = installed('kept');
  const cache = home('kept');
  expect(run(launcher, cache, 'build', 'fail').status).toBe(1);
  const [name = ''] = kept('kept');
  expect(name).toMatch(/^build-abc-v/);
  const path = join(cache, 'mesh', 'code', name);
  const states = ['fail', 'near', 'near', 'far', 'near'].map((how) => {
    run(launcher, cache, 'build', how);
    return readFileSync(path).readUInt32LE(readFileSync(path).length - 4);
  });
  expect(states.map((state) => state >> 1)).toEqual([2, 3, 3, 5, 5]);
  expect(run(launcher, cache, 'check')).toEqual(good('check'));
  expect(kept('kept')).toHaveLength(2);
});

test('of the second script code is kept where it was needed', () => {
  const launcher = installed('other');
  run(launcher, home('other'), 'build');
  expect(kept('other')).toHaveLength(1);
  expect(run(launcher, home('other'), 'build', 'other')).toEqual(good('build other'));
  expect(kept('other').filter((name) => name.endsWith('-far'))).toHaveLength(1);
  expect(run(launcher, home('other'), 'build', 'other')).toEqual(good('build other'));
});

test('what V8 was told meanwhile makes no kept code unfit', () => {
  const launcher = installed('told');
  run(launcher, home('told'), 'build', 'flags');
  const states = () => kept('told').map((name) => statSync(join(home('told'), 'mesh', 'code', name)).ino);
  const before = states();
  expect(before).toHaveLength(2);
  expect(run(launcher, home('told'), 'build', 'flags')).toEqual(good('build flags'));
  expect(run(launcher, home('told'), 'build', 'other')).toEqual(good('build other'));
  expect(states()).toEqual(before);
});

test.each([
  ['empty', ''],
  ['of other bytes', 'x'.repeat(5000)],
  ['cut short', undefined],
])('a kept file that is %s is replaced, and nobody notices', (state, text) => {
  const launcher = installed('broken');
  const cache = home(`broken-${state}`);
  run(launcher, cache, 'build');
  const path = join(cache, 'mesh', 'code', kept(`broken-${state}`)[0] as string);
  const whole = readFileSync(path);
  writeFileSync(path, text ?? whole.subarray(0, whole.length >> 1));
  expect(run(launcher, cache, 'build')).toEqual(good('build'));
  expect(readFileSync(path).length).toBe(whole.length);
});

test('without a folder to keep it in, the command runs all the same', () => {
  const launcher = installed('nowhere');
  expect(run(launcher, undefined, 'build')).toEqual(good('build'));
  const file = join(work, 'a-file');
  writeFileSync(file, '');
  expect(run(launcher, file, 'build')).toEqual(good('build'));
  const closed = home('closed');
  mkdirSync(closed);
  chmodSync(closed, 0o500);
  expect(run(launcher, join(closed, 'deeper'), 'build')).toEqual(good('build'));
  expect(run(launcher, '/proc/nowhere', 'build')).toEqual(good('build'));
});

test('Node with other flags keeps code of its own, as V8 takes none that was compiled with others', () => {
  const launcher = installed('flags');
  const cache = home('flags');
  run(launcher, cache, 'build');
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  spawnSync(process.execPath, ['--no-opt', launcher, 'build'], { env });
  expect(kept('flags')).toHaveLength(2);
});
