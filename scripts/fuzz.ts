// `npm run fuzz -- --minutes N [--seed N]`: runs random inputs through every door (test/fuzz/) in a process of its own, which is ended
// where an input takes longer than 10 s or more than 1 GB. Faults are written to .cache/fuzz/, one file each; exit 1 if there are any.
// `npm run fuzz -- --again FILE` runs one of them once more, in this process.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Job } from '../test/fuzz/worker.ts';

interface Message {
  readonly ready?: boolean;
  readonly doors?: readonly string[];
  readonly inputs?: number;
  readonly edges?: number;
  readonly fault?: string;
  readonly job?: Job;
}

const HANG = 10_000;
/** Exit code of `--again` for an input that takes longer than HANG. */
const TOO_LONG = 3;
const folder = join(import.meta.dirname, '..', '.cache', 'fuzz');
const worker = join(import.meta.dirname, '..', 'test', 'fuzz', 'worker.ts');
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    again: { type: 'string' },
  },
});

if (values.again === undefined) await fuzz(Number(values.minutes), Number(values.seed));
else await again(values.again);

async function fuzz(minutes: number, firstSeed: number): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const end = Date.now() + minutes * 60_000;
  const totals = { inputs: 0, edges: 0, edgeAt: Date.now(), faults: new Map<string, string>() };
  process.stdout.write(`fuzzing for ${minutes} minutes, seed ${firstSeed}\n`);
  for (let seed = firstSeed; Date.now() < end; seed++) await round(seed, end, totals);
  const quiet = Math.round((Date.now() - totals.edgeAt) / 60_000);
  process.stdout.write(
    `${totals.inputs} inputs, ${totals.edges} edges (none new in the last ${quiet} minutes), ${totals.faults.size} faults\n`,
  );
  for (const [name, fault] of totals.faults) process.stdout.write(`${name}: ${fault.split('\n')[0]}\n`);
  process.exitCode = totals.faults.size > 0 ? 1 : 0;
}

interface Totals {
  inputs: number;
  edges: number;
  edgeAt: number;
  readonly faults: Map<string, string>;
}

/** One worker, until it hangs, dies or the time is over. */
function round(seed: number, end: number, totals: Totals): Promise<void> {
  return new Promise((resolve) => {
    const child = fork(worker, [folder, String(seed)], { execArgv: ['--max-old-space-size=1000', '--stack-size=984'] });
    const before = totals.inputs;
    let ready = false;
    let [last, since] = ['', 0];
    child.on('message', (message: Message) => {
      if (message.ready) process.stdout.write(`doors: ${message.doors?.join(', ')}\n`);
      ready ||= message.ready ?? false;
      if (message.inputs !== undefined) totals.inputs = before + message.inputs;
      if ((message.edges ?? 0) > totals.edges) [totals.edges, totals.edgeAt] = [message.edges as number, Date.now()];
      if (message.fault !== undefined && message.job) keep(message.fault, message.job, totals);
    });
    const clock = setInterval(() => {
      if (Date.now() > end) return stop(child);
      const input = currentInput();
      const used = workTime(child.pid as number);
      if (input !== last) [last, since] = [input, used];
      else if (ready && used - since > HANG) {
        stop(child);
        if (hangs(input)) keep(`a hang of more than ${HANG / 1000} s`, JSON.parse(input) as Job, totals);
      }
    }, 500);
    child.once('exit', (code, signal) => {
      clearInterval(clock);
      if (signal !== 'SIGKILL' && ready)
        keep(`the process ended (${code ?? signal})`, JSON.parse(currentInput()) as Job, totals);
      if (!ready && signal !== 'SIGKILL') throw new Error('the worker does not start');
      resolve();
    });
  });
}

function stop(child: ChildProcess): void {
  child.kill('SIGKILL');
}

/** Whether an input takes so long also by itself, in a process that counts no coverage. */
function hangs(input: string): boolean {
  const path = join(folder, 'suspect.json');
  writeFileSync(path, input);
  const { status } = spawnSync(process.execPath, [import.meta.filename, '--again', path], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return status !== 0 && status !== 1;
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
function keep(fault: string, job: Job, totals: Totals): void {
  const kind = `${job.entry} ${fault.replace(/\d+/g, '0').split('\n').slice(0, 3).join('\n')}`;
  const name = `${job.entry}-${createHash('sha256').update(kind).digest('hex').slice(0, 8)}`;
  if (totals.faults.has(name)) return;
  totals.faults.set(name, fault);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ fault, ...job }, undefined, 1));
  process.stdout.write(`${name}: ${fault.split('\n').slice(0, 3).join(' | ')}\n`);
}

async function again(path: string): Promise<void> {
  const { entry, text, seed } = JSON.parse(readFileSync(path, 'utf8')) as Job;
  const { programEntries, manifestEntries } = await import('../test/fuzz/entry-points.ts');
  const { randomOf } = await import('../test/support/random.ts');
  const other = ['importer', 'server'].includes(entry) ? await import(`../test/fuzz/${entry}-entry.ts`) : undefined;
  const point = { ...programEntries, ...manifestEntries, ...other }[entry];
  const before = process.cpuUsage();
  await point?.(text, randomOf(seed));
  const { user, system } = process.cpuUsage(before);
  const used = Math.round((user + system) / 1000);
  process.stdout.write(`${entry}: ${text.length} characters, ${used} ms of CPU\n`);
  process.exitCode = used > HANG ? TOO_LONG : 0;
}
