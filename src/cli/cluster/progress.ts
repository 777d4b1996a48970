// Many questions to a cluster, some at a time, with a word about how far they are when it takes long.
import { talk } from '../terminal.ts';

/** Questions that are open at once. */
const AT_ONCE = 8;
/** Milliseconds of silence before the first word, and between two of them off a terminal. */
const PATIENCE = 2000;
const PAUSE = 10_000;

export type Progress = (done: number, all: number) => void;

/** Says `what: 120 of 400` on stderr, on one line of a terminal, once in a while elsewhere. */
export function progressOn(what: string): { readonly step: Progress; readonly end: () => void } {
  const start = Date.now();
  const terminal = Boolean(process.stderr.isTTY);
  let said = start + PATIENCE - PAUSE;
  let shown = false;
  const step: Progress = (done, all) => {
    const now = Date.now();
    if (now - start < PATIENCE || (!terminal && now - said < PAUSE)) return;
    said = now;
    shown = true;
    talk(terminal ? `\r${what}: ${done} of ${all}` : `${what}: ${done} of ${all}\n`);
  };
  return { step, end: () => shown && terminal && talk('\r\u001b[K') };
}

/** The results in the order of the items. The first failure ends it. */
export async function eachOf<T, R>(
  items: readonly T[],
  progress: Progress,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let done = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next++;
      try {
        results[at] = await work(items[at] as T);
      } catch (error) {
        failed = true;
        throw error;
      }
      progress(++done, items.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
