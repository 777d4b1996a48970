// `mesh build -o` killed at random moments, sometimes twice in a row: every file is whole, the next run ends clean.
// 10 kills in a plain run; 200 with MESH_DEEP, at least 50 of them in the middle of writing.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomOf } from '../support/random.ts';
import { folderWith, runMesh } from '../support/run-mesh.ts';

const deep = Boolean(process.env.MESH_DEEP);
const KILLS = deep ? 200 : 10;
const IN_WRITING = deep ? 50 : 2;
const SERVICES = deep ? 150 : 60;
const entry = join(import.meta.dirname, '..', '..', 'src', 'cli', 'mesh.ts');
const args = ['build', '--target', 'istio@1.30', '-o', 'out'];
const PENDING = '.mesh-files.pending.json';

/** Programs whose outputs differ in every file, and in which files there are. */
const program = (version: number): string =>
  Array.from({ length: SERVICES }, (_, index) => {
    const name = `s${(index + version * 7).toString().padStart(3, '0')}`;
    return `service ${name} { port 80 http; version v1, v2 }\nroute ${name} -> ${version + 1}% to v2, rest to v1 { timeout ${index + 1}s }\n`;
  }).join('');
const VERSIONS = 3;

function filesBelow(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** Runs a build and kills it: so many ms after its start, or after the writing began. */
function killed(folder: string, target: string, after: 'start' | 'writing', ms: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [entry, ...args], { cwd: folder, stdio: 'ignore' });
    let ended = false;
    child.once('exit', () => {
      ended = true;
      resolve();
    });
    const end = (): void => {
      child.kill('SIGKILL');
    };
    if (after === 'start') setTimeout(end, ms);
    else {
      const poll = (): void => {
        if (ended) return;
        if (existsSync(join(target, PENDING))) setTimeout(end, ms);
        else setTimeout(poll, 0);
      };
      poll();
    }
  });
}

test(`${KILLS} kills`, { timeout: deep ? 3_600_000 : 120_000 }, async () => {
  const random = randomOf(deep ? Date.now() % 1_000_000 : 5);
  const whole = Array.from({ length: VERSIONS }, (_, version) => {
    const folder = folderWith({ 'a.mesh': program(version) });
    expect(runMesh(folder, args).code).toBe(0);
    return filesBelow(join(folder, 'out', 'istio@1.30'));
  });
  const folder = folderWith({});
  const target = join(folder, 'out', 'istio@1.30');
  let inWriting = 0;
  let begun = false;
  for (let kill = 0; kill < KILLS; kill++) {
    writeFileSync(join(folder, 'a.mesh'), program(random.below(VERSIONS)));
    // An earlier, unfinished run has left its list: then the moment of writing cannot be seen from outside.
    const seen = existsSync(join(target, PENDING));
    const writing = !seen && random.below(3) > 0;
    await killed(folder, target, writing ? 'writing' : 'start', random.below(writing ? 12 : 700));
    const left = filesBelow(target);
    if (!seen && left.has(PENDING)) inWriting++;
    for (const [path, text] of left) {
      if (path.endsWith('.mesh-tmp') || path === PENDING) continue;
      begun = true;
      expect(
        whole.some((files) => files.get(path) === text),
        `kill ${kill}: ${path} is whole`,
      ).toBe(true);
    }
    if (random.below(2) === 0) continue;
    const next = random.below(VERSIONS);
    writeFileSync(join(folder, 'a.mesh'), program(next));
    expect(runMesh(folder, args).code).toBe(0);
    expect(filesBelow(target), `after kill ${kill}`).toEqual(whole[next]);
  }
  expect(begun).toBe(true);
  expect(inWriting).toBeGreaterThanOrEqual(IN_WRITING);
  if (deep) process.stdout.write(`${inWriting} of ${KILLS} kills in the middle of writing\n`);
});

test('killed at the very end, or at the very beginning of writing', () => {
  const folder = folderWith({ 'a.mesh': program(0) });
  const target = join(folder, 'out', 'istio@1.30');
  expect(runMesh(folder, args).code).toBe(0);
  const whole = filesBelow(target);
  writeFileSync(join(target, PENDING), whole.get('.mesh-files.json') as string);
  writeFileSync(join(target, `${PENDING}.mesh-tmp`), '{');
  expect(runMesh(folder, args).code).toBe(0);
  expect(filesBelow(target)).toEqual(whole);
});
