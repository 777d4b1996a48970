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
/** Where calls lead to: a wide page reads to the right, a narrow one downwards. */
export type Direction = 'right' | 'down';
export interface Layout {
  readonly direction: Direction;
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
/** The smaller letters of what rows say. */
const SMALL = 6.3;
/** Longest text of a line, in letters; the rest is shown when pointed at. */
export const LONGEST = 26;
/** Of a row: what a version takes is mostly a condition. */
const LONGEST_ROW = 40;
const MOST_NODES = 250;
const MARGIN = 24;
const BETWEEN_COLUMNS = 110;
const BETWEEN_BOXES = 28;
const BETWEEN_ROWS = 74;
const LANE = 14;

export const shortened = (text: string, most = LONGEST): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

export function layOut({ nodes, edges }: Graph, direction: Direction): Layout {
  const drawn = nodes.slice(0, MOST_NODES);
  const known = new Set(drawn.map(({ id }) => id));
  const shown = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const ways = shown.filter(({ kind }) => kind !== 'through' && kind !== 'mirror');
  const lanes = withLanes(drawn, ways);
  const byId = new Map(drawn.map((node) => [node.id, node]));
  const down = direction === 'down';
  const turn = <Kind extends Size>(size: Kind): Kind => (down ? turned(size) : size);
  const sizes = new Map(drawn.map((node) => [node.id, turn(sizeOf(node))]));
  const gaps = down ? lanes.columns.map(() => BETWEEN_ROWS) : gapWidths(lanes.columns, shown);
  const placed = new Map([...placeAll(lanes.columns, sizes, gaps)].map(([id, place]) => [id, turn(place)]));
  // Boxes of a column are equally wide, those of a row as high as they need to be.
  if (down) for (const node of drawn) placed.set(node.id, { ...placed.get(node.id)!, height: sizeOf(node).height });
  const boxes = drawn.map((node) => ({ node, ...placed.get(node.id)! }));
  const stops = (edge: GraphEdge) => (lanes.stops.get(edge) ?? []).map((stop) => placed.get(stop)!);
  const between = down ? downwards(shown, placed, stops) : rightwards(placed, stops, byId);
  const lines = shown.map((edge) => ({ edge, points: between(edge) }));
  return { direction, ...extentOf([...placed.values()]), boxes, lines, leftOut: nodes.length - drawn.length };
}

type Between = (edge: GraphEdge) => readonly Point[];
type Stops = (edge: GraphEdge) => readonly Place[];
type Places = ReadonlyMap<string, Place>;

/** Rows are placed as columns are, with their sides exchanged. */
function turned<Kind extends Size & Partial<Point>>(size: Kind): Kind {
  const { x, y, width, height } = size;
  return { ...size, width: height, height: width, ...(x === undefined || y === undefined ? {} : { x: y, y: x }) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Place extends Size, Point {}

function sizeOf({ name, namespace, rows }: GraphNode): Size {
  const head = Math.min(Math.max(name.length * 1.15 + 3, namespace.length + 8), LONGEST + 4) * LETTER;
  const width = Math.max(head, ...rows.map(rowWidth)) + 28;
  return { width: Math.max(130, Math.round(width)), height: HEAD + rows.length * ROW + (rows.length > 0 ? 8 : 0) };
}

type Row = GraphNode['rows'][number];

export const rowText = ({ name, says }: Row): string =>
  shortened(says.length === 0 ? name : `${name}  ${says.join(', ')}`, LONGEST_ROW);

function rowWidth(row: Row): number {
  const name = Math.min(row.name.length, LONGEST_ROW);
  return (name + 1) * LETTER + Math.max(0, rowText(row).length - name) * SMALL;
}

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
): Places {
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

/** From the right side of the caller's head to the left side of the head, or of the version's row. */
const rightwards =
  (places: Places, stops: Stops, nodes: ReadonlyMap<string, GraphNode>): Between =>
  (edge) => {
    const from = places.get(edge.from)!;
    const to = places.get(edge.to)!;
    const row = rowOf(edge, nodes.get(edge.to)!);
    const lanes = stops(edge).flatMap(({ x, y, width, height }) => [
      { x, y: y + height / 2 },
      { x: x + width, y: y + height / 2 },
    ]);
    const end = { x: to.x, y: to.y + (row === undefined ? HEAD / 2 : HEAD + 4 + (row + 0.5) * ROW) };
    return [{ x: from.x + from.width, y: from.y + HEAD / 2 }, ...lanes, end];
  };

/** From the lower side of the caller to the upper side, where those that end there stand beside each other in the order of their sources. */
function downwards(edges: readonly GraphEdge[], places: Places, stops: Stops): Between {
  const middle = ({ x, width }: Place) => x + width / 2;
  const before = (edge: GraphEdge) => middle(stops(edge).at(-1) ?? places.get(edge.from)!);
  const incoming = Map.groupBy(edges, ({ to }) => to);
  return (edge) => {
    const from = places.get(edge.from)!;
    const to = places.get(edge.to)!;
    const beside = [...(incoming.get(edge.to) ?? [])].sort((a, b) => before(a) - before(b));
    const share = (beside.indexOf(edge) + 1) / (beside.length + 1);
    const lanes = stops(edge).flatMap((stop) => [
      { x: middle(stop), y: stop.y },
      { x: middle(stop), y: stop.y + stop.height },
    ]);
    return [{ x: middle(from), y: from.y + from.height }, ...lanes, { x: to.x + to.width * share, y: to.y }];
  };
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
