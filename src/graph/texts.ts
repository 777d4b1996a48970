// A graph → the texts of other tools: DOT for Graphviz, Mermaid for Markdown pages, JSON for programs.
import { placeOf } from '../text/index.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';

/** For `dot -Tsvg`. */
export function graphDot({ nodes, edges }: Graph): string {
  const box = (node: GraphNode): string =>
    `  ${dotText(node.id)} [label=${dotText(linesOf(node).join('\n'))}, shape=${dotShapes[node.kind]}];`;
  const way = (edge: GraphEdge): string =>
    `  ${dotText(edge.from)} -> ${dotText(edge.to)} [label=${dotText(wordsOf(edge))}${dashed(edge) ? ', style=dashed' : ''}];`;
  return ['digraph mesh {', '  rankdir=LR;', ...nodes.map(box), ...edges.map(way), '}', ''].join('\n');
}

const dotShapes = { gateway: 'house', host: 'note', service: 'box', egress: 'oval' } as const;
const dotText = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** A flowchart that Markdown pages show. */
export function graphMermaid({ nodes, edges }: Graph): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const box = (node: GraphNode): string =>
    `  ${names.get(node.id)}["${linesOf(node).map(mermaidText).join('<br>')}"]:::${node.kind}`;
  const way = (edge: GraphEdge): string => {
    const words = mermaidText(wordsOf(edge));
    const label = words === '' ? '' : `|"${words}"|`;
    return `  ${names.get(edge.from)} ${dashed(edge) ? '-.->' : '-->'}${label} ${names.get(edge.to)}`;
  };
  return ['flowchart LR', ...nodes.map(box), ...edges.map(way), ''].join('\n');
}

/** Entities, since Mermaid reads quotes, angles and its own marks even in quoted texts. */
const mermaidText = (text: string): string =>
  text.replace(/[#"<>&|`\\]/g, (char) => `#${char.charCodeAt(0)};`).replaceAll('\n', ' ');

const linesOf = ({ name, kind, namespace, rows }: GraphNode): string[] => [
  name,
  `${kind} · ${namespace}`,
  ...rows.map((row) => [row.name, ...row.says].join(' ')),
];

const wordsOf = ({ version, says }: GraphEdge): string =>
  [...(version === undefined ? [] : [version]), ...says].join(' ');

const dashed = ({ kind }: GraphEdge): boolean => kind === 'calls' || kind === 'mirror' || kind === 'through';

/** Nodes and edges as plain data; places as `file:line:column`. */
export const graphData = ({ nodes, edges }: Graph): object => ({
  nodes: nodes.map(({ origin, ...node }) => ({ ...node, place: placeOf(origin) })),
  edges,
});
