// What is plainly the same is spared the comparison by meaning: with it, and without, the same outputs are proved.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { compareMeaning } from '../../../src/importer/compare-meaning.ts';
import { compareOutput } from '../../../src/importer/compare-output.ts';
import { chooseTarget, objectsOf, type TargetChoice } from '../../../src/targets/index.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';
import { mutantsOf } from './mutants.ts';

/** One of so many, so that an ordinary run stays short. */
const step = process.env.MESH_DEEP ? 1 : 17;

test.each(['istio@0.8', 'istio@1.31', 'gateway-api@1.6', 'linkerd@2.18'])('%s', (name) => {
  const { platform, version } = chooseTarget(name) as TargetChoice;
  const { reader } = platform;
  const counts = { same: 0, different: 0 };
  let seen = 0;
  for (const { mesh } of projectFolders().map((folder) => compileFolder(folder))) {
    const report = new Report();
    const documents = platform.build(mesh, { version, report });
    const [place] = [...mesh.services, ...mesh.gateways];
    if (report.hasErrors || !reader || !place) continue;
    for (const mutant of mutantsOf(documents)) {
      if (seen++ % step !== 0) continue;
      const objects = mutant.documents.flatMap(({ root }) => objectsOf(root, mesh.namespace, place.origin));
      const taken = objects.filter((object) => reader.takes(object) || reader.helps?.(object));
      const services = mesh.services.filter(reader.knows ?? (({ inCluster }) => inCluster));
      const { mesh: back } = reader.read(taken, {
        namespace: mesh.namespace,
        clusterDomain: mesh.clusterDomain,
        services,
      });
      const pair = [reader.asRead(mesh, version), reader.asRead(back, version)] as const;
      const { same } = compareMeaning(...pair, { portNames: true });
      expect(compareOutput(...pair).same, mutant.what).toBe(same);
      counts[same ? 'same' : 'different']++;
    }
  }
  expect(counts.same).toBeGreaterThan(0);
  expect(counts.different).toBeGreaterThan(3);
});
