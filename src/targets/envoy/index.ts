// Target `envoy`: a mesh → v3 configuration of plain Envoys, one for each workload and gateway, as a bootstrap that says everything
// and as files that a running Envoy picks up.

import type { Document } from '../../documents/index.ts';
import type { Platform } from '../platform.ts';
import { proxiesOf } from './lower/index.ts';
import type { ProxyPlan } from './plan.ts';
import { supportOf, VERSIONS, WHOLE_SIDECARS } from './supports.ts';
import { staticDocument, watchedDocuments } from './write/index.ts';

export { matcherConfig } from './matcher.ts';

export const envoy: Platform = {
  name: 'envoy',
  versions: VERSIONS,
  support: supportOf,
  build: (mesh, context) => documentsOf(proxiesOf(mesh, context)),
  plan: (mesh, { version, report }) => proxiesOf(mesh, { version, report }),
};

/** Whole bootstraps name everything each workload may call, so they grow with the square of the mesh: there is an end to them. */
function documentsOf(proxies: readonly ProxyPlan[]): readonly Document[] {
  const sidecars = proxies.filter(({ role }) => role === 'sidecar').length;
  const whole = sidecars <= WHOLE_SIDECARS ? proxies : proxies.filter(({ role }) => role === 'gateway');
  return [...whole.map(staticDocument), ...watchedDocuments(proxies)];
}
