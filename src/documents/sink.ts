// A document as calls, one for each part in order, for whoever makes something else of it: a tree, YAML. A large output is told so, and
// its trees need never be.
import type { Span } from '../text/index.ts';
import type { MapNode, Node, ScalarValue } from './tree.ts';

/**
 * Takes the parts of a document. A key belongs into the map that is open, an item into the list; the root is an open map. `origin` is the
 * part's own, `asked` that of its key where something else asked for it; parts without one came from where what they stand in did.
 */
export interface Sink {
  readonly field: (key: string, value: ScalarValue, origin?: Span) => void;
  readonly item: (value: ScalarValue, origin?: Span) => void;
  /** Opens what `end` ends. */
  readonly map: (key: string, origin?: Span, asked?: Span) => void;
  readonly list: (key: string, origin?: Span, asked?: Span) => void;
  readonly mapItem: (origin?: Span) => void;
  readonly listItem: (origin?: Span) => void;
  readonly end: () => void;
}

/** A document that is told instead of held; `path` and `comments` as in `Document`. */
export interface ToldDocument {
  readonly path: string;
  readonly comments?: readonly string[] | undefined;
  readonly origin?: Span | undefined;
  /** The entries of the root. */
  readonly tell: (to: Sink) => void;
}

/** A tree's entries as calls. */
export function tellTree({ entries }: MapNode, to: Sink): void {
  for (const { key, value, origin } of entries) {
    if (value.kind === 'scalar') to.field(key, value.value, origin ?? value.origin);
    else {
      if (value.kind === 'map') to.map(key, value.origin, origin);
      else to.list(key, value.origin, origin);
      tellInside(value, to);
    }
  }
}

function tellInside(node: Exclude<Node, { kind: 'scalar' }>, to: Sink): void {
  if (node.kind === 'map') tellTree(node, to);
  else for (const item of node.items) tellItem(item, to);
  to.end();
}

function tellItem(item: Node, to: Sink): void {
  if (item.kind === 'scalar') {
    to.item(item.value, item.origin);
    return;
  }
  if (item.kind === 'map') to.mapItem(item.origin);
  else to.listItem(item.origin);
  tellInside(item, to);
}
