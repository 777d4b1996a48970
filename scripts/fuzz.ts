// `npm run fuzz -- --minutes N [--jobs N] [--seed N] [--door NAME …] [--more DIR …] [--quiet-end N] [--fresh]`: runs random inputs through
// every door (test/fuzz/), guided by the code they reach, in processes of their own (--jobs), which are ended where an input takes longer
// than 10 s or more than 1 GB. Minutes are those of the processes' CPU together. What was found stays in .cache/fuzz/ (--folder) and the
// next run goes on from there: corpus/ holds the inputs that reached something new, faults/ one file each, state.json the sums.
// --more: folders with YAML to begin with. --quiet-end: not over before that many minutes without a new edge. Exit 1 if this run found a fault.
// `npm run fuzz -- --again FILE` runs one of them once more, in this process.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DoorUse, Job, Message, Progress, Task } from '../test/fuzz/worker.ts';

const HANG = 10_000;
const MEGABYTES = 1000;
/** Exit codes of `--again` for an input that takes longer than HANG, and for one that needs more than MEGABYTES. */
const [TOO_LONG, TOO_LARGE] = [3, 4];
const tests = join(import.meta.dirname, '..', 'test', 'fuzz');
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    folder: { type: 'string', default: join(import.meta.dirname, '..', '.cache', 'fuzz') },
    jobs: { type: 'string', default: '1' },
    door: { type: 'string', multiple: true, default: [] },
    more: { type: 'string', multiple: true, default: [] },
    'quiet-end': { type: 'string', default: '0' },
    fresh: { type: 'boolean', default: false },
    again: { type: 'string' },
  },
});
const { folder } = values;

/** Sums over all runs of this folder; times are milliseconds of CPU. */
interface State {
  inputs: number;
  used: number;
  edges: number;
  allEdges: number;
  /** `used` when the last new edge was reached. */
  newEdgeAt: number;
  doors: Record<string, DoorUse>;
  faults: Record<string, string>;
}

async function fuzz(milliseconds: number, firstSeed: number): Promise<void> {
  if (values.fresh) rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'faults'), { recursive: true });
  const state = stored();
  const known = Object.keys(state.faults).length;
  const end = state.used + milliseconds;
  const quiet = Number(values['quiet-end']) * 60_000;
  const isOver = (): boolean => state.used >= end && state.used - state.newEdgeAt >= quiet;
  say(`fuzzing for ${values.minutes} minutes of CPU, seed ${firstSeed}, in ${folder}`);
  const team = new Set<ChildProcess>();
  await Promise.all(
    Array.from({ length: Number(values.jobs) }, (_, worker) => work(worker, firstSeed, state, team, isOver)),
  );
  say(line(state));
  for (const [door, use] of Object.entries(state.doors)) say(doorLine(door, use));
  for (const [name, fault] of Object.entries(state.faults)) say(`${name}: ${fault.split('\n')[0]}`);
  process.exitCode = Object.keys(state.faults).length > known ? 1 : 0;
}

/** One worker after the other in one place of the team, each with random numbers of its own. */
async function work(
  worker: number,
  firstSeed: number,
  state: State,
  team: Set<ChildProcess>,
  isOver: () => boolean,
): Promise<void> {
  for (let seed = firstSeed + worker; !isOver(); seed += Number(values.jobs))
    await round({ worker, seed, state, team, isOver });
}

