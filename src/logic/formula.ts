// Formulas over atoms, hash-consed: equal formulas of one universe are the same object. Never flattened, so that a
// formula shares its parts with others.
import { type Atom, holds } from './atoms.ts';
import type { Assignment, Variable } from './variable.ts';

/** What every formula has. */
interface Node {
  readonly id: number;
  readonly mentions: ReadonlySet<Variable>;
  /** Nodes when written out as a tree; formulas share parts, so this can be far more than there are objects. */
  readonly size: number;
}

export type Formula =
  | (Node & { readonly kind: 'true' | 'false' })
  | (Node & { readonly kind: 'atom'; readonly atom: Atom })
  | (Node & { readonly kind: 'not'; readonly part: Formula })
  | (Node & { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] });

const absent: readonly string[] = [];
const nothing: ReadonlySet<Variable> = new Set();
export const FALSE: Formula = { kind: 'false', id: 0, mentions: nothing, size: 1 };
export const TRUE: Formula = { kind: 'true', id: 1, mentions: nothing, size: 1 };

/** Formulas whose trees are larger are only walked with a memory of their parts. */
export const largeTree = 20_000;

/** The table in which the formulas of one universe are interned. */
export class FormulaTable {
  readonly #atoms = new Map<number, Formula>();
  readonly #negations = new Map<number, Formula>();
  readonly #lists = new Map<string, Formula>();
  #next = 2;

  atom(atom: Atom): Formula {
    let formula = this.#atoms.get(atom.id);
    if (formula === undefined) {
      formula = { kind: 'atom', id: this.#next++, atom, mentions: new Set([atom.variable]), size: 1 };
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
      formula = { kind: 'not', id: this.#next++, part, mentions: part.mentions, size: part.size };
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
    if (given.length < 2) return given[0] ?? unit;
    const parts = [...new Set(given)].filter((part) => part !== unit).sort((a, b) => a.id - b.id);
    if (parts.length === 0) return unit;
    if (parts.includes(zero) || contradicts(parts)) return zero;
    if (parts.length === 1) return parts[0]!;
    const key = `${kind === 'and' ? '&' : '|'}${parts.map((part) => part.id).join(',')}`;
    let formula = this.#lists.get(key);
    if (formula === undefined) {
      const size = parts.reduce((sum, part) => sum + part.size, 1);
      formula = { kind, id: this.#next++, parts, mentions: mentionedBy(parts), size };
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

/** The truth of a formula; variables that the assignment does not name are absent. */
export function evaluate(formula: Formula, assignment: Assignment): boolean {
  return truthOf(formula, assignment, formula.size > largeTree ? new Map() : undefined);
}

type Memo<T> = Map<Formula, T> | undefined;

function truthOf(formula: Formula, assignment: Assignment, memo: Memo<boolean>): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'atom':
      return holds(formula.atom, assignment.get(formula.atom.variable) ?? absent);
    case 'not':
      return !truthOf(formula.part, assignment, memo);
    default:
      return remembered(memo, formula, () => {
        const isTrue = (part: Formula) => truthOf(part, assignment, memo);
        return formula.kind === 'and' ? formula.parts.every(isTrue) : formula.parts.some(isTrue);
      });
  }
}

function remembered<T>(memo: Memo<T>, formula: Formula, compute: () => T): T {
  const known = memo?.get(formula);
  if (known !== undefined) return known;
  const value = compute();
  memo?.set(formula, value);
  return value;
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
  const memo: Memo<Formula> = formula.size > largeTree ? new Map() : undefined;
  const replace = (part: Formula): Formula => {
    if (!part.mentions.has(variable)) return part;
    switch (part.kind) {
      case 'atom': {
        const value = known(part.atom);
        return value === undefined ? part : value ? TRUE : FALSE;
      }
      case 'not':
        return table.not(replace(part.part));
      case 'and':
      case 'or':
        return remembered(memo, part, () => replaceParts(table, part, replace));
      default:
        return part;
    }
  };
  return replace(formula);
}

function replaceParts(
  table: FormulaTable,
  formula: Extract<Formula, { parts: readonly Formula[] }>,
  replace: (part: Formula) => Formula,
): Formula {
  const [unit, zero] = formula.kind === 'and' ? [TRUE, FALSE] : [FALSE, TRUE];
  const parts: Formula[] = [];
  let same = true;
  for (const part of formula.parts) {
    const replaced = replace(part);
    if (replaced === zero) return zero;
    if (replaced !== part) same = false;
    if (replaced !== unit) parts.push(replaced);
  }
  return same ? formula : table[formula.kind](parts);
}
