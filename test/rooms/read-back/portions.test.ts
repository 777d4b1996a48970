// Documents that are read in portions and forgotten: what is proved so is what reading all of them at once finds the same, never more.
import { expect, test } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { type Document, treeDocument } from '../../../src/documents/index.ts';
import { readBack, readBackEach } from '../../../src/importer/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';
import { mutantsOf } from './mutants.ts';

const { platform, version } = chooseTarget('istio@1.31') as TargetChoice;

/** In the order in which they are written; undefined where the target refuses the program. */
function documentsOf(mesh: Mesh): readonly Document[] | undefined {
  const report = new Report();
  const documents = [...(platform.each?.(mesh, { version, report }) ?? [])].map(treeDocument);
  return report.hasErrors ? undefined : documents.map(({ root, ...rest }) => ({ root, ...rest }));
}

function isProved(mesh: Mesh, documents: readonly Document[]): boolean {
  const back = readBackEach(mesh, platform);
  for (const document of documents) back?.take(document);
  return back?.finish() !== undefined;
}

test('examples are proved in portions', () => {
  const results = projectFolders().flatMap((folder) => {
    const { mesh } = compileFolder(folder);
    const documents = documentsOf(mesh);
    return documents ? [isProved(mesh, documents)] : [];
  });
  expect(results.length).toBeGreaterThan(5);
  expect(results).toEqual(results.map(() => true));
});

/** One of so many, so that an ordinary run stays short. */
const step = process.env.MESH_DEEP ? 1 : 37;

/** How many mutants were proved, the same only when read at once, and caught. */
function countsOf(meshes: readonly Mesh[]): Record<'proved' | 'same' | 'caught', number> {
  const counts = { proved: 0, same: 0, caught: 0 };
  let seen = 0;
  for (const mesh of meshes)
    for (const { documents, what } of mutantsOf(documentsOf(mesh) ?? [])) {
      if (seen++ % step !== 0) continue;
      const same = readBack(mesh, documents, platform)?.same ?? false;
      const proved = isProved(mesh, documents);
      if (proved) expect(same, what).toBe(true);
      counts[proved ? 'proved' : same ? 'same' : 'caught']++;
    }
  return counts;
}

test('what is proved in portions, all documents at once say too', () => {
  const { caught, same } = countsOf(projectFolders().map((folder) => compileFolder(folder).mesh));
  expect(caught).toBeGreaterThan(20);
  // Where portions prove nothing, everything is read again: that must stay rare.
  expect(same).toBeLessThan(caught / 20);
});

test('random programs too, in which wildcards overlap', () => {
  const seeds = Array.from({ length: step === 1 ? 60 : 4 }, (_, seed) => seed);
  expect(countsOf(seeds.map((seed) => generateMesh(seed))).caught).toBeGreaterThan(5);
});

const count = 150;
/** More than one portion of everything. */
const large = compile([
  new Source(
    'main.mesh',
    [
      'namespace shop',
      'gateway web { port 443 https { certificate "web" }; port 80 http; when scheme == http -> redirect 301 { scheme https } }',
      ...Array.from(
        { length: count },
        (_, at) => `service s${at} { port 80 http; version v1, v2; connections { max ${at + 1} } }
route s${at} { when path under "/new" -> 90% to v1, 10% to v2 { timeout ${at + 1}s } else -> v1 }
ingress "s${at}.example.com" on web -> route s${at}`,
      ),
    ].join('\n'),
  ),
]).mesh;
const written = documentsOf(large) as readonly Document[];

test('a program of several portions is proved', () => {
  expect(written.length).toBe(3 * count + 1);
  expect(isProved(large, written)).toBe(true);
});

test.each([
  ['virtual-service/shop/s120.yaml', 'spec.http[0].timeout changed'],
  ['virtual-service/shop/s3.yaml', 'spec.http[0].route[0].weight changed'],
  ['virtual-service/shop/s50.yaml', 'spec.http[1].route[0].destination.subset taken from elsewhere'],
  ['destination-rule/shop/s149.yaml', 'spec.trafficPolicy.connectionPool.tcp.maxConnections changed'],
  ['destination-rule/shop/s77.yaml', 'spec.subsets[1].labels.version changed'],
  ['virtual-service/shop/s140-example-com.yaml', 'spec.hosts[0] changed'],
  ['virtual-service/shop/s9-example-com.yaml', 'spec.http[0].match[0] removed'],
  ['gateway/shop/web.yaml', 'spec.servers[0].tls.credentialName changed'],
])('a change in one portion is noticed: %s, %s', (path, change) => {
  const at = written.findIndex((document) => document.path === path);
  const mutants = [...mutantsOf([written[at] as Document])].filter(({ what }) => what === `${path}: ${change}`);
  expect(mutants.length).toBe(1);
  expect(isProved(large, written.with(at, mutants[0]?.documents[0] as Document))).toBe(false);
});

test.each([0, 1, count, 2 * count, 3 * count])('a document that is missing or there twice is noticed (%i)', (at) => {
  expect(isProved(large, written.toSpliced(at, 1))).toBe(false);
  expect(isProved(large, [...written, written[at] as Document])).toBe(false);
});
