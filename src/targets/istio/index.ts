// The platform `istio` from 1.22 on: networking.istio.io/v1 and telemetry.istio.io/v1.
import type { Platform } from '../platform.ts';
import { lower, lowering } from './lower/index.ts';
import { support } from './supports.ts';
import { featuresOf, versions } from './versions.ts';
import { write } from './write/index.ts';

export { lower, lowering } from './lower/index.ts';
export type { Plan } from './plan.ts';

export const istio: Platform = {
  name: 'istio',
  versions,
  support,
  build: (mesh, { version, report }) => write(lower(lowering(mesh, version, featuresOf(version), report))),
};
