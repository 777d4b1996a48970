// One process that makes inputs and runs them, until it is stopped: always at the door that had the least CPU time so far. Where the code
// is new it first runs what earlier runs kept, and every seed through every door. The input in work lies in a file, so that whoever
// watches knows what a hang or a crash was about; inputs that reach new code join the corpus.
// Messages: { ready } once, { progress } every second, { kept } for an input that other workers should know, { fault } for a throw.
// Comes in: inputs that other workers kept.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, randomOf } from '../support/random.ts';
import { Corpus, type Kept } from './corpus.ts';
import { countedCode } from './counted-code.ts';
import { Coverage } from './coverage.ts';
import type { EntryPoint, Kind } from './entry-points.ts';
import { nextInput, type Pool } from './mutate.ts';

export interface Job {
  readonly entry: string;
  readonly text: string;
  readonly seed: number;
}

export interface DoorUse {
  readonly inputs: number;
  /** Milliseconds of CPU. */
  readonly used: number;
  /** The longest of one input. */
  readonly longest: number;
}

export interface Progress {
  readonly doors: Readonly<Record<string, DoorUse>>;
  readonly edges: number;
  /** Edges there are in the files that were loaded. */
  readonly allEdges: number;
  /** Edges reached for the first time by new inputs, since the start. */
  readonly newEdges: number;
  readonly corpus: number;
}

/** What a worker is started with. */
export interface Task {
  readonly folder: string;
  /** From 0; the first begins with what is there. */
  readonly worker: number;
  /** Where the input in work lies. */
  readonly input: string;
  readonly seed: number;
  /** All where there is none. */
  readonly doors: readonly string[];
  /** Folders of more YAML to begin with. */
  readonly more: readonly string[];
}

export interface Message {
  readonly ready?: { readonly edges: number; readonly corpus: number; readonly code: string };
  readonly progress?: Progress;
  readonly kept?: Kept;
  readonly fault?: string;
  readonly job?: Job;
}

const MEGABYTE = 1 << 20;
/** How often each seed goes through each door. */
const TIMES = 3;
/** Inputs that are longer stay out of the corpus: what they reach, shorter ones will. */
const KEPT = 30_000;
/** Those that bring only another number of times. */
const KEPT_FOR_COUNTS = 2_000;

const { folder, worker, input, seed, doors: given, more } = JSON.parse(process.argv[2] ?? '{}') as Task;
const random = randomOf(seed);
const code = countedCode();
const seenFile = join(folder, 'code', `${code.hash}-${worker}.seen`);
/** How many seeds were begun with. */
const begunFile = join(folder, 'code', `${code.hash}.begun`);
const { seeds } = await import('./seeds.ts');
const { entryPoints } = await import('./entry-points.ts');
const doors = Object.entries(entryPoints).filter(([entry]) => given.length === 0 || given.includes(entry));
const { programs, manifests } = seeds(more);
const pools: Readonly<Record<Kind, readonly string[]>> = { program: programs, manifest: manifests };
const corpus = new Corpus(join(folder, 'corpus'));
const coverage = new Coverage(code.counters);
const wasRun = allSeen().map((seen) => coverage.add(seen)).length > 0;
const use = new Map(doors.map(([entry]) => [entry, { inputs: 0, used: 0, longest: 0 }]));
let newEdges = 0;
let told = 0;
const fromOthers: Kept[] = [];

coverage.take();
await replay();
process.on('message', (kept: Kept) => fromOthers.push(kept));
// Whoever watches is gone.
for (const sign of ['disconnect', 'error']) process.once(sign, () => process.exit());
process.send?.({ ready: { edges: coverage.edges, corpus: corpus.size, code: code.hash } } satisfies Message);
if (worker === 0) await begin();
for (;;) {
  for (let kept = fromOthers.pop(); kept; kept = fromOthers.pop()) await learn(kept);
  const [entry, { kind, point }] = doors.reduce((least, door) => (usedBy(door) < usedBy(least) ? door : least));
  const text = nextInput(poolOf(entry, kind), random, kind);
  // What making it reached is no merit of the input.
  newEdges += coverage.take().edges;
  await attempt({ entry, text, seed: random.below(1 << 30) }, point);
}

