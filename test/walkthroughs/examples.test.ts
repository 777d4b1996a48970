// Every example is right: it compiles without findings in each of its environments, its tests and expectations hold, and it builds for the
// targets that it names.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { loadProject } from '../../src/cli/project.ts';
import { compile, emit } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';
import { runExpectations, runTests } from '../../src/meaning/index.ts';
import { chooseTarget } from '../../src/targets/index.ts';

const root = join(import.meta.dirname, '..', '..', 'examples');

const projects = (folder: string): string[] => [
  ...(existsSync(join(folder, 'mesh.yaml')) ? [folder] : []),
  ...readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? projects(join(folder, entry.name)) : [],
  ),
];

const mine = /^(bookinfo|httpbin|egress|multi-team|hello-world|gitops|hybrid)/;

for (const folder of projects(root)) {
  const name = relative(root, folder);
  if (!mine.test(name)) continue;
  test(name, async () => {
    const environments = (await loadProject([folder], {}, new Report()))?.environments ?? [];
    for (const env of [undefined, ...environments]) {
      const report = new Report();
      const project = await loadProject([folder], env === undefined ? {} : { env }, report);
      if (!project) throw new Error(`no project in ${folder}`);
      const compilation = compile(project.sources, project.options);
      report.take(compilation.diagnostics);
      const choices = project.targets
        .map(({ target }) => chooseTarget(target))
        .filter((choice) => 'platform' in choice);
      for (const choice of choices) report.take(emit(compilation, choice).diagnostics);
      expect({
        env,
        targets: choices.length,
        found: report.sorted().map(({ code, message }) => `${code} ${message}`),
      }).toEqual({ env, targets: project.targets.length, found: [] });
    }
  });
  test(`${name}: its tests and expectations`, async () => {
    const project = await loadProject([folder], {}, new Report());
    const { mesh } = compile(project?.sources ?? [], project?.options);
    const failed = runTests(mesh).samples.filter(({ passed }) => !passed);
    const open = runExpectations(mesh).filter(({ verdict }) => verdict !== 'holds');
    expect([...failed, ...open].map(({ explanation }) => explanation)).toEqual([]);
  });
}
