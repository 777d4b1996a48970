// A place among packed tokens, for reading a program that is without mistakes. What is not as expected makes the cursor give up: it then
// stands at the end, so that whatever reads on comes to an end, and what was read is thrown away.
import { type Extent, extentOf } from './extent.ts';
import type { Home } from './home.ts';
import { keptWord } from './kept-words.ts';
import { documented } from './placed.ts';
import { endOfFile } from './tokens.ts';

export class Cursor {
  home!: Home;
  kinds: Uint8Array = nowhere;
  places: Int32Array = noPlaces;
  text = '';
  base = 0;
  /** Index of the next token. */
  at = 0;
  /** Nothing unexpected so far. */
  good = true;
  /** Start of a token → the documentation before it. */
  docs: ReadonlyMap<number, string> | undefined;
  #eof = 0;

  /** Before reading something new. */
  begin(docs: ReadonlyMap<number, string> | undefined): void {
    this.good = true;
    this.docs = docs;
  }

  /** Goes to a token of a segment; `eof` is its last. */
  point(home: Home, at: number, eof: number): this {
    const { tokens, source } = home;
    this.home = home;
    this.kinds = tokens.kinds;
    this.places = tokens.places;
    this.text = source.text;
    this.base = home.offset;
    this.at = at;
    this.#eof = eof;
    return this;
  }

  /** Type of the next token. */
  get kind(): number {
    return this.kinds[this.at] as number;
  }

  /** Type of the one after it. */
  get second(): number {
    return this.kinds[this.at + 1] as number;
  }

  giveUp(): void {
    this.good = false;
    this.at = this.#eof;
  }

  get atEnd(): boolean {
    return this.kinds[this.at] === endOfFile;
  }

  /** Goes on behind a token of this type. */
  take(type: number): void {
    if (this.kinds[this.at] === type) this.at++;
    else this.giveUp();
  }

  /** The index of the next token, which is one of these. */
  takeOf(types: Uint8Array): number {
    const { at } = this;
    if (types[this.kinds[at] as number] === 1) this.at++;
    else this.giveUp();
    return at;
  }

  // ---- from tokens to nodes

  extentAt(at: number): Extent {
    return extentOf(this.home, this.places[2 * at] as number, this.places[2 * at + 1] as number);
  }

  /** From a token to the last one that was read. */
  extentSince(at: number): Extent {
    return extentOf(this.home, this.places[2 * at] as number, this.places[2 * this.at - 1] as number);
  }

  imageAt(at: number): string {
    return this.text.slice(
      this.base + (this.places[2 * at] as number),
      this.base + (this.places[2 * at + 1] as number),
    );
  }

  wordAt(at: number): string {
    const start = this.places[2 * at] as number;
    return keptWord(this.text, this.base + start, this.base + (this.places[2 * at + 1] as number));
  }

  /** Gives a node the documentation before its first token. */
  documented<N extends { readonly doc?: string }>(node: N, first: number): N {
    if (!this.docs) return node;
    return documented(node, this.docs.get(this.places[2 * first] as number));
  }
}

const nowhere = new Uint8Array(1).fill(endOfFile);
const noPlaces = new Int32Array(2);
