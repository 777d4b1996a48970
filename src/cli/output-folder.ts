// Writing an output folder: each file beside and then renamed, `.mesh-files.json` last. What mesh did not write is never touched,
// and what an interrupted run began the next one finishes: `.mesh-files.pending.json` names what was about to be written.
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { Source, spanIn } from '../text/index.ts';
import { LIST, ours, PENDING } from './output-state.ts';
import { reasonOf, shownPath } from './read-files.ts';

export interface OutputFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly text: string | Uint8Array;
}

const BESIDE = '.mesh-tmp';

/** Makes the folder hold exactly `files` of ours; findings say what could not be done. Gives how many files changed. */
export function writeFolder(folder: string, files: readonly OutputFile[], report: Report): number {
  const before = ours(folder);
  if (!noForeignFiles(folder, files, before, report)) return 0;
  try {
    makeFolder(folder);
    finishEarlier(folder, before);
    const changed = files.filter((file) => stateOf(folder, file) !== 'same');
    const wanted = new Set(files.map((file) => file.path));
    const stale = [...before].filter((path) => !wanted.has(path));
    const listed = listText(files);
    if (changed.length === 0 && stale.length === 0 && textAt(join(folder, LIST)) === listed) {
      rmSync(join(folder, PENDING), { force: true });
      return 0;
    }
    replace(join(folder, PENDING), JSON.stringify({ files: [...new Set([...before, ...wanted])].sort() }));
    for (const file of changed) replace(join(folder, file.path), file.text);
    for (const path of stale) remove(folder, path);
    replace(join(folder, LIST), listed);
    rmSync(join(folder, PENDING), { force: true });
    return changed.length + stale.length;
  } catch (error) {
    const path = (error as NodeJS.ErrnoException).path ?? folder;
    report.add(catalogue.files.outputNotWritable, nowhere(path), { path: shownPath(path), reason: reasonOf(error) });
    return 0;
  }
}

/** Compares the folder with what would be written: one finding for each file that is not as it should be. */
export function checkFolder(folder: string, files: readonly OutputFile[], report: Report): void {
  const stale = (path: string, how: 'missing' | 'different' | 'left over'): void =>
    report.add(catalogue.files.outputStale, nowhere(join(folder, path)), { path: shownPath(join(folder, path)), how });
  const wanted = new Set(files.map((file) => file.path));
  for (const file of files) {
    const state = stateOf(folder, file);
    if (state !== 'same') stale(file.path, state);
  }
  for (const path of ours(folder)) if (!wanted.has(path) && existsSync(join(folder, path))) stale(path, 'left over');
}

/** An empty Kubernetes list besides, so that `kubectl apply -R -f DIR` and Argo CD, which read every JSON file, pass over it. */
const listText = (files: readonly OutputFile[]): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [], comment: 'Written by mesh: the files of this folder that it owns.', files: files.map((file) => file.path).sort() }, undefined, 1)}\n`;

function noForeignFiles(
  folder: string,
  files: readonly OutputFile[],
  before: ReadonlySet<string>,
  report: Report,
): boolean {
  const foreign = files.filter((file) => !before.has(file.path) && stateOf(folder, file) === 'different');
  for (const file of foreign) {
    const path = join(folder, file.path);
    report.add(catalogue.files.foreignFile, nowhere(path), { path: shownPath(path) });
  }
  return foreign.length === 0;
}

function finishEarlier(folder: string, paths: ReadonlySet<string>): void {
  rmSync(join(folder, PENDING) + BESIDE, { force: true });
  if (!existsSync(join(folder, PENDING))) return;
  for (const path of [...paths, LIST]) rmSync(join(folder, path) + BESIDE, { force: true });
}

function replace(path: string, text: OutputFile['text']): void {
  makeFolder(dirname(path));
  const beside = path + BESIDE;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The folder and those above it. Node's own `recursive` never ends where the system says that a new folder's parent is missing (`/proc`). */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Removes a file of ours and the folders that it leaves empty. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch {
      return;
    }
  }
}

/** How what is there compares with what should be. */
function stateOf(folder: string, { path, text }: OutputFile): 'same' | 'different' | 'missing' {
  let found: Buffer;
  try {
    found = readFileSync(join(folder, path));
  } catch {
    return 'missing';
  }
  return found.equals(typeof text === 'string' ? Buffer.from(text, 'utf8') : text) ? 'same' : 'different';
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const nowhere = (path: string) => spanIn(new Source(shownPath(path), ''), 0, 0);
