// Loads the code under src/ with counters in it (given to Node with --import). All of it is counted in the order of its paths, so that
// the same code has the same numbers in every process; what was made is kept in the folder `MESH_FUZZ_CODE`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CountedCode {
  /** Of the code that was counted. */
  readonly hash: string;
  readonly counters: Uint8Array;
  /** File by file: its path, the number of its first edge, the offsets of all. */
  readonly files: readonly CountedFile[];
  /** Files that were loaded. */
  readonly loaded: Set<string>;
}

interface CountedFile {
  readonly path: string;
  readonly first: number;
  readonly places: readonly number[];
}

const root = join(import.meta.dirname, '..', '..');
const source = join(root, 'src');

/** What is loaded by itself in other threads and programs has no counters. */
const skipped =
  /\/cli\/(?!function-configuration|import-patches|included|proved-import|terminal)|\/server\/(?:node|worker)\.ts$/;

const globals = globalThis as unknown as { __edges?: Uint8Array; __countedCode?: CountedCode };

/** The counters of this process; throws where it was started without them. */
export function countedCode(): CountedCode {
  if (!globals.__countedCode) throw new Error('start this with --import test/fuzz/counted-code.ts');
  return globals.__countedCode;
}

if (process.env.MESH_FUZZ_CODE) await install(process.env.MESH_FUZZ_CODE);

async function install(folder: string): Promise<void> {
  const paths = below(source).filter((path) => !skipped.test(path));
  const sources = paths.map((path) => readFileSync(path, 'utf8'));
  const instrumenter = readFileSync(join(import.meta.dirname, 'instrument.ts'), 'utf8');
  const hash = createHash('sha256')
    .update([instrumenter, ...paths, ...sources].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const kept = join(folder, `${hash}.json`);
  if (!existsSync(kept)) await make(paths, sources, folder, kept);
  const made = JSON.parse(readFileSync(kept, 'utf8')) as (CountedFile & { readonly text: string })[];
  const last = made.at(-1);
  const counters = new Uint8Array(((last ? last.first + last.places.length : 0) | 3) + 1);
  const texts = new Map(made.map(({ path, text }) => [join(root, path), text]));
  const loaded = new Set<string>();
  globals.__edges = counters;
  globals.__countedCode = { hash, counters, files: made, loaded };
  registerHooks({
    load: (url, context, next) => {
      const path = url.startsWith('file:') ? fileURLToPath(url) : '';
      const text = texts.get(path);
      if (text === undefined) return next(url, context);
      loaded.add(relative(root, path));
      return { format: 'module', source: text, shortCircuit: true };
    },
  });
}

async function make(paths: readonly string[], sources: readonly string[], folder: string, kept: string): Promise<void> {
  const { instrument } = await import('./instrument.ts');
  let first = 0;
  const files = paths.map((path, index) => {
    const { text, places } = instrument(sources[index] as string, first);
    const file = { path: relative(root, path), first, places, text };
    first += places.length;
    return file;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(kept, JSON.stringify(files));
}

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? below(path)
        : entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')
          ? [path]
          : [];
    })
    .sort();
}
