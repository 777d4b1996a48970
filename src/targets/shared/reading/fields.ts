// A map of the input, field by field: each is taken in the type that it must have, and `done` notes those that nobody took.
import type { Node } from '../../../documents/index.ts';
import type { Milliseconds } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Notes, Residue } from './residue.ts';
import { durationOf } from './units.ts';

export interface Item {
  readonly node: Node;
  readonly path: string;
  readonly span: Span;
}

/** A class for the set of fields already taken. */
export class Fields {
  readonly path: string;
  readonly span: Span;
  readonly notes: Notes;
  readonly #values = new Map<string, { readonly node: Node; readonly span: Span }>();
  readonly #left = new Set<string>();

  constructor(node: Node | undefined, path: string, span: Span, notes: Notes) {
    this.path = path;
    this.span = node?.origin ?? span;
    this.notes = notes;
    if (node?.kind === 'map') for (const entry of node.entries) this.#enter(entry.key, entry.value, entry.origin);
    else if (node && !isNull(node)) notes.add(path, this.span, 'a map is needed here');
  }

  #enter(key: string, node: Node, origin: Span | undefined): void {
    if (isNull(node)) return;
    this.#values.set(key, { node, span: node.origin ?? origin ?? this.span });
    this.#left.add(key);
  }

  get keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  spanOf(key: string): Span {
    return this.#values.get(key)?.span ?? this.span;
  }

  /** The field as it is. */
  node(key: string): Node | undefined {
    this.#left.delete(key);
    return this.#values.get(key)?.node;
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
    return this.items(key).flatMap(({ node, path, span }) => {
      if (node.kind === 'scalar' && typeof node.value === 'string') return [{ value: node.value, span }];
      this.notes.add(path, span, 'a text is needed here');
      return [];
    });
  }

  fields(key: string): Fields | undefined {
    const node = this.node(key);
    return node && new Fields(node, this.pathOf(key), this.spanOf(key), this.notes);
  }

  list(key: string): readonly Fields[] {
    return this.items(key).map(({ node, path, span }) => new Fields(node, path, span, this.notes));
  }

  /** Names to texts, such as labels. */
  map(key: string): Readonly<Record<string, string>> | undefined {
    const fields = this.fields(key);
    if (!fields) return undefined;
    const entries = fields.keys.flatMap((name) => {
      const value = fields.text(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(entries);
  }

  /** Notes the fields that are there, with one reason. */
  leave(keys: readonly string[], reason: string, weight: Residue['weight'] = 'meaning'): void {
    for (const key of keys) {
      if (!this.#values.has(key)) continue;
      this.#left.delete(key);
      this.notes.add(this.pathOf(key), this.spanOf(key), reason, weight);
    }
  }

  /** Fields that mean nothing here. */
  ignore(...keys: readonly string[]): void {
    for (const key of keys) this.#left.delete(key);
  }

  /** Whatever nobody took is noted. */
  done(): void {
    for (const key of this.#left) this.notes.add(this.pathOf(key), this.spanOf(key), 'mesh does not know this field');
    this.#left.clear();
  }

  #wrong(key: string, reason: string): undefined {
    this.notes.add(this.pathOf(key), this.spanOf(key), reason);
    return undefined;
  }
}

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;
