// A Service beside another → which version of that it stands for: Gateway API and Linkerd know no subsets.
import type { Labels } from '../../../model/index.ts';
import type { Gathering, ServiceDraft } from './gathering.ts';

export interface StandsFor {
  readonly service: ServiceDraft;
  readonly version: string;
  /** What its pods have besides the service's `app`. */
  readonly labels: Labels;
}

/** `cart-v1` selects pods of a known `cart`; of services that are declared elsewhere the name alone tells, whichever `app` its pods have. */
export function standsFor(
  gathering: Gathering,
  namespace: string,
  name: string,
  selector: Labels = {},
): StandsFor | undefined {
  const { app, ...labels } = selector;
  const own = app === undefined ? undefined : gathering.services.get(`${namespace}/${app}`);
  if (own && name.startsWith(`${app}-`)) return { service: own, version: name.slice(own.name.length + 1), labels };
  if (app === undefined || gathering.known(`${namespace}/${name}`)) return undefined;
  for (let end = name.lastIndexOf('-'); end > 0; end = name.lastIndexOf('-', end - 1)) {
    const service = gathering.known(`${namespace}/${name.slice(0, end)}`);
    if (service) return { service, version: name.slice(end + 1), labels: selector };
  }
  return undefined;
}
