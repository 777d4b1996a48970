// Target `linkerd`: Linkerd 1.x of its own, led by nobody. One for the workloads of every node, one for each gateway.
import type { Report } from '../../diagnostics/index.ts';
import type { Document } from '../../documents/index.ts';
import type { Mesh, Service } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import type { Relay } from '../shared/calls/index.ts';
import { LINKERD_VERSIONS } from '../shared/linkerd-yaml/index.ts';
import { linkerdsOf } from './lower/index.ts';
import { supportOf } from './supports.ts';
import { configDocument, installed } from './write/index.ts';

/** Which part of a mesh is behind Linkerd. */
export interface Share {
  /** One of the platform's. */
  readonly version: string;
  readonly report: Report;
  readonly install?: TargetContext['install'];
  /** The gateways are Linkerds. */
  readonly doors: boolean;
  readonly isLinkerd: (service: Service) => boolean;
  /** The service's own proxy, of another kind, can decide calls that its callers' Linkerd cannot. */
  readonly decides: (service: Service) => boolean;
}

/** The Linkerds of a part of the mesh, and the calls that they hand to the proxies of callees. */
export function linkerdPart(
  mesh: Mesh,
  share: Share,
): { readonly documents: readonly Document[]; readonly relays: readonly Relay[] } {
  const { proxies, relays } = linkerdsOf(mesh, share);
  const image = LINKERD_VERSIONS[share.version]?.image ?? '';
  const documents = share.install ? installed(proxies, { image, place: share.install }) : proxies.map(configDocument);
  return { documents: [...documents].sort((a, b) => (a.path < b.path ? -1 : 1)), relays };
}

export const linkerd: Platform = {
  name: 'linkerd',
  versions: Object.keys(LINKERD_VERSIONS),
  support: supportOf,
  build: (mesh, context) => linkerdPart(mesh, whole(context)).documents,
  plan: (mesh, context) => linkerdsOf(mesh, whole(context)).proxies,
};

/** Everything is behind Linkerd. */
const whole = (context: TargetContext): Share => ({
  ...context,
  doors: true,
  isLinkerd: () => true,
  decides: () => false,
});
