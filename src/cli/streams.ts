// The two streams of a command: the product goes to stdout, the talk to stderr. Colours only on a terminal. Knows nothing of findings,
// so that what answers at once need not load them.
import { writeSync } from 'node:fs';
import { reasonOf } from './reason.ts';

/** 0 clean, 1 findings or differences, 2 usage, files or internal. */
export type ExitCode = 0 | 1 | 2;

/** stderr shows colours: a terminal, and nobody said NO_COLOR; FORCE_COLOR wins. */
export const coloursWanted = (): boolean =>
  process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : Boolean(process.stderr.isTTY) && !process.env.NO_COLOR;

/** Writes all of `text` to stdout, also into a slow pipe. A reader that went away ends the command quietly. */
export const product = (text: string | Uint8Array): void => writeAll(1, text);
export const talk = (text: string): void => writeAll(2, text);

let heard: ((stream: 1 | 2, text: string | Uint8Array) => void) | undefined;

/** Also gives whatever is written from now on to `hear`. */
export const record = (hear: (stream: 1 | 2, text: string | Uint8Array) => void): void => {
  heard = hear;
};

function writeAll(stream: 1 | 2, text: string | Uint8Array): void {
  heard?.(stream, text);
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(stream, bytes, at, Math.min(bytes.length - at, 1 << 20));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') {
        if (stream === 2) return;
        throw new Stop(`stdout takes nothing more: ${reasonOf(error)}.`);
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

/** Ends a command early with one sentence on stderr. */
export class Stop extends Error {
  readonly code: ExitCode;
  constructor(message: string, code: ExitCode = 2) {
    super(message);
    this.code = code;
  }
}
