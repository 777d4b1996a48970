// The face of the room: Istio 0.1–0.8.
import type { Platform } from '../platform.ts';
import { lower } from './lower/index.ts';
import { supportTable, VERSIONS } from './supports.ts';
import { write } from './write.ts';

/** Istio 0.1 (`type: route-rule`) to 0.8 (`config.istio.io/v1alpha2`). */
export const istioLegacy: Platform = {
  name: 'istio',
  versions: VERSIONS,
  support: supportTable,
  build: (mesh, { version, report, install }) => {
    const form = version === '0.1' ? 'typed' : 'resource';
    return write(lower(mesh, version, report, install !== undefined), { form, clusterDomain: mesh.clusterDomain });
  },
};

export { lower } from './lower/index.ts';
export type { Plan } from './plan.ts';
