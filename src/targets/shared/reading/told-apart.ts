// What of a model the objects of routes can tell: versions by their labels, requests inside the mesh without their scheme.
import { always, type Condition, mapLeaves, type Service, type Version } from '../../../model/index.ts';
import { never } from './conditions.ts';

/** A name as Kubernetes would have it. */
export const objectWord = (text: string): string => text.toLowerCase().replace(/[^a-z0-9-]/g, '-');

/** A version is a Service of its own only where something is sent to it: it goes by its name with its labels beside its service's `app`. */
export const versionName = ({ name, labels }: Version, service: Pick<Service, 'name'>): string =>
  `${objectWord(name)} ${Object.entries(labels)
    .filter(([key, value]) => key !== 'app' || value !== service.name)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')}`;

/** Inside the mesh requests come as plain HTTP. */
export const withoutScheme = (condition: Condition): Condition =>
  mapLeaves(condition, (leaf) => {
    if (leaf.kind !== 'text' || leaf.subject !== 'scheme' || leaf.operator !== 'equals') return leaf;
    return leaf.values.includes('http') ? always(leaf.origin) : never(leaf.origin);
  });
