// The base of the nodes that every program has many of: an anchor, an extent, and what their kind adds. Whoever reads a tree sees
// what tree.ts says, kind and span and parts; plain objects with a span in each took more than twice the memory, and copying what
// lives is most of the work of a large build. What all nodes of a kind share stands on their prototype.
import type { Anchor, Span } from '../text/index.ts';
import { type Extent, spanOf } from './extent.ts';

export abstract class Placed {
  declare readonly kind: string;
  declare readonly home: Anchor;
  declare readonly extent: Extent;
  /** Names of the parts that nodes of this kind can have. */
  declare readonly partNames: readonly string[];

  constructor(home: Anchor, extent: Extent) {
    this.home = home;
    this.extent = extent;
  }

  /** Made at each question: nodes are many, questions are few. */
  get span(): Span {
    return spanOf(this.home, this.extent);
  }

  /** As the plain object that tree.ts describes. */
  toJSON(): object {
    const plain: Record<string, unknown> = { kind: this.kind, span: this.span };
    for (const name of this.partNames) {
      const part = (this as unknown as Record<string, unknown>)[name];
      if (part !== undefined) plain[name] = part;
    }
    return plain;
  }
}

/** Gives all nodes of a class their kind, the names of their parts, and the parts that are the same in all. */
export function describe<N extends Placed>(
  node: { readonly prototype: N },
  kind: N['kind'],
  partNames: readonly string[],
  same: Partial<N> = {},
): void {
  Object.assign(node.prototype, { kind, partNames, ...same });
}

/** Few nodes have documentation: those that do are given it afterwards. */
export function documented<N extends { readonly doc?: string }>(node: N, doc: string | undefined): N {
  if (doc !== undefined) (node as { doc?: string }).doc = doc;
  return node;
}

/** The parts of any node: of plain objects too. */
export const partsOf = (node: object): readonly unknown[] =>
  node instanceof Placed
    ? node.partNames.map((name) => (node as unknown as Record<string, unknown>)[name])
    : Object.values(node);
