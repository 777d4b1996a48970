// Which name of the tree means which symbol, recorded while names are resolved. Recording is a push; the tables that an editor
// asks (definition, references, rename) are built at the first question. Names are told apart by where they stand: nodes of a tree are
// made when asked for, so that one name may have been several objects.
import type { Name, Reference, Value } from '../syntax/index.ts';
import type { Anchor, Span } from '../text/index.ts';
import type { MeshSymbol } from './symbol.ts';

/** A node that names something: a Name, or a quoted name in a value's place. */
export type NamingNode = Name | Value;

/** Whoever resolves names tells it which name means which symbol. */
export interface NameRecorder {
  /** Of a reference its name is meant. */
  record(node: NamingNode | Reference, symbol: MeshSymbol): void;
}

/** Keeps no names, only which symbols have one: of those that are there to be named. */
export class NamedSymbols implements NameRecorder {
  readonly #symbols = new Set<MeshSymbol>();

  record(_: NamingNode | Reference, symbol: MeshSymbol): void {
    switch (symbol.kind) {
      case 'service':
      case 'egress':
      case 'gateway':
      case 'version':
      case 'port':
        return;
      default:
        this.#symbols.add(symbol);
    }
  }

  has(symbol: MeshSymbol): boolean {
    return this.#symbols.has(symbol);
  }
}

export class Bindings implements NameRecorder {
  readonly #nodes: NamingNode[] = [];
  readonly #symbols: MeshSymbol[] = [];
  #byPlace: ReadonlyMap<Anchor, ReadonlyMap<number, MeshSymbol>> | undefined;
  #bySymbol: ReadonlyMap<string, readonly Span[]> | undefined;
  #named: ReadonlySet<MeshSymbol> | undefined;

  record(node: NamingNode | Reference, symbol: MeshSymbol): void {
    this.#nodes.push(node.kind === 'reference' ? node.name : node);
    this.#symbols.push(symbol);
    this.#byPlace = undefined;
    this.#bySymbol = undefined;
    this.#named = undefined;
  }

  /** What the node means, if it was resolved. */
  symbolAt(node: NamingNode): MeshSymbol | undefined {
    this.#byPlace ??= this.#places();
    const { anchor, start } = node.span;
    return this.#byPlace.get(anchor)?.get(start);
  }

  /** The places that name the symbol, its declaration not among them. */
  references(symbol: MeshSymbol): readonly Span[] {
    this.#bySymbol ??= this.#index();
    return this.#bySymbol.get(identityOf(symbol)) ?? [];
  }

  /** Whether anything names this very symbol: among those of one program, the same as having references. */
  has(symbol: MeshSymbol): boolean {
    this.#named ??= new Set(this.#symbols);
    return this.#named.has(symbol);
  }

  /** Every recorded pair, in the order of resolution; a name that was resolved again comes again. */
  *all(): Generator<readonly [NamingNode, MeshSymbol]> {
    for (let at = 0; at < this.#nodes.length; at++)
      yield [this.#nodes[at] as NamingNode, this.#symbols[at] as MeshSymbol];
  }

  /** Every name once, with what it meant first. */
  *names(): Generator<readonly [NamingNode, MeshSymbol]> {
    const seen = new Map<Anchor, Map<number, MeshSymbol>>();
    for (const [node, symbol] of this.all()) if (enter(seen, node.span, symbol)) yield [node, symbol];
  }

  #places(): ReadonlyMap<Anchor, ReadonlyMap<number, MeshSymbol>> {
    const places = new Map<Anchor, Map<number, MeshSymbol>>();
    // What a name meant last counts.
    for (let at = this.#nodes.length - 1; at >= 0; at--)
      enter(places, (this.#nodes[at] as NamingNode).span, this.#symbols[at] as MeshSymbol);
    return places;
  }

  #index(): ReadonlyMap<string, readonly Span[]> {
    const index = new Map<string, Span[]>();
    for (const [node, symbol] of this.names()) {
      const key = identityOf(symbol);
      const list = index.get(key);
      if (list) list.push(node.span);
      else index.set(key, [node.span]);
    }
    return index;
  }
}

/** Whether nothing was there yet. */
function enter(places: Map<Anchor, Map<number, MeshSymbol>>, { anchor, start }: Span, symbol: MeshSymbol): boolean {
  const ofAnchor = places.get(anchor);
  if (ofAnchor?.has(start)) return false;
  if (ofAnchor) ofAnchor.set(start, symbol);
  else places.set(anchor, new Map([[start, symbol]]));
  return true;
}

/** Whether two nodes are the same name of a text. */
export function isSameName(one: NamingNode, other: NamingNode): boolean {
  const [a, b] = [one.span, other.span];
  return a.start === b.start && a.end === b.end && a.anchor === b.anchor;
}

/** Equal for two symbols that are the same thing; parameters are told apart by where they stand. */
export function identityOf(symbol: MeshSymbol): string {
  if (symbol.kind !== 'parameter') return `${symbol.kind} ${symbol.key}`;
  const { anchor, start } = symbol.nameSpan;
  return `parameter ${anchor.source.path} ${anchor.offset + start}`;
}
