// What Istio's own Pilot makes of the objects, carried out by a real Envoy, and `decide` must agree on every request. Runs where
// MESH_TOOLS names a folder with a built `oracle-istio/oracle-istio`; MESH_DEEP asks about 200 programs of each version.
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';
import { toPlain } from '../../src/documents/index.ts';
import type { Mesh } from '../../src/model/index.ts';
import { istio } from '../../src/targets/istio/index.ts';
import { Source } from '../../src/text/index.ts';
import { requireComponent } from '../support/components.ts';
import { temporaryFolder } from '../support/envoy.ts';
import { everyProgram } from '../support/every-program.ts';
import { generateMesh, withoutFaultsOnAnswers } from '../support/generate-mesh.ts';
import { pilotBinary } from '../support/pilot.ts';
import { comparePrograms, type Program, type Tools } from '../support/pilot-referee.ts';
import { PilotTally } from '../support/pilot-tally.ts';
import { soundMesh } from '../support/sound-programs.ts';

const pilot = pilotBinary();
const envoy = pilot && requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);
const tools = { pilot, envoy, folder: folder.path } as Tools;

const PROGRAMS = process.env.MESH_DEEP ? 200 : 6;
const PROGRAMS_AT_ONCE = 10;
const VERSIONS = process.env.MESH_DEEP ? ['1.26', '1.30', '1.31'] : ['1.30'];

const timeout = process.env.MESH_DEEP ? 3_600_000 : 300_000;

describe.skipIf(pilot === undefined || envoy === undefined)('Pilot decides as the program means', { timeout }, () => {
  test.each(VERSIONS)('random programs for istio@%s', async (version) => {
    const tally = new PilotTally();
    for (let seed = 1; tally.programs < PROGRAMS; ) {
      const programs: Program[] = [];
      for (; programs.length < Math.min(PROGRAMS_AT_ONCE, PROGRAMS - tally.programs); seed++) {
        const program = programOf(`seed ${seed}`, randomMesh(seed), version);
        if (program) programs.push(program);
        else tally.refused++;
      }
      tally.add(programs, await comparePrograms(programs, seed, tools));
    }
    console.log(`istio@${version}: ${tally.text()}`);
    expect(tally.refused).toBeLessThanOrEqual(tally.programs);
  });

  test.each(VERSIONS)('programs of every construct for istio@%s', async (version) => {
    const tally = new PilotTally();
    for (let seed = 1; tally.programs < PROGRAMS; ) {
      const programs: Program[] = [];
      for (; programs.length < Math.min(PROGRAMS_AT_ONCE, PROGRAMS - tally.programs); seed++) {
        const program = programOf(`sound ${seed}`, withoutFaultsOnAnswers(soundMesh(seed)), version);
        if (program) programs.push(program);
        else tally.refused++;
      }
      tally.add(programs, await comparePrograms(programs, seed, tools));
    }
    console.log(`istio@${version}: ${tally.text()}`);
    expect(tally.refused).toBeLessThanOrEqual(2 * tally.programs);
  });

  test.each(WRITTEN)('%s', async (name, text) => {
    const { mesh } = compile([new Source('main.mesh', `${HEAD}${text}`)]);
    const program = programOf(name, mesh, '1.30');
    if (!program) throw new Error(`${name} is refused`);
    new PilotTally().add([program], await comparePrograms([program], 1, tools));
  });

  test.each(VERSIONS)('examples and cases for istio@%s', async (version) => {
    const tally = new PilotTally();
    const named = (await everyProgram()).map(({ name, compilation }) => programOf(name, compilation.mesh, version));
    const programs = named.filter((program) => program !== undefined);
    tally.refused = named.length - programs.length;
    for (let at = 0; at < programs.length; at += PROGRAMS_AT_ONCE) {
      const some = programs.slice(at, at + PROGRAMS_AT_ONCE);
      tally.add(some, await comparePrograms(some, at + 1, tools));
    }
    console.log(`istio@${version}: ${tally.text()}`);
    expect(tally.programs).toBeGreaterThan(tally.refused);
  });
});

const HEAD = 'namespace shop\nservice web { port 80 http; version v1, v2 }\n';

/** Where Istio would give a host the routes of a wildcard too. */
const WRITTEN = [
  [
    'a host below a wildcard with another certificate',
    `gateway door { port 443 https { certificate "wild" } }
    ingress "a.example.org" on door { certificate "b"; when path == "/a" -> web@v1 }
    ingress "*.example.org" on door -> web@v2`,
  ],
  [
    'a host below everything with another certificate',
    `gateway door { port 443 https { certificate "wild" } }
    ingress "z.example.org" on door { certificate "b"; when path == "/a" -> web@v1 }
    ingress "*" on door -> web@v2`,
  ],
  [
    'a wildcard at another port',
    `gateway door { port 80 http; port 8080 http }
    ingress "z.example.org" on door:80 { when path == "/a" -> web@v1 }
    ingress "*" on door:8080 -> web@v2`,
  ],
  [
    'redirects from ports that are not the usual ones',
    `service api { port 9080 http }
    gateway door { port 80 http; port 8080 http; port 8443 https { certificate "c" } }
    ingress "a.example.org", "b.example.org" on door {
      when path == "/a" -> redirect { host "new.example.org" }
      when path == "/b" -> redirect { host "new.example.org"; scheme https; port 8443 }
      when path == "/c" -> redirect { host "new.example.org"; port 80 }
      when path == "/d" -> redirect { path "/moved" }
      when path == "/e" and port == 80 -> redirect { scheme https }
      when path == "/f" and port == 8443 -> redirect { host "new.example.org"; scheme https }
      else -> web@v1
    }
    ingress "one.example.org" on door:8080 { when path == "/a" -> redirect { scheme https }; when path == "/b" -> redirect { port 80 }; else -> web@v2 }
    route api { when path == "/a" -> redirect { host "x.example.org" }; when path == "/b" -> redirect { host "x.example.org"; port 80 }; else -> api }`,
  ],
] as const;

const randomMesh = (seed: number): Mesh => withoutFaultsOnAnswers(generateMesh(seed, { rules: 4, depth: 2 }));

function programOf(name: string, mesh: Mesh, version: string): Program | undefined {
  const report = new Report();
  const documents = istio.build(mesh, { version, report });
  return report.hasErrors ? undefined : { name, mesh, objects: documents.map(({ root }) => toPlain(root)) };
}
