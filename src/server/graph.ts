// The mesh as a graph for editors: nodes with the places they are declared at, edges, and the picture.
import { type Direction, type Graph, type GraphNode, graphOf, graphSvg } from '../graph/index.ts';
import type { Mesh } from '../model/index.ts';
import { rangeOf } from './ranges.ts';
import { uriOfPath } from './uri.ts';

export interface EditorGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: Graph['edges'];
  /** A complete SVG; the element of each node carries its id in `data-id`. */
  readonly svg: string;
}
export interface PlacedNode extends Omit<GraphNode, 'origin'> {
  readonly uri: string;
  /** From 0. */
  readonly line: number;
}

/** `left`: calls that a Linkerd leaves to the proxy of the callee, as `namespace/name:port`. */
export function editorGraph(mesh: Mesh, direction: Direction, left: ReadonlySet<string>): EditorGraph {
  const graph = graphOf(mesh, { left });
  const nodes = graph.nodes.map(
    ({ origin, ...node }): PlacedNode => ({
      ...node,
      uri: uriOfPath(origin.anchor.source.path),
      line: rangeOf(origin).start.line,
    }),
  );
  return { nodes, edges: graph.edges, svg: graphSvg(graph, direction) };
}
