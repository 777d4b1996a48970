// Target `envoy`: a mesh → v3 configuration of plain Envoys, one for each workload and gateway, as a bootstrap that says everything
// and as files that a running Envoy picks up.
import type { Platform } from '../platform.ts';
import { proxiesOf } from './lower/index.ts';
import { supportOf, VERSIONS } from './supports.ts';
import { dynamicDocuments, staticDocument } from './write/index.ts';

export { matcherConfig } from './matcher.ts';

export const envoy: Platform = {
  name: 'envoy',
  versions: VERSIONS,
  support: supportOf,
  build: (mesh, { version, report }) =>
    proxiesOf(mesh, { version, report }).flatMap((proxy) => [staticDocument(proxy), ...dynamicDocuments(proxy)]),
};
