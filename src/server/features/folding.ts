// What can be folded: declarations and blocks, runs of comments, runs of `use`. And what grows when a selection is widened.
import { type FoldingRange, FoldingRangeKind, type SelectionRange } from 'vscode-languageserver';
import { type Node, nodeAt, walk } from '../../syntax/index.ts';
import { type Span, spanEnd, spanStart } from '../../text/index.ts';
import { rangeBetween, rangeOf } from '../ranges.ts';
import type { View } from '../workspace.ts';

export function foldingRanges(view: View): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  for (const segment of view.tree.segments) {
    for (const declaration of segment.declarations)
      walk(declaration, (node) => {
        if (folds(node)) add(ranges, view, node.span, undefined);
      });
    const [first] = segment.comments;
    const run = first ? segment.comments.filter(({ ownLine }) => ownLine) : [];
    addComments(
      ranges,
      view,
      run.map(({ span }) => span),
    );
  }
  addUses(ranges, view);
  return ranges;
}

const folds = (node: Node): boolean =>
  node.kind === 'block' ||
  node.kind === 'map' ||
  node.kind === 'list' ||
  node.kind === 'test' ||
  node.kind === 'expect';

function add(ranges: FoldingRange[], view: View, span: Span, kind: FoldingRangeKind | undefined): void {
  const startLine = view.source.position(spanStart(span)).line;
  const endLine = view.source.position(spanEnd(span)).line;
  if (endLine > startLine) ranges.push({ startLine, endLine, ...(kind ? { kind } : {}) });
}

/** Comments on lines that follow each other. */
function addComments(ranges: FoldingRange[], view: View, spans: readonly Span[]): void {
  const lines = spans.map((span) => view.source.position(spanStart(span)).line);
  for (let from = 0; from < lines.length; ) {
    let to = from;
    while (lines[to + 1] === (lines[to] as number) + 1) to++;
    if (to > from)
      ranges.push({ startLine: lines[from] as number, endLine: lines[to] as number, kind: FoldingRangeKind.Comment });
    from = to + 1;
  }
}

function addUses(ranges: FoldingRange[], view: View): void {
  const uses = view.tree.segments.flatMap((segment) => segment.declarations).filter(({ kind }) => kind === 'use');
  const [first, last] = [uses[0], uses.at(-1)];
  if (!first || !last || first === last) return;
  const startLine = view.source.position(spanStart(first.span)).line;
  const endLine = view.source.position(spanEnd(last.span)).line;
  if (endLine - startLine < uses.length * 2) ranges.push({ startLine, endLine, kind: FoldingRangeKind.Imports });
}

/** From the innermost node outwards to the whole file. */
export function selectionRange(view: View, offset: number): SelectionRange {
  let result: SelectionRange = { range: rangeBetween(view.source, 0, view.source.text.length) };
  let before: Span | undefined;
  for (const { span } of nodeAt(view.tree, offset)) {
    if (before && before.start === span.start && before.end === span.end) continue;
    before = span;
    result = { range: rangeOf(span), parent: result };
  }
  return result;
}
