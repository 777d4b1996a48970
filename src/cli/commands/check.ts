// `mesh check`: every finding of the program, and of each target it is compiled for; writes nothing.
import { type Compilation, compile, emit, emitEach } from '../../compile.ts';
import { type Diagnostic, Report } from '../../diagnostics/index.ts';
import { type ChosenTarget, chosenTargets } from '../chosen-targets.ts';
import { solverBegins, sparing } from '../engine-by-size.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { during } from '../internal-error.ts';
import { loadProject, type Project, type ProjectOptions, passesOthers } from '../project.ts';
import { type ExitCode, talk } from '../terminal.ts';

export interface CheckOptions extends ProjectOptions, FindingsOptions {
  readonly target?: readonly string[];
  readonly manifests?: string;
}

/** The exit code; and every file that the answer depends on, where that is known. */
interface Checked {
  readonly code: ExitCode;
  readonly files?: readonly string[];
}

export async function checked(paths: readonly string[], options: CheckOptions): Promise<Checked> {
  const report = new Report();
  const project = await loadProject(paths, options, report);
  if (!project || report.hasErrors) return { code: tell(report.sorted(), options) };
  sparing(project.sources);
  const targets = chosenTargets(project, options.target, report);
  const compilation = during('checking the program', () =>
    compile(project.sources, { ...project.options, asking: solverBegins }),
  );
  report.take(compilation.diagnostics);
  if (!compilation.hasErrors) await checkTargets(project, compilation, targets, report);
  if (options.manifests !== undefined && !compilation.hasErrors)
    (await import('../manifests.ts')).checkManifests(compilation.mesh, options.manifests, report);
  const files = project.sources.map((source) => source.path);
  const code = tell(report.sorted(), options, files);
  if (code === 0 && (options.report ?? 'text') === 'text') talk(`${clean(project, compilation, report.found)}\n`);
  return { code, ...(project.include.length === 0 ? { files: project.files } : {}) };
}

async function checkTargets(
  project: Project,
  compilation: Compilation,
  targets: readonly ChosenTarget[],
  report: Report,
): Promise<void> {
  if (!passesOthers(project)) {
    for (const { choice } of targets) report.take(emitEach(compilation, choice, {}, () => {}));
    return;
  }
  const emissions = targets.map(({ choice }) => emit(compilation, choice));
  for (const { diagnostics } of emissions) report.take(diagnostics);
  if (report.hasErrors) return;
  const { includedFiles, patched } = await import('../included.ts');
  for (const emission of emissions) patched(project, emission, report);
  includedFiles(project, emissions, report);
}

function clean({ sources }: Project, { mesh }: Compilation, found: readonly Diagnostic[]): string {
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const warnings = found.filter((diagnostic) => diagnostic.severity === 'warning').length;
  const state = found.length === 0 ? 'no findings' : warnings === 0 ? 'no errors, no warnings' : 'no errors';
  return `${count(sources.length, 'file')}, ${count(mesh.services.length, 'service')}: ${state}`;
}
