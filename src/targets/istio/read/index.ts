// Objects of Istio 1.x → the model, by Istio's own published order and matching: the way back. Knows neither how objects are made of a
// model nor how they are written. What has no form in the model is a residue; what nobody declares is assumed and said.
import type { Read, Reader, ReadOptions } from '../../platform.ts';
import type { InputObject } from '../../shared/reading/index.ts';
import { asRead } from './as-read.ts';
import { envelopes, explicit } from './explicit.ts';
import { openHosts } from './open-hosts.ts';
import { portionsOf } from './portions.ts';
import { IstioReading, isIstio } from './reading.ts';
import { withoutForm } from './without-form.ts';

/** The model; notes about single objects are left with them. */
export function readIstio(objects: readonly InputObject[], options: ReadOptions): Read {
  const reading = new IstioReading(options);
  const { routes, ingresses } = reading.read(objects);
  return reading.finish(routes, ingresses);
}

export const istioReader: Reader = {
  takes: isIstio,
  read: readIstio,
  asRead,
  withoutForm,
  explicit,
  envelopes,
  beyond: openHosts,
  portions: portionsOf,
};
