// Fields that a target always writes although the platform has a default for them, as data: what an output leaves to a default means what
// the version, the implementation or the neighbours make of it. Told when output is read back; a file of somebody else's may leave them out.
import { member, type Node } from '../../../documents/index.ts';
import type { InputObject } from './objects.ts';

export interface Explicit {
  readonly kind: string;
  /** `spec.parentRefs[].port|sectionName`: where there is a parent reference there is one of the two. */
  readonly fields: readonly string[];
}

/** The fields that must be there and are not, with their places: `spec.parentRefs[0].namespace`. */
export function leftToDefaults({ kind, root }: InputObject, rows: readonly Explicit[]): readonly string[] {
  const fields = rows.filter((row) => row.kind === kind).flatMap((row) => row.fields);
  return fields.flatMap((field) => [...missing(root, field.split('.'), '')]);
}

function* missing(node: Node | undefined, [step = '', ...rest]: readonly string[], path: string): Generator<string> {
  if (node?.kind !== 'map') return;
  if (rest.length === 0) {
    if (!step.split('|').some((name) => isSaid(member(node, name)))) yield `${path}${step.replaceAll('|', ' or ')}`;
    return;
  }
  const name = step.replace('[]', '');
  const inner = member(node, name);
  if (inner?.kind !== 'list') yield* missing(inner, rest, `${path}${name}.`);
  else for (const [at, item] of inner.items.entries()) yield* missing(item, rest, `${path}${name}[${at}].`);
}

const isSaid = (node: Node | undefined): boolean =>
  node !== undefined && !(node.kind === 'list' && node.items.length === 0);
