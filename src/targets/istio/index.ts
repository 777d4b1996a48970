// The platform `istio` from 1.22 on: networking.istio.io/v1 and telemetry.istio.io/v1.
import type { Mesh } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import { lower, lowering } from './lower/index.ts';
import type { Plan } from './plan.ts';
import { istioReader } from './read/index.ts';
import { support } from './supports.ts';
import { featuresOf, versions } from './versions.ts';
import { write } from './write/index.ts';

export { lower, lowering } from './lower/index.ts';
export type { Plan } from './plan.ts';

const planOf = (mesh: Mesh, { version, report }: TargetContext): Plan =>
  lower(lowering(mesh, version, featuresOf(version), report));

export const istio: Platform = {
  name: 'istio',
  versions,
  support,
  build: (mesh, context) => write(planOf(mesh, context)),
  plan: planOf,
  reader: istioReader,
};
