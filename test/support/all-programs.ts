// Every program of the project: the cases, the examples with their environments, and what the laws need of each.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadProject } from '../../src/cli/project.ts';
import { type Compilation, type CompileOptions, compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';
import { Source } from '../../src/text/index.ts';

export interface AnyProgram {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly options: CompileOptions;
}

const root = join(import.meta.dirname, '..', '..');

const foldersWith = (file: string, folder: string): string[] => [
  ...(existsSync(join(folder, file)) ? [folder] : []),
  ...readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'expected')
    .flatMap((entry) => foldersWith(file, join(folder, entry.name))),
];

const shown = (folder: string): string => relative(root, folder);

const cases = (): AnyProgram[] =>
  foldersWith('main.mesh', join(root, 'test', 'cases')).map((folder) => ({
    name: shown(folder),
    sources: readdirSync(folder)
      .filter((name) => name.endsWith('.mesh'))
      .map((name) => new Source(name, readFileSync(join(folder, name), 'utf8'))),
    options: {},
  }));

async function examples(): Promise<AnyProgram[]> {
  const found: AnyProgram[] = [];
  for (const folder of foldersWith('mesh.yaml', join(root, 'examples'))) {
    const environments = (await loadProject([folder], {}, new Report()))?.environments ?? [];
    for (const env of [undefined, ...environments]) {
      const project = await loadProject([folder], env === undefined ? {} : { env }, new Report());
      if (project)
        found.push({
          name: [shown(folder), env].filter(Boolean).join(' '),
          sources: project.sources,
          options: project.options,
        });
    }
  }
  return found;
}

export const allPrograms = async (): Promise<readonly AnyProgram[]> => [...cases(), ...(await examples())];

/** The program compiled; the analysis, which emits nothing, is left out. */
export const compiledProgram = ({ sources, options }: AnyProgram): Compilation =>
  compile(sources, { ...options, withoutAnalysis: true });
