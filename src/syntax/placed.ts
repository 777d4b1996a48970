// What nodes of a tree stand on. Whoever reads a tree sees what tree.ts says, kind and span and parts; plain objects with a span in each
// took many times the memory, and copying what lives is most of the work of a large build. What all nodes of a kind share stands on
// their prototype.
import type { Anchor, Span } from '../text/index.ts';
import { type Extent, spanOf } from './extent.ts';
import type { Home } from './home.ts';

/** What is on the prototype of every node. No class of its own: each level of classes is a call more for every node that is made. */
interface NodeOfTree {
  readonly kind: string;
  /** Names of the parts that nodes of this kind can have. */
  readonly partNames: readonly string[];
}

/** A node as the plain object that tree.ts describes. */
function plainOf(node: NodeOfTree & { readonly span: Span }): object {
  const plain: Record<string, unknown> = { kind: node.kind, span: node.span };
  for (const name of node.partNames) {
    const part = (node as unknown as Record<string, unknown>)[name];
    if (part !== undefined) plain[name] = part;
  }
  return plain;
}

/** A node that keeps its parts: an anchor, an extent, and what its kind adds. */
export abstract class Placed implements NodeOfTree {
  declare readonly kind: string;
  declare readonly partNames: readonly string[];
  declare readonly home: Anchor;
  declare readonly extent: Extent;

  constructor(home: Anchor, extent: Extent) {
    this.home = home;
    this.extent = extent;
  }

  /** Made at each question: nodes are many, questions are few. */
  get span(): Span {
    return spanOf(this.home, this.extent);
  }

  toJSON(): object {
    return plainOf(this);
  }
}

/** A node that keeps which tokens it consists of. Parts that it does not keep are read from them at each question. */
export abstract class OfTokens implements NodeOfTree {
  declare readonly kind: string;
  declare readonly partNames: readonly string[];
  declare readonly home: Home;
  /** Index of its first token … */
  declare readonly at: number;
  /** … and of its last. */
  declare readonly to: number;

  constructor(home: Home, at: number, to: number) {
    this.home = home;
    this.at = at;
    this.to = to;
  }

  get span(): Span {
    const { home } = this;
    const { tokens } = home;
    return { anchor: home, start: tokens.startOf(this.at), end: tokens.endOf(this.to) };
  }

  toJSON(): object {
    return plainOf(this);
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
  isNode(node) ? node.partNames.map((name) => (node as unknown as Record<string, unknown>)[name]) : Object.values(node);

const isNode = (node: object): node is NodeOfTree => 'partNames' in node;
