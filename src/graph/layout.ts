// A graph → boxes and lines with coordinates in CSS pixels. Widths of texts are estimated: nothing here can measure a font.
import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import { columnsOf, type Link } from './layers.ts';

export interface Box {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Line {
  readonly edge: GraphEdge;
  /** Left to right where the columns allow it; at least two. */
  readonly points: readonly Point[];
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  /** Nodes that were too many to be drawn. */
  readonly leftOut: number;
}

export const HEAD = 44;
export const ROW = 24;
export const LETTER = 7.2;
/** Longest text of a row or line, in letters; the rest is shown when pointed at. */
export const LONGEST = 26;
const MOST_NODES = 250;
const MARGIN = 24;
const BETWEEN_COLUMNS = 110;
const BETWEEN_BOXES = 28;
const LANE = 14;

export const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

export function layOut({ nodes, edges }: Graph): Layout {
  const drawn = nodes.slice(0, MOST_NODES);
  const known = new Set(drawn.map(({ id }) => id));
  const shown = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const ways = shown.filter(({ kind }) => kind !== 'through' && kind !== 'mirror');
  const lanes = withLanes(drawn, ways);
  const byId = new Map(drawn.map((node) => [node.id, node]));
  const sizes = new Map(drawn.map((node) => [node.id, sizeOf(node)]));
  const placed = placeAll(lanes.columns, sizes, gapWidths(lanes.columns, shown));
  const boxes = drawn.map((node) => ({ node, ...placed.get(node.id)! }));
  const lines = shown.map((edge) => ({ edge, points: pointsOf(edge, placed, lanes.stops.get(edge) ?? [], byId) }));
  return { ...extentOf([...placed.values()]), boxes, lines, leftOut: nodes.length - drawn.length };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Place extends Size, Point {}

function sizeOf({ name, namespace, rows }: GraphNode): Size {
  const letters = [name.length * 1.15 + 3, namespace.length + 8, ...rows.map((row) => rowText(row).length + 2)];
  const width = Math.max(...letters.map((count) => Math.min(count, LONGEST + 4))) * LETTER + 28;
  return { width: Math.max(130, Math.round(width)), height: HEAD + rows.length * ROW + (rows.length > 0 ? 8 : 0) };
}

export const rowText = ({ name, says }: GraphNode['rows'][number]): string =>
  shortened(says.length === 0 ? name : `${name}  ${says.join(', ')}`);

interface Lanes {
  readonly columns: readonly (readonly string[])[];
  /** The empty places that a long edge passes through, one in each column between its ends. */
  readonly stops: ReadonlyMap<GraphEdge, readonly string[]>;
}

/** Columns with a lane for every edge that passes a column by, so that it does not run through boxes. */
function withLanes(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Lanes {
  const ids = nodes.map(({ id }) => id);
  const first = columnsOf(ids, edges);
  const column = new Map(first.flatMap((each, index) => each.map((id) => [id, index] as const)));
  const stops = new Map<GraphEdge, string[]>();
  const links: Link[] = [];
  for (const edge of edges) {
    const between = Math.max(0, column.get(edge.to)! - column.get(edge.from)! - 1);
    const way = Array.from({ length: between }, (_, index) => `${edge.from}\0${edge.to}\0${edge.version}\0${index}`);
    stops.set(edge, way);
    const whole = [edge.from, ...way, edge.to];
    for (let at = 1; at < whole.length; at++) links.push({ from: whole[at - 1]!, to: whole[at]! });
  }
  return { columns: columnsOf([...new Set([...ids, ...[...stops.values()].flat()])], links), stops };
}

/** Room for the words on the lines between two columns. */
function gapWidths(columns: readonly (readonly string[])[], edges: readonly GraphEdge[]): readonly number[] {
  const column = new Map(columns.flatMap((each, index) => each.map((id) => [id, index] as const)));
  const gaps = columns.map(() => BETWEEN_COLUMNS - 46);
  for (const edge of edges) {
    const at = Math.max(0, (column.get(edge.to) ?? 0) - 1);
    const letters = edgeText(edge).length;
    gaps[at] = Math.max(gaps[at] ?? 0, letters * 6 + 50);
  }
  return gaps;
}

/** The words on a line; a whole share needs none. */
export function edgeText({ says, kind }: GraphEdge): string {
  if (kind !== 'routes') return says.join(' ');
  const [first = '', ...more] = says;
  const plain = first === '100%' ? '' : first.replace(/^when /, '');
  return shortened(plain) + (more.length > 0 ? ` +${more.length}` : '');
}

function placeAll(
  columns: readonly (readonly string[])[],
  sizes: ReadonlyMap<string, Size>,
  gaps: readonly number[],
): ReadonlyMap<string, Place> {
  const sizeAt = (id: string): Size => sizes.get(id) ?? { width: 0, height: LANE };
  const heights = columns.map((ids) => ids.reduce((sum, id) => sum + sizeAt(id).height + BETWEEN_BOXES, 0));
  const tallest = Math.max(0, ...heights);
  const places = new Map<string, Place>();
  let x = MARGIN;
  columns.forEach((ids, index) => {
    const width = Math.max(0, ...ids.map((id) => sizeAt(id).width));
    let y = MARGIN + (tallest - heights[index]!) / 2;
    for (const id of ids) {
      const { height } = sizeAt(id);
      places.set(id, { x, y, width, height });
      y += height + BETWEEN_BOXES;
    }
    x += width + (gaps[index] ?? 0);
  });
  return places;
}

function pointsOf(
  edge: GraphEdge,
  places: ReadonlyMap<string, Place>,
  stops: readonly string[],
  nodes: ReadonlyMap<string, GraphNode>,
): readonly Point[] {
  const from = places.get(edge.from)!;
  const to = places.get(edge.to)!;
  const start = { x: from.x + from.width, y: from.y + HEAD / 2 };
  const row = rowOf(edge, nodes.get(edge.to)!);
  const end = { x: to.x, y: to.y + (row === undefined ? HEAD / 2 : HEAD + 4 + (row + 0.5) * ROW) };
  const lanes = stops.flatMap((stop) => {
    const { x, y, width, height } = places.get(stop)!;
    return [
      { x, y: y + height / 2 },
      { x: x + width, y: y + height / 2 },
    ];
  });
  return [start, ...lanes, end];
}

function rowOf({ version }: GraphEdge, { rows }: GraphNode): number | undefined {
  const row = rows.findIndex(({ kind, name }) => kind === 'version' && name === version);
  return row < 0 ? undefined : row;
}

function extentOf(places: readonly Place[]): Size {
  const right = Math.max(0, ...places.map(({ x, width }) => x + width));
  const bottom = Math.max(0, ...places.map(({ y, height }) => y + height));
  return { width: Math.ceil(right + MARGIN), height: Math.ceil(bottom + MARGIN) };
}
