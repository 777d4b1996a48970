// The tree that target writers build and that readers give: scalars, lists and maps, each with the source span it came from.
// Plain data; maps keep the order in which they were built. Knows neither YAML's nor JSON's syntax.
import type { Span } from '../text/index.ts';

export type ScalarValue = string | number | boolean | null;

export type Node = Scalar | ListNode | MapNode;

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly origin?: Span | undefined;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly origin?: Span | undefined;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly origin?: Span | undefined;
}

/** One `key: value` of a map. Its origin, where it differs from the value's, is what asked for this key. */
export interface Entry {
  readonly key: string;
  readonly value: Node;
  readonly origin?: Span | undefined;
}

/**
 * One object of an output. `path` suggests a file name below the target's folder, e.g. `virtual-service/shop/reviews.yaml`;
 * `comments` are lines written above it, without their `#`.
 */
export interface Document {
  readonly root: MapNode;
  readonly path: string;
  readonly comments?: readonly string[] | undefined;
}

export const scalar = (value: ScalarValue, origin?: Span): Scalar => ({ kind: 'scalar', value, origin });
export const text = (value: string, origin?: Span): Scalar => ({ kind: 'scalar', value, origin });
export const number = (value: number, origin?: Span): Scalar => ({ kind: 'scalar', value, origin });
export const bool = (value: boolean, origin?: Span): Scalar => ({ kind: 'scalar', value, origin });
export const list = (items: readonly Node[], origin?: Span): ListNode => ({ kind: 'list', items, origin });
export const entry = (key: string, value: Node, origin?: Span): Entry => ({ key, value, origin });

/** A map of the entries that are there: `undefined` and `false` are left out, so `wanted && entry(…)` reads well. */
export function map(entries: readonly (Entry | undefined | false)[], origin?: Span): MapNode {
  const present = entries.every(Boolean) ? (entries as readonly Entry[]) : entries.filter((one): one is Entry => !!one);
  return { kind: 'map', entries: present, origin };
}

/** The value under a key of a map; `undefined` for an absent key and for nodes that are not maps. */
export function member(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.find((one) => one.key === key)?.value : undefined;
}

/** The value at a path of keys, as `member` finds each. */
export const memberAt = (node: Node | undefined, ...keys: readonly string[]): Node | undefined =>
  keys.reduce<Node | undefined>((at, key) => member(at, key), node);