function stored(): State {
  const path = join(folder, 'state.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as State;
  return { inputs: 0, used: 0, edges: 0, allEdges: 0, newEdgeAt: 0, doors: {}, faults: {} };
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const minutes = (milliseconds: number): string => (milliseconds / 60_000).toFixed(1);

const line = ({ inputs, used, edges, allEdges, newEdgeAt, faults }: State): string =>
  [
    `${inputs.toLocaleString('en')} inputs in ${minutes(used)} minutes of CPU`,
    `${edges} of ${allEdges} edges, the last new one ${minutes(used - newEdgeAt)} minutes ago`,
    `${Object.keys(faults).length} faults`,
  ].join('; ');

const doorLine = (door: string, { inputs, used, longest }: DoorUse): string =>
  `  ${door}: ${inputs.toLocaleString('en')} inputs, ${minutes(used)} minutes, the longest ${(longest / 1000).toFixed(1)} s`;

interface Round {
  readonly worker: number;
  readonly seed: number;
  readonly state: State;
  /** All workers that run. */
  readonly team: Set<ChildProcess>;
  readonly isOver: () => boolean;
}

let told = Date.now();

/** A worker that ends meanwhile misses nothing. */
const ignored = (): void => {};

/** One worker, until it hangs, dies or the time is over. */
function round({ worker, seed, state, team, isOver }: Round): Promise<void> {
  return new Promise((resolve) => {
    const path = join(folder, `input-${worker}.json`);
    const child = startWorker(worker, seed, path);
    team.add(child);
    let counted: Counted = { used: 0, newEdges: 0, doors: {} };
    let ready = false;
    let [last, since] = ['', 0];
    child.on('message', (message: Message) => {
      if (message.ready) {
        ready = true;
        counted = { ...counted, used: workTime(child.pid as number) };
        say(`code ${message.ready.code}: ${message.ready.corpus} inputs kept reach ${message.ready.edges} edges`);
      }
      if (message.kept)
        for (const other of team) if (other !== child && other.connected) other.send(message.kept, ignored);
      if (message.progress) {
        counted = take(message.progress, state, counted, workTime(child.pid as number));
        writeFileSync(join(folder, 'state.json'), JSON.stringify(state, undefined, 1));
        if (Date.now() - told > 60_000) {
          told = Date.now();
          say(line(state));
        }
      }
      if (message.fault !== undefined && message.job) keep(message.fault, message.job, state);
    });
    const clock = setInterval(() => {
      if (isOver()) return stop(child);
      const input = currentInput(path);
      const used = workTime(child.pid as number);
      if (input !== last) [last, since] = [input, used];
      else if (used - since > HANG) {
        stop(child);
        keep(`a hang of more than ${HANG / 1000} s`, JSON.parse(input) as Job, state);
      }
    }, 500);
    child.once('exit', (code, signal) => {
      clearInterval(clock);
      team.delete(child);
      const ended = `the process ended (${code ?? signal})`;
      const input = currentInput(path);
      if (signal !== 'SIGKILL' && input !== '') keep(ended, JSON.parse(input) as Job, state);
      if (!ready && signal !== 'SIGKILL') throw new Error('the worker does not start');
      resolve();
    });
  });
}

function startWorker(worker: number, seed: number, input: string): ChildProcess {
  rmSync(input, { force: true });
  const task: Task = { folder, worker, input, seed, doors: values.door, more: values.more };
  return fork(join(tests, 'worker.ts'), [JSON.stringify(task)], {
    execArgv: [
      '--max-old-space-size=1000',
      '--stack-size=984',
      '--disable-warning=ExperimentalWarning',
      `--import=${join(tests, 'counted-code.ts')}`,
    ],
    env: { ...process.env, MESH_FUZZ_CODE: join(folder, 'code') },
  });
}

/** What of one worker is in the sums already. */
interface Counted {
  readonly used: number;
  readonly newEdges: number;
  readonly doors: Readonly<Record<string, DoorUse>>;
}

function take(progress: Progress, state: State, counted: Counted, used: number): Counted {
  state.used += used - counted.used;
  state.edges = progress.edges;
  state.allEdges = progress.allEdges;
  if (progress.newEdges > counted.newEdges) state.newEdgeAt = state.used;
  for (const [door, use] of Object.entries(progress.doors)) {
    const before = counted.doors[door] ?? { inputs: 0, used: 0, longest: 0 };
    const sum = state.doors[door] ?? { inputs: 0, used: 0, longest: 0 };
    state.doors[door] = {
      inputs: sum.inputs + use.inputs - before.inputs,
      used: sum.used + use.used - before.used,
      longest: Math.max(sum.longest, use.longest),
    };
  }
  state.inputs = Object.values(state.doors).reduce((sum, { inputs }) => sum + inputs, 0);
  return { used, newEdges: progress.newEdges, doors: progress.doors };
}

function stop(child: ChildProcess): void {
  child.kill('SIGKILL');
}

/** Milliseconds of CPU that a process used, so that a busy machine makes no hangs; of the clock where that is not known. */
function workTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Date.now();
  }
}

function currentInput(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Faults of one kind are kept once: those whose first lines of the stack agree. */
function keep(fault: string, job: Job, state: State): void {
  const kind = `${job.entry} ${fault.replace(/\d+/g, '0').split('\n').slice(0, 3).join('\n')}`;
  const name = `${job.entry}-${createHash('sha256').update(kind).digest('hex').slice(0, 8)}`;
  if (state.faults[name] !== undefined) return;
  const path = join(folder, 'faults', `${name}.json`);
  writeFileSync(path, JSON.stringify({ fault, ...job }, undefined, 1));
  if (/^(a hang|memory|the process)/.test(fault) && !isAlsoAlone(path)) {
    rmSync(path);
    return;
  }
  state.faults[name] = fault;
  say(`${name}: ${fault.split('\n').slice(0, 3).join(' | ')}`);
}

/** Whether an input takes so much also by itself, in a process that counts nothing. */
function isAlsoAlone(path: string): boolean {
  const { status } = spawnSync(process.execPath, ['--max-old-space-size=1000', import.meta.filename, '--again', path], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return status !== 0;
}

async function again(path: string): Promise<void> {
  const { entry, text, seed } = JSON.parse(readFileSync(path, 'utf8')) as Job;
  const { entryPoints } = await import('../test/fuzz/entry-points.ts');
  const { randomOf } = await import('../test/support/random.ts');
  const before = process.cpuUsage();
  await entryPoints[entry]?.point(text, randomOf(seed));
  const { user, system } = process.cpuUsage(before);
  const used = Math.round((user + system) / 1000);
  const most = Math.round(process.resourceUsage().maxRSS / 1024);
  say(`${entry}: ${text.length} characters, ${used} ms of CPU, ${most} MB at most`);
  process.exitCode = used > HANG ? TOO_LONG : most > MEGABYTES ? TOO_LARGE : 0;
}

if (values.again === undefined) await fuzz(Number(values.minutes) * 60_000, Number(values.seed));
else await again(values.again);
