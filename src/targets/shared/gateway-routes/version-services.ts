// Versions that something is sent to → the Services that stand for them: Gateway API has no subsets.
import { versionName } from './backend.ts';
import type { Context } from './context.ts';
import type { VersionService } from './plan.ts';

export function versionServices({ services, usedVersions }: Context): VersionService[] {
  return [...usedVersions].sort().flatMap((used) => {
    const at = used.lastIndexOf('@');
    const service = services.get(used.slice(0, at));
    const version = service?.versions.find(({ name }) => name === used.slice(at + 1));
    if (!service || !version) return [];
    return [
      {
        namespace: service.namespace,
        name: versionName(service.name, version.name),
        selector: { app: service.name, ...version.labels },
        ports: service.ports.map(({ name, number, target, protocol }) => ({
          name,
          port: number,
          ...(target === undefined ? {} : { targetPort: target }),
          ...(protocol === 'grpc' || protocol === 'http2' ? { appProtocol: 'kubernetes.io/h2c' } : {}),
        })),
        origin: version.origin,
      },
    ];
  });
}
