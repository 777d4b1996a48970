// The face of the room: YAML to programs, and output read back.

export { Fields } from '../targets/index.ts';
export { compareAsTold, compareMeaning } from './compare-meaning.ts';
export { type Imported, type ImportedObject, type ImportOptions, importYaml, placeKey } from './import.ts';
export { type KubernetesObject, kubernetesObjects } from './kubernetes-objects.ts';
export { type OpenPlace, openPlaces } from './open-places.ts';
export type { ProgramFile } from './program-text.ts';
export { type ReadBack, readBack, readBackText } from './read-back.ts';
export { type Proof, type ReadBackEach, readBackEach } from './read-back-each.ts';
