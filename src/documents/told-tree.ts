// What a document tells → its tree, for those who look into it: patches, reading back, JSON.
import type { Span } from '../text/index.ts';
import type { Sink, ToldDocument } from './sink.ts';
import { type Document, type Entry, type MapNode, type Node, type ScalarValue, scalar } from './tree.ts';

/** The document with a tree, which is made each time somebody asks: whoever looks at one after the other never holds all. */
export function treeDocument({ path, comments, origin, tell }: ToldDocument): Document {
  return {
    get root() {
      return treeOf(tell, origin);
    },
    path,
    ...(comments ? { comments } : {}),
  };
}

function treeOf(tell: ToldDocument['tell'], origin: Span | undefined): MapNode {
  const sink = new TreeSink(origin);
  tell(sink);
  return sink.root;
}

class TreeSink implements Sink {
  readonly root: MapNode & { readonly entries: Entry[] };
  /** What is open, innermost last. */
  readonly #open: (Entry[] | Node[])[];

  constructor(origin: Span | undefined) {
    this.root = { kind: 'map', entries: [], origin };
    this.#open = [this.root.entries];
  }

  field(key: string, value: ScalarValue, origin?: Span): void {
    this.#entry(key, scalar(value, origin));
  }
  item(value: ScalarValue, origin?: Span): void {
    this.#item(scalar(value, origin));
  }
  map(key: string, origin?: Span, asked?: Span): void {
    this.#entry(key, this.#map(origin), asked);
  }
  list(key: string, origin?: Span, asked?: Span): void {
    this.#entry(key, this.#list(origin), asked);
  }
  mapItem(origin?: Span): void {
    const list = this.#innermost as Node[];
    list.push(this.#map(origin));
  }
  listItem(origin?: Span): void {
    const list = this.#innermost as Node[];
    list.push(this.#list(origin));
  }
  end(): void {
    this.#open.pop();
  }

  get #innermost(): Entry[] | Node[] {
    return this.#open.at(-1) as Entry[] | Node[];
  }
  #entry(key: string, value: Node, origin?: Span): void {
    (this.#innermost as Entry[]).push({ key, value, origin });
  }
  #item(value: Node): void {
    (this.#innermost as Node[]).push(value);
  }
  #map(origin: Span | undefined): Node {
    const entries: Entry[] = [];
    this.#open.push(entries);
    return { kind: 'map', entries, origin };
  }
  #list(origin: Span | undefined): Node {
    const items: Node[] = [];
    this.#open.push(items);
    return { kind: 'list', items, origin };
  }
}
