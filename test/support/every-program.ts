// Every program of this repository that compiles: the cases, and the examples in each of their environments.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadProject } from '../../src/cli/project.ts';
import { type Compilation, compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';

const root = join(import.meta.dirname, '../..');

export interface NamedProgram {
  /** The folder, and the environment after `#`. */
  readonly name: string;
  readonly compilation: Compilation;
}

export async function everyProgram(): Promise<readonly NamedProgram[]> {
  const folders = [...below('examples', 'mesh.yaml'), ...below('test/cases', 'main.mesh')];
  const programs: NamedProgram[] = [];
  for (const folder of folders) {
    const environments = (await loadProject(pathsOf(folder), {}, new Report()))?.environments ?? [];
    for (const env of [undefined, ...environments]) programs.push(...(await programOf(folder, env)));
  }
  return programs;
}

async function programOf(folder: string, env: string | undefined): Promise<readonly NamedProgram[]> {
  const report = new Report();
  const project = await loadProject(pathsOf(folder), env === undefined ? {} : { env }, report);
  if (!project || report.hasErrors) return [];
  const compilation = compile(project.sources, { ...project.options, withoutAnalysis: true });
  const name = `${relative(root, folder)}${env === undefined ? '' : `#${env}`}`;
  return compilation.hasErrors ? [] : [{ name, compilation }];
}

/** Beside the files of a case lies what is expected of them, in files of the language too. */
const pathsOf = (folder: string): readonly string[] =>
  existsSync(join(folder, 'mesh.yaml'))
    ? [folder]
    : readdirSync(folder)
        .filter((name) => name.endsWith('.mesh'))
        .map((name) => join(folder, name));

function below(folder: string, file: string): readonly string[] {
  const path = folder.startsWith('/') ? folder : join(root, folder);
  const inner = readdirSync(path, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'expected',
  );
  return [
    ...(existsSync(join(path, file)) ? [path] : []),
    ...inner.flatMap(({ name }) => below(join(path, name), file)),
  ];
}
