// Automata of literal tests: "ends with" and "contains" by Knuth, Morris and Pratt, and one trie for any number of
// equal, prefix and segment-prefix literals.
import { type Automaton, dead } from './automaton.ts';

/** Words that contain the literal. */
export function containsAutomaton(literal: string): Automaton {
  const search = new Search(literal);
  return {
    start: 0,
    bounds: boundsOf(literal),
    step: (state, codePoint) => (state === search.length ? state : search.step(state, codePoint)),
    accepts: (state) => state === search.length,
    full: (state) => state === search.length,
  };
}

/** Words that end with the literal. */
export function suffixAutomaton(literal: string): Automaton {
  const search = new Search(literal);
  return {
    start: 0,
    bounds: boundsOf(literal),
    step: (state, codePoint) => search.step(state, codePoint),
    accepts: (state) => state === search.length,
    full: () => search.length === 0,
  };
}

/** How much of a literal the read text ends with. */
class Search {
  readonly length: number;
  readonly #codePoints: readonly number[];
  readonly #fallback: number[] = [0, 0];

  constructor(literal: string) {
    this.#codePoints = codePointsOf(literal);
    this.length = this.#codePoints.length;
    for (let i = 1; i < this.length; i++) this.#fallback.push(this.#advance(this.#fallback[i]!, this.#codePoints[i]!));
  }

  step(state: number, codePoint: number): number {
    return this.#advance(state === this.length ? this.#fallback[state]! : state, codePoint);
  }

  #advance(state: number, codePoint: number): number {
    let at = state;
    while (at > 0 && this.#codePoints[at] !== codePoint) at = this.#fallback[at]!;
    return this.#codePoints[at] === codePoint && at < this.length ? at + 1 : 0;
  }
}

/** What a trie forbids or wants: whole words, and beginnings. */
export interface TrieLiterals {
  readonly points: Iterable<string>;
  readonly cones: Iterable<string>;
}

interface TrieNode {
  readonly next: Map<number, number>;
  accepts: boolean;
  full: boolean;
}

/** Words that equal one of the points or begin with one of the cones. */
export function trieAutomaton(literals: TrieLiterals): Automaton {
  const nodes: TrieNode[] = [{ next: new Map(), accepts: false, full: false }];
  const bounds = new Set<number>();
  const insert = (literal: string): TrieNode => {
    let node = nodes[0]!;
    for (const codePoint of codePointsOf(literal)) {
      bounds.add(codePoint).add(codePoint + 1);
      let child = node.next.get(codePoint);
      if (child === undefined) {
        child = nodes.push({ next: new Map(), accepts: false, full: false }) - 1;
        node.next.set(codePoint, child);
      }
      node = nodes[child]!;
    }
    return node;
  };
  for (const point of literals.points) insert(point).accepts = true;
  for (const cone of literals.cones) insert(cone).full = true;
  return {
    start: 0,
    bounds: [...bounds].sort((a, b) => a - b),
    step: (state, codePoint) => {
      if (state === dead || nodes[state]!.full) return state;
      return nodes[state]!.next.get(codePoint) ?? dead;
    },
    accepts: (state) => state !== dead && (nodes[state]!.accepts || nodes[state]!.full),
    full: (state) => state !== dead && nodes[state]!.full,
  };
}

export function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

function boundsOf(literal: string): number[] {
  const bounds = new Set(codePointsOf(literal).flatMap((codePoint) => [codePoint, codePoint + 1]));
  return [...bounds].sort((a, b) => a - b);
}
