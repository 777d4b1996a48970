// `mesh build`: the program as documents of each target, on stdout as one stream or in a folder with one file per object.
import { join, resolve } from 'node:path';
import { compile, emit, emitEach, type Meaning } from '../../compile.ts';
import { Report } from '../../diagnostics/index.ts';
import { type ToldDocument, told, treeDocument, writeJson, yamlWriter } from '../../documents/index.ts';
import { type ChosenTarget, chosenTargets } from '../chosen-targets.ts';
import { solverBegins, sparing } from '../engine-by-size.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import type { IncludedFile } from '../included.ts';
import { during } from '../internal-error.ts';
import { bytesOf, joined, type KeptText, type KeptTexts, keptTexts } from '../kept-texts.ts';
import { checkFolder, type OutputFile, writeFolder } from '../output-folder.ts';
import { loadProject, type Project, type ProjectOptions, passesOthers } from '../project.ts';
import { shownPath } from '../read-files.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';
import type { Beyond } from '../verify.ts';

export interface BuildOptions extends ProjectOptions, FindingsOptions {
  readonly target?: readonly string[];
  readonly output?: string;
  readonly format?: 'yaml' | 'json';
  readonly check?: boolean;
  readonly verify?: boolean;
  readonly comments?: boolean;
  readonly sourceMap?: boolean;
  readonly install?: 'kubernetes' | 'minikube';
  readonly depfile?: string;
  readonly watch?: boolean;
}

/** What a build did. */
export interface Built {
  readonly code: ExitCode;
  /** Every file that a good end depends on, where that is known. */
  readonly files?: readonly string[];
  readonly folders?: readonly WrittenFolder[];
}
interface WrittenFolder {
  readonly folder: string;
  /** What is to be said of it. */
  readonly said: string;
  /** What is said of it where a build changes nothing. */
  readonly unchanged: string;
}

export async function built(paths: readonly string[], options: BuildOptions): Promise<Built> {
  if (!options.watch) return buildOnce(paths, options);
  const { watch } = await import('../watch.ts');
  return { code: await watch(paths, options, async () => sayFolders(await buildOnce(paths, options))) };
}

function sayFolders({ code, folders = [] }: Built): ExitCode {
  for (const { said } of folders) talk(said);
  return code;
}

async function buildOnce(paths: readonly string[], options: BuildOptions): Promise<Built> {
  const report = new Report();
  const project = await loadProject(paths, options, report);
  if (!project || report.hasErrors) return { code: tell(report.sorted(), options) };
  if (!options.watch) sparing(project.sources);
  const targets = chosenTargets(project, options.target, report);
  if (targets.length === 0 && report.hasErrors) return { code: tell(report.sorted(), options) };
  const meaning = during('compiling', () => meaningOf(project, report));
  const output = meaning && (await outputOf(project, targets, meaning, options, report));
  const folders = output && !report.hasErrors ? await deliver(project, targets, output, options, report) : [];
  const code = tell(
    report.sorted(),
    options,
    project.sources.map((source) => source.path),
  );
  return { code, folders, ...(code === 0 && project.include.length === 0 ? { files: project.files } : {}) };
}

/** Nothing where there are errors. The trees end here: of a large project they are most of the memory. */
function meaningOf(project: Project, report: Report): Meaning | undefined {
  const { mesh, accepted, diagnostics, hasErrors } = compile(project.sources, {
    ...project.options,
    asking: solverBegins,
  });
  report.take(diagnostics);
  return hasErrors ? undefined : { mesh, accepted };
}

/** What is to be written; incomplete where the report has errors. */
interface Output {
  /** One for each target. */
  readonly texts: readonly (readonly KeptText[])[];
  readonly included: readonly IncludedFile[];
  /** In place of the documents. */
  readonly sourceMap?: string;
}

/** Documents become text as they are made, unless somebody must look at all of them first. */
async function outputOf(
  project: Project,
  targets: readonly ChosenTarget[],
  meaning: Meaning,
  options: BuildOptions,
  report: Report,
): Promise<Output> {
  if (passesOthers(project) || options.sourceMap) return outputOfAll(project, targets, meaning, options, report);
  const emitVerified = options.verify ? (await import('../verify.ts')).emitVerified : undefined;
  const texts = targets.map(({ choice }) => {
    const kept = keptTexts();
    const take = adding(kept, options);
    during('compiling', () => {
      if (emitVerified) emitVerified(meaning, choice, installOf(options), take, report);
      else report.take(emitEach(meaning, choice, installOf(options), take));
    });
    return choice.platform.each ? kept.sorted() : kept.all();
  });
  return { texts, included: [] };
}

