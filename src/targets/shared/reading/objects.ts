// Documents of an input → its Kubernetes objects: kind, name and spec, lists opened. Documents that are none are told, not dropped.
import type { Node } from '../../../documents/index.ts';
import { member, memberAt } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
import { Fields } from './fields.ts';
import { Notes, type ReadObject } from './residue.ts';

export interface InputObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly root: Node;
  readonly origin: Span;
  readonly notes: Notes;
}

/** One document as objects: itself, or the members of a `List`. */
export function objectsOf(root: Node, namespace: string, nowhere: Span): readonly InputObject[] {
  const items = member(root, 'items');
  const kind = textOf(member(root, 'kind'));
  if (items?.kind === 'list' && (kind === undefined || kind.endsWith('List')))
    return items.items.flatMap((item) => objectsOf(item, namespace, nowhere));
  if (root.kind === 'list') return root.items.flatMap((item) => objectsOf(item, namespace, nowhere));
  return [objectOf(root, namespace, nowhere)];
}

function objectOf(root: Node, namespace: string, nowhere: Span): InputObject {
  return {
    apiVersion: textOf(member(root, 'apiVersion')) ?? '',
    kind: textOf(member(root, 'kind')) ?? textOf(member(root, 'type')) ?? '',
    name: nameOf(root),
    namespace: textOf(memberAt(root, 'metadata', 'namespace')) ?? namespace,
    root,
    origin: root.origin ?? nowhere,
    notes: new Notes(),
  };
}

/** The form of Istio 0.1 has no metadata. */
function nameOf(root: Node): string {
  const name = textOf(memberAt(root, 'metadata', 'name')) ?? textOf(member(root, 'name'));
  return name ?? (member(root, 'apiVersion') ? undefined : textOf(memberAt(root, 'spec', 'name'))) ?? '';
}

const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

/** What a cluster puts there itself. */
export const serverSide: readonly string[] = [
  'creationTimestamp',
  'resourceVersion',
  'uid',
  'generation',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
];

/** The fields of the object's spec; of the rest, labels and annotations are noted. */
export function specOf({ apiVersion, kind, name, root, origin, notes }: InputObject): Fields {
  const fields = new Fields(root, '', origin, notes);
  fields.ignore('apiVersion', 'kind', 'type', 'name', 'status');
  const metadata = fields.fields('metadata');
  if (apiVersion !== '' && name === '')
    notes.add('metadata.name', origin, 'an object without a name, which Kubernetes refuses');
  if (metadata) {
    metadata.ignore('name', 'namespace', ...serverSide);
    const annotations = metadata.fields('annotations');
    annotations?.ignore('kubectl.kubernetes.io/last-applied-configuration', 'kubernetes.io/ingress.class');
    annotations?.leave(
      annotations.keys.filter(
        (key) =>
          !key.startsWith('kubectl.kubernetes.io/') && !(kind === 'Ingress' && key === 'kubernetes.io/ingress.class'),
      ),
      metadataReason,
      'extra',
    );
    metadata.leave(['labels', 'generateName', 'ownerReferences', 'finalizers'], metadataReason, 'extra');
    metadata.done();
  }
  const spec = fields.fields('spec') ?? new Fields(undefined, 'spec', origin, notes);
  fields.done();
  return spec;
}

export const metadataReason = 'mesh writes no labels and annotations of its own objects';

/** What became of it. */
export const readObject = ({ kind, namespace, name, origin, notes }: InputObject): ReadObject => ({
  name: `${kind || 'an object without kind'} ${namespace}/${name}`,
  kind,
  origin,
  state: notes.kept === undefined ? 'read' : 'kept',
  ...(notes.kept === undefined ? {} : { why: notes.kept }),
  ...(notes.isIdle && !notes.staysToo ? { isIdle: true } : {}),
  residues: notes.residues,
  entries: notes.entries,
});
