// The outline of a formula over one variable: points and cones outside of which it is false, cones in which it is true.
import type { Atom } from './atoms.ts';
import type { Formula } from './formula.ts';
import type { Variable } from './variable.ts';

/** Formulas with larger trees are not looked into for an outline. */
const hugeTree = 1_000_000;

/** Points and cones outside of which a formula is false. */
export interface Pins {
  readonly points: Set<string>;
  readonly cones: Set<string>;
}

export function emptyPins(): Pins {
  return { points: new Set(), cones: new Set() };
}

export function addPins(pins: Pins, more: Pins | undefined): void {
  for (const text of more?.points ?? []) pins.points.add(text);
  for (const text of more?.cones ?? []) pins.cones.add(text);
}

export function pinsOfAtom(atom: Atom): Pins | undefined {
  switch (atom.kind) {
    case 'equal':
    case 'member':
      return { points: new Set([atom.text]), cones: new Set() };
    case 'prefix':
      return { points: new Set(), cones: new Set([atom.text]) };
    case 'under':
      return { points: new Set([atom.text]), cones: new Set([`${atom.text}/`]) };
    default:
      return undefined;
  }
}

/** Where the formula can be true, as far as its outline tells; nothing if that may be anywhere. */
export function pinsOf(formula: Formula, variable: Variable): Pins | undefined {
  if (!formula.mentions.has(variable) || formula.size > hugeTree) return undefined;
  switch (formula.kind) {
    case 'atom':
      return pinsOfAtom(formula.atom);
    case 'and':
      return fewest(formula.parts.map((part) => pinsOf(part, variable)));
    case 'or': {
      const all = emptyPins();
      for (const part of formula.parts) {
        const pins = pinsOf(part, variable);
        if (pins === undefined) return undefined;
        addPins(all, pins);
      }
      return all;
    }
    default:
      return undefined;
  }
}

function fewest(all: readonly (Pins | undefined)[]): Pins | undefined {
  let best: Pins | undefined;
  for (const pins of all) if (pins && (best === undefined || sizeOf(pins) < sizeOf(best))) best = pins;
  return best;
}

/** Cones weigh more than points, as they hold more cells. */
function sizeOf(pins: Pins): number {
  return pins.points.size + 2 * pins.cones.size;
}

/** Does the formula plainly hold in the whole cone, whatever the other variables are? */
export function covers(formula: Formula, variable: Variable, cone: string): boolean {
  if (formula.size > hugeTree) return false;
  switch (formula.kind) {
    case 'true':
      return true;
    case 'atom': {
      const { atom } = formula;
      if (atom.variable !== variable) return false;
      if (atom.kind === 'prefix') return cone.startsWith(atom.text);
      return atom.kind === 'under' && cone.startsWith(`${atom.text}/`);
    }
    case 'or':
      return formula.parts.some((part) => covers(part, variable, cone));
    case 'and':
      return formula.parts.every((part) => covers(part, variable, cone));
    default:
      return false;
  }
}
