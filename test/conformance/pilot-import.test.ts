// Objects of Istio as people write them: the program that an import makes of them decides as Istio's own Pilot and a real Envoy do with the
// objects themselves. Runs where MESH_TOOLS names a folder with a built `oracle-istio/oracle-istio`; MESH_DEEP asks about 200 inputs.
import { afterAll, describe, expect, test } from 'vitest';
import { provedImport } from '../../src/cli/proved-import.ts';
import { Source } from '../../src/text/index.ts';
import { requireComponent } from '../support/components.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { generateVirtualServices } from '../support/generate-virtual-services.ts';
import { type Plain, pilotBinary } from '../support/pilot.ts';
import { comparePrograms, type Program, type Tools } from '../support/pilot-referee.ts';
import { PilotTally } from '../support/pilot-tally.ts';

const pilot = pilotBinary();
const envoy = pilot && requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);
const tools = { pilot, envoy, folder: folder.path } as Tools;

const INPUTS = process.env.MESH_DEEP ? 200 : 6;
const AT_ONCE = 10;
const timeout = process.env.MESH_DEEP ? 3_600_000 : 300_000;

describe.skipIf(pilot === undefined || envoy === undefined)(
  'Pilot decides as the imported program',
  { timeout },
  () => {
    test('random VirtualServices', async () => {
      const tally = new PilotTally();
      const programs: Program[] = [];
      for (let seed = 1; programs.length < INPUTS; seed++) {
        const program = importedProgram(seed);
        if (program) programs.push(program);
        else tally.refused++;
      }
      for (let at = 0; at < programs.length; at += AT_ONCE) {
        const some = programs.slice(at, at + AT_ONCE);
        tally.add(some, await comparePrograms(some, at + 1, tools));
      }
      console.log(tally.text());
      expect(tally.refused).toBeLessThanOrEqual(tally.programs);
    });
  },
);

/** Undefined where the import says that some requests are decided otherwise: those are compared by nobody. */
function importedProgram(seed: number): Program | undefined {
  const written: readonly Plain[] = generateVirtualServices(seed);
  const text = written.map((object) => JSON.stringify(object)).join('\n---\n');
  const all = provedImport([new Source('in.yaml', text)], { namespace: 'default', clusterDomain: 'cluster.local' });
  expect(all.difference?.same).toBe(true);
  const losses = all.objects.filter(
    ({ state, residues }) => state === 'kept' || residues.some(({ weight }) => weight === 'meaning'),
  );
  if (losses.length > 0) return undefined;
  const objects = written.filter(({ apiVersion }) => apiVersion !== 'v1').map(inFull);
  return { name: `seed ${seed}`, mesh: all.compilation.mesh, objects, hostsAsWritten: true };
}

/** The tool knows no domain of the cluster: what is short for people is written out for it. */
function inFull(object: Plain): Plain {
  const full = (host: string): string => (/^[a-z]+$/.test(host) ? `${host}.shop.svc.cluster.local` : host);
  const { spec } = JSON.parse(JSON.stringify(object), (key, value) =>
    key === 'host' && typeof value === 'string' ? full(value) : value,
  );
  return { ...object, spec: spec.hosts ? { ...spec, hosts: spec.hosts.map(full) } : spec };
}
