// The files that CI systems read: the scripts of action.yml and of the GitLab template run here, with `npx` standing for the mesh of this
// checkout; the pre-commit hooks name commands that exist.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { folderWith, runMesh } from '../../support/run-mesh.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const yaml = <T>(path: string): T => load(readFileSync(join(root, path), 'utf8')) as T;
const program = `namespace shop
service a { port 80 http; version v1, v2 }
route a {
  when header "x" == "1" -> v2
  else -> v1
}
`;

/** A repository with `before` committed and `after` in the work tree. */
function repository(before: string, after: string): string {
  const folder = folderWith({ 'p/a.mesh': before });
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder });
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-q', '-m', 'a');
  writeFileSync(join(folder, 'p/a.mesh'), after);
  const npx = join(folder, 'npx');
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec ${process.execPath} ${join(root, 'src/cli/mesh.ts')} "$@"\n`);
  chmodSync(npx, 0o755);
  return folder;
}

function run(folder: string, script: string, env: Readonly<Record<string, string>>) {
  return spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, ...env },
  });
}

test('the action annotates, writes SARIF and summarizes', () => {
  const { runs, inputs } = yaml<{
    runs: { steps: { run: string; env: Record<string, string> }[] };
    inputs: Record<string, { default: string }>;
  }>('action.yml');
  const [step] = runs.steps;
  const named = Object.entries(step?.env ?? {}).map(([name, value]) => [name, /inputs\.(\w+)/.exec(value)?.[1] ?? '']);
  const defaults = Object.fromEntries(named.map(([name, input]) => [name, inputs[input as string]!.default]));
  const env = {
    ...defaults,
    MESH_PATH: 'p',
    MESH_SARIF: 'out.sarif',
    MESH_COMPARE: 'HEAD',
    GITHUB_STEP_SUMMARY: 'sum',
  };
  const bad = repository(program, program.replace('-> v2', '-> v9'));
  const failed = run(bad, step!.run, env);
  expect(failed.status).toBe(2);
  expect(failed.stdout).toMatch(/^::error title=M/m);
  expect(JSON.parse(readFileSync(join(bad, 'out.sarif'), 'utf8')).runs.length).toBe(1);
  const changed = repository(program, program.replace('else -> v1', 'else -> v2'));
  const passed = run(changed, step!.run, { ...env, MESH_SARIF: '' });
  expect(passed.status, passed.stderr).toBe(0);
  expect(readFileSync(join(changed, 'sum'), 'utf8')).toContain('Requests are decided differently');
});

test('the GitHub workflow gives the action what it takes', () => {
  const { inputs } = yaml<{ inputs: object }>('action.yml');
  const { jobs } = yaml<{ jobs: { mesh: { steps: { uses: string; with: object }[] } } }>('docs/ci/github.yml');
  const own = jobs.mesh.steps.find(({ uses }) => uses.startsWith('mesh-lang/'));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(own?.with ?? { none: 1 })));
});

test('the GitLab template leaves every report behind', () => {
  const { mesh } = yaml<{
    mesh: { script: string[]; artifacts: { paths: string[]; reports: Record<string, string> } };
  }>('docs/ci/gitlab.yml');
  const folder = repository(program, program.replace('-> v2', '-> v9'));
  const env = { MESH_PATH: 'p', MESH_VERSION: 'latest', CI_MERGE_REQUEST_DIFF_BASE_SHA: 'HEAD' };
  expect(run(folder, mesh.script.join('\n'), env).status).toBe(2);
  for (const file of [...mesh.artifacts.paths, ...Object.values(mesh.artifacts.reports)])
    expect(existsSync(join(folder, file)), file).toBe(true);
  expect(JSON.parse(readFileSync(join(folder, 'gl-code-quality-report.json'), 'utf8')).length).toBe(1);
});

test('the pre-commit hooks are commands of this version', () => {
  const hooks = yaml<{ id: string; entry: string; files: string }[]>('.pre-commit-hooks.yaml');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = folderWith({ 'a.mesh': program });
  for (const { entry, files } of hooks) {
    const [npx, yes, name, ...args] = entry.split(' ');
    expect([npx, yes, name]).toEqual(['npx', '--yes', `mesh-lang@${version}`]);
    expect(new RegExp(files).test('a.mesh')).toBe(true);
    expect(runMesh(folder, args).code, entry).toBe(0);
  }
});
