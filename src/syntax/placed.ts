// What nodes of a tree stand on. Whoever reads a tree sees what tree.ts says, kind and span and parts; plain objects with a span in each
// took many times the memory, and copying what lives is most of the work of a large build. What all nodes of a kind share stands on
// their prototype.
import type { Anchor, Span } from '../text/index.ts';
import { type Extent, spanOf } from './extent.ts';
import type { Home } from './home.ts';

abstract class NodeOfTree {
  declare readonly kind: string;
  /** Names of the parts that nodes of this kind can have. */
  declare readonly partNames: readonly string[];

  abstract get span(): Span;

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

/** A node that keeps its parts: an anchor, an extent, and what its kind adds. */
export abstract class Placed extends NodeOfTree {
  declare readonly home: Anchor;
  declare readonly extent: Extent;

  constructor(home: Anchor, extent: Extent) {
    super();
    this.home = home;
    this.extent = extent;
  }

  /** Made at each question: nodes are many, questions are few. */
  get span(): Span {
    return spanOf(this.home, this.extent);
  }
}

/** A node that keeps which tokens it consists of. Parts that it does not keep are read from them at each question. */
export abstract class OfTokens extends NodeOfTree {
  declare readonly home: Home;
  /** Index of its first token … */
  declare readonly at: number;
  /** … and of its last. */
  declare readonly to: number;

  constructor(home: Home, at: number, to: number) {
    super();
    this.home = home;
    this.at = at;
    this.to = to;
  }

  get span(): Span {
    const { home } = this;
    const { tokens } = home;
    return { anchor: home, start: tokens.startOf(this.at), end: tokens.endOf(this.to) };
  }

  /** Where its token at `at` is. */
  protected spanAt(at: number): Span {
    const { home } = this;
    return { anchor: home, start: home.tokens.startOf(at), end: home.tokens.endOf(at) };
  }

  protected typeAt(at: number): number {
    return this.home.tokens.kinds[at] as number;
  }
}

/** Gives all nodes of a class their kind, the names of their parts, and the parts that are the same in all. */
export function describe<N extends NodeOfTree>(
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
  node instanceof NodeOfTree
    ? node.partNames.map((name) => (node as unknown as Record<string, unknown>)[name])
    : Object.values(node);
