// Which name of the tree means which symbol, recorded while names are resolved. Recording is a push; the tables that an editor
// asks (definition, references, rename) are built at the first question.
import type { Name, Value } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { MeshSymbol } from './symbol.ts';

/** A node that names something: a Name, or a quoted name in a value's place. */
export type NamingNode = Name | Value;

export class Bindings {
  readonly #nodes: NamingNode[] = [];
  readonly #symbols: MeshSymbol[] = [];
  #byNode: Map<NamingNode, MeshSymbol> | undefined;
  #bySymbol: Map<string, Span[]> | undefined;

  record(node: NamingNode, symbol: MeshSymbol): void {
    this.#nodes.push(node);
    this.#symbols.push(symbol);
    this.#byNode = undefined;
    this.#bySymbol = undefined;
  }

  /** What the node means, if it was resolved. */
  symbolAt(node: NamingNode): MeshSymbol | undefined {
    this.#byNode ??= new Map(this.#nodes.map((each, at) => [each, this.#symbols[at] as MeshSymbol]));
    return this.#byNode.get(node);
  }

  /** The places that name the symbol, its declaration not among them. */
  references(symbol: MeshSymbol): readonly Span[] {
    this.#bySymbol ??= this.#index();
    return this.#bySymbol.get(identityOf(symbol)) ?? [];
  }

  /** Every recorded pair, in the order of resolution. */
  *all(): Generator<readonly [NamingNode, MeshSymbol]> {
    for (let at = 0; at < this.#nodes.length; at++)
      yield [this.#nodes[at] as NamingNode, this.#symbols[at] as MeshSymbol];
  }

  #index(): Map<string, Span[]> {
    const index = new Map<string, Span[]>();
    const seen = new Set<NamingNode>();
    for (const [node, symbol] of this.all()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const key = identityOf(symbol);
      const list = index.get(key);
      if (list) list.push(node.span);
      else index.set(key, [node.span]);
    }
    return index;
  }
}

/** Equal for two symbols that are the same thing; parameters are told apart by where they stand. */
export function identityOf(symbol: MeshSymbol): string {
  if (symbol.kind !== 'parameter') return `${symbol.kind} ${symbol.key}`;
  const { anchor, start } = symbol.nameSpan;
  return `parameter ${anchor.source.path} ${anchor.offset + start}`;
}
