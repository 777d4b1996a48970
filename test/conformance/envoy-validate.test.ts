// Everything the target writes is taken by a real Envoy: the repository's own projects and random programs, for each dialect, as one
// bootstrap and as watched files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Report } from '../../src/diagnostics/index.ts';
import { type Document, writeJson, writeYaml } from '../../src/documents/index.ts';
import type { Mesh } from '../../src/model/index.ts';
import { envoy as target } from '../../src/targets/envoy/index.ts';
import { requireComponent } from '../support/components.ts';
import { secretsFolder, temporaryFolder, validate, withSecrets } from '../support/envoy.ts';
import { generateMesh } from '../support/generate-mesh.ts';
import { compileFolder, projectFolders } from '../support/programs.ts';

const envoy = requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);

function build(mesh: Mesh, version: string): readonly Document[] {
  const report = new Report();
  const documents = target.build(mesh, { version, report });
  expect(report.found.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([]);
  return documents;
}

/** What Envoy says against each bootstrap, by path. */
function problemsOf(documents: readonly Document[], secrets: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const document of documents.filter(({ path }) => !path.startsWith('watched-'))) {
    const problem = validate(envoy as string, withSecrets(writeYaml([document]), secrets), folder.path);
    if (problem !== '') found[document.path] = problem;
  }
  return found;
}

describe.skipIf(envoy === undefined)('a real Envoy takes what the target writes', () => {
  const secrets = envoy ? secretsFolder(folder.path) : undefined;

  test.skipIf(!secrets).each(projectFolders())('%s', (project) => {
    expect(problemsOf(build(compileFolder(project).mesh, '1.40'), secrets as string)).toEqual({});
  });

  const SEEDS = process.env.MESH_DEEP ? 60 : 3;
  test.skipIf(!secrets).each(Array.from({ length: SEEDS }, (_, at) => [900 + at, at % 2 ? '1.30' : '1.40'] as const))(
    'random program %i for %s',
    (seed, version) => {
      expect(problemsOf(build(generateMesh(seed), version), secrets as string)).toEqual({});
    },
  );

  test.skipIf(!secrets)('watched files say the same', () => {
    const documents = build(compileFolder('test/cases/language/page').mesh, '1.40').filter(({ path }) =>
      path.startsWith('watched-gateway/shop/'),
    );
    const place = join(folder.path, 'watched');
    mkdirSync(place);
    const written = documents.map(
      (document) =>
        [
          document.path.split('/').at(-1) as string,
          withSecrets(writeJson([document]), secrets as string).replaceAll('/etc/envoy/web', place),
        ] as const,
    );
    for (const [name, text] of written) writeFileSync(join(place, name), text);
    expect(written.map(([name]) => name)).toEqual(['web.yaml', 'cds.yaml', 'lds.yaml']);
    expect(validate(envoy as string, written[0]?.[1] ?? '', place)).toBe('');
  });
});
