// `mesh graph`: the mesh drawn, or written for tools that draw.
import { type Graph, graphData, graphDot, graphMermaid, graphOf, graphSvg } from '../../graph/index.ts';
import { compiled } from '../compiled.ts';
import { leftToCallees } from '../left-to-callees.ts';
import type { ProjectOptions } from '../project.ts';
import { type ExitCode, product } from '../terminal.ts';

export interface GraphOptions extends ProjectOptions {
  readonly format: 'svg' | 'mermaid' | 'dot' | 'json';
}

export async function graph(paths: readonly string[], options: GraphOptions): Promise<ExitCode> {
  const compilation = await compiled(paths, options);
  if (typeof compilation === 'number') return compilation;
  product(writers[options.format](graphOf(compilation.mesh, { left: leftToCallees(compilation) })));
  return 0;
}

const writers: Readonly<Record<GraphOptions['format'], (graph: Graph) => string>> = {
  svg: (graph) => `${graphSvg(graph)}\n`,
  mermaid: graphMermaid,
  dot: graphDot,
  json: (graph) => `${JSON.stringify(graphData(graph), undefined, 2)}\n`,
};
