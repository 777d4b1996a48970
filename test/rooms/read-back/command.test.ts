// `mesh build --verify` and `mesh diff` with YAML on a side, as a user runs them.
import { expect, test } from 'vitest';
import { verify } from '../../../src/cli/verify.ts';
import { compile, emit } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import type { Document } from '../../../src/documents/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { folderWith, runMesh } from '../../support/run-mesh.ts';
import { mutantsOf } from './mutants.ts';

const program = `namespace shop
service cart { port 80 http; version v1, v2 }
route cart {
  when header "x-test" == "1" -> v2 { timeout 2s }
  else                        -> v1
}
`;

test('verified output is written, with a word about it', () => {
  const { code, err, out } = runMesh(folderWith({ 'main.mesh': program }), [
    'build',
    '--verify',
    '--target',
    'istio@1.31',
  ]);
  expect(code).toBe(0);
  expect(err).toContain('istio@1.31: read back, decides every request as the program does');
  expect(out).toContain('kind: VirtualService');
});

test('an output that does something else is told with a request (output-differs)', () => {
  const compilation = compile([new Source('main.mesh', program)], { withoutAnalysis: true });
  const emission = emit(compilation, chooseTarget('istio@1.31') as TargetChoice);
  const [changed] = [...mutantsOf(emission.documents)].filter(({ what }) => what.endsWith('subset changed'));
  const found = (documents: readonly Document[]) => {
    const report = new Report();
    verify(compilation, [{ ...emission, documents }], report);
    return report.sorted();
  };
  expect(found(emission.documents)).toEqual([]);
  const [finding] = found(changed?.documents ?? []);
  expect(finding?.code).toBe('M6007');
  expect(finding?.message).toContain('--to shop/cart');
});

test('a target without a way back says so (no-way-back)', () => {
  const { code, err } = runMesh(folderWith({ 'main.mesh': program }), ['build', '--verify', '--target', 'envoy@1.40']);
  expect([code, err.includes('M6008')]).toEqual([0, true]);
});

test('a program and the YAML made of it do not differ, and a changed one does', () => {
  const folder = folderWith({ 'p/main.mesh': program, 'changed/main.mesh': program.replace('2s', '3s') });
  expect(runMesh(folder, ['build', 'p', '--target', 'istio@1.31', '-o', 'out']).code).toBe(0);
  expect(runMesh(folder, ['diff', 'p', 'out']).code).toBe(0);
  const { code, out } = runMesh(folder, ['diff', 'changed', 'out']);
  expect(code).toBe(1);
  expect(out).toContain('timeout');
});

test('what a project adds to its output by hand is beyond the proof, and said', () => {
  const patch = '{kind: Gateway, name: web, patch: {metadata: {labels: {a: b}}}}';
  const folder = folderWith({
    'main.mesh': `${program}gateway web { port 80 http }\ningress "a.example.com" on web -> cart\n`,
    'mesh.yaml': `language: 1\ntargets: [istio@1.31]\ninclude: [more]\npatches: [${patch}]\n`,
    'more/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\n',
  });
  const { code, err } = runMesh(folder, ['build', '--verify', '-o', '-']);
  expect(code).toBe(0);
  expect(err).toContain('decides every request as the program does');
  expect(err).toMatch(/M6008.*what `include:` passes through/);
  expect(err).toMatch(/M6008.*what `patches:` add/);
});
