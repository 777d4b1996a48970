// What was read of YAML → the places that the reading has no words for, each with what stands there: beyond them nothing is proved, and two
// sides that have the very same in one place agree there. What no request is decided by is left out, and kinds that are none of a reader's.
import { memberAt, type Node, toPlain } from '../documents/index.ts';
import type { Imported, ImportedObject } from './import.ts';

export interface OpenPlace {
  /** For people: the object, the field and the reason. */
  readonly text: string;
  /** Undefined for what is none of an object's. */
  readonly object?: Pick<ImportedObject, 'kind' | 'namespace' | 'objectName' | 'root'>;
  /** Undefined for a whole object. */
  readonly path?: string;
  readonly value: unknown;
}

export function openPlaces({ objects, assumptions, problems }: Imported): readonly OpenPlace[] {
  return [
    ...problems.filter(({ isFatal }) => isFatal).map(({ message }) => ({ text: message, value: message })),
    ...objects.filter(({ isIdle, isKnown }) => isKnown && !isIdle).flatMap(placesIn),
    ...assumptions.map(({ text }) => ({ text: `it is taken for granted that ${text}`, value: text })),
  ];
}

function placesIn(object: ImportedObject): readonly OpenPlace[] {
  const { name, why, root, residues } = object;
  if (why !== undefined) return [{ text: `${name} is not compared: ${why}`, object, value: toPlain(root) }];
  return residues
    .filter(({ weight }) => weight !== 'extra')
    .map(({ path, reason }) => ({
      text: `${name}, ${path} is not compared: ${reason}`,
      object,
      path,
      value: toPlain(nodeAt(root, path) ?? root),
    }));
}

/** `spec.http[2].fault` */
function nodeAt(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const [, key, at] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (key !== undefined) node = node && memberAt(node, key);
    else node = node?.kind === 'list' ? node.items[Number(at)] : undefined;
  }
  return node;
}
