// The command: plain lines are run at once, all others by the whole command line. Mistakes of ours are told once, here.
import { readPlainLine } from './plain-line.ts';
import { type ExitCode, Stop, talk } from './streams.ts';

/** Runs `mesh ARGUMENTS…` and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(args);
  } catch (error) {
    process.exitCode = await failed(error, args);
  }
}

async function run(args: readonly string[]): Promise<ExitCode> {
  const line = readPlainLine(args);
  if (!line) return (await import('./command-line.ts')).runCommandLine(args);
  const { buildAgain, checkAgain } = await import('./commands/again.ts');
  return line.command === 'build' ? buildAgain(line.paths, line.options) : checkAgain(line.paths, line.options);
}

async function failed(error: unknown, args: readonly string[]): Promise<ExitCode> {
  if (error instanceof Stop) {
    talk(`mesh: ${error.message}\n`);
    return error.code;
  }
  const { internalError } = await import('./internal-error.ts');
  talk(internalError(error, args));
  return 2;
}
