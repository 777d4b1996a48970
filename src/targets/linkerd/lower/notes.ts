// What must exist outside for the names of a dtab to lead anywhere: Services of versions, and ports on which callees decide.
import { DEFAULT_DISCOVERY, type Mesh } from '../../../model/index.ts';
import { type Relay, relayPort, versionService } from '../../shared/calls/index.ts';
import type { RouterPlan } from '../plan.ts';
import { pathOf } from './endpoints.ts';

/** Sorted lines; none where endpoints are not looked up by Services. */
export function notesOf(mesh: Mesh, routers: readonly RouterPlan[], relays: readonly Relay[]): readonly string[] {
  const { kind } = mesh.discovery ?? DEFAULT_DISCOVERY;
  if (kind !== 'kubernetes' && kind !== 'dns') return [];
  const used = new Set(
    routers
      .flatMap(({ entries }) => entries)
      .flatMap(({ tree }) => (tree.kind === 'endpoints' ? tree.branches.map(({ path }) => path) : [])),
  );
  const versions = mesh.services.flatMap((service) =>
    service.versions.flatMap((version) => {
      const paths = service.ports.map(({ number, target }) => pathOf(mesh, service, version, number, target ?? number));
      const labels = Object.entries(version.labels).map(([key, value]) => `${key}=${value}`);
      const name = `Service ${versionService(service, version.name)} in namespace ${service.namespace}`;
      return paths.some((path) => used.has(path))
        ? [`needs a headless ${name} that selects the pods of ${service.name} with ${labels.join(',')}`]
        : [];
    }),
  );
  const ports = relays.flatMap(({ service: key, port }) => {
    const service = mesh.services.find((one) => one.key === key);
    return service
      ? [
          `needs port ${relayPort(service, port)} of Service ${service.name} in namespace ${service.namespace}, where its Envoys decide`,
        ]
      : [];
  });
  return [...versions, ...ports].sort();
}
