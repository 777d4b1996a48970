// `mesh check` and `mesh build` as they are run: they answer at once where nothing changed since they were last asked, and else work.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Answer, keep, type Output, type Question, questionOf, recall } from '../answers.ts';
import { outputState } from '../output-state.ts';
import { coloursWanted, type ExitCode, product, record, talk } from '../streams.ts';
import { VERSION } from '../version.ts';
import type { BuildOptions } from './build.ts';
import type { CheckOptions } from './check.ts';

declare const MESH_SHIPPED: boolean | undefined;

interface Remembering {
  readonly cache?: boolean;
}

/** An output folder, and what is to be said of it now. */
interface Delivered extends Pick<Output, 'folder' | 'unchanged'> {
  readonly said: string;
}

/** What a command did. */
interface Done {
  readonly code: ExitCode;
  /** Every file that the answer depends on, where that is known. */
  readonly files?: readonly string[];
  readonly folders?: readonly Delivered[];
}

export function checkAgain(paths: readonly string[], given: CheckOptions & Remembering): Promise<ExitCode> {
  const { cache = true, ...options } = given;
  const question = cache && options.manifests === undefined ? askAbout('check', paths, options) : undefined;
  return again(question, async () => (await import('./check.ts')).checked(paths, options));
}

/** Only what goes into folders is remembered: a stream would have to be kept whole. */
export async function buildAgain(paths: readonly string[], given: BuildOptions & Remembering): Promise<ExitCode> {
  const { cache = true, ...options } = given;
  const toFolder = options.output !== '-' && !options.depfile && !options.watch;
  const question = cache && toFolder ? askAbout('build', paths, options) : undefined;
  return again(question, async () => (await import('./build.ts')).built(paths, options));
}

/** Works, unless the answer is known; what became of output folders is said last. */
async function again(question: Question | undefined, work: () => Promise<Done>): Promise<ExitCode> {
  const known = question && recall(question);
  if (known) return say(known);
  const done = question ? await remembered(question, work) : await work();
  for (const { said } of done.folders ?? []) talk(said);
  return done.code;
}

async function remembered(question: Question, work: () => Promise<Done>): Promise<Done> {
  const written: Answer['written'][number][] = [];
  let isText = true;
  record((stream, text) => {
    if (typeof text === 'string') written.push([stream, text]);
    else isText = false;
  });
  const done = await work();
  const { code, files, folders = [] } = done;
  const outputs = folders.flatMap((each) => outputOf(each) ?? []);
  if (isText && files?.every((file) => question.seen.has(file)) && outputs.length === folders.length)
    keep(question, { code, written, outputs });
  return done;
}

function outputOf({ folder, unchanged }: Delivered): Output | undefined {
  const state = outputState(folder);
  return state === undefined ? undefined : { folder, unchanged, state };
}

/** Only whole folders are remembered: what else is named may lead anywhere. */
function askAbout(command: string, paths: readonly string[], options: object): Question | undefined {
  const [folder = '.', ...others] = paths;
  if (typeof MESH_SHIPPED === 'undefined' || others.length > 0 || !isFolder(folder)) return undefined;
  const asked = [command, VERSION, identity(), process.cwd(), process.version, paths, options, coloursWanted()];
  return questionOf(folder, asked);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Which build of mesh this is: the names of its parts follow from their content. */
function identity(): unknown {
  const own = fileURLToPath(import.meta.url);
  const { size, mtimeMs } = statSync(own);
  return [own, size, mtimeMs];
}

function say({ code, written, outputs }: Answer): ExitCode {
  for (const [stream, text] of written)
    if (stream === 1) product(text);
    else talk(text);
  for (const { unchanged } of outputs) talk(unchanged);
  return code;
}
