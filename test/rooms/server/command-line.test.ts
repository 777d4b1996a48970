// The editor and the command line read a project the same way: for every case and example, in every environment, and for what the
// catalogue shows, they find the same at the same places.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chosenTargets } from '../../../src/cli/chosen-targets.ts';
import { patched } from '../../../src/cli/included.ts';
import { leftToCallees } from '../../../src/cli/left-to-callees.ts';
import { loadProject } from '../../../src/cli/project.ts';
import { compile, emit } from '../../../src/compile.ts';
import { allEntries, type Diagnostic, type Example, Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { graphOf, graphSvg } from '../../../src/graph/index.ts';
import { clientOf } from '../../../src/server/client.ts';
import { execute } from '../../../src/server/commands.ts';
import { nodeHost } from '../../../src/server/node.ts';
import { settingsOf } from '../../../src/server/settings.ts';
import { Workspace } from '../../../src/server/workspace.ts';
import { placeOf } from '../../../src/text/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'mesh-same-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = (found: Diagnostic): string => `${placeOf(found.span)} ${found.code} ${found.message}`;

/** Tests and claims are `mesh test` on the command line. */
const isTest = ({ code }: Diagnostic): boolean => ['M4060', 'M4061', 'M4062', 'M4063'].includes(code);

/** What `mesh check` tells. */
async function checked(path: string, env: string | undefined): Promise<string[]> {
  const report = new Report();
  const project = await loadProject([path], env === undefined ? {} : { env }, report);
  if (project && !report.hasErrors) {
    const targets = chosenTargets(project, undefined, report);
    const compilation = compile(project.sources, project.options);
    report.take(compilation.diagnostics);
    const emissions = compilation.hasErrors ? [] : targets.map(({ choice }) => emit(compilation, choice));
    for (const { diagnostics } of emissions) report.take(diagnostics);
    if (!report.hasErrors) for (const emission of emissions) patched(project, emission, report);
  }
  return told(report.sorted());
}

/** A project as an editor sees it that has one of its files open. */
function opened(path: string, env: string | undefined) {
  const files = filesBelow(path);
  const workspace = new Workspace(
    { ...nodeHost, later: () => () => {} },
    {
      publish: () => {},
      refresh: () => {},
      loading: () => {},
      failed: (_: string, error: unknown) => {
        throw error;
      },
    },
  );
  workspace.folders = [`file://${path}`];
  workspace.settings = env === undefined ? {} : { environment: env };
  const [first = ''] = Object.keys(files).filter((each) => each.endsWith('.mesh'));
  const uri = `file://${first}`;
  workspace.open(uri, 'mesh', 1, files[first] ?? '');
  workspace.finish(uri);
  const client = clientOf(undefined);
  const session = { workspace, client, settings: settingsOf(undefined), host: nodeHost };
  return {
    files,
    workspace,
    ask: (command: string, ...given: unknown[]) => execute(session, command, [uri, ...given]),
  };
}

/** What the editor shows. */
function shown(path: string, env: string | undefined): string[] {
  const { files, workspace } = opened(path, env);
  return told(Object.keys(files).flatMap((each) => workspace.diagnosticsOf(each)));
}

const told = (found: readonly Diagnostic[]): string[] =>
  [...new Set(found.filter((each) => !isTest(each)).map((each) => line(each).replace(/^.*\//, '')))].sort();

function filesBelow(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path).flatMap((name): [string, string][] => {
      const child = join(path, name);
      if (name.startsWith('.') || name === 'node_modules') return [];
      // A folder with a mesh.yaml is a project of its own.
      if (statSync(child).isDirectory())
        return existsSync(join(child, 'mesh.yaml')) ? [] : Object.entries(filesBelow(child));
      return /\.mesh$|^mesh\.yaml$/.test(name) ? [[child, readFileSync(child, 'utf8')]] : [];
    }),
  );
}

const projects = (path: string): string[] => [
  ...(existsSync(join(path, 'mesh.yaml')) || existsSync(join(path, 'main.mesh')) ? [path] : []),
  ...readdirSync(path, { withFileTypes: true })
    .filter((each) => each.isDirectory() && each.name !== 'expected')
    .flatMap(({ name }) => projects(join(path, name))),
];

/** A case lies beside what is expected of it, which are files of the language too. */
function copied(path: string, name: string): string {
  const to = join(folder, name);
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(path))
    if (/\.mesh$|^mesh\.yaml$/.test(file)) writeFileSync(join(to, file), readFileSync(join(path, file)));
  return to;
}

/** An example of the catalogue as a project on disk. */
function written(example: Example, name: string): string {
  const to = join(folder, name);
  const { files, target, dataPlane, inputs } =
    typeof example === 'string' ? { files: { 'main.mesh': example } } : example;
  const yaml = [
    'language: 1',
    ...(target ? [`targets: [${target}]`] : []),
    ...(dataPlane ? [`dataPlane: ${dataPlane}`] : []),
    ...(inputs ? [`environments: { given: { inputs: ${JSON.stringify(inputs)} } }`] : []),
  ];
  for (const [file, text] of Object.entries({ 'mesh.yaml': `${yaml.join('\n')}\n`, ...files })) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), text);
  }
  return to;
}

