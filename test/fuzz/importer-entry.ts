// The importer: YAML of other people's meshes, imported with its proof, and compared with other YAML as `mesh diff` does.
import { provedImport } from '../../src/cli/proved-import.ts';
import { compareMeaning, importYaml } from '../../src/importer/index.ts';
import { explainDifference } from '../../src/meaning/index.ts';
import { Source } from '../../src/text/index.ts';
import { edited } from './edited.ts';
import type { EntryPoint } from './entry-points.ts';

const options = { namespace: 'default', clusterDomain: 'cluster.local' };

export const importer: EntryPoint = (text) => {
  const { difference } = provedImport([new Source('fuzz.yaml', text)], options);
  if (difference) explainDifference(difference);
};

/** Against what one keystroke makes of it. */
export const comparison: EntryPoint = (text, random) => {
  const [before, after] = [text, edited(text, random)].map((yaml) =>
    importYaml([new Source('fuzz.yaml', yaml)], options),
  );
  if (before && after) explainDifference(compareMeaning(before.mesh, after.mesh));
};
