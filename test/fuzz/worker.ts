// One process that makes inputs and runs them, until it is stopped. The input in work lies in a file, so that whoever watches knows what
// a hang or a crash was about; inputs that reach new code join the pool. Messages: { inputs, edges } now and then, { fault } for a throw.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { randomOf } from '../support/random.ts';
import { type EntryPoint, manifestEntries, programEntries } from './entry-points.ts';
import { nextInput } from './mutate.ts';
import { seeds } from './seeds.ts';

export interface Job {
  readonly entry: string;
  readonly text: string;
  readonly seed: number;
}

const [folder = '.', seedText = '1'] = process.argv.slice(2);
const random = randomOf(Number(seedText));
const inspector = new Session();
inspector.connect();
inspector.post('Profiler.enable');
inspector.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });

const { programs, manifests } = seeds();
const pools = { program: [...programs], manifest: [...manifests] };
const { server } = await import('./server-entry.ts').catch(absent);
const { importer } = await import('./importer-entry.ts').catch(absent);
const entries = {
  program: { ...programEntries, ...(server ? { server } : {}) },
  manifest: { ...manifestEntries, ...(importer ? { importer } : {}) },
} satisfies Record<string, Readonly<Record<string, EntryPoint>>>;

/** A door that cannot be opened is told of, and the others are tried. */
function absent(error: Error): { server?: EntryPoint; importer?: EntryPoint } {
  process.stderr.write(`${error.message}\n`);
  return {};
}

const MEGABYTE = 1 << 20;
const edges = new Set<string>();
const batch: { kind: 'program' | 'manifest'; text: string }[] = [];
let inputs = 0;

/** Code reached for the first time since the last call. */
function newEdges(): number {
  const before = edges.size;
  inspector.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error) return;
    for (const { url, functions } of answer.result) {
      const at = url.lastIndexOf('/src/');
      if (at < 0 || url.includes('node_modules')) continue;
      for (const { ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges)
          if (count > 0) edges.add(`${url.slice(at)}:${startOffset}:${endOffset}`);
    }
  });
  return edges.size - before;
}

async function run(job: Job, point: EntryPoint): Promise<void> {
  writeFileSync(join(folder, 'input.json'), JSON.stringify(job));
  const before = process.memoryUsage.rss();
  try {
    await point(job.text, randomOf(job.seed));
  } catch (error) {
    process.send?.({ fault: String((error as Error)?.stack ?? error).slice(0, 2000), job });
  }
  const used = process.memoryUsage.rss();
  if (used > 1000 * MEGABYTE && used - before > 300 * MEGABYTE)
    process.send?.({
      fault: `memory grew by ${Math.round((used - before) / MEGABYTE)} MB to ${Math.round(used / MEGABYTE)} MB`,
      job,
    });
}

newEdges();
process.send?.({ ready: true, doors: Object.values(entries).flatMap((each) => Object.keys(each)) });
for (;;) {
  const kind = random.chance(0.65) ? 'program' : 'manifest';
  const text = nextInput(pools[kind], random, kind);
  const doors = Object.entries(entries[kind] as Readonly<Record<string, EntryPoint>>);
  for (const [entry, point] of doors) {
    if (entry === 'server' && (text.length > 20_000 || !random.chance(0.05))) continue;
    await run({ entry, text, seed: random.below(1 << 30) }, point);
    inputs++;
  }
  batch.push({ kind, text });
  if (batch.length === 40) {
    if (newEdges() > 0) for (const each of batch) if (each.text.length < 20_000) pools[each.kind].push(each.text);
    batch.length = 0;
    process.send?.({ inputs, edges: edges.size });
    await new Promise((resolve) => setImmediate(resolve));
  }
}
