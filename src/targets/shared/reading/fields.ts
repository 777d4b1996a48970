// A map of the input, field by field: each is taken in the type that it must have, and `done` notes those that nobody took.
import type { Entry, Node } from '../../../documents/index.ts';
import type { Milliseconds } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Notes, Residue } from './residue.ts';
import { durationOf } from './units.ts';

export interface Item {
  readonly node: Node;
  readonly path: string;
  readonly span: Span;
}

const none: readonly Entry[] = [];

/** A class for the set of fields already taken. Paths are made for those who say them. */
export class Fields {
  readonly span: Span;
  readonly notes: Notes;
  readonly #entries: readonly Entry[];
  /** The path, or what to add to that of what is around. */
  readonly #key: string;
  readonly #around: Fields | undefined;
  /** The number in a list; -1 where it stands in none. */
  readonly #at: number;
  /** One bit for each entry, and more where there are more entries than bits. */
  #taken = 0;
  #more: boolean[] | undefined;

  constructor(node: Node | undefined, key: string, span: Span, notes: Notes, around?: Fields, at = -1) {
    this.span = node?.origin ?? span;
    this.notes = notes;
    this.#key = key;
    this.#around = around;
    this.#at = at;
    this.#entries = node?.kind === 'map' ? node.entries : none;
    if (node && node.kind !== 'map' && !isNull(node)) notes.add(this.path, this.span, 'a map is needed here');
  }

  get path(): string {
    if (!this.#around) return this.#key;
    const path = this.#around.pathOf(this.#key);
    return this.#at < 0 ? path : `${path}[${this.#at}]`;
  }

  get keys(): readonly string[] {
    const keys: string[] = [];
    for (const { key, value } of this.#entries) if (!isNull(value)) keys.push(key);
    return keys.length < 2 ? keys : [...new Set(keys)];
  }

  has(key: string): boolean {
    return this.#find(key) >= 0;
  }

  pathOf(key: string): string {
    const { path } = this;
    return path === '' ? key : `${path}.${key}`;
  }

  spanOf(key: string): Span {
    return this.#spanAt(this.#find(key));
  }

  /** The place of the last entry of this key; -1 where there is none, or nothing in it. */
  #find(key: string): number {
    const entries = this.#entries;
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at] as Entry;
      if (entry.key === key && !isNull(entry.value)) return at;
    }
    return -1;
  }

  #spanAt(at: number): Span {
    const entry = this.#entries[at];
    return entry?.value.origin ?? entry?.origin ?? this.span;
  }

  #take(at: number): void {
    if (at < bits) this.#taken |= 1 << at;
    else {
      this.#more ??= [];
      this.#more[at] = true;
    }
  }

  #isTaken(at: number): boolean {
    return at < bits ? (this.#taken & (1 << at)) !== 0 : this.#more?.[at] === true;
  }

  /** The field as it is. */
  node(key: string): Node | undefined {
    const at = this.#find(key);
    if (at < 0) return undefined;
    this.#take(at);
    return this.#entries[at]?.value;
  }

  text(key: string): string | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
    return this.#wrong(key, 'a text is needed here');
  }

  number(key: string): number | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && typeof node.value === 'number') return node.value;
    return this.#wrong(key, 'a number is needed here');
  }

  bool(key: string): boolean | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    return this.#wrong(key, 'true or false is needed here');
  }

  /** `1s`, `0.5s`, `100ms`, `1h2m`. */
  duration(key: string): Milliseconds | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = durationOf(text);
    return value ?? this.#wrong(key, `\`${text}\` is no duration in whole milliseconds`);
  }

  items(key: string): readonly Item[] {
    const node = this.node(key);
    if (node === undefined) return [];
    const path = this.pathOf(key);
    if (node.kind !== 'list') {
      this.#wrong(key, 'a list is needed here');
      return [];
    }
    return node.items.map((item, at) => ({
      node: item,
      path: `${path}[${at}]`,
      span: item.origin ?? this.spanOf(key),
    }));
  }

  texts(key: string): readonly { readonly value: string; readonly span: Span }[] {
    const at = this.#find(key);
    if (at < 0) return noTexts;
    this.#take(at);
    const list = this.#entries[at]?.value;
    if (list?.kind !== 'list') {
      this.#wrong(key, 'a list is needed here');
      return noTexts;
    }
    const texts: { readonly value: string; readonly span: Span }[] = [];
    for (let number = 0; number < list.items.length; number++) {
      const node = list.items[number] as Node;
      const span = node.origin ?? this.#spanAt(at);
      if (node.kind === 'scalar' && typeof node.value === 'string') texts.push({ value: node.value, span });
      else this.notes.add(`${this.pathOf(key)}[${number}]`, span, 'a text is needed here');
    }
    return texts;
  }

  fields(key: string): Fields | undefined {
    const at = this.#find(key);
    if (at < 0) return undefined;
    this.#take(at);
    return new Fields(this.#entries[at]?.value, key, this.#spanAt(at), this.notes, this);
  }

  list(key: string): readonly Fields[] {
    const at = this.#find(key);
    if (at < 0) return noFields;
    this.#take(at);
    const node = this.#entries[at]?.value;
    if (node?.kind !== 'list') {
      this.#wrong(key, 'a list is needed here');
      return noFields;
    }
    const span = this.#spanAt(at);
    return node.items.map((item, number) => new Fields(item, key, span, this.notes, this, number));
  }

  /** Names to texts, such as labels. */
  map(key: string): Readonly<Record<string, string>> | undefined {
    const fields = this.fields(key);
    if (!fields) return undefined;
    const entries: (readonly [string, string])[] = [];
    for (const name of fields.keys) {
      const value = fields.text(name);
      if (value !== undefined) entries.push([name, value]);
    }
    return Object.fromEntries(entries);
  }

  /** Notes the fields that are there, with one reason. */
  leave(keys: readonly string[], reason: string, weight: Residue['weight'] = 'meaning'): void {
    for (const key of keys) {
      const at = this.#find(key);
      if (at < 0) continue;
      this.#take(at);
      this.notes.add(this.pathOf(key), this.#spanAt(at), reason, weight);
    }
  }

  /** Fields that mean nothing here. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) {
      const at = this.#find(key);
      if (at >= 0) this.#take(at);
    }
  }

  /** Whatever nobody took is noted. */
  done(): void {
    const entries = this.#entries;
    for (let at = 0; at < entries.length; at++) {
      const { key, value } = entries[at] as Entry;
      if (this.#isTaken(at) || isNull(value) || this.#find(key) !== at) continue;
      this.notes.add(this.pathOf(key), this.#spanAt(at), 'mesh does not know this field');
      this.#take(at);
    }
  }

  #wrong(key: string, reason: string): undefined {
    this.notes.add(this.pathOf(key), this.spanOf(key), reason);
    return undefined;
  }
}

const bits = 31;
const noFields: readonly Fields[] = [];
const noTexts: readonly { readonly value: string; readonly span: Span }[] = [];

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;
