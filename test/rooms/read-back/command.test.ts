// `mesh build --verify` and `mesh diff` with YAML on a side, as a user runs them.
import { expect, test } from 'vitest';
import { folderWith, runMesh } from '../../support/run-mesh.ts';

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

test('hosts that Istio joins are found, and nothing is written (output-differs)', () => {
  const joined = `namespace shop
service cart { port 80 http }
service other { port 80 http }
gateway web { port 443 https { certificate "all" } }
ingress "*.example.org" on web -> cart
ingress "a.example.org" on web { certificate "own"; when path == "/x" -> other }
`;
  const { code, err, out } = runMesh(folderWith({ 'main.mesh': joined }), [
    'build',
    '--verify',
    '--target',
    'istio@1.31',
  ]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('M6007');
  expect(err).toContain('a.example.org');
});

test('a target without a way back says so (no-way-back)', () => {
  const { code, err } = runMesh(folderWith({ 'main.mesh': program }), ['build', '--verify', '--target', 'envoy@1.40']);
  expect([code, err.includes('M6008')]).toEqual([0, true]);
});

test('a program and the YAML made of it do not differ, and a changed one does', () => {
  const folder = folderWith({ 'p/main.mesh': program, 'other/x.yaml': 'kind: x\n' });
  expect(runMesh(folder, ['build', 'p', '--target', 'istio@1.31', '-o', 'out']).code).toBe(0);
  expect(runMesh(folder, ['diff', 'p', 'out']).code).toBe(0);
  expect(runMesh(folder, ['build', 'p', '--target', 'gateway-api@1.5', '-o', 'gw']).code).toBe(0);
  expect(runMesh(folder, ['diff', 'out', 'gw']).out).toContain('decided');
  const changed = folderWith({ 'p/main.mesh': program.replace('2s', '3s') });
  const { code, out } = runMesh(changed, ['diff', 'p', `${folder}/out`]);
  expect(code).toBe(1);
  expect(out).toContain('timeout');
});
