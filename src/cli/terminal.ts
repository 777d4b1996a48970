// The two streams of a command: the product goes to stdout, the talk to stderr. Colours only on a terminal.
import { writeSync } from 'node:fs';
import { type Diagnostic, renderDiagnostic, renderLine, summary } from '../diagnostics/index.ts';
import { reasonOf } from './read-files.ts';

/** 0 clean, 1 findings or differences, 2 usage, files or internal. */
export type ExitCode = 0 | 1 | 2;
export type ReportFormat = 'text' | 'line';

/** Findings shown in full before the rest is only counted. */
const SHOWN = 200;

/** stderr shows colours: a terminal, and nobody said NO_COLOR; FORCE_COLOR wins. */
export const coloursWanted = (): boolean =>
  process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : Boolean(process.stderr.isTTY) && !process.env.NO_COLOR;

/** Writes all of `text` to stdout, also into a slow pipe. A reader that went away ends the command quietly. */
export const product = (text: string): void => writeAll(1, text);
export const talk = (text: string): void => writeAll(2, text);

let heard: ((stream: 1 | 2, text: string) => void) | undefined;

/** Also gives whatever is written from now on to `hear`. */
export const record = (hear: (stream: 1 | 2, text: string) => void): void => {
  heard = hear;
};

function writeAll(stream: 1 | 2, text: string): void {
  heard?.(stream, text);
  const bytes = Buffer.from(text, 'utf8');
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

/** Shows findings on stderr and gives the exit code they mean. */
export function showFindings(diagnostics: readonly Diagnostic[], format: ReportFormat, strict: boolean): ExitCode {
  if (format === 'line') talk(diagnostics.map(renderLine).join(''));
  else showText(diagnostics);
  return exitCodeOf(diagnostics, strict);
}

function showText(diagnostics: readonly Diagnostic[]): void {
  const colour = coloursWanted();
  const worthShowing = diagnostics.filter((diagnostic) => diagnostic.severity !== 'info' || diagnostics.length < SHOWN);
  const blocks = worthShowing.slice(0, SHOWN).map((diagnostic) => renderDiagnostic(diagnostic, colour));
  if (worthShowing.length > SHOWN) blocks.push(`… and ${worthShowing.length - SHOWN} more\n`);
  const total = summary(diagnostics);
  if (blocks.length > 0) talk(`${blocks.join('\n')}${total ? `\n${total}; \`mesh explain CODE\` tells more\n` : ''}`);
}

/** Errors that concern files, configuration, the way to a cluster or mesh itself mean 2; other errors, and warnings when strict, mean 1. */
export function exitCodeOf(diagnostics: readonly Diagnostic[], strict: boolean): ExitCode {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.some((diagnostic) => /^M(90|910[2-6])/.test(diagnostic.code) && diagnostic.slug !== 'output-stale'))
    return 2;
  if (errors.length > 0) return 1;
  return strict && diagnostics.some((diagnostic) => diagnostic.severity === 'warning') ? 1 : 0;
}

/** Ends a command early with one sentence on stderr. */
export class Stop extends Error {
  readonly code: ExitCode;
  constructor(message: string, code: ExitCode = 2) {
    super(message);
    this.code = code;
  }
}
