// Which objects belong to a project: the labels and annotations of Kubernetes' ApplySet specification, with a ConfigMap as the set's parent.
// Other tools that know ApplySets (kubectl) see the same set.
import { createHash } from 'node:crypto';
import { VERSION } from '../version.ts';
import type { Json } from './connection.ts';

export const PART_OF = 'applyset.kubernetes.io/part-of';
const ID = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const GROUP_KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';
/** The field manager of everything that mesh writes. */
export const MANAGER = 'mesh';

export interface ApplySet {
  readonly id: string;
  /** Of the parent. */
  readonly name: string;
  readonly namespace: string;
}

/** What the parent says the set holds. */
export interface Extent {
  readonly groupKinds: readonly string[];
  readonly namespaces: readonly string[];
}

/** The set of a project. Its id follows from the parent's name, as the specification demands. */
export function applySet(project: string, namespace: string): ApplySet {
  const name = `mesh-${objectWord(project)}`;
  const digest = createHash('sha256').update(`${name}.${namespace}.ConfigMap.`).digest('base64url');
  return { id: `applyset-${digest}-v1`, name, namespace };
}

/** A name that Kubernetes takes: small letters, digits, hyphens. */
const objectWord = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200) || 'project';

export function parentOf(set: ApplySet, { groupKinds, namespaces }: Extent): Json {
  const others = [...new Set(namespaces)].filter((each) => each !== set.namespace).sort();
  const annotations = {
    [TOOLING]: `mesh/v${VERSION}`,
    [GROUP_KINDS]: [...new Set(groupKinds)].sort().join(','),
    ...(others.length > 0 ? { [NAMESPACES]: others.join(',') } : {}),
  };
  const metadata = { name: set.name, namespace: set.namespace, labels: { [ID]: set.id }, annotations };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

/** What a parent in the cluster says; nothing for a ConfigMap that is no parent of this set. */
export function extentOf(set: ApplySet, parent: Json): Extent | undefined {
  const { labels, annotations } = (parent.metadata ?? {}) as Record<string, Record<string, string> | undefined>;
  if (labels?.[ID] !== set.id) return undefined;
  const list = (name: string): string[] => (annotations?.[name] ?? '').split(',').filter((each) => each !== '');
  return { groupKinds: list(GROUP_KINDS), namespaces: [set.namespace, ...list(NAMESPACES)] };
}

/** The object with the label of the set. */
export function asMember(object: Json, set: ApplySet): Json {
  const metadata = (object.metadata ?? {}) as Json;
  return { ...object, metadata: { ...metadata, labels: { ...(metadata.labels as Json), [PART_OF]: set.id } } };
}

/** Whose an object in the cluster is: this set's, or somebody else's, in words. */
export function ownerOf(set: ApplySet, live: Json): 'ours' | { readonly other: string } {
  const metadata = (live.metadata ?? {}) as Json;
  const part = (metadata.labels as Json | undefined)?.[PART_OF];
  if (part === set.id) return 'ours';
  if (part !== undefined) return { other: `another set of objects (${String(part)})` };
  const managers = managersOf(metadata).map(({ manager }) => manager);
  return { other: managers.length === 0 ? 'somebody else' : [...new Set(managers)].join(', ') };
}

/** Made by mesh: it applied fields of it. */
export const isMadeByMesh = (live: Json): boolean =>
  managersOf((live.metadata ?? {}) as Json).some(
    ({ manager, operation }) => manager === MANAGER && operation === 'Apply',
  );

const managersOf = (metadata: Json): readonly { readonly manager: string; readonly operation?: string }[] =>
  (metadata.managedFields ?? []) as { manager: string; operation?: string }[];
