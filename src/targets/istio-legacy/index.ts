// The face of the room: Istio 0.1–0.8.
import type { Mesh } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import { lower } from './lower/index.ts';
import type { Plan } from './plan.ts';
import { legacyReader } from './read/index.ts';
import { supportTable, VERSIONS } from './supports.ts';
import { write } from './write.ts';

const planOf = (mesh: Mesh, { version, report, install }: TargetContext): Plan =>
  lower(mesh, version, report, install !== undefined);

/** Istio 0.1 (`type: route-rule`) to 0.8 (`config.istio.io/v1alpha2`). */
export const istioLegacy: Platform = {
  name: 'istio',
  versions: VERSIONS,
  support: supportTable,
  build: (mesh, context) => {
    const form = context.version === '0.1' ? 'typed' : 'resource';
    return write(planOf(mesh, context), { form, clusterDomain: mesh.clusterDomain });
  },
  plan: planOf,
  reader: legacyReader,
};

export { lower } from './lower/index.ts';
export type { Plan } from './plan.ts';
