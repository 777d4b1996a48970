// The inputs that brought something new, kept in a folder from run to run: one file each, named by what is in it.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../support/random.ts';

export interface Kept {
  readonly entry: string;
  readonly text: string;
  readonly seed: number;
}

export class Corpus {
  readonly #folder: string;
  readonly #byEntry = new Map<string, Kept[]>();
  #size = 0;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  get size(): number {
    return this.#size;
  }

  /** What lies in the folder, small ones first; it is in the corpus when it is kept again. */
  stored(): readonly { readonly path: string; readonly kept: Kept }[] {
    return readdirSync(this.#folder)
      .map((name) => join(this.#folder, name))
      .flatMap((path) => {
        const kept = readKept(path);
        return kept ? [{ path, kept }] : [];
      })
      .sort((a, b) => a.kept.text.length - b.kept.text.length || (a.path < b.path ? -1 : 1));
  }

  keep(kept: Kept): void {
    this.know(kept);
    writeFileSync(this.#path(kept), JSON.stringify(kept));
  }

  /** It lies in the folder already. */
  know(kept: Kept): void {
    const list = this.#byEntry.get(kept.entry) ?? [];
    list.push(kept);
    this.#byEntry.set(kept.entry, list);
    this.#size++;
  }

  drop(path: string): void {
    rmSync(path, { force: true });
  }

  /** One of the kept inputs of a door, the latest more often. */
  pick(entry: string, random: Random): Kept | undefined {
    const list = this.#byEntry.get(entry) ?? [];
    if (list.length === 0) return undefined;
    const from = random.chance(0.4) ? Math.floor(list.length * 0.8) : 0;
    return list[from + random.below(list.length - from)];
  }

  #path(kept: Kept): string {
    const digest = createHash('sha256').update(JSON.stringify(kept)).digest('hex').slice(0, 16);
    return join(this.#folder, `${kept.entry}-${digest}.json`);
  }
}

/** Nothing where another worker took it away. */
function readKept(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}
