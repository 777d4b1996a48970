// The face of the room: the mesh as a graph, drawn or as the text of other tools.
export type { Graph, GraphEdge, GraphNode, GraphRow } from './graph.ts';
export type { Direction } from './layout.ts';
export { graphOf } from './of-mesh.ts';
export { graphSvg } from './svg.ts';
export { graphData, graphDot, graphMermaid } from './texts.ts';
