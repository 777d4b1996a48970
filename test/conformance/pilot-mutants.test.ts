// Of the mutants that `--verify` lets pass the real Pilot and Envoy must show that requests are decided as the program means all the same.
// Drawn from every field that is written for the cases and examples; runs where MESH_TOOLS names a folder with a built
// `oracle-istio/oracle-istio`.
import { afterAll, describe, expect, test } from 'vitest';
import { Report } from '../../src/diagnostics/index.ts';
import { type Document, toPlain } from '../../src/documents/index.ts';
import { readBack } from '../../src/importer/index.ts';
import type { Mesh } from '../../src/model/index.ts';
import { chooseTarget, type TargetChoice } from '../../src/targets/index.ts';
import { type Mutant, mutantsOf } from '../rooms/read-back/mutants.ts';
import { requireComponent } from '../support/components.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { everyProgram } from '../support/every-program.ts';
import { pilotBinary, readsGrpcRoutes } from '../support/pilot.ts';
import { comparePrograms, type Tools } from '../support/pilot-referee.ts';

const pilot = pilotBinary();
const envoy = pilot && requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);
const tools = { pilot, envoy, folder: folder.path } as Tools;

/** Of each field and kind of change. */
const DRAWN = process.env.MESH_DEEP ? 5 : 1;

interface Candidate {
  readonly name: string;
  readonly mesh: Mesh;
  readonly mutant: Mutant;
}

/** Programs that mean to leave requests undecided are left out: what happens to those is open. */
async function candidates({ platform, version }: TargetChoice): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const calls = readsGrpcRoutes(tools.pilot, folder.path);
  for (const { name, compilation } of await everyProgram()) {
    const report = new Report();
    const documents = platform.build(compilation.mesh, { version, report });
    if (report.hasErrors || name.startsWith('test/cases/errors') || (!calls && documents.some(isCallRoute))) continue;
    if (!readBack(compilation.mesh, documents, platform)?.same) continue;
    for (const mutant of mutantsOf(documents)) found.push({ name, mesh: compilation.mesh, mutant });
  }
  return found;
}

const isCallRoute = ({ path }: Document): boolean => path.startsWith('grpc-route');

function drawn(all: readonly Candidate[]): readonly Candidate[] {
  return [...Map.groupBy(all, ({ mutant }) => mutant.field).values()].flatMap((some) => {
    const step = Math.max(1, Math.floor(some.length / DRAWN));
    return some.filter((_, at) => at % step === 0).slice(0, DRAWN);
  });
}

describe.skipIf(pilot === undefined || envoy === undefined)('mutants that pass', { timeout: 3_600_000 }, () => {
  test.each(['istio@1.31', 'gateway-api@1.6'])('%s', async (name) => {
    const target = chooseTarget(name) as TargetChoice;
    const some = drawn(await candidates(target));
    const passed = some.filter(({ mesh, mutant }) => readBack(mesh, mutant.documents, target.platform)?.same);
    const differences: string[] = [];
    for (const [seed, { name: from, mesh, mutant }] of passed.entries()) {
      const objects = mutant.documents.map(({ root }) => toPlain(root));
      const { differences: found } = await comparePrograms([{ name: from, mesh, objects }], seed + 1, tools);
      if (found.length > 0) differences.push(`${from} ${mutant.what}: ${JSON.stringify(found[0])}`);
    }
    console.log(`${name}: ${some.length} mutants, ${some.length - passed.length} caught, ${passed.length} equivalent`);
    expect(differences).toEqual([]);
    expect(passed.length).toBeLessThanOrEqual(some.length / 20);
  });
});
