// What a document tells → its tree, for those who look into it: patches, reading back, JSON.
import type { Span } from '../text/index.ts';
import type { Sink, ToldDocument } from './sink.ts';
import { type Document, type Entry, type MapNode, type Node, type ScalarValue, scalar } from './tree.ts';

/** The document with a tree, which is made each time somebody asks: whoever looks at one after the other never holds all. */
export function treeDocument({ path, comments, origin, tell }: ToldDocument): Document {
  return {
    get root() {
      return treeOf({ tell, origin });
    },
    path,
    ...(comments ? { comments } : {}),
  };
}

/** Its tree, once. */
export function treeOf({ tell, origin }: Pick<ToldDocument, 'tell' | 'origin'>): MapNode {
  const sink = new TreeSink(origin);
  tell(sink);
  return sink.root;
}

class TreeSink implements Sink {
  readonly root: MapNode;
  /** The entries or items of what is open, and of what is around it, innermost last. */
  #innermost: Entry[] | Node[] = [];
  readonly #around: (Entry[] | Node[])[] = [];

  constructor(origin: Span | undefined) {
    this.root = { kind: 'map', entries: this.#innermost as Entry[], origin };
  }

  field(key: string, value: ScalarValue, origin?: Span): void {
    this.#entry(key, scalar(value, origin), undefined);
  }
  item(value: ScalarValue, origin?: Span): void {
    this.#item(scalar(value, origin));
  }
  map(key: string, origin?: Span, asked?: Span): void {
    const entries: Entry[] = [];
    this.#entry(key, { kind: 'map', entries, origin }, asked);
    this.#open(entries);
  }
  list(key: string, origin?: Span, asked?: Span): void {
    const items: Node[] = [];
    this.#entry(key, { kind: 'list', items, origin }, asked);
    this.#open(items);
  }
  mapItem(origin?: Span): void {
    const entries: Entry[] = [];
    this.#item({ kind: 'map', entries, origin });
    this.#open(entries);
  }
  listItem(origin?: Span): void {
    const items: Node[] = [];
    this.#item({ kind: 'list', items, origin });
    this.#open(items);
  }
  end(): void {
    this.#innermost = this.#around.pop() as Entry[] | Node[];
  }

  #open(inside: Entry[] | Node[]): void {
    this.#around.push(this.#innermost);
    this.#innermost = inside;
  }
  #entry(key: string, value: Node, origin: Span | undefined): void {
    (this.#innermost as Entry[]).push({ key, value, origin });
  }
  #item(value: Node): void {
    (this.#innermost as Node[]).push(value);
  }
}
