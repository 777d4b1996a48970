// Versions or ports of one thing by name. Most things have a handful: a list is smaller than a Map and as fast; long lists get one.
import type { MemberSymbol } from './symbol.ts';

type Entries = readonly (string | MemberSymbol)[];

export class MemberTable {
  /** Names and members by turns. */
  readonly #entries: Entries;
  readonly #byName: ReadonlyMap<string, MemberSymbol> | undefined;

  constructor(entries: Entries, byName: ReadonlyMap<string, MemberSymbol> | undefined) {
    this.#entries = entries;
    this.#byName = byName;
  }

  get size(): number {
    return this.#entries.length / 2;
  }

  get(name: string): MemberSymbol | undefined {
    return this.#byName ? this.#byName.get(name) : look(this.#entries, this.#entries.length, name);
  }

  /** The member of the name at `index`. */
  at(index: number): MemberSymbol {
    return this.#entries[2 * index + 1] as MemberSymbol;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  keys(): readonly string[] {
    return this.#entries.filter((entry) => typeof entry === 'string');
  }

  /** One for each name: a port that has a name and a number comes twice. */
  values(): readonly MemberSymbol[] {
    return this.#entries.filter((entry) => typeof entry !== 'string');
  }

  *[Symbol.iterator](): IterableIterator<[string, MemberSymbol]> {
    for (let at = 0; at < this.#entries.length; at += 2)
      yield [this.#entries[at] as string, this.#entries[at + 1] as MemberSymbol];
  }
}

export const noTable = new MemberTable([], undefined);

function look(entries: Entries, end: number, name: string): MemberSymbol | undefined {
  for (let at = 0; at < end; at += 2) if (entries[at] === name) return entries[at + 1] as MemberSymbol;
  return undefined;
}

/** From so many on a Map is kept beside the list. */
const MANY = 16;

/** A table that is being filled; used again for the next one, so that nothing is made but the table. */
export class TableDraft {
  readonly #entries: (string | MemberSymbol)[] = [];
  #length = 0;
  #byName: Map<string, MemberSymbol> | undefined;

  /** Gives back the one of that name that is there already; then nothing is added. */
  add(name: string, member: MemberSymbol): MemberSymbol | undefined {
    const first = this.#byName ? this.#byName.get(name) : look(this.#entries, this.#length, name);
    if (first) return first;
    this.#entries[this.#length++] = name;
    this.#entries[this.#length++] = member;
    if (this.#byName) this.#byName.set(name, member);
    else if (this.#length === 2 * MANY)
      this.#byName = new Map(new MemberTable(this.#entries.slice(0, this.#length), undefined));
    return undefined;
  }

  /** The table; the draft is empty again. */
  finish(): MemberTable {
    if (this.#length === 0) return noTable;
    const table = new MemberTable(this.#entries.slice(0, this.#length), this.#byName);
    this.#length = 0;
    this.#byName = undefined;
    return table;
  }
}
