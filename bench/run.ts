// `npm run bench [-- SIZES]`: an empty Node, mesh and jrsonnet (where it is installed) on the same services, whole processes in turn, so
// that whatever else the machine does touches all alike. Prints a table and whether the bars of docs/performance.md are met.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, homedir, loadavg, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

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

/** On the PATH, or where `cargo install --root ~/.cache/mesh-peers jrsonnet` puts it. */
function installed(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), '.cache', 'mesh-peers', 'bin')];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function rowsFor(size: number): Row[] {
  const project = join(work, String(size));
  node(join(here, 'generate.mjs'), String(size), project);
  const rows = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    { name: 'mesh build', command: [process.execPath, mesh, 'build', project, '-o', '-'] },
    { name: 'mesh build --verify', command: [process.execPath, mesh, 'build', project, '-o', '-', '--verify'] },
    { name: 'mesh check, unchanged', command: [process.execPath, mesh, 'check', project] },
  ];
  const jrsonnet = installed('jrsonnet');
  if (!jrsonnet) return rows;
  const program = join(work, `${size}.jsonnet`);
  node(join(here, 'jsonnet.mjs'), String(size), program);
  return [...rows, { name: 'jrsonnet', command: [jrsonnet, '-y', program] }];
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
  const empty = found.get('node -e 0')?.cpu ?? 1;
  const peer = found.get('jrsonnet')?.cpu;
  for (const [name, { wall, cpu, mebibytes }] of found) {
    const ratios = [`${(cpu / empty).toFixed(1)}`, peer === undefined ? '–' : (cpu / peer).toFixed(2)];
    console.log(
      `| ${[size, name, wall.toFixed(3), cpu.toFixed(3), ...ratios, Math.round(mebibytes)].map(String).join(' | ')} |`,
    );
  }
}

function bar(what: string, value: number | undefined, limit: number): void {
  if (value === undefined || !Number.isFinite(value)) return;
  console.log(`${value <= limit ? 'met    ' : 'NOT MET'} ${what}: ${value.toFixed(2)} (bar ${limit})`);
}

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`,
);
console.log(
  '| services | command | wall s | CPU s | × node -e 0 (CPU) | × jrsonnet (CPU) | MiB |\n|---|---|---|---|---|---|---|',
);
try {
  const all = new Map(sizes.map((size) => [size, compare(size)] as const));
  for (const [size, found] of all) show(size, found);
  console.log('');
  const cpu = (size: number, name: string): number => all.get(size)?.get(name)?.cpu ?? Number.NaN;
  const build = 'mesh build';
  bar('N = 1 / node -e 0', cpu(1, build) / cpu(1, 'node -e 0'), 2);
  bar('N = 1,000 / jrsonnet', cpu(1000, build) / cpu(1000, 'jrsonnet'), 0.9);
  bar('N = 10,000 / jrsonnet', cpu(10_000, build) / cpu(10_000, 'jrsonnet'), 0.6);
  bar('N = 10,000, MiB', all.get(10_000)?.get(build)?.mebibytes, 400);
  bar('N = 10,000 / N = 1,000', cpu(10_000, build) / cpu(1000, build), 10.5);
  const verifying = (size: number): number => cpu(size, 'mesh build --verify') / cpu(size, build);
  bar('--verify / build, N = 1,000', verifying(1000), 2);
  bar('--verify / build, N = 10,000', verifying(10_000), 2);
  bar(
    'check of an unchanged project, N = 10,000 / node -e 0',
    cpu(10_000, 'mesh check, unchanged') / cpu(10_000, 'node -e 0'),
    2.5,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
