// `mesh build`: the program as documents of each target, on stdout as one stream or in a folder with one file per object.
import { join, resolve } from 'node:path';
import { compile, type Emission, emit, type Meaning } from '../../compile.ts';
import { Report } from '../../diagnostics/index.ts';
import { type Document, writeJson, writeYaml, yamlPieces } from '../../documents/index.ts';
import { type ChosenTarget, chosenTargets } from '../chosen-targets.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { during } from '../internal-error.ts';
import { checkFolder, type OutputFile, writeFolder } from '../output-folder.ts';
import { loadProject, type Project, type ProjectOptions } from '../project.ts';
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
  const targets = chosenTargets(project, options.target, report);
  if (targets.length === 0 && report.hasErrors) return tell(report.sorted(), options);
  const made = during('compiling', () => emissionsOf(project, targets, options, report));
  if (made && options.verify) (await import('../verify.ts')).verify(made.compilation, made.emissions, report);
  if (made && !report.hasErrors) await deliver(project, targets, made.emissions, options, report);
  return tell(
    report.sorted(),
    options,
    project.sources.map((source) => source.path),
  );
}

function emissionsOf(
  project: Project,
  targets: readonly ChosenTarget[],
  options: BuildOptions,
  report: Report,
): { readonly compilation: Meaning; readonly emissions: readonly Emission[] } | undefined {
  const compilation = meaningOf(project, report);
  if (!compilation) return undefined;
  const emissions = targets.map(({ choice }) => {
    const emission = emit(compilation, choice, options.install ? { install: options.install } : {});
    report.take(emission.diagnostics);
    return emission;
  });
  return { compilation, emissions };
}

/** Nothing where there are errors. The trees end here: of a large project they are most of the memory. */
function meaningOf(project: Project, report: Report): Meaning | undefined {
  const { mesh, accepted, diagnostics, hasErrors } = compile(project.sources, project.options);
  report.take(diagnostics);
  return hasErrors ? undefined : { mesh, accepted };
}

async function deliver(
  project: Project,
  targets: readonly ChosenTarget[],
  emissions: readonly Emission[],
  options: BuildOptions,
  report: Report,
): Promise<void> {
  const passed = project.include.length > 0 || project.patches.length > 0 ? await import('../included.ts') : undefined;
  const finished = emissions.map((emission) => ({
    emission,
    documents: passed?.patched(project, emission, report) ?? emission.documents,
  }));
  const extra = passed?.includedFiles(project, emissions, report) ?? [];
  if (report.hasErrors) return;
  if (options.depfile) (await import('../depfile.ts')).writeDepfile(options.depfile, project, options.output);
  const folders = targets.map((target) => folderOf(project, target, options));
  if (folders.every((folder) => folder === undefined)) {
    if (options.check)
      throw new Stop('--check compares files on disk: give the folder with -o, or `output` in mesh.yaml.');
    if (!['text', 'line'].includes(options.report ?? 'text'))
      throw new Stop(
        `--report ${options.report} writes to stdout, and so do the documents: give a folder with -o, or \`output\` in mesh.yaml.`,
      );
    await writeStream(
      finished.map(({ documents }) => documents),
      extra.map(({ text }) => text),
      options,
    );
    return;
  }
  finished.forEach(({ emission, documents }, index) => {
    const folder = folders[index];
    if (folder === undefined)
      throw new Stop(`there is no output folder for ${emission.target.name}: give -o, or \`output\` in mesh.yaml.`);
    toFolder(folder, [...filesOf(documents, options), ...extra], options, report);
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

function filesOf(documents: readonly Document[], options: BuildOptions): OutputFile[] {
  if (options.format === 'json')
    return documents.map((document) => ({
      path: document.path.replace(/\.yaml$/, '.json'),
      text: writeJson([document]),
    }));
  return documents.map((document) => ({
    path: document.path,
    text: writeYaml([document], { comments: options.comments ?? false }),
  }));
}

async function writeStream(
  streams: readonly (readonly Document[])[],
  extra: readonly string[],
  options: BuildOptions,
): Promise<void> {
  const documents = streams.flat();
  if (options.sourceMap) product((await import('../source-map.ts')).sourceMap(documents));
  else if (options.format === 'json') product(writeJson(documents));
  else {
    const own = yamlPieces(documents, { comments: options.comments ?? false });
    const before = documents.length > 0 ? '---\n' : '';
    writePieces(own);
    extra
      .filter((text) => text !== '')
      .forEach((text, index) => {
        product(`${index > 0 ? '---\n' : before}${text}`);
      });
  }
}

const PIECE = 1 << 18;

/** Many small texts in fewer writes. */
function writePieces(pieces: Iterable<string>): void {
  let waiting: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    product(waiting.join(''));
    waiting = [];
    length = 0;
  }
  if (length > 0) product(waiting.join(''));
}
