// Backends that are no Service → what stands for them in the model: a ServiceImport is the service of its name in the set of clusters, a
// Hostname the host itself; anything else is a service called by its name, and said to be something else.
import { memberAt, type Node } from '../../../documents/index.ts';
import type { Service } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Fields,
  type Gathering,
  type InputObject,
  sourced,
} from '../../shared/reading/index.ts';

export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

const MULTICLUSTER = 'multicluster.x-k8s.io';

/** Whether a service is called as those of a set of clusters are: no object declares it here. */
export const isImported = ({ host }: Service): boolean => host.endsWith('.svc.clusterset.local');

/** Whether it is a Service of the cluster. */
export const isService = ({ kind, group }: Reference): boolean =>
  kind === 'Service' && (group === '' || group === 'core');

/** @param taken keys of Services, whose names are theirs. */
export function standIn(
  one: Reference,
  fields: Fields,
  gathering: Gathering,
  taken: ReadonlySet<string>,
): CalleeDrafts {
  const { group, kind, namespace, name } = one;
  const path = fields.pathOf('kind');
  if (kind === 'ServiceImport') {
    const host = `${name}.${namespace}.svc.clusterset.local`;
    if (group !== MULTICLUSTER)
      fields.notes.add(
        path,
        fields.span,
        `a ServiceImport of ${group === '' ? 'no group' : group}, taken as the service ${host}`,
        'extra',
      );
    const known = gathering.byHost(host);
    return known ?? gathering.service(namespace, freeName(one, taken), fields.span, host);
  }
  if (kind === 'Hostname') {
    const host = name.toLowerCase();
    const known = gathering.byHost(host);
    if (known) return known;
    fields.notes.add(path, fields.span, 'a host of its own name, as Istio takes it', 'extra');
    return gathering.egress(namespace, plainName(host), [sourced(host, fields.span)], fields.span);
  }
  const stands = freeName(one, taken);
  fields.notes.add(path, fields.span, `a backend that is a ${kind}: \`${stands}\` stands for it`);
  return gathering.service(namespace, stands, fields.span);
}

const freeName = ({ kind, namespace, name }: Reference, taken: ReadonlySet<string>): string =>
  taken.has(`${namespace}/${name}`) ? `${name}-${plainName(kind)}` : plainName(name);

const plainName = (text: string): string => {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return /^[a-z]/.test(plain) ? plain : `backend-${plain}`;
};

/** Keys of the Services that are known or that some reference means. */
export function serviceKeys(objects: readonly InputObject[], { services, egresses }: Gathering): ReadonlySet<string> {
  const keys = new Set([...services.keys(), ...egresses.keys()]);
  for (const { root, namespace } of objects)
    for (const { name, space } of references(memberAt(root, 'spec'))) keys.add(`${space ?? namespace}/${name}`);
  return keys;
}

function references(node: Node | undefined): readonly { readonly name: string; readonly space: string | undefined }[] {
  if (!node || node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(references);
  return node.entries.flatMap(({ key, value }) =>
    key === 'backendRefs' || key === 'backendRef' || key === 'parentRefs' ? meant(value, key) : references(value),
  );
}

function meant(node: Node, key: string): ReturnType<typeof references> {
  if (node.kind === 'list') return node.items.flatMap((item) => meant(item, key));
  const [kind, name, space] = ['kind', 'name', 'namespace'].map((field) => textAt(node, field));
  const usual = key === 'parentRefs' ? 'Gateway' : 'Service';
  return (kind ?? usual) === 'Service' && name !== undefined ? [{ name, space }] : [];
}

function textAt(node: Node, key: string): string | undefined {
  const value = memberAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
