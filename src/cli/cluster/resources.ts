// Which resource of the API a kind is: its path, and whether it lies in a namespace. Asked of the cluster, once for each group and version.
import type { ObjectName } from '../kubernetes-objects.ts';
import type { Cluster, Json } from './connection.ts';

export interface Resource {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** `VirtualService.networking.istio.io`, `ConfigMap`: a kind in any version. */
export const groupKind = ({ kind, group }: Pick<Resource, 'kind' | 'group'>): string =>
  group === '' ? kind : `${kind}.${group}`;

/** A class for what it remembers. */
export class Resources {
  readonly #cluster: Cluster;
  readonly #known = new Map<string, Promise<readonly Resource[]>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The resource of an object, or nothing where the cluster does not have its kind. */
  async of({ apiVersion, kind }: Pick<ObjectName, 'apiVersion' | 'kind'>): Promise<Resource | undefined> {
    let known = this.#known.get(apiVersion);
    if (!known) {
      known = this.#ask(apiVersion);
      this.#known.set(apiVersion, known);
    }
    return (await known).find((resource) => resource.kind === kind);
  }

  /** The resource of a kind in the version that the cluster prefers. */
  async ofGroupKind(name: string): Promise<Resource | undefined> {
    const dot = name.indexOf('.');
    if (dot < 0) return this.of({ apiVersion: 'v1', kind: name });
    const [kind, group] = [name.slice(0, dot), name.slice(dot + 1)];
    const { status, body } = await this.#cluster.ask({
      method: 'GET',
      path: `/apis/${group}`,
      what: 'a look at its kinds',
    });
    const preferred = (body.preferredVersion as Json | undefined)?.groupVersion;
    return status === 200 && typeof preferred === 'string' ? this.of({ apiVersion: preferred, kind }) : undefined;
  }

  async #ask(apiVersion: string): Promise<readonly Resource[]> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { status, body } = await this.#cluster.ask({ method: 'GET', path, what: 'a look at its kinds' });
    if (status !== 200) return [];
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
    return ((body.resources ?? []) as readonly { name: string; kind: string; namespaced: boolean }[])
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced }) => ({ kind, group, version, plural: name, isNamespaced: namespaced }));
  }
}

/** The path of a resource's list, or of one object in it. */
export function pathOf(resource: Resource, namespace: string | undefined, name?: string): string {
  const { group, version, plural, isNamespaced } = resource;
  return [
    group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
    ...(isNamespaced && namespace !== undefined ? ['namespaces', encodeURIComponent(namespace)] : []),
    plural,
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
  ].join('/');
}
