// Whole programs: what is built of them, read back by the platforms' own rules, decides every request as they do.
import { expect, test } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { type Document, type MapNode, readYaml, writeYaml } from '../../../src/documents/index.ts';
import { readBack, readBackText } from '../../../src/importer/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';

const TARGETS = ['istio@1.22', 'istio@1.31', 'istio@0.2', 'istio@0.8', 'gateway-api@1.2', 'gateway-api@1.6'];

/** Undefined where the target refuses the program. */
function problemsOf(mesh: Mesh, name: string): string | undefined {
  const { platform, version } = chooseTarget(name) as TargetChoice;
  const report = new Report();
  const documents = platform.build(mesh, { version, report });
  if (report.hasErrors) return undefined;
  const found = readBack(mesh, documents, platform, version);
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

const compiled = (text: string): Mesh => compile([new Source('main.mesh', text)], { withoutAnalysis: true }).mesh;

test.each(['istio@0.5', 'istio@0.8', 'istio@1.31', 'linkerd@2.14', 'linkerd@2.16', 'linkerd@2.17'])(
  'connections to addresses for %s',
  (name) => {
    expect(problemsOf(compileFolder('examples/egress/addresses').mesh, name)).toBe('');
  },
);

/** Of such platforms a Service of its own stands for each version. */
test.each(
  ['gateway-api@1.4', 'linkerd@2.18'].flatMap((target) =>
    ['track: "x"', 'app: "b"', 'app: "b", track: "x"', 'app: "other", track: "x"'].map(
      (pods) => [target, pods] as const,
    ),
  ),
)('%s: a version of pods { %s }', (target, pods) => {
  const mesh = compiled(
    `service b { port web 80 http; version v1, v-2; version v-2-x { pods { ${pods} } } }\nroute b { when path == "/a" -> v-2-x; else -> v1 }`,
  );
  expect(problemsOf(mesh, target)).toBe('');
});

test('every host outside has the policy of its egress', () => {
  const mesh = compiled('egress a { host "a.example.com", "b.example.com"; port 80 http; balance random }');
  expect(problemsOf(mesh, 'istio@0.8')).toBe('');
  const { platform, version } = chooseTarget('istio@0.8') as TargetChoice;
  const documents = platform.build(mesh, { version, report: new Report() });
  const withoutOne = documents.filter(({ path }) => !path.includes('b-example-com'));
  expect(withoutOne.length).toBe(documents.length - 1);
  expect(readBack(mesh, withoutOne, platform, version)?.same).toBe(false);
});

test('an egress is told by Linkerd from 2.17 on, and not before', () => {
  const mesh = compiled('egress a { host "a.example.com"; port 443 tls }');
  const { platform } = chooseTarget('linkerd@2.17') as TargetChoice;
  expect(readBack(mesh, [], platform, '2.16')?.same).toBe(true);
  expect(readBack(mesh, [], platform, '2.17')?.same).toBe(false);
});

test('one wildcard among the hosts outside', () => {
  expect(problemsOf(compiled('egress a { host "a.example.com", "*.b.example.com"; port 443 tls }'), 'istio@1.31')).toBe(
    '',
  );
});

test('a port for HTTPS whose hosts bring their certificates', () => {
  const mesh = compiled(
    'service a { port 80 http }\ngateway web { port 443 https }\ningress "a.example.com" on web { certificate "a"; else -> a }',
  );
  expect(problemsOf(mesh, 'istio@1.31')).toBe('');
});

/** `db` answers to four names, and TLS tells them apart. */
const streams = compiled(`namespace shop
service web { port 80 http; version v1 }
service db { port 5432 tls; version v1, v2 }
route db { when from web@v1 -> v2; else -> v1 }
`);

test.each([
  ['      - db\n', '', 'some of the names'],
  ['      - db.shop.svc\n', '      - dbx.shop.svc\n', 'none of the hosts'],
])('a server name that is not there, or is none of the hosts (%#)', (from, to, reason) => {
  const { platform, version } = chooseTarget('istio@1.31') as TargetChoice;
  const documents = platform.build(streams, { version, report: new Report() });
  const at = documents.findIndex(({ path }) => path === 'virtual-service/shop/db.yaml');
  const text = writeYaml([documents[at] as Document]);
  const place = text.lastIndexOf(from);
  expect(place).toBeGreaterThan(0);
  const changed = text.slice(0, place) + to + text.slice(place + from.length);
  const root = readYaml(new Source('db.yaml', changed)).documents[0]?.root as MapNode;
  const found = readBack(
    streams,
    documents.with(at, { path: 'virtual-service/shop/db.yaml', root }),
    platform,
    version,
  );
  expect(found?.same).toBe(false);
  expect(found?.problems.join('\n')).toContain(reason);
});
