// `patches:` of mesh.yaml: JSON merge patches on emitted objects, refused where they touch a field that the program writes, and objects of
// others, which are not written. Documents of a target in, the patched ones out; findings are at the patch, wherever its places are known.
import { catalogue, type Report } from './diagnostics/index.ts';
import { type Document, type MapNode, member, type Node, toNode } from './documents/index.ts';
import type { PatchConfiguration } from './program/index.ts';
import type { Span } from './text/index.ts';

export interface Patching {
  readonly patches: readonly PatchConfiguration[];
  /** Where keys lead in mesh.yaml: `patches`, 0, `name`. */
  readonly placeOf: (...keys: readonly (string | number)[]) => Span;
}

/** The documents with the project's patches applied; `target` is the name that patches may ask for. */
export function applyPatches(
  { patches, placeOf }: Patching,
  documents: readonly Document[],
  target: string,
  report: Report,
): readonly Document[] {
  const place = (patch: PatchConfiguration, ...keys: readonly string[]): Span =>
    placeOf('patches', patches.indexOf(patch), ...keys);
  const mine = patches.filter((patch) => patch.target === undefined || isTarget(patch.target, target));
  const named = Map.groupBy(mine, ({ kind, name }) => `${kind} ${name}`);
  const used = new Set<PatchConfiguration>();
  const result = documents.flatMap((document) => {
    const { kind, name } = identity(document.root);
    const fitting = (named.get(`${kind} ${name}`) ?? []).filter((patch) => isFor(patch, document));
    for (const patch of fitting) used.add(patch);
    if (fitting.some(({ external }) => external)) return [];
    let root: Node = document.root;
    for (const patch of fitting) {
      const placeOfField = (path: readonly string[]): Span => place(patch, 'patch', ...path);
      root = merge(root as MapNode, patch.patch ?? {}, { object: nameOf(patch), placeOf: placeOfField, report });
    }
    return [{ ...document, root: root as MapNode }];
  });
  // What a target has none of need not be left out.
  const kinds = new Set(documents.map(({ root }) => identity(root).kind));
  for (const patch of mine)
    if (!used.has(patch) && (!patch.external || kinds.has(patch.kind)))
      report.add(catalogue.files.patchWithoutObject, place(patch, 'name'), { object: nameOf(patch), target });
  return result;
}

/** The documents that are written: without those that others have. */
export const withoutExternal = (
  patches: readonly PatchConfiguration[],
  documents: readonly Document[],
  target: string,
): readonly Document[] => {
  const external = patches.filter((one) => one.external && (one.target === undefined || isTarget(one.target, target)));
  return external.length === 0
    ? documents
    : documents.filter((document) => !external.some((one) => isFor(one, document)));
};

/** `istio` stands for all its versions. */
const isTarget = (wanted: string, target: string): boolean => wanted === target || target.startsWith(`${wanted}@`);

const nameOf = ({ kind, namespace, name }: PatchConfiguration): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

function isFor(patch: PatchConfiguration, { root }: Document): boolean {
  const { kind, namespace, name } = identity(root);
  return kind === patch.kind && name === patch.name && (patch.namespace === undefined || namespace === patch.namespace);
}

/** What Kubernetes knows an object by. */
export interface Identity {
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

export function identity(root: Node): Identity {
  const metadata = member(root, 'metadata');
  const text = (node: Node | undefined): string | undefined =>
    node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  return {
    kind: text(member(root, 'kind')) ?? text(member(root, 'type')),
    namespace: text(member(metadata, 'namespace')),
    name: text(member(metadata, 'name')) ?? text(member(root, 'name')),
  };
}

interface Merging {
  readonly object: string;
  readonly placeOf: (path: readonly string[]) => Span;
  readonly report: Report;
}

/** RFC 7386, but only where the program says nothing. */
function merge(
  node: MapNode,
  patch: Readonly<Record<string, unknown>>,
  merging: Merging,
  path: readonly string[] = [],
): Node {
  const { object, placeOf, report } = merging;
  const entries = [...node.entries];
  for (const [key, value] of Object.entries(patch)) {
    const at = entries.findIndex((entry) => entry.key === key);
    const field = [...path, key];
    const before = entries[at]?.value;
    if (before === undefined) entries.push({ key, value: toNode(withoutNull(value)), origin: undefined });
    else if (before.kind === 'map' && isObject(value))
      entries[at] = {
        ...(entries[at] as (typeof entries)[number]),
        value: merge(before, value, merging, field),
      };
    else report.add(catalogue.files.patchConflict, placeOf(field), { object, field: field.join('.') });
  }
  return { ...node, entries: entries.filter((entry) => entry.value.kind !== 'scalar' || entry.value.value !== null) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const withoutNull = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, each]) => each !== null)
          .map(([key, each]) => [key, withoutNull(each)]),
      )
    : value;
