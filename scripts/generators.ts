// All generated files: where each comes from.

import { generatedFiles } from '../src/syntax/generated.ts';
import { diagnosticsPage, targetsPage } from './gen-docs.ts';
import { generateMeshYaml } from './gen-mesh-yaml.ts';
import { generateStdlib } from './gen-stdlib.ts';

export interface Generated {
  readonly path: string;
  readonly text: string;
}
export type Generator = () => readonly Generated[] | Promise<readonly Generated[]>;

export const generators: readonly Generator[] = [
  () => generatedFiles(),
  () => [generateStdlib()],
  () => [generateMeshYaml()],
  () => [diagnosticsPage()],
  () => [targetsPage()],
];
