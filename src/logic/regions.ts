// Cuts rule lists by one variable: its sorted literals make a tree of cones with points in them, and each of these
// cells gets only the rules that can matter there. Ten thousand rules become ten thousand short lists.
import type { Atom } from './atoms.ts';
import { type Cell, coneCell, knownIn, type Place } from './cell.ts';
import { atomsOf, type Formula, substitute } from './formula.ts';
import { addPins, covers, emptyPins, pinsOf, pinsOfAtom } from './pins.ts';
import type { Universe } from './universe.ts';
import type { TextVariable, Variable } from './variable.ts';
import type { Limits } from './verdict.ts';

/** A rule of a list, by its place in it, with what its condition has become in the current place. */
export interface Entry {
  readonly index: number;
  readonly formula: Formula;
}

export type EntryLists = readonly (readonly Entry[])[];

/** What a walk over cells is told: the cell, and per list the rules that can matter there, in order. */
export type Visit = (cell: Cell, lists: EntryLists) => void;

/**
 * The variable to cut by: the one with most literals, if it has enough of them and they confine enough of the rules.
 * Rules that are not confined are asked in every cell, and cutting again and again would multiply that.
 */
export function variableToCut(lists: EntryLists, place: Place, limits: Limits): Variable | undefined {
  const formulas = lists.flatMap((list) => list.map((entry) => entry.formula));
  const counted = [...literalsByVariable(formulas, place)].filter(([, texts]) => texts.size >= limits.regionLiterals);
  const confines = ([variable]: readonly [Variable, unknown]) => {
    const confined = formulas.filter((formula) => pinsOf(formula, variable) !== undefined).length;
    return confined >= limits.regionShare * formulas.length;
  };
  return counted.sort(([, a], [, b]) => b.size - a.size).find(confines)?.[0];
}

function literalsByVariable(formulas: readonly Formula[], place: Place): Map<Variable, Set<string>> {
  const literals = new Map<Variable, Set<string>>();
  for (const atom of atomsOf(formulas)) {
    if (!isLiteral(atom) || place.has(atom.variable)) continue;
    const known = literals.get(atom.variable);
    if (known) known.add(atom.text);
    else literals.set(atom.variable, new Set([atom.text]));
  }
  return literals;
}

function isLiteral(atom: Atom): boolean {
  if (atom.kind === 'member') return true;
  return !atom.variable.many && (atom.kind === 'equal' || atom.kind === 'prefix' || atom.kind === 'under');
}

/** The condition within a cell: literals of the variable that was cut are decided. */
export function within(universe: Universe, formula: Formula, variable: Variable, cell: Cell): Formula {
  return substitute(universe.table, formula, variable, (atom) => knownIn(cell, atom));
}

/**
 * Visits every cell of the variable; the cells are disjoint and together hold every value, and absence. Lists may end
 * after as many rules that take everything as `covers` says.
 */
export function visitCells(variable: Variable, lists: EntryLists, covers: number, visit: Visit): void {
  if (variable.kind === 'choice') visitMembers(variable.members, variable, lists, visit);
  else visitText(variable, lists, covers, visit);
}

function visitText(variable: TextVariable, lists: EntryLists, covers: number, visit: Visit): void {
  const tree = treeOf(variable.startsWith, variable, lists);
  const open = [{ node: tree, inherited: lists.map((): readonly Entry[] => []) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node } = next;
    const carried = next.inherited.map((list, i) =>
      upToCover(merge(list, node.attached[i]!), variable, node.text, covers),
    );
    visit(
      coneCell(
        node.text,
        [...node.points.keys()],
        node.children.map((child) => child.text),
      ),
      carried,
    );
    for (const [text, attached] of node.points) {
      visit(
        { kind: 'point', text },
        carried.map((list, i) => merge(list, attached[i]!)),
      );
    }
    for (let i = node.children.length - 1; i >= 0; i--) open.push({ node: node.children[i]!, inherited: carried });
  }
  if (variable.optional) visit({ kind: 'absent' }, lists);
}

