// `npm run bench [-- SIZES]`: an empty Node, mesh, and the peers that are installed, on the same services and with the same output; whole
// processes in turn, so that whatever else the machine does touches all alike. Prints a table and whether the bars of docs/performance.md
// are met, by wall clock; on a machine that is not quiet the ratio of CPU time beside it says more.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareOutput, installedPeers } from './peers.ts';

interface Row {
  readonly name: string;
  readonly command: readonly string[];
}
interface Run {
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
  readonly mebibytes: number;
}

const here = import.meta.dirname;
const mesh = join(here, '..', 'dist', 'mesh.mjs');
const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1, 100, 1000, 10_000];
const work = mkdtempSync(join(tmpdir(), 'mesh-bench-'));
process.env.XDG_CACHE_HOME = join(work, 'cache');

function rowsFor(size: number): Row[] {
  const project = join(work, String(size));
  node(join(here, 'generate.mjs'), String(size), project);
  const rows = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    { name: 'mesh build', command: [process.execPath, mesh, 'build', project, '-o', '-'] },
    { name: 'mesh build --verify', command: [process.execPath, mesh, 'build', project, '-o', '-', '--verify'] },
    { name: 'mesh check, unchanged', command: [process.execPath, mesh, 'check', project] },
  ];
  const build = [process.execPath, mesh, 'build', project, '-o', '-'];
  const others = installedPeers().map(({ name, script, binary, command }) => {
    const place = join(work, `${size}-${name}`);
    node(join(here, script), String(size), place);
    const peer = { name, command: command(binary, place) };
    if (size <= 100) compareOutput(name, peer.command, build);
    return peer;
  });
  return [...rows, ...others];
}

function node(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** One process: bash counts milliseconds of its children, GNU time knows their memory. */
function once({ name, command }: Row): Run {
  const start = process.hrtime.bigint();
  const timed = spawnSync('bash', ['-c', 'TIMEFORMAT="%3U %3S"; time /usr/bin/time -f %M "$@"', 'bash', ...command], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (timed.error) throw timed.error;
  if (timed.status !== 0) throw new Error(`${name} failed: ${timed.stderr.slice(0, 500)}`);
  const [memory = '0', times = '0 0'] = timed.stderr.trim().split('\n').slice(-2);
  const [user = 0, system = 0] = times.split(' ').map(Number);
  return { wall, cpu: user + system, mebibytes: Number(memory) / 1024 };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

function summary(runs: readonly Run[]): Run {
  return {
    wall: median(runs.map((run) => run.wall)),
    cpu: median(runs.map((run) => run.cpu)),
    mebibytes: Math.max(...runs.map((run) => run.mebibytes)),
  };
}

function compare(size: number): ReadonlyMap<string, Run> {
  const rows = rowsFor(size);
  const rounds = size >= 10_000 ? 3 : size >= 1000 ? 5 : 15;
  const runs = new Map(rows.map((row) => [row.name, [] as Run[]]));
  for (const row of rows) once(row);
  for (let round = 0; round < rounds; round++) for (const row of rows) runs.get(row.name)?.push(once(row));
  return new Map([...runs].map(([name, all]) => [name, summary(all)]));
}

function show(size: number, found: ReadonlyMap<string, Run>): void {
  const times = (name: string, by: 'wall' | 'cpu', run: Run): string => {
    const other = found.get(name);
    return other === undefined ? '–' : (run[by] / other[by]).toFixed(2);
  };
  for (const [name, run] of found) {
    const ratios = ['node -e 0', 'jrsonnet'].map(
      (other) => `${times(other, 'wall', run)} · ${times(other, 'cpu', run)}`,
    );
    const measured = [run.wall.toFixed(3), run.cpu.toFixed(3), Math.round(run.mebibytes)];
    console.log(`| ${[size, name, ...measured, ...ratios].join(' | ')} |`);
  }
}

interface Measured {
  readonly size: number;
  readonly name: string;
}

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`,
);
console.log(
  '| services | command | wall s | CPU s | MiB | × node -e 0: wall · CPU | × jrsonnet: wall · CPU |\n|---|---|---|---|---|---|---|',
);
try {
  const all = new Map(sizes.map((size) => [size, compare(size)] as const));
  for (const [size, found] of all) show(size, found);
  console.log('');
  const bar = (what: string, a: Measured, b: Measured, limit: number): void => {
    const [one, other] = [a, b].map(({ size, name }) => all.get(size)?.get(name));
    if (!one || !other) return;
    const ratio = one.wall / other.wall;
    console.log(
      `${ratio <= limit ? 'met    ' : 'NOT MET'} ${what}: ${ratio.toFixed(2)} (CPU ${(one.cpu / other.cpu).toFixed(2)}; bar ${limit})`,
    );
  };
  const of = (size: number, name: string): Measured => ({ size, name });
  const build = 'mesh build';
  bar('N = 1 / node -e 0', of(1, build), of(1, 'node -e 0'), 2);
  bar('N = 1,000 / jrsonnet', of(1000, build), of(1000, 'jrsonnet'), 0.9);
  bar('N = 10,000 / jrsonnet', of(10_000, build), of(10_000, 'jrsonnet'), 0.6);
  bar('N = 10,000 / N = 1,000', of(10_000, build), of(1000, build), 10.5);
  for (const size of [1000, 10_000])
    bar(`--verify / build, N = ${size}`, of(size, `${build} --verify`), of(size, build), 2);
  bar('check, unchanged, N = 10,000 / node -e 0', of(10_000, 'mesh check, unchanged'), of(10_000, 'node -e 0'), 2.5);
  const memory = all.get(10_000)?.get(build)?.mebibytes;
  if (memory !== undefined)
    console.log(`${memory <= 400 ? 'met    ' : 'NOT MET'} N = 10,000: ${Math.round(memory)} MiB (bar 400)`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
