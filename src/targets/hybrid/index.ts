// How Envoy and Linkerd combine: either platform, where some services have chosen the other kind of proxy, with the configuration of both.
// The target that was named has the gateways and the services that choose nothing. Who decides a call is said once, here:
// the caller's proxy; but where that is a Linkerd which cannot carry out the rules of what it calls, the callee's Envoy, if it has one.
import { catalogue, type Report } from '../../diagnostics/index.ts';
import type { Document } from '../../documents/index.ts';
import type { DataPlane, Mesh, Service } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import type { Relay } from '../shared/calls/index.ts';

interface Share {
  readonly version: string;
  readonly report: Report;
  readonly install?: TargetContext['install'];
  readonly doors: boolean;
  readonly isLinkerd: (service: Service) => boolean;
  readonly decides: (service: Service) => boolean;
}
/** What the two platforms offer to a hybrid. */
export interface Halves {
  readonly envoy: Platform;
  readonly linkerd: Platform;
  readonly linkerdPart: (
    mesh: Mesh,
    share: Share,
  ) => { readonly documents: readonly Document[]; readonly relays: readonly Relay[] };
}

/** Both platforms, each able to write the other's half. */
export function hybrid(halves: Halves): readonly Platform[] {
  return [halves.envoy, halves.linkerd].map((platform) => ({
    ...platform,
    build: (mesh: Mesh, context: TargetContext) => {
      const versions = versionsOf(halves, platform.name, mesh, context);
      if (!versions) return [];
      const side = sideOf(platform.name, mesh);
      const others = mesh.services.some((one) => one.inCluster && side(one) !== platform.name);
      return others ? buildBoth(halves, platform.name, mesh, context, versions) : platform.build(mesh, context);
    },
  }));
}

type Side = DataPlane['proxy'];

/** Services that choose nothing are behind the mesh's own proxy, which for `linkerd` is Linkerd. */
const sideOf =
  (named: string, mesh: Mesh) =>
  ({ proxy }: Pick<Service, 'proxy'>): Side =>
    proxy?.value.proxy ?? (named === 'linkerd' ? 'linkerd' : mesh.dataPlane.proxy);

function buildBoth(
  halves: Halves,
  named: string,
  mesh: Mesh,
  context: TargetContext,
  versions: Versions,
): readonly Document[] {
  const side = sideOf(named, mesh);
  const { documents, relays } = linkerdHalf(halves, named, mesh, { ...context, version: versions.linkerd });
  const seenByEnvoy: Mesh = {
    ...mesh,
    dataPlane: { proxy: 'envoy' },
    services: mesh.services.map((service) => ({ ...service, proxy: chosen(service, { proxy: side(service) }) })),
    gateways: named === 'envoy' ? mesh.gateways : [],
  };
  const envoys = halves.envoy.build(seenByEnvoy, { ...context, version: versions.envoy, relays });
  return [...envoys, ...documents].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

const chosen = ({ origin, proxy }: Service, value: DataPlane): NonNullable<Service['proxy']> => ({
  value,
  origin: proxy?.origin ?? origin,
  level: 'service',
});

function linkerdHalf(halves: Halves, named: string, mesh: Mesh, context: TargetContext) {
  const side = sideOf(named, mesh);
  return halves.linkerdPart(mesh, {
    version: context.version,
    report: context.report,
    ...(context.install ? { install: context.install } : {}),
    doors: named === 'linkerd',
    isLinkerd: (service) => side(service) === 'linkerd',
    decides: (service) => service.inCluster && side(service) === 'envoy',
  });
}

/**
 * The calls that Linkerds hand to the callee's Envoy, as `namespace/name:port`, when `platform` is built: what `mesh route` says of who
 * decides.
 */
export function relayedCalls(halves: Halves, platform: Platform, mesh: Mesh, report: Report): ReadonlySet<string> {
  const newest = halves.linkerd.versions.at(-1) as string;
  if (platform.name !== 'envoy' && platform.name !== 'linkerd') return new Set();
  const { relays } = linkerdHalf(halves, platform.name, mesh, { version: newest, report });
  return new Set(relays.map(({ service, port }) => `${service}:${port}`));
}

interface Versions {
  readonly envoy: string;
  readonly linkerd: string;
}

/** Of each kind one version: that of the target, of the mesh, or of the services that choose one; else the newest. */
function versionsOf(halves: Halves, named: string, mesh: Mesh, context: TargetContext): Versions | undefined {
  const envoy = versionOf(halves.envoy, named, mesh, context);
  const linkerd = versionOf(halves.linkerd, named, mesh, context);
  return envoy === undefined || linkerd === undefined ? undefined : { envoy, linkerd };
}

function versionOf(
  kind: Platform,
  named: string,
  mesh: Mesh,
  { version: own, report }: TargetContext,
): string | undefined {
  const { proxy, version } = mesh.dataPlane;
  const said = mesh.services.flatMap((service) =>
    service.proxy?.value.proxy === kind.name && service.proxy.value.version !== undefined
      ? [{ version: service.proxy.value.version, origin: service.proxy.origin }]
      : [],
  );
  const first = mesh.services[0];
  const ofMesh = named !== kind.name && proxy === kind.name && version !== undefined && first;
  let found = named === kind.name ? own : undefined;
  for (const one of [...(ofMesh ? [{ version, origin: first.origin }] : []), ...said]) {
    const family = familyOf(kind, one.version);
    if (family === undefined) {
      const known = kind.versions.join(', ');
      report.add(catalogue.linkerd.unknownProxyVersion, one.origin, { proxy: kind.name, version: one.version, known });
      return undefined;
    }
    if (found !== undefined && found !== family) {
      const versions = { first: `${kind.name}@${found}`, second: `${kind.name}@${family}` };
      report.add(catalogue.linkerd.otherVersion, one.origin, versions);
      return undefined;
    }
    found = family;
  }
  return found ?? kind.versions.at(-1);
}

/** `1.7.4` is of the family `1.7`. */
const familyOf = ({ versions }: Platform, version: string): string | undefined =>
  versions.find((family) => version === family || version.startsWith(`${family}.`));
