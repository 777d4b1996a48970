// The platform `istio` from 1.22 on: networking.istio.io/v1 and telemetry.istio.io/v1.
import type { ToldDocument } from '../../documents/index.ts';
import type { Mesh } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import { type Lowering, lower, lowerEach, lowering } from './lower/index.ts';
import type { Plan } from './plan.ts';
import { istioReader } from './read/index.ts';
import { support } from './supports.ts';
import { featuresOf, versions } from './versions.ts';
import { write, writeObject } from './write/index.ts';

export { lower, lowering } from './lower/index.ts';
export type { Plan } from './plan.ts';

const contextOf = (mesh: Mesh, { version, report }: TargetContext): Lowering =>
  lowering(mesh, version, featuresOf(version), report);
const planOf = (mesh: Mesh, context: TargetContext): Plan => lower(contextOf(mesh, context));

function* each(mesh: Mesh, context: TargetContext): Generator<ToldDocument> {
  for (const object of lowerEach(contextOf(mesh, context))) yield writeObject(object);
}

export const istio: Platform = {
  name: 'istio',
  versions,
  support,
  build: (mesh, context) => write(planOf(mesh, context)),
  each,
  plan: planOf,
  get reader() {
    return istioReader;
  },
};
