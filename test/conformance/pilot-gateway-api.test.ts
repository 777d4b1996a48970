// Objects of the Gateway API served by Istio's own Pilot and carried out by a real Envoy: `decide` must agree on every request. Runs where
// MESH_TOOLS names a folder with a built `oracle-istio/oracle-istio`. A build whose proxies have no labels to choose knows no gateways of
// this API, and one that minds the versions of its CRDs no GRPCRoutes: those are left out then.
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';
import { toPlain } from '../../src/documents/index.ts';
import type { Mesh } from '../../src/model/index.ts';
import { gatewayApi } from '../../src/targets/gateway-api/index.ts';
import { Source } from '../../src/text/index.ts';
import { requireComponent } from '../support/components.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { everyProgram } from '../support/every-program.ts';
import { callsProgram, routesProgram } from '../support/generate-routes.ts';
import { pilotBinary, readsGrpcRoutes } from '../support/pilot.ts';
import { comparePrograms, type Program, type Tools } from '../support/pilot-referee.ts';
import { PilotTally } from '../support/pilot-tally.ts';
import { randomOf } from '../support/random.ts';

const pilot = pilotBinary();
const envoy = pilot && requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);
const tools = { pilot, envoy, folder: folder.path } as Tools;
const calls = pilot !== undefined && readsGrpcRoutes(pilot, folder.path);

const PROGRAMS = process.env.MESH_DEEP ? 150 : 6;
const PROGRAMS_AT_ONCE = 10;
const VERSIONS = process.env.MESH_DEEP ? ['1.2', '1.4', '1.5', '1.6'] : ['1.5'];

const timeout = process.env.MESH_DEEP ? 3_600_000 : 300_000;

describe.skipIf(pilot === undefined || envoy === undefined)('Pilot serves what is written for', { timeout }, () => {
  test.each(VERSIONS)('examples and cases for gateway-api@%s', async (version) => {
    const named = (await everyProgram()).map(({ name, compilation }) => programOf(name, compilation.mesh, version));
    const tally = await compared(named);
    console.log(`gateway-api@${version}: ${tally.text()}`);
    expect(tally.programs).toBeGreaterThan(15);
  });

  test.each(VERSIONS)('random programs for gateway-api@%s', async (version) => {
    const seeds = Array.from({ length: PROGRAMS }, (_, at) => at + 1);
    const tally = await compared(seeds.map((seed) => programOf(`seed ${seed}`, randomMesh(seed), version)));
    console.log(`gateway-api@${version}: ${tally.text()}`);
    expect(tally.refused).toBeLessThanOrEqual(tally.programs);
  });
});

async function compared(named: readonly (Program | undefined)[]): Promise<PilotTally> {
  const tally = new PilotTally();
  const programs = named.filter((program) => program !== undefined);
  tally.refused = named.length - programs.length;
  for (let at = 0; at < programs.length; at += PROGRAMS_AT_ONCE) {
    const some = programs.slice(at, at + PROGRAMS_AT_ONCE);
    tally.add(some, await comparePrograms(some, at + 1, tools));
  }
  return tally;
}

/** Every third is one of calls. */
function randomMesh(seed: number): Mesh {
  const text = (seed % 3 === 0 && calls ? callsProgram : routesProgram)(randomOf(seed));
  return compile([new Source('main.mesh', text)], { withoutAnalysis: true }).mesh;
}

function programOf(name: string, mesh: Mesh, version: string): Program | undefined {
  const report = new Report();
  const objects = gatewayApi.build(mesh, { version, report }).map(({ root }) => toPlain(root) as { kind: string });
  if (report.hasErrors || (!calls && objects.some(({ kind }) => kind === 'GRPCRoute'))) return undefined;
  return { name, mesh, objects };
}
