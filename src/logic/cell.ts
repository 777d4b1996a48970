// Cells: the parts into which a variable's values are cut, such that every equal, prefix and segment-prefix literal is
// simply true or simply false in each part.
import { type Atom, accepts, holds, run } from './atoms.ts';
import type { Automaton } from './automaton.ts';
import { trieAutomaton } from './literal-automaton.ts';
import type { Variable } from './variable.ts';

export type Cell =
  | { readonly kind: 'absent' }
  /** Exactly this value (of a text), or this member (of a choice). */
  | { readonly kind: 'point'; readonly text: string }
  /** Everything that begins with `text` and that `excluded` does not accept. */
  | { readonly kind: 'cone'; readonly text: string; readonly excluded: () => Automaton | undefined }
  /** The members of a choice that no point names. */
  | { readonly kind: 'members'; readonly members: readonly string[] };

/** What a question is asked within: at most one cell per variable. */
export type Place = ReadonlyMap<Variable, Cell>;

export const everywhere: Place = new Map();

/** The cone without some words and smaller cones; their automaton is built when it is first asked for. */
export function coneCell(text: string, points: readonly string[], cones: readonly string[]): Cell {
  let automaton: Automaton | undefined;
  const excluded = () => {
    if (points.length + cones.length > 0) automaton ??= trieAutomaton({ points, cones });
    return automaton;
  };
  return { kind: 'cone', text, excluded };
}

/** Is the value of a text in the cell? */
export function isInCell(cell: Cell, value: string): boolean {
  switch (cell.kind) {
    case 'absent':
      return false;
    case 'point':
      return value === cell.text;
    case 'cone':
      return value.startsWith(cell.text) && !isExcluded(cell.excluded(), value);
    case 'members':
      return cell.members.includes(value);
  }
}

function isExcluded(excluded: Automaton | undefined, value: string): boolean {
  return excluded !== undefined && accepts(excluded, value);
}

/** Does the cell exclude everything that begins with `head`? */
export function excludesCone(cell: Cell | undefined, head: string): boolean {
  const excluded = cell?.kind === 'cone' ? cell.excluded() : undefined;
  return excluded?.full(run(excluded, excluded.start, head)) ?? false;
}

/** What the cell says about an atom of its variable, if it says anything. */
export function knownIn(cell: Cell, atom: Atom): boolean | undefined {
  switch (cell.kind) {
    case 'absent':
      return false;
    case 'point':
      return holds(atom, [cell.text]);
    case 'members':
      return cell.members.includes(atom.text) ? undefined : false;
    case 'cone':
      return knownInCone(cell.text, atom);
  }
}

function knownInCone(cone: string, atom: Atom): boolean | undefined {
  switch (atom.kind) {
    case 'exists':
      return true;
    case 'equal':
      return false;
    case 'prefix':
      return cone.startsWith(atom.text);
    case 'under':
      return cone.startsWith(`${atom.text}/`);
    case 'contains':
      return cone.includes(atom.text) ? true : undefined;
    default:
      return undefined;
  }
}
