// A seeded source of chances: the same seed gives the same programs and requests on every machine.
export interface Random {
  /** Below `limit`. */
  readonly below: (limit: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** Some of the items in their order, at least one. */
  readonly some: <T>(items: readonly T[], most?: number) => readonly T[];
  readonly times: <T>(least: number, most: number, make: (index: number) => T) => readonly T[];
}

/** mulberry32 */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return {
    below,
    chance: (share) => next() < share,
    pick,
    some: (items, most = items.length) => {
      const wanted = 1 + below(Math.min(most, items.length));
      const chosen = new Set(
        items
          .map((_, index) => index)
          .sort(() => next() - 0.5)
          .slice(0, wanted),
      );
      return items.filter((_, index) => chosen.has(index));
    },
    times: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, (_, index) => make(index)),
  };
}
