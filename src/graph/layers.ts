// Which column each node stands in, and in which order within it: callers left of those they call, few crossings. Knows no sizes.

export interface Link {
  readonly from: string;
  readonly to: string;
}

/** Columns from left to right, each from top to bottom; every link that is not part of a circle goes to the right. */
export function columnsOf(ids: readonly string[], links: readonly Link[]): readonly (readonly string[])[] {
  const depth = depths(ids, links);
  const columns: string[][] = [];
  for (const id of ids) {
    const at = depth.get(id) ?? 0;
    columns[at] = [...(columns[at] ?? []), id];
  }
  return untangled(
    columns.map((column) => column ?? []),
    links,
  );
}

/** The longest way to each node; links back into the way that is being walked do not count. */
function depths(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const forward = withoutCircles(ids, links);
  const depth = new Map(ids.map((id) => [id, 0]));
  for (let round = 0, changed = true; changed && round <= ids.length; round++) {
    changed = false;
    for (const { from, to } of forward) {
      const wanted = (depth.get(from) ?? 0) + 1;
      if ((depth.get(to) ?? 0) >= wanted) continue;
      depth.set(to, wanted);
      changed = true;
    }
  }
  return depth;
}

function withoutCircles(ids: readonly string[], links: readonly Link[]): Link[] {
  const outgoing = Map.groupBy(links, ({ from }) => from);
  const state = new Map<string, 'open' | 'done'>();
  const kept: Link[] = [];
  for (const start of ids) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    const way = [{ id: start, next: 0 }];
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const link = outgoing.get(top.id)?.[top.next++];
      if (!link) {
        state.set(top.id, 'done');
        way.pop();
      } else if (state.get(link.to) !== 'open') {
        kept.push(link);
        if (state.has(link.to)) continue;
        state.set(link.to, 'open');
        way.push({ id: link.to, next: 0 });
      }
    }
  }
  return kept;
}

const SWEEPS = 6;

/** Sorts each column by the middle of its neighbours, to and fro. */
function untangled(columns: readonly (readonly string[])[], links: readonly Link[]): readonly (readonly string[])[] {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of links)
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const)
      neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  const sorted = columns.map((column) => [...column]);
  const place = new Map<string, number>();
  const note = (column: readonly string[]) => {
    for (const [index, id] of column.entries()) place.set(id, (index + 0.5) / column.length);
  };
  for (const column of sorted) note(column);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = sweep % 2 === 0 ? sorted : [...sorted].reverse();
    for (const column of order) {
      const middle = new Map(column.map((id) => [id, meanOf(neighbours.get(id) ?? [], place) ?? place.get(id) ?? 0]));
      column.sort((a, b) => middle.get(a)! - middle.get(b)!);
      note(column);
    }
  }
  return sorted;
}

const meanOf = (ids: readonly string[], place: ReadonlyMap<string, number>): number | undefined =>
  ids.length === 0 ? undefined : ids.reduce((sum, id) => sum + (place.get(id) ?? 0), 0) / ids.length;
