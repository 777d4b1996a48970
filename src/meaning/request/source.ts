// Who sends a request: names of the mesh to sources, and whether a source is one that a `from` asks for.
import type { Labels, Mesh, SourceTest } from '../../model/index.ts';
import { serviceOf } from '../lookup.ts';
import type { RequestSource } from './request.ts';

/** A workload of a service (of a version of it, whose labels it then carries), with more labels where they are known. */
export function workloadOf(mesh: Mesh, service: string, version?: string, labels: Labels = {}): RequestSource {
  const declared = serviceOf(mesh, service);
  const own = declared?.versions.find((candidate) => candidate.name === version)?.labels ?? {};
  return {
    kind: 'workload',
    service,
    ...(declared ? { namespace: declared.namespace } : {}),
    ...(version !== undefined ? { version } : {}),
    labels: { ...own, ...labels },
  };
}

/** The least known source that the test accepts. */
export function sourceOf(mesh: Mesh, test: SourceTest): RequestSource {
  switch (test.kind) {
    case 'service':
      return workloadOf(mesh, test.service, test.version);
    case 'namespace':
      return { kind: 'workload', namespace: test.namespace, labels: {} };
    case 'gateway':
      return { kind: 'gateway', gateway: test.gateway };
    case 'pods':
      return { kind: 'workload', labels: test.labels };
  }
}

/** Whether the source is known to be what the test asks for. */
export function isFrom(source: RequestSource, test: SourceTest): boolean {
  if (test.kind === 'gateway') return source.kind === 'gateway' && source.gateway === test.gateway;
  if (source.kind !== 'workload') return false;
  switch (test.kind) {
    case 'service':
      return source.service === test.service && (test.version === undefined || source.version === test.version);
    case 'namespace':
      return source.namespace === test.namespace;
    case 'pods':
      return Object.entries(test.labels).every(([key, value]) => source.labels[key] === value);
  }
}

/** `productpage@v1` in words: as the language writes it where it can. */
export function sourceText(source: RequestSource): string {
  if (source.kind === 'unknown') return 'a workload the program does not declare';
  if (source.kind === 'gateway') return `gateway ${source.gateway}`;
  const labels = Object.entries(source.labels).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (source.service) return source.version ? `${source.service}@${source.version}` : source.service;
  const where = source.namespace ? `namespace ${source.namespace}` : undefined;
  const pods = labels.length > 0 ? `pods { ${labels.join(', ')} }` : undefined;
  return [where, pods].filter(Boolean).join(' ') || 'a workload the program does not declare';
}
