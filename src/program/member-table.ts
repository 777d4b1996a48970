// Versions or ports of one thing by name. Most things have a handful: a list is smaller than a Map and as fast; long lists get one.
import type { MemberSymbol } from './symbol.ts';

/** From so many on a Map is kept beside the list. */
const MANY = 16;

export class MemberTable {
  /** Names and members by turns. */
  #entries: (string | MemberSymbol)[] = [];
  #byName: Map<string, MemberSymbol> | undefined;

  get size(): number {
    return this.#entries.length / 2;
  }

  get(name: string): MemberSymbol | undefined {
    if (this.#byName) return this.#byName.get(name);
    const entries = this.#entries;
    for (let at = 0; at < entries.length; at += 2) if (entries[at] === name) return entries[at + 1] as MemberSymbol;
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Gives back the one of that name that is there already; then nothing is added. */
  add(name: string, member: MemberSymbol): MemberSymbol | undefined {
    const first = this.get(name);
    if (first) return first;
    this.#entries.push(name, member);
    if (this.#byName) this.#byName.set(name, member);
    else if (this.size >= MANY) this.#byName = new Map(this);
    return undefined;
  }

  /** When all are added: lists that grow have room for more. */
  settle(): void {
    this.#entries = this.#entries.slice();
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
