// Which files of an output folder are ours, by the lists that writing it leaves there, and the state that these files are in.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from './digest.ts';

export const LIST = '.mesh-files.json';
export const PENDING = '.mesh-files.pending.json';

/** Paths that an earlier run wrote, or began to write. */
export function ours(folder: string): Set<string> {
  return new Set([...listIn(join(folder, LIST)), ...listIn(join(folder, PENDING))].filter((path) => inside(path)));
}

/** Changes with every byte of our files; nothing while a run that was interrupted is to be finished, or where one cannot be read. */
export function outputState(folder: string): string | undefined {
  if (existsSync(join(folder, PENDING))) return undefined;
  const state = digest();
  try {
    for (const path of [LIST, ...listIn(join(folder, LIST)).filter(inside)]) {
      const bytes = readFileSync(join(folder, path));
      state.add(`${path}\0${bytes.length}\0`);
      state.add(bytes);
    }
  } catch {
    return undefined;
  }
  return state.text();
}

function listIn(path: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(path, 'utf8')) as { files?: unknown };
    return Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : [];
  } catch {
    return [];
  }
}

/** A list that somebody edited must not lead outside the folder. */
const inside = (path: string): boolean => !path.startsWith('/') && !path.split('/').includes('..');
