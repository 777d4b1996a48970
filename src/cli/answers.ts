// What a command said about a folder, kept in the user's cache folder and said again while nothing it was made from has changed: not
// the command line, not mesh, and not one byte of any .mesh file or mesh.yaml below the folder or of what it wrote. Knows nothing of
// compiling.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { digest, shortName } from './digest.ts';
import { outputState } from './output-state.ts';
import type { ExitCode } from './streams.ts';

export interface Answer {
  readonly code: ExitCode;
  /** What went to stdout (1) and stderr (2), in order. */
  readonly written: readonly (readonly [1 | 2, string])[];
  /** What was written or compared. */
  readonly outputs: readonly Output[];
}

/** An output folder as the command left it. */
export interface Output {
  readonly folder: string;
  /** Of `outputState`. */
  readonly state: string;
  /** What is said where nothing has to be written. */
  readonly unchanged: string;
}

/** A question as it is asked now. */
export interface Question {
  /** The file that keeps its answer; that of another question may have its name. */
  readonly file: string;
  readonly asked: string;
  readonly state: string;
  /** Every file that the state speaks of. */
  readonly seen: ReadonlySet<string>;
}

/** Answers kept before the oldest go, and the largest that is kept. */
const MOST_ANSWERS = 64;
const LONGEST_ANSWER = 1 << 20;

/** `$XDG_CACHE_HOME/mesh/answers`, or the same below ~/.cache. */
export const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mesh', 'answers');

/** The question whether `asked` (all that an answer depends on besides files) has the same answer for a folder as before. */
export function questionOf(folder: string, asked: readonly unknown[], cache: string = cacheFolder()): Question {
  const paths = filesBelow(folder);
  const key = JSON.stringify([resolve(folder), ...asked]);
  return { file: join(cache, `${shortName(key)}.json`), asked: key, state: stateOf(paths), seen: new Set(paths) };
}

/** The answer, if it was given in this very state. */
export function recall({ file, asked, state }: Question): Answer | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Answer & Pick<Question, 'asked' | 'state'>;
    const isAsLeft = (output: Output): boolean => outputState(output.folder) === output.state;
    return kept.asked === asked && kept.state === state && kept.outputs.every(isAsLeft) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an answer, unless files changed while it was made. A cache that cannot be written is no mistake. */
export function keep({ file, asked, state, seen }: Question, answer: Answer): void {
  const text = JSON.stringify({ asked, state, ...answer });
  if (text.length > LONGEST_ANSWER || stateOf([...seen]) !== state) return;
  const folder = join(file, '..');
  try {
    makeFolder(folder, 3);
    writeFileSync(`${file}.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
    dropOldest(folder);
  } catch {
    // Without a cache the next run takes its time.
  }
}

/** The folder and those above it, as far as they can be ours. Node's own `recursive` never ends below /proc. */
function makeFolder(path: string, levels: number): void {
  if (levels === 0 || existsSync(path)) return;
  makeFolder(dirname(path), levels - 1);
  mkdirSync(path);
}

function dropOldest(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MOST_ANSWERS) return;
  const aged = names.map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of aged.sort((a, b) => a.at - b.at).slice(0, names.length - MOST_ANSWERS))
    rmSync(path, { force: true });
}

/** All .mesh files and configurations, sorted; more than the project has, so that a new one is noticed. */
function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const item of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, item.name);
      if (item.isDirectory()) {
        if (item.name !== 'node_modules' && item.name !== '.git') visit(child);
      } else if (item.name.endsWith('.mesh') || item.name === 'mesh.yaml') found.push(child);
    }
  };
  visit(folder);
  return found.sort();
}

function stateOf(paths: readonly string[]): string {
  const state = digest();
  for (const path of paths) {
    let bytes: Buffer | undefined;
    try {
      bytes = readFileSync(path);
    } catch {
      // Whoever compiles says what is wrong with it.
    }
    state.add(`${path}\0${bytes?.length ?? 'unreadable'}\0`);
    if (bytes) state.add(bytes);
  }
  return state.text();
}
