// Whose proxy tries a rule list, and what follows for `from`: where requests come from is known before any request.
import type { Gateway, Labels, Service, SourceTest, Version } from '../../../model/index.ts';

/** Whose proxy it is. */
export type Viewer =
  | { readonly kind: 'service'; readonly service: Service; readonly version?: Version }
  | { readonly kind: 'gateway'; readonly gateway: Gateway };

/** A workload for each version of the service, or one. */
export const viewersOf = (service: Service): readonly Extract<Viewer, { readonly kind: 'service' }>[] =>
  service.versions.length === 0
    ? [{ kind: 'service', service }]
    : service.versions.map((version) => ({ kind: 'service', service, version }));

/** Whether requests that this proxy sends come from `source`. */
export function isFrom(source: SourceTest, viewer: Viewer): boolean {
  switch (source.kind) {
    case 'service':
      return (
        viewer.kind === 'service' && viewer.service.key === source.service && isVersion(source.version, viewer.version)
      );
    case 'namespace':
      return viewer.kind === 'service' && viewer.service.namespace === source.namespace;
    case 'gateway':
      return viewer.kind === 'gateway' && viewer.gateway.key === source.gateway;
    case 'pods':
      return viewer.kind === 'service' && carries(viewer.version?.labels ?? {}, source.labels);
  }
}

const isVersion = (wanted: string | undefined, version: Version | undefined): boolean =>
  wanted === undefined || version?.name === wanted;

export const namespaceOf = (viewer: Viewer): string =>
  viewer.kind === 'service' ? viewer.service.namespace : viewer.gateway.namespace;

const carries = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);
