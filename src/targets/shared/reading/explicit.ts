// Fields that a target always writes although the platform has a default for them, as data: what an output leaves to a default means what
// the version, the implementation or the neighbours make of it. Told when output is read back; a file of somebody else's may leave them out.
import { type Entry, member, type Node } from '../../../documents/index.ts';
import type { InputObject } from './objects.ts';

export interface Explicit {
  readonly kind: string;
  /** `spec.parentRefs[].port|sectionName`: where there is a parent reference there is one of the two. */
  readonly fields: readonly string[];
}

/** The fields that must be there and are not, with their places: `spec.parentRefs[0].namespace`. */
export function leftToDefaults({ kind, root }: InputObject, rows: readonly Explicit[]): readonly string[] {
  const steps = stepsOf(rows).get(kind);
  if (!steps || isComplete(root, steps)) return nothing;
  const fields = rows.filter((row) => row.kind === kind).flatMap((row) => row.fields);
  return fields.flatMap((field) => [...missing(root, field.split('.'), '')]);
}
const nothing: readonly string[] = [];

/** The fields of a kind as one walk: what must be in a map, one bit each, and where to go from there. */
interface Steps {
  all: number;
  readonly keys: Map<string, { bit: number; next?: Steps }>;
}
const known = new WeakMap<readonly Explicit[], ReadonlyMap<string, Steps>>();

function stepsOf(rows: readonly Explicit[]): ReadonlyMap<string, Steps> {
  let steps = known.get(rows);
  if (!steps) {
    const made = new Map<string, Steps>();
    for (const { kind, fields } of rows) {
      const first = made.get(kind) ?? { all: 0, keys: new Map() };
      made.set(kind, first);
      for (const field of fields) addSteps(first, field.replaceAll('[]', '').split('.'));
    }
    known.set(rows, made);
    steps = made;
  }
  return steps;
}

function addSteps(steps: Steps, [name = '', ...rest]: readonly string[]): void {
  if (rest.length > 0) {
    const key = keyIn(steps, name);
    key.next ??= { all: 0, keys: new Map() };
    addSteps(key.next, rest);
    return;
  }
  const names = name.split('|');
  if (names.every((one) => keyIn(steps, one).bit > 0)) return;
  const bit = steps.all + 1;
  steps.all += bit;
  for (const one of names) keyIn(steps, one).bit = bit;
}

function keyIn({ keys }: Steps, name: string): { bit: number; next?: Steps } {
  const key = keys.get(name) ?? { bit: 0 };
  keys.set(name, key);
  return key;
}

function isComplete(node: Node, steps: Steps): boolean {
  if (node.kind === 'list') {
    const { items } = node;
    for (let at = 0; at < items.length; at++) {
      const item = items[at] as Node;
      if (item.kind === 'map' && !isComplete(item, steps)) return false;
    }
    return true;
  }
  if (node.kind !== 'map') return true;
  let said = 0;
  const { entries } = node;
  for (let at = 0; at < entries.length; at++) {
    const { key, value } = entries[at] as Entry;
    const step = steps.keys.get(key);
    if (!step) continue;
    if (step.bit > 0 && isSaid(value)) said |= step.bit;
    if (step.next && !isComplete(value, step.next)) return false;
  }
  return said === steps.all;
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
