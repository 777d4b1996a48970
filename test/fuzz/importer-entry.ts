// The importer: YAML of other people's meshes.
import { compile } from '../../src/compile.ts';
import { importYaml } from '../../src/importer/index.ts';
import { Source } from '../../src/text/index.ts';
import type { EntryPoint } from './entry-points.ts';

/** What is imported compiles, or at least is read. */
export const importer: EntryPoint = (text) => {
  const { programs } = importYaml([new Source('fuzz.yaml', text)], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  compile(programs.map((program) => new Source(program.path, program.text)));
};
