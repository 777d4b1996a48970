// Walking a tree: children in the order they were written, all nodes, the nodes at a place.
import { type Span, spanEnd, spanStart } from '../text/index.ts';
import { partsOf } from './placed.ts';
import type * as tree from './tree.ts';

/** Everything in a tree that has a kind and a span. */
export type Node =
  | tree.Declaration
  | tree.Name
  | tree.Reference
  | tree.Parameter
  | tree.TypeReference
  | tree.Handling
  | tree.Block
  | tree.Item
  | tree.Action
  | tree.Target
  | tree.Share
  | tree.Condition
  | tree.LogicalOperator
  | tree.SourceExpression
  | tree.Subject
  | tree.Value
  | tree.MapLiteral
  | tree.MapEntry
  | tree.Sample
  | tree.Claim
  | tree.ClaimSubject;

/** The nodes right under a node, as written. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const value of partsOf(node)) collect(value, children);
  return children.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function collect(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, into);
  else if (isNode(value)) into.push(value);
  else if (isClaimBody(value)) for (const part of Object.values(value as object)) collect(part, into);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isNode = (value: unknown): value is Node => isObject(value) && 'kind' in value && 'span' in value;
/** The body of a claim has a kind but no place of its own. */
const isClaimBody = (value: unknown): boolean => isObject(value) && 'kind' in value && !('span' in value);

/** Visits a node and all below it, parents first. A visitor that gives back `false` leaves out what is below. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => unknown): void {
  const pending: { node: Node; parent: Node | undefined }[] = [{ node, parent: undefined }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (visit(next.node, next.parent) === false) continue;
    const parent = next.node;
    const children = childrenOf(parent);
    for (let i = children.length - 1; i >= 0; i--) pending.push({ node: children[i] as Node, parent });
  }
}

/** The segment that an offset is in; at a border the one before counts when it holds more than blanks there. */
export const segmentAt = (file: tree.FileTree, offset: number): tree.Segment | undefined =>
  file.segments[segmentIndexAt(file, offset)];

/** Its index; -1 in a file without segments. */
export function segmentIndexAt(file: tree.FileTree, offset: number): number {
  let low = 0;
  let high = file.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.segments[middle] as tree.Segment).anchor.offset <= offset) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}

const holds = (span: Span, offset: number): boolean => spanStart(span) <= offset && offset <= spanEnd(span);

/** The nodes that an offset is in or touches, from the declaration down; between two neighbours the later one. */
export function nodeAt(file: tree.FileTree, offset: number): readonly Node[] {
  const at = segmentIndexAt(file, offset);
  const candidates = [file.segments[at], file.segments[at - 1]].flatMap((segment) => segment?.declarations ?? []);
  let next: Node | undefined = candidates.findLast((declaration) => holds(declaration.span, offset));
  const path: Node[] = [];
  while (next) {
    path.push(next);
    next = childrenOf(next).findLast((child) => holds(child.span, offset));
  }
  return path;
}
