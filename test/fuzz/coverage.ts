// What has been reached so far: which edges, and about how often within one input (once, twice, 3, 4–7, 8–15, 16–31, 32–127, more).
// Reads the counters after each input and sets them back.

export interface News {
  /** Edges that no input took before. */
  readonly edges: number;
  /** Edges that no input took about as often before. */
  readonly counts: number;
}

const bucket = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count < 4) return count === 0 ? 0 : 1 << (count - 1);
  if (count < 8) return 8;
  if (count < 16) return 16;
  if (count < 32) return 32;
  return count < 128 ? 64 : 128;
});

export class Coverage {
  readonly #counters: Uint8Array;
  readonly #words: Uint32Array;
  /** One bit for each bucket of an edge. */
  readonly seen: Uint8Array;
  #edges = 0;

  constructor(counters: Uint8Array) {
    this.#counters = counters;
    this.#words = new Uint32Array(counters.buffer, 0, counters.length >> 2);
    this.seen = new Uint8Array(counters.length);
  }

  /** What was reached elsewhere in the same code is no news. */
  add(seen: Uint8Array): void {
    for (let at = 0; at < this.seen.length; at++) {
      const [before, more] = [this.seen[at] as number, seen[at] ?? 0];
      if (before === 0 && more !== 0) this.#edges++;
      this.seen[at] = before | more;
    }
  }

  get edges(): number {
    return this.#edges;
  }

  /** Takes what the counters say since the last call. */
  take(): News {
    let [edges, counts] = [0, 0];
    for (let word = 0; word < this.#words.length; word++) {
      if (this.#words[word] === 0) continue;
      for (let at = word * 4; at < word * 4 + 4; at++) {
        const bit = bucket[this.#counters[at] as number] as number;
        const before = this.seen[at] as number;
        if ((before & bit) === bit) continue;
        if (before === 0) edges++;
        counts++;
        this.seen[at] = before | bit;
      }
      this.#words[word] = 0;
    }
    this.#edges += edges;
    return { edges, counts };
  }
}
