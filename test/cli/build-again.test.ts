// `mesh build -o`, as installed, answers at once where neither the program nor its output changed, and else builds.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith } from '../support/run-mesh.ts';

const entry = join(import.meta.dirname, '..', '..', 'src', 'cli', 'mesh.ts');
const installed = 'data:text/javascript,globalThis.MESH_SHIPPED=true';
const program = 'namespace shop\nservice reviews { port 9080 http }\nroute reviews { else -> reviews }\n';

function project() {
  const folder = folderWith({ 'a.mesh': program, 'mesh.yaml': 'language: 1\ntargets: [istio@1.30]\n' });
  const cache = folderWith({});
  const build = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', installed, entry, 'build', '.', ...args],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: cache, NO_COLOR: '1' } },
    );
    return { code: status, out: stdout, err: stderr };
  };
  const answers = join(cache, 'mesh', 'answers');
  /** Marks what is remembered, so that one sees where it is said again. */
  const mark = (): void => {
    for (const name of readdirSync(answers)) {
      const path = join(answers, name);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('unchanged\\n', 'remembered\\n'));
    }
  };
  const output = join(folder, 'out', 'istio@1.30', 'virtual-service', 'shop', 'reviews.yaml');
  return { folder, build, mark, answers, output };
}

it('answers from memory until the program, the command line or the output changes', () => {
  const { folder, build, mark, output } = project();
  expect(build('-o', 'out')).toEqual({ code: 0, out: '', err: 'out/istio@1.30: 1 file, 1 changed\n' });
  mark();
  expect(build('-o', 'out').err).toBe('out/istio@1.30: 1 file, remembered\n');
  expect(build('-o', 'out', '--no-cache').err).toBe('out/istio@1.30: 1 file, unchanged\n');
  expect(build('-o', 'out', '--format', 'json').err).toBe('out/istio@1.30: 1 file, 2 changed\n');
  expect(build('-o', 'out').err).toBe('out/istio@1.30: 1 file, 2 changed\n');
  mark();
  writeFileSync(output, readFileSync(output, 'utf8').replace('shop', 'shoq'));
  expect(build('-o', 'out').err).toBe('out/istio@1.30: 1 file, 1 changed\n');
  mark();
  rmSync(output);
  expect(build('-o', 'out').err).toBe('out/istio@1.30: 1 file, 1 changed\n');
  mark();
  writeFileSync(join(folder, 'b.mesh'), 'namespace shop\nservice ratings { port 9080 http }\n');
  expect(build('-o', 'out').err).toBe('out/istio@1.30: 1 file, unchanged\n');
});

it('remembers --check, but no stream, no failure and no run that was interrupted', () => {
  const { folder, build, mark, answers } = project();
  build('-o', 'out');
  expect(build('-o', 'out', '--check')).toEqual({ code: 0, out: '', err: '' });
  const known = readdirSync(answers).length;
  expect(known).toBe(2);
  expect(build().out).toContain('kind: VirtualService');
  expect(readdirSync(answers)).toHaveLength(known);
  mark();
  writeFileSync(join(folder, 'out', 'istio@1.30', '.mesh-files.pending.json'), '{"files":[]}');
  expect(build('-o', 'out').err).toBe('out/istio@1.30: 1 file, unchanged\n');
  writeFileSync(join(folder, 'a.mesh'), program.replace('else ->', 'else'));
  expect(build('-o', 'out').code).toBe(1);
  expect(build('-o', 'out').err).toContain('error');
});
