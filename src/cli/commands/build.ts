// `mesh build`: the program as documents of each target, on stdout as one stream or in a folder with one file per object.
import { join, resolve } from 'node:path';
import { compile, emit, emitEach, type Meaning } from '../../compile.ts';
import { Report } from '../../diagnostics/index.ts';
import { type ToldDocument, told, treeDocument, writeJson, yamlWriter } from '../../documents/index.ts';
import { type ChosenTarget, chosenTargets } from '../chosen-targets.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import type { IncludedFile } from '../included.ts';
import { during } from '../internal-error.ts';
import { joined, type KeptText, type KeptTexts, keptTexts } from '../kept-texts.ts';
import { sparing } from '../large-heap.ts';
import { checkFolder, type OutputFile, writeFolder } from '../output-folder.ts';
import { loadProject, type Project, type ProjectOptions, passesOthers } from '../project.ts';
import { shownPath } from '../read-files.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';

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

export async function build(paths: readonly string[], options: BuildOptions): Promise<ExitCode> {
  if (options.watch) {
    const { watch } = await import('../watch.ts');
    return watch(paths, options, () => buildOnce(paths, options));
  }
  return buildOnce(paths, options);
}

async function buildOnce(paths: readonly string[], options: BuildOptions): Promise<ExitCode> {
  const report = new Report();
  const project = await loadProject(paths, options, report);
  if (!project || report.hasErrors) return tell(report.sorted(), options);
  sparing(project.sources);
  const targets = chosenTargets(project, options.target, report);
  if (targets.length === 0 && report.hasErrors) return tell(report.sorted(), options);
  const meaning = during('compiling', () => meaningOf(project, report));
  const output = meaning && (await outputOf(project, targets, meaning, options, report));
  if (output && !report.hasErrors) await deliver(project, targets, output, options, report);
  return tell(
    report.sorted(),
    options,
    project.sources.map((source) => source.path),
  );
}

/** Nothing where there are errors. The trees end here: of a large project they are most of the memory. */
function meaningOf(project: Project, report: Report): Meaning | undefined {
  const { mesh, accepted, diagnostics, hasErrors } = compile(project.sources, project.options);
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
  if (passesOthers(project) || options.verify || options.sourceMap)
    return outputOfAll(project, targets, meaning, options, report);
  const texts = targets.map(({ choice }) => {
    const kept = keptTexts();
    const found = during('compiling', () => emitEach(meaning, choice, installOf(options), adding(kept, options)));
    report.take(found);
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
  if (options.verify) (await import('../verify.ts')).verify(meaning, emissions, report);
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

const installOf = ({ install }: BuildOptions): Pick<BuildOptions, 'install'> => (install ? { install } : {});

function adding(kept: KeptTexts, { format, comments = false }: BuildOptions): (document: ToldDocument) => void {
  if (format === 'json')
    return (document) => kept.add(document.path.replace(/\.yaml$/, '.json'), writeJson([treeDocument(document)]));
  const yaml = yamlWriter({ comments });
  return (document) => kept.add(document.path, yaml.document(document));
}

async function deliver(
  project: Project,
  targets: readonly ChosenTarget[],
  output: Output,
  options: BuildOptions,
  report: Report,
): Promise<void> {
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
    return;
  }
  targets.forEach(({ choice }, index) => {
    const folder = folders[index];
    if (folder === undefined)
      throw new Stop(`there is no output folder for ${choice.name}: give -o, or \`output\` in mesh.yaml.`);
    const own = output.texts[index]?.map(({ path, bytes }) => ({ path, text: bytes })) ?? [];
    toFolder(folder, [...own, ...output.included], options, report);
  });
}

function toFolder(folder: string, files: readonly OutputFile[], options: BuildOptions, report: Report): void {
  if (options.check) checkFolder(folder, files, report);
  else {
    const changed = during('writing', () => writeFolder(folder, files, report));
    if (!report.hasErrors)
      talk(
        `${shownPath(folder)}: ${files.length} file${files.length === 1 ? '' : 's'}, ${changed === 0 ? 'unchanged' : `${changed} changed`}\n`,
      );
  }
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
  for (const piece of joined(all, format === 'json' ? '' : BETWEEN)) product(piece);
  if (format === 'json') return;
  included
    .filter(({ text }) => text !== '')
    .forEach(({ text }, index) => {
      product(`${index > 0 || all.length > 0 ? BETWEEN : ''}${text}`);
    });
}

const BETWEEN = '---\n';
