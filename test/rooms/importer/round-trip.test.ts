// Objects made of random models, imported again: a program that compiles, with nothing kept, that means what was read.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { explainDifference } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { Source } from '../../../src/text/index.ts';
import { generateMesh } from '../../support/generate-mesh.ts';

const SEEDS = process.env.MESH_DEEP ? 600 : 30;

const manifests = ({ services }: Mesh): string =>
  services
    .map(({ name, namespace, ports }) => {
      const list = ports.map(({ number, protocol }) => `{ port: ${number}, name: ${protocol}-${number} }`);
      return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ports: [${list.join(', ')}] }\n`;
    })
    .join('---\n');

test(`${SEEDS} random models for Istio come back as programs that mean the same`, () => {
  let built = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const mesh = generateMesh(seed, { rules: 5, depth: 2 });
    const report = new Report();
    const documents = istio.build(mesh, { version: '1.31', report });
    if (report.hasErrors) continue;
    built++;
    const source = new Source('in.yaml', `${manifests(mesh)}---\n${writeYaml(documents)}`);
    const { objects, compilation, difference } = provedImport([source], {
      namespace: 'shop',
      clusterDomain: 'cluster.local',
    });
    expect(objects.flatMap(({ name, why }) => (why === undefined ? [] : [`${seed} ${name}: ${why}`]))).toEqual([]);
    expect(
      compilation.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ).toEqual([]);
    expect(difference?.same || `${seed} ${difference && explainDifference(difference)}`).toBe(true);
  }
  expect(built).toBeGreaterThan(SEEDS / 2);
});
