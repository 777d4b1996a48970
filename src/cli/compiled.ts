// A project read and compiled, for the commands that ask what it means. Errors end the command; warnings are not repeated here.
import { type Compilation, compile } from '../compile.ts';
import { Report } from '../diagnostics/index.ts';
import { type FindingsOptions, tell } from './findings.ts';
import { during } from './internal-error.ts';
import { loadProject, type ProjectOptions } from './project.ts';
import type { ExitCode } from './terminal.ts';

export interface CompiledProject extends Compilation {
  /** The first target of mesh.yaml. */
  readonly target?: string;
}

/** The compilation, or the exit code where there is none; the findings were then shown. */
export async function compiled(
  paths: readonly string[],
  options: ProjectOptions & FindingsOptions,
): Promise<CompiledProject | ExitCode> {
  const report = new Report();
  const project = await loadProject(paths, options, report);
  if (!project || report.hasErrors) return tell(report.sorted(), options);
  const compilation = during('compiling', () =>
    compile(project.sources, { ...project.options, withoutAnalysis: true }),
  );
  const [first] = project.targets;
  if (!compilation.hasErrors) return first ? { ...compilation, target: first.target } : compilation;
  return tell(
    compilation.diagnostics.filter(({ severity }) => severity === 'error'),
    options,
  );
}
