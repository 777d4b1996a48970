// Whole programs: what is built of them, read back by the platforms' own rules, decides every request as they do.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { readBack, readBackText } from '../../../src/importer/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';

const TARGETS = ['istio@1.22', 'istio@1.31', 'istio@0.2', 'istio@0.8', 'gateway-api@1.2', 'gateway-api@1.6'];

/** Undefined where the target refuses the program. */
function problemsOf(mesh: Mesh, name: string): string | undefined {
  const { platform, version } = chooseTarget(name) as TargetChoice;
  const report = new Report();
  const documents = platform.build(mesh, { version, report });
  if (report.hasErrors) return undefined;
  const found = readBack(mesh, documents, platform);
  return found?.same ? '' : readBackText(found as NonNullable<typeof found>);
}

test.each(TARGETS)('examples and the page for %s', (name) => {
  const results = projectFolders().map((folder) => problemsOf(compileFolder(folder).mesh, name));
  const built = results.filter((result) => result !== undefined);
  expect(built.length).toBeGreaterThan(1);
  expect(built.filter((result) => result !== '')).toEqual([]);
});

test('random routes and doors for Istio, requests with single values', () => {
  const seeds = Array.from({ length: process.env.MESH_DEEP ? 500 : 40 }, (_, seed) => seed);
  const results = seeds.map((seed) => problemsOf(generateMesh(seed), 'istio@1.31'));
  const built = results.filter((result) => result !== undefined);
  expect(built.length).toBeGreaterThan(seeds.length / 3);
  // Where logic and evaluation differ on a witness nothing is claimed; no example of a difference may be found.
  expect(built.filter((result) => result !== '' && !/^There may be more/.test(result))).toEqual([]);
});

test.each(['istio@0.2', 'istio@0.8'])('services of another registry than Kubernetes for %s', (name) => {
  expect(problemsOf(compileFolder('examples/bookinfo/registries').mesh, name)).toBe('');
});

test('addresses that are those of the endpoints tell nobody apart', () => {
  expect(problemsOf(compileFolder('examples/egress/addresses').mesh, 'istio@1.31')).toBe('');
});
