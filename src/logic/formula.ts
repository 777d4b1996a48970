// Formulas over atoms, hash-consed: equal formulas of one universe are the same object. Never flattened, so that a
// formula shares its parts with others.
import { type Atom, holds } from './atoms.ts';
import type { Assignment, Variable } from './variable.ts';

export type Formula =
  | { readonly kind: 'true' | 'false'; readonly id: number; readonly mentions: ReadonlySet<Variable> }
  | { readonly kind: 'atom'; readonly id: number; readonly atom: Atom; readonly mentions: ReadonlySet<Variable> }
  | { readonly kind: 'not'; readonly id: number; readonly part: Formula; readonly mentions: ReadonlySet<Variable> }
  | {
      readonly kind: 'and' | 'or';
      readonly id: number;
      readonly parts: readonly Formula[];
      readonly mentions: ReadonlySet<Variable>;
    };

const nothing: ReadonlySet<Variable> = new Set();
export const FALSE: Formula = { kind: 'false', id: 0, mentions: nothing };
export const TRUE: Formula = { kind: 'true', id: 1, mentions: nothing };

/** The table in which the formulas of one universe are interned. */
export class FormulaTable {
  readonly #atoms = new Map<number, Formula>();
  readonly #negations = new Map<number, Formula>();
  readonly #lists = new Map<string, Formula>();
  #next = 2;

  atom(atom: Atom): Formula {
    let formula = this.#atoms.get(atom.id);
    if (formula === undefined) {
      formula = { kind: 'atom', id: this.#next++, atom, mentions: new Set([atom.variable]) };
      this.#atoms.set(atom.id, formula);
    }
    return formula;
  }

  not(part: Formula): Formula {
    if (part.kind === 'true') return FALSE;
    if (part.kind === 'false') return TRUE;
    if (part.kind === 'not') return part.part;
    let formula = this.#negations.get(part.id);
    if (formula === undefined) {
      formula = { kind: 'not', id: this.#next++, part, mentions: part.mentions };
      this.#negations.set(part.id, formula);
    }
    return formula;
  }

  and(parts: readonly Formula[]): Formula {
    return this.#list('and', parts, TRUE, FALSE);
  }

  or(parts: readonly Formula[]): Formula {
    return this.#list('or', parts, FALSE, TRUE);
  }

  #list(kind: 'and' | 'or', given: readonly Formula[], unit: Formula, zero: Formula): Formula {
    const parts = [...new Set(given)].filter((part) => part !== unit).sort((a, b) => a.id - b.id);
    if (parts.length === 0) return unit;
    if (parts.includes(zero) || contradicts(parts)) return zero;
    if (parts.length === 1) return parts[0]!;
    const key = `${kind === 'and' ? '&' : '|'}${parts.map((part) => part.id).join(',')}`;
    let formula = this.#lists.get(key);
    if (formula === undefined) {
      formula = { kind, id: this.#next++, parts, mentions: mentionedBy(parts) };
      this.#lists.set(key, formula);
    }
    return formula;
  }
}

function contradicts(parts: readonly Formula[]): boolean {
  if (!parts.some((part) => part.kind === 'not')) return false;
  const all = new Set(parts);
  return parts.some((part) => part.kind === 'not' && all.has(part.part));
}

function mentionedBy(parts: readonly Formula[]): ReadonlySet<Variable> {
  const first = parts[0]!.mentions;
  if (parts.every((part) => isSubset(part.mentions, first))) return first;
  return new Set(parts.flatMap((part) => [...part.mentions]));
}

function isSubset(part: ReadonlySet<Variable>, whole: ReadonlySet<Variable>): boolean {
  if (part === whole) return true;
  for (const variable of part) if (!whole.has(variable)) return false;
  return true;
}

const absent: readonly string[] = [];

/** The truth of a formula; variables that the assignment does not name are absent. */
export function evaluate(formula: Formula, assignment: Assignment): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'atom':
      return holds(formula.atom, assignment.get(formula.atom.variable) ?? absent);
    case 'not':
      return !evaluate(formula.part, assignment);
    case 'and':
      return formula.parts.every((part) => evaluate(part, assignment));
    case 'or':
      return formula.parts.some((part) => evaluate(part, assignment));
  }
}

/** All atoms of some formulas, each once. */
export function atomsOf(formulas: Iterable<Formula>): Atom[] {
  const atoms: Atom[] = [];
  const seen = new Set<Formula>(formulas);
  for (const formula of seen) {
    if (formula.kind === 'atom') atoms.push(formula.atom);
    else if (formula.kind === 'not') seen.add(formula.part);
    else if ('parts' in formula) for (const part of formula.parts) seen.add(part);
  }
  return atoms;
}

/** Replaces atoms of one variable by what is known of them; `known` leaves the others undefined. */
export function substitute(
  table: FormulaTable,
  formula: Formula,
  variable: Variable,
  known: (atom: Atom) => boolean | undefined,
): Formula {
  if (!formula.mentions.has(variable)) return formula;
  const recur = (part: Formula) => substitute(table, part, variable, known);
  switch (formula.kind) {
    case 'atom': {
      const value = known(formula.atom);
      return value === undefined ? formula : value ? TRUE : FALSE;
    }
    case 'not':
      return table.not(recur(formula.part));
    case 'and':
      return table.and(formula.parts.map(recur));
    case 'or':
      return table.or(formula.parts.map(recur));
    default:
      return formula;
  }
}