test('of every case', { timeout: 60_000 }, async () => {
  const cases = projects(join(root, 'test', 'cases'));
  expect(cases.length).toBeGreaterThan(30);
  for (const [at, path] of cases.entries()) {
    const copy = copied(path, `case${at}`);
    expect(shown(copy, undefined), path).toEqual(await checked(copy, undefined));
  }
});

test('of every example in every environment', { timeout: 60_000 }, async () => {
  const examples = projects(join(root, 'examples'));
  for (const path of examples) {
    const environments = (await loadProject([path], {}, new Report()))?.environments ?? [];
    for (const env of [undefined, ...environments])
      expect(shown(path, env), `${path} ${env ?? ''}`).toEqual(await checked(path, env));
  }
  expect(examples.length).toBeGreaterThan(3);
});

test('the same output for each target, and the same graph', { timeout: 60_000 }, async () => {
  let compared = 0;
  for (const path of projects(join(root, 'examples')))
    for (const env of [undefined, ...((await loadProject([path], {}, new Report()))?.environments ?? [])]) {
      const project = await loadProject([path], env === undefined ? {} : { env }, new Report());
      const compilation = project && compile(project.sources, { ...project.options, withoutAnalysis: true });
      if (!project || !compilation || compilation.hasErrors) continue;
      const { ask } = opened(path, env);
      for (const { choice } of chosenTargets(project, undefined, new Report())) {
        const emission = emit(compilation, choice);
        if (emission.hasErrors) continue;
        const text = writeYaml(patched(project, emission, new Report()));
        expect(ask('mesh.output', choice.name), `${path} ${env} ${choice.name}`).toEqual({ target: choice.name, text });
        compared++;
      }
      const [first] = project.targets;
      const left = leftToCallees(first ? { ...compilation, target: first.target } : compilation);
      const { svg } = ask('mesh.graph') as { readonly svg: string };
      expect(svg, `${path} ${env}`).toBe(graphSvg(graphOf(compilation.mesh, { left })));
    }
  expect(compared).toBeGreaterThan(5);
});

test('of what the catalogue shows', { timeout: 60_000 }, async () => {
  let compared = 0;
  for (const { code, bad, good } of allEntries())
    for (const [name, example] of Object.entries({ bad, good })) {
      // A zero byte is found when the file is read, and never comes from an editor.
      if (!example || code === 'M1011' || (typeof example === 'object' && 'shownBy' in example)) continue;
      const path = written(example, `${code}-${name}`);
      const env = typeof example === 'object' && example.inputs ? 'given' : undefined;
      expect(shown(path, env), `${code} ${name}`).toEqual(await checked(path, env));
      compared++;
    }
  expect(compared).toBeGreaterThan(150);
});

test('of patches, at their lines', async () => {
  const path = written(
    {
      files: {
        'main.mesh': 'namespace shop\nservice cart { port 80 http; version v1 }\nroute cart -> v1\n',
        'mesh.yaml': `language: 1
targets: [istio@1.30]
patches:
  - kind: VirtualService
    name: cart
    patch:
      spec:
        hosts: [other]
  - kind: VirtualService
    name: basket
    patch: { spec: { exportTo: ["."] } }
`,
      },
    },
    'patches',
  );
  const found = await checked(path, undefined);
  expect(found.map((each) => each.split(' ')[0])).toEqual(['mesh.yaml:10:11', 'mesh.yaml:8:16']);
  expect(shown(path, undefined)).toEqual(found);
});