/**
 * Every seed through every door of its kind, some times for this code, since doors choose: behind one that ends the process the next worker
 * goes on.
 */
async function begin(): Promise<void> {
  const once = doors.flatMap(([entry, { kind, point }]) => pools[kind].map((text) => ({ entry, text, point })));
  const all = Array.from({ length: TIMES }, () => once).flat();
  for (let at = existsSync(begunFile) ? Number(readFileSync(begunFile, 'utf8')) : 0; at < all.length; at++) {
    writeFileSync(begunFile, String(at + 1));
    const { entry, text, point } = all[at] as (typeof all)[number];
    await attempt({ entry, text, seed: random.below(1 << 30) }, point);
  }
}

/** What all workers reached in this code. */
function allSeen(): readonly Uint8Array[] {
  const codes = join(folder, 'code');
  const own = readdirSync(codes).filter((name) => name.startsWith(code.hash) && name.endsWith('.seen'));
  return own.map((name) => readFileSync(join(codes, name)));
}

async function attempt(job: Job, point: EntryPoint): Promise<void> {
  await run(job, point);
  const { edges, counts } = coverage.take();
  newEdges += edges;
  if ((edges > 0 && job.text.length < KEPT) || (counts > 0 && job.text.length < KEPT_FOR_COUNTS)) corpus.keep(job);
  if (edges > 0) process.send?.({ kept: job } satisfies Message);
  if (Date.now() - told > 1000) await tell();
}

async function tell(): Promise<void> {
  told = Date.now();
  writeFileSync(seenFile, coverage.seen);
  process.send?.({ progress: progress() } satisfies Message);
  await new Promise((resolve) => setImmediate(resolve));
}

/** What another worker found is no news here. */
async function learn(kept: Kept): Promise<void> {
  const door = entryPoints[kept.entry];
  if (door) await run(kept, door.point);
  coverage.take();
  if (kept.text.length < KEPT) corpus.know(kept);
}

/** Runs what earlier runs kept; what brings nothing new in this code goes. Where this very code was run before, all is known. */
async function replay(): Promise<void> {
  for (const { path, kept } of corpus.stored()) {
    const door = entryPoints[kept.entry];
    if (!wasRun && door) await run(kept, door.point);
    if (wasRun || coverage.take().counts > 0) corpus.know(kept);
    else corpus.drop(path);
  }
}

function usedBy([entry]: readonly [string, unknown]): number {
  return use.get(entry)?.used ?? 0;
}

/** Half from what new code was found with, half from where everything began. */
function poolOf(entry: string, kind: Kind): Pool {
  const other = (): string => random.pick(pools[kind]);
  const friends = doors.filter(([, door]) => door.kind === kind);
  return (): string => {
    if (random.chance(0.3)) return other();
    const from = random.chance(0.7) ? entry : (random.pick(friends)[0] as string);
    return corpus.pick(from, random)?.text ?? other();
  };
}

async function run(job: Job, point: EntryPoint): Promise<void> {
  writeFileSync(input, JSON.stringify(job));
  const before = process.memoryUsage.rss();
  const started = process.cpuUsage();
  try {
    await point(job.text, randomOf(job.seed) satisfies Random);
  } catch (error) {
    process.send?.({ fault: String((error as Error)?.stack ?? error).slice(0, 2000), job } satisfies Message);
  }
  count(job.entry, process.cpuUsage(started));
  const used = process.memoryUsage.rss();
  if (used > 1000 * MEGABYTE && used - before > 300 * MEGABYTE) {
    const grown = `memory grew by ${Math.round((used - before) / MEGABYTE)} MB to ${Math.round(used / MEGABYTE)} MB`;
    process.send?.({ fault: grown, job } satisfies Message);
  }
}

function count(entry: string, { user, system }: NodeJS.CpuUsage): void {
  const before = use.get(entry);
  const used = (user + system) / 1000;
  if (before)
    use.set(entry, {
      inputs: before.inputs + 1,
      used: before.used + used,
      longest: Math.max(before.longest, used),
    });
}

function progress(): Progress {
  let allEdges = 0;
  for (const { path, places } of code.files) if (code.loaded.has(path)) allEdges += places.length;
  return { doors: Object.fromEntries(use), edges: coverage.edges, allEdges, newEdges, corpus: corpus.size };
}
