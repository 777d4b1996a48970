// `mesh check` as it is run: answers at once where nothing changed since it was last asked, and else checks.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Answer, keep, type Question, questionOf, recall } from '../check-memory.ts';
import { coloursWanted, type ExitCode, product, record, talk } from '../streams.ts';
import { VERSION } from '../version.ts';
import type { CheckOptions } from './check.ts';

declare const MESH_SHIPPED: boolean | undefined;

export async function checkAgain(
  paths: readonly string[],
  { cache = true, ...options }: CheckOptions & { readonly cache?: boolean },
): Promise<ExitCode> {
  const question = cache && typeof MESH_SHIPPED !== 'undefined' ? askAbout(paths, options) : undefined;
  const known = question && recall(question);
  if (known) return say(known);
  const { checked } = await import('./check.ts');
  const written: Answer['written'][number][] = [];
  record((stream, text) => written.push([stream, text]));
  const { code, files } = await checked(paths, options);
  if (question && files?.every((file) => question.seen.has(file))) keep(question, { code, written });
  return code;
}

/** Only whole folders are remembered: what else is named may lead anywhere. */
function askAbout(paths: readonly string[], options: CheckOptions): Question | undefined {
  const [folder = '.', ...others] = paths;
  if (others.length > 0 || options.manifests !== undefined || !isFolder(folder)) return undefined;
  return questionOf(folder, [VERSION, identity(), process.cwd(), process.version, paths, options, coloursWanted()]);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Which build of mesh this is: the names of its parts follow from their content. */
function identity(): unknown {
  const own = fileURLToPath(import.meta.url);
  const { size, mtimeMs } = statSync(own);
  return [own, size, mtimeMs];
}

function say({ code, written }: Answer): ExitCode {
  for (const [stream, text] of written)
    if (stream === 1) product(text);
    else talk(text);
  return code;
}
