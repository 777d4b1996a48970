// `npm run fuzz -- --minutes N [--seed N] [--door NAME …] [--fresh]`: runs random inputs through every door (test/fuzz/), guided by the
// code they reach, in a process of its own, which is ended where an input takes longer than 10 s or more than 1 GB. Minutes are those of
// that process's CPU. What was found stays in .cache/fuzz/ and the next run goes on from there: corpus/ holds the inputs that reached
// something new, faults/ one file each, state.json the sums. Exit 1 if this run found a fault.
// `npm run fuzz -- --again FILE` runs one of them once more, in this process.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DoorUse, Job, Message, Progress } from '../test/fuzz/worker.ts';

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
    door: { type: 'string', multiple: true, default: [] },
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
  say(`fuzzing for ${values.minutes} minutes of CPU, seed ${firstSeed}, in ${folder}`);
  for (let seed = firstSeed; state.used < end; seed++) await round(seed, end, state);
  say(line(state));
  for (const [door, use] of Object.entries(state.doors)) say(doorLine(door, use));
  for (const [name, fault] of Object.entries(state.faults)) say(`${name}: ${fault.split('\n')[0]}`);
  process.exitCode = Object.keys(state.faults).length > known ? 1 : 0;
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

/** One worker, until it hangs, dies or the time is over. */
function round(seed: number, end: number, state: State): Promise<void> {
  return new Promise((resolve) => {
    const child = startWorker(seed);
    const before = { ...state, doors: { ...state.doors } };
    let ready = false;
    let [last, since, started, told] = ['', 0, 0, Date.now()];
    let edges = 0;
    child.on('message', (message: Message) => {
      if (message.ready) {
        [ready, started] = [true, workTime(child.pid as number)];
        say(`code ${message.ready.code}: ${message.ready.corpus} inputs kept reach ${message.ready.edges} edges`);
      }
      if (message.progress) {
        take(message.progress, state, before, workTime(child.pid as number) - started);
        if (message.progress.newEdges > edges) state.newEdgeAt = state.used;
        edges = message.progress.newEdges;
        writeFileSync(join(folder, 'state.json'), JSON.stringify(state, undefined, 1));
        if (Date.now() - told > 60_000) {
          told = Date.now();
          say(line(state));
        }
      }
      if (message.fault !== undefined && message.job) keep(message.fault, message.job, state);
    });
    const clock = setInterval(() => {
      if (state.used >= end) return stop(child);
      const input = currentInput();
      const used = workTime(child.pid as number);
      if (input !== last) [last, since] = [input, used];
      else if (used - since > HANG) {
        stop(child);
        keep(`a hang of more than ${HANG / 1000} s`, JSON.parse(input) as Job, state);
      }
    }, 500);
    child.once('exit', (code, signal) => {
      clearInterval(clock);
      const ended = `the process ended (${code ?? signal})`;
      if (signal !== 'SIGKILL' && currentInput() !== '') keep(ended, JSON.parse(currentInput()) as Job, state);
      if (!ready && signal !== 'SIGKILL') throw new Error('the worker does not start');
      resolve();
    });
  });
}

function startWorker(seed: number): ChildProcess {
  rmSync(join(folder, 'input.json'), { force: true });
  return fork(join(tests, 'worker.ts'), [folder, String(seed), ...values.door], {
    execArgv: [
      '--max-old-space-size=1000',
      '--stack-size=984',
      '--disable-warning=ExperimentalWarning',
      `--import=${join(tests, 'counted-code.ts')}`,
    ],
    env: { ...process.env, MESH_FUZZ_CODE: join(folder, 'code') },
  });
}

function take(progress: Progress, state: State, before: State, used: number): void {
  state.used = before.used + used;
  state.edges = progress.edges;
  state.allEdges = progress.allEdges;
  for (const [door, use] of Object.entries(progress.doors)) {
    const old = before.doors[door] ?? { inputs: 0, used: 0, longest: 0 };
    state.doors[door] = {
      inputs: old.inputs + use.inputs,
      used: old.used + use.used,
      longest: Math.max(old.longest, use.longest),
    };
  }
  state.inputs = Object.values(state.doors).reduce((sum, { inputs }) => sum + inputs, 0);
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

function currentInput(): string {
  const path = join(folder, 'input.json');
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
    timeout: 300_000,
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