function visitMembers(members: readonly string[], variable: Variable, lists: EntryLists, visit: Visit): void {
  const named = new Set(
    atomsOf(lists.flat().map((entry) => entry.formula))
      .filter((atom) => atom.variable === variable)
      .map((atom) => atom.text),
  );
  for (const text of members) {
    const matters = ({ formula }: Entry) => pinsOf(formula, variable)?.points.has(text) ?? true;
    if (named.has(text))
      visit(
        { kind: 'point', text },
        lists.map((list) => list.filter(matters)),
      );
  }
  const rest = members.filter((member) => !named.has(member));
  if (rest.length > 0) {
    visit(
      { kind: 'members', members: rest },
      lists.map((list) => list.filter(({ formula }) => !pinsOf(formula, variable))),
    );
  }
}

interface Node {
  readonly text: string;
  readonly children: Node[];
  readonly points: Map<string, Entry[][]>;
  readonly attached: Entry[][];
}

function treeOf(root: string, variable: Variable, lists: EntryLists): Node {
  const sorted = sortedPins(root, variable, lists);
  const tree = nodeOf(root, lists.length);
  const cones = new Map([[root, tree]]);
  const points = new Map<string, Entry[][]>();
  const stack = [tree];
  for (const { text, isCone } of sorted) {
    while (!text.startsWith(stack[stack.length - 1]!.text)) stack.pop();
    const parent = stack[stack.length - 1]!;
    if (!isCone) {
      const attached = lists.map((): Entry[] => []);
      parent.points.set(text, attached);
      points.set(text, attached);
    } else if (!cones.has(text)) {
      const node = nodeOf(text, lists.length);
      parent.children.push(node);
      cones.set(text, node);
      stack.push(node);
    }
  }
  attach(root, variable, lists, cones, points);
  return tree;
}

function nodeOf(text: string, count: number): Node {
  return { text, children: [], points: new Map(), attached: Array.from({ length: count }, () => []) };
}

/** All literals below the root in an order in which every cone comes right before what it contains. */
function sortedPins(root: string, variable: Variable, lists: EntryLists) {
  const all = emptyPins();
  for (const atom of atomsOf(lists.flat().map((entry) => entry.formula))) {
    if (atom.variable === variable) addPins(all, pinsOfAtom(atom));
  }
  const below = (text: string) => text.startsWith(root);
  const pins = [
    ...[...all.cones].filter(below).map((text) => ({ text, isCone: true })),
    ...[...all.points].filter(below).map((text) => ({ text, isCone: false })),
  ];
  return pins.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : Number(b.isCone) - Number(a.isCone)));
}

/** Hangs each rule on the cells outside of which its condition is false. */
function attach(
  root: string,
  variable: Variable,
  lists: EntryLists,
  cones: ReadonlyMap<string, Node>,
  points: ReadonlyMap<string, Entry[][]>,
): void {
  lists.forEach((list, i) => {
    for (const entry of list) {
      const pins = pinsOf(entry.formula, variable) ?? { points: [], cones: [root] };
      for (const text of pins.cones) {
        const attached = cones.get(root.startsWith(text) ? root : text)?.attached[i];
        if (attached?.at(-1) !== entry) attached?.push(entry);
      }
      for (const text of pins.points) points.get(text)?.[i]?.push(entry);
    }
  });
}

/** Merges two lists in the order of their rules; a rule that hangs on both cells stays one. */
function merge(a: readonly Entry[], b: readonly Entry[]): readonly Entry[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged: Entry[] = [];
  let j = 0;
  for (const entry of a) {
    while (j < b.length && b[j]!.index < entry.index) merged.push(b[j++]!);
    if (b[j]?.index === entry.index) j++;
    merged.push(entry);
  }
  while (j < b.length) merged.push(b[j++]!);
  return merged;
}

/** Cuts the list after the rules (so many) that plainly take everything in the cone and in all cells inside. */
function upToCover(list: readonly Entry[], variable: Variable, cone: string, count: number): readonly Entry[] {
  let left = count;
  const at = list.findIndex((entry) => covers(entry.formula, variable, cone) && --left === 0);
  return at < 0 ? list : list.slice(0, at + 1);
}
