// Tokens as numbers: their kinds in one array, where they stand in another. Those of all segments of a text follow each other in one
// store, which its trees keep: a token takes nine bytes outside of what is collected as garbage.

export class PackedTokens {
  /** Number of the token type. */
  kinds: Uint8Array;
  /** Start and end of each, relative to its segment. */
  places: Int32Array;
  count = 0;

  /** `expected`: how many tokens are likely. */
  constructor(expected: number) {
    this.kinds = new Uint8Array(expected);
    this.places = new Int32Array(2 * expected);
  }

  add(kind: number, start: number, end: number): void {
    const at = this.count++;
    if (at >= this.kinds.length) this.#grow();
    this.kinds[at] = kind;
    this.places[2 * at] = start;
    this.places[2 * at + 1] = end;
  }

  #grow(): void {
    const { kinds, places } = this;
    this.kinds = new Uint8Array(2 * kinds.length + 16);
    this.kinds.set(kinds);
    this.places = new Int32Array(2 * this.kinds.length);
    this.places.set(places);
  }

  startOf(at: number): number {
    return this.places[2 * at] as number;
  }

  endOf(at: number): number {
    return this.places[2 * at + 1] as number;
  }
}

/** Likely more tokens than a text of this length has. */
export const tokensIn = (length: number): number => (length >> 2) + 16;