async function outputOfAll(
  project: Project,
  targets: readonly ChosenTarget[],
  meaning: Meaning,
  options: BuildOptions,
  report: Report,
): Promise<Output> {
  const emissions = during('compiling', () => targets.map(({ choice }) => emit(meaning, choice, installOf(options))));
  for (const { diagnostics } of emissions) report.take(diagnostics);
  if (options.verify) (await import('../verify.ts')).verify(meaning, emissions, report, beyondProof(project));
  if (report.hasErrors) return { texts: [], included: [] };
  const passed = passesOthers(project) ? await import('../included.ts') : undefined;
  const streams = emissions.map((emission) => passed?.patched(project, emission, report) ?? emission.documents);
  const included = passed?.includedFiles(project, emissions, report) ?? [];
  const texts = streams.map((documents) => {
    const kept = keptTexts();
    documents.map(told).forEach(adding(kept, options));
    return kept.all();
  });
  const sourceMap = options.sourceMap && (await import('../source-map.ts')).sourceMap(streams.flat());
  return { texts, included, ...(sourceMap ? { sourceMap } : {}) };
}

/** It is put there by hand, and stays there whatever the program says. */
const beyondProof = ({ include, patches, placeOf }: Project): readonly Beyond[] => [
  ...(include.length > 0 ? [{ what: 'what `include:` passes through', place: placeOf('include') }] : []),
  ...(patches.length > 0 ? [{ what: 'what `patches:` add', place: placeOf('patches') }] : []),
];

const installOf = ({ install }: BuildOptions): Pick<BuildOptions, 'install'> => (install ? { install } : {});

function adding(kept: KeptTexts, { format, comments = false }: BuildOptions): (document: ToldDocument) => void {
  if (format === 'json')
    return (document) => kept.add(document.path.replace(/\.yaml$/, '.json'), writeJson([treeDocument(document)]));
  const yaml = yamlWriter({ comments });
  return (document) => kept.add(document.path, yaml.document(document));
}

/** Writes or compares; the folders that now hold the output. */
async function deliver(
  project: Project,
  targets: readonly ChosenTarget[],
  output: Output,
  options: BuildOptions,
  report: Report,
): Promise<readonly WrittenFolder[]> {
  if (options.depfile) (await import('../depfile.ts')).writeDepfile(options.depfile, project, options.output);
  const folders = targets.map((target) => folderOf(project, target, options));
  if (folders.every((folder) => folder === undefined)) {
    if (options.check)
      throw new Stop('--check compares files on disk: give the folder with -o, or `output` in mesh.yaml.');
    if (!['text', 'line'].includes(options.report ?? 'text'))
      throw new Stop(
        `--report ${options.report} writes to stdout, and so do the documents: give a folder with -o, or \`output\` in mesh.yaml.`,
      );
    writeStream(output, options);
    return [];
  }
  return targets.flatMap(({ choice }, index) => {
    const folder = folders[index];
    if (folder === undefined)
      throw new Stop(`there is no output folder for ${choice.name}: give -o, or \`output\` in mesh.yaml.`);
    const own = output.texts[index]?.map((text) => ({ path: text.path, text: bytesOf(text) })) ?? [];
    return toFolder(folder, [...own, ...output.included], options, report) ?? [];
  });
}

function toFolder(
  folder: string,
  files: readonly OutputFile[],
  options: BuildOptions,
  report: Report,
): WrittenFolder | undefined {
  if (options.check) {
    checkFolder(folder, files, report);
    return { folder, said: '', unchanged: '' };
  }
  const changed = during('writing', () => writeFolder(folder, files, report));
  if (report.hasErrors) return undefined;
  const say = (what: string): string =>
    `${shownPath(folder)}: ${files.length} file${files.length === 1 ? '' : 's'}, ${what}\n`;
  const unchanged = say('unchanged');
  return { folder, said: changed === 0 ? unchanged : say(`${changed} changed`), unchanged };
}

/** `-o DIR` gives DIR/TARGET, a folder of mesh.yaml is taken as it is, `-o -` is stdout in any case. */
function folderOf({ root }: Project, { choice, output }: ChosenTarget, options: BuildOptions): string | undefined {
  if (options.output === '-') return undefined;
  if (options.output !== undefined) return join(options.output, choice.name);
  return output === undefined ? undefined : resolve(root, output);
}

/** The documents of all targets, one after the other; JSON needs nothing between them, and included files are YAML. */
function writeStream({ texts, included, sourceMap }: Output, { format }: BuildOptions): void {
  if (sourceMap !== undefined) {
    product(sourceMap);
    return;
  }
  const all = texts.flat();
  joined(all, format === 'json' ? '' : BETWEEN, product);
  if (format === 'json') return;
  included
    .filter(({ text }) => text !== '')
    .forEach(({ text }, index) => {
      product(`${index > 0 || all.length > 0 ? BETWEEN : ''}${text}`);
    });
}

const BETWEEN = '---\n';
