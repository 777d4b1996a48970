// A graph → an SVG picture: boxes for what requests come to, lines for their ways. Colours are CSS variables with values of their own
// for light and dark, so that a page may bring its theme; no scripts, no fonts, nothing fetched.
import type { Graph, GraphRow } from './graph.ts';
import {
  type Box,
  type Direction,
  edgeText,
  HEAD,
  type Layout,
  type Line,
  layOut,
  type Point,
  ROW,
  rowText,
  shortened,
} from './layout.ts';

/** The picture as text, complete in itself. Boxes carry their node's id in `data-id`. */
export function graphSvg(graph: Graph, direction: Direction = 'right'): string {
  const layout = layOut(graph, direction);
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="mesh-graph" role="img" aria-label="${escaped(summary(graph))}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${style}</style>`,
    `<defs>${['routes', 'calls'].map(arrowHead).join('')}</defs>`,
    ...layout.lines.map((line) => lineSvg(line, direction)),
    ...layout.lines.map((line, index) => labelSvg(line, direction, index)),
    ...layout.boxes.map(boxSvg),
    leftOutSvg(layout),
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const style = `
.mesh-graph{--g-ink:var(--mesh-ink,#1c2430);--g-soft:var(--mesh-soft,#5b6675);--g-line:var(--mesh-line,#9aa5b4);--g-card:var(--mesh-card,#ffffff);--g-back:var(--mesh-back,#f6f7f9);--g-gateway:var(--mesh-gateway,#7c3aed);--g-host:var(--mesh-host,#0e7490);--g-service:var(--mesh-service,#2563eb);--g-egress:var(--mesh-egress,#b45309);font:13px system-ui,sans-serif;background:var(--g-back)}
@media (prefers-color-scheme:dark){.mesh-graph{--g-ink:var(--mesh-ink,#e6e9ee);--g-soft:var(--mesh-soft,#9aa7b8);--g-line:var(--mesh-line,#5f6c7d);--g-card:var(--mesh-card,#1e252f);--g-back:var(--mesh-back,#141920);--g-gateway:var(--mesh-gateway,#a78bfa);--g-host:var(--mesh-host,#22b8cf);--g-service:var(--mesh-service,#6ea8fe);--g-egress:var(--mesh-egress,#e8a04c)}}
.mesh-graph text{fill:var(--g-ink)}.mesh-graph .soft{fill:var(--g-soft);font-size:11px}.mesh-graph .name{font-weight:600}
.mesh-graph .row{font-size:12px}.mesh-graph .idle text{fill:var(--g-soft)}
.mesh-graph .card{fill:var(--g-card);stroke:var(--g-line);stroke-width:1}
.mesh-graph .gateway .mark{fill:var(--g-gateway)}.mesh-graph .host .mark{fill:var(--g-host)}.mesh-graph .service .mark{fill:var(--g-service)}.mesh-graph .egress .mark{fill:var(--g-egress)}
.mesh-graph .rule{stroke:var(--g-line);stroke-opacity:.45}
.mesh-graph .way{fill:none;stroke:var(--g-line);stroke-width:1.5}.mesh-graph .way.routes,.mesh-graph .way.door{stroke:var(--g-service);stroke-opacity:.75}.mesh-graph .way.mirror,.mesh-graph .way.through{stroke-dasharray:2 4}.mesh-graph .way.calls{stroke-dasharray:6 4}
.mesh-graph .tip-routes{fill:var(--g-service)}.mesh-graph .tip-calls{fill:var(--g-line)}
.mesh-graph .says{font-size:11px;fill:var(--g-soft);paint-order:stroke;stroke:var(--g-back);stroke-width:5px;stroke-linejoin:round}
.mesh-graph .box:hover .card,.mesh-graph .box:focus .card{stroke:var(--g-service);stroke-width:2}.mesh-graph .box:focus{outline:none}`;

const arrowHead = (kind: string): string =>
  `<marker id="mesh-tip-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip-${kind}" d="M0 0.5 8 4 0 7.5z"/></marker>`;

const summary = ({ nodes, edges }: Graph): string =>
  `the mesh: ${nodes.map(({ kind, name }) => `${kind} ${name}`).join(', ')}; ${edges.length} connections`;

function lineSvg({ edge, points }: Line, direction: Direction): string {
  const tip = edge.kind === 'routes' || edge.kind === 'door' ? 'routes' : 'calls';
  const words = [`${edge.from} ${edge.kind} ${edge.to}${edge.version ? `@${edge.version}` : ''}`, ...edge.says];
  return `<path class="way ${edge.kind}" d="${curve(points, direction)}" marker-end="url(#mesh-tip-${tip})"><title>${escaped(words.join('\n'))}</title></path>`;
}

/** Straight on at each point; a line that goes back swings out first. */
function curve(points: readonly Point[], direction: Direction): string {
  const [start, ...rest] = points as [Point, ...Point[]];
  let at = start;
  const parts = rest.map((to) => {
    const ahead = direction === 'down' ? to.y - at.y : to.x - at.x;
    const reach = ahead > 0 ? ahead / 2 : 60;
    const [dx, dy] = direction === 'down' ? [0, reach] : [reach, 0];
    const part = `C${at.x + dx} ${at.y + dy} ${to.x - dx} ${to.y - dy} ${to.x} ${to.y}`;
    at = to;
    return part;
  });
  return `M${start.x} ${start.y}${parts.join('')}`;
}

/** Above the end of the line, where lines to several places are apart. */
function labelSvg({ edge, points }: Line, direction: Direction, index: number): string {
  const down = direction === 'down';
  const text = [...(down && edge.version !== undefined ? [edge.version] : []), edgeText(edge)].join(' ').trim();
  const end = points.at(-1)!;
  if (text === '') return '';
  // Downwards the words of neighbours are one above the other.
  const [x, y] = down ? [end.x, end.y - 14 - (index % 3) * 14] : [end.x - 14, end.y - 6];
  return `<text class="says" x="${x}" y="${y}" text-anchor="${down ? 'middle' : 'end'}">${escaped(text)}<title>${escaped(edge.says.join('\n'))}</title></text>`;
}

function boxSvg({ node, x, y, width, height }: Box): string {
  const rule = node.rows.length > 0 ? `<line class="rule" x1="0" x2="${width}" y1="${HEAD}" y2="${HEAD}"/>` : '';
  return [
    `<g class="box ${node.kind}" data-id="${escaped(node.id)}" tabindex="0" transform="translate(${x} ${y})"><title>${escaped(node.id)}</title>`,
    `<rect class="card" width="${width}" height="${height}" rx="8"/><rect class="mark" x="0" y="8" width="4" height="${HEAD - 16}" rx="2"/>`,
    `<text class="name" x="14" y="19">${escaped(shortened(node.name))}</text><text class="soft" x="14" y="35">${node.kind} · ${escaped(node.namespace)}</text>`,
    rule,
    ...node.rows.map((row, index) => rowSvg(row, HEAD + 4 + index * ROW)),
    '</g>',
  ].join('');
}

function rowSvg(row: GraphRow, y: number): string {
  const idle = row.kind === 'version' && row.says.length === 0 ? ' idle' : '';
  const rest = rowText(row).slice(row.name.length);
  const name = rowText(row).slice(0, row.name.length);
  return `<g class="${row.kind}${idle}"><text class="row" x="14" y="${y + 16}"><tspan class="name">${escaped(name)}</tspan><tspan class="soft">${escaped(rest)}</tspan><title>${escaped([row.name, ...row.says].join('\n'))}</title></text></g>`;
}

const leftOutSvg = ({ leftOut, width, height }: Layout): string =>
  leftOut === 0
    ? ''
    : `<text class="soft" x="${width - 12}" y="${height - 8}" text-anchor="end">${leftOut} more are not drawn</text>`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
