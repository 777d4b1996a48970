// What a conjunction of atoms about one variable means: values that satisfy it, or atoms that exclude each other.
import type { Atom, MemberAtom, TextAtom } from './atoms.ts';
import type { RegexAutomaton } from './automaton.ts';
import type { Cell } from './cell.ts';
import type { ChoiceVariable, TextVariable, Variable } from './variable.ts';
import type { Limits } from './verdict.ts';
import { findWord, type WordAnswer } from './word.ts';

export type Core = readonly Atom[];

export type TheoryAnswer =
  | { readonly is: 'yes'; readonly values: readonly string[] }
  | { readonly is: 'no'; readonly core: Core }
  | { readonly is: 'unknown'; readonly reason: string };

/** What a theory asks of its universe. */
export interface TheoryContext {
  readonly limits: Limits;
  baseOf(variable: TextVariable): RegexAutomaton | undefined;
  freshFor(variable: TextVariable): string;
}

const smallCore = 16;
const absent: TheoryAnswer = { is: 'yes', values: [] };

/** Answers about single variables, remembered; a class for that memory. */
export class Theory {
  readonly #context: TheoryContext;
  readonly #memo = new WeakMap<Cell | Variable, Map<string, TheoryAnswer>>();

  constructor(context: TheoryContext) {
    this.#context = context;
  }

  /** Values in the cell for which all positive and no negative atoms hold. Cores are small, not always smallest. */
  check(
    variable: Variable,
    positive: readonly Atom[],
    negative: readonly Atom[],
    cell: Cell | undefined,
  ): TheoryAnswer {
    const memo = this.#memoOf(cell ?? variable);
    const key = `${keyOf(positive)}|${keyOf(negative)}`;
    let answer = memo.get(key);
    if (answer === undefined) {
      answer = this.#decide(variable, positive, negative, cell);
      if (answer.is === 'no') answer = { is: 'no', core: this.#shrink(answer.core, variable, positive, cell) };
      memo.set(key, answer);
    }
    return answer;
  }

  #memoOf(owner: Cell | Variable): Map<string, TheoryAnswer> {
    let memo = this.#memo.get(owner);
    if (memo === undefined) {
      memo = new Map();
      this.#memo.set(owner, memo);
    }
    return memo;
  }

  #decide(variable: Variable, positive: readonly Atom[], negative: readonly Atom[], cell: Cell | undefined) {
    if (variable.kind === 'choice') {
      return chooseMember(variable, positive as readonly MemberAtom[], negative as readonly MemberAtom[], cell);
    }
    return this.#text(variable, positive as readonly TextAtom[], negative as readonly TextAtom[], cell);
  }

  #text(
    variable: TextVariable,
    positive: readonly TextAtom[],
    negative: readonly TextAtom[],
    cell: Cell | undefined,
  ): TheoryAnswer {
    const missing = negative.find((atom) => atom.kind === 'exists');
    const tests = positive.filter((atom) => atom.kind !== 'exists');
    const mayBeAbsent = variable.optional && (cell === undefined || cell.kind === 'absent');
    if (missing !== undefined || cell?.kind === 'absent') {
      if (positive.length === 0 && mayBeAbsent) return absent;
      const core = [positive[0], missing].filter((atom) => atom !== undefined);
      return { is: 'no', core: mayBeAbsent ? core : core.slice(-1) };
    }
    if (positive.length === 0 && mayBeAbsent) return absent;
    const answer = variable.many
      ? this.#severalWords(variable, tests, negative, cell)
      : oneWord(this.#word(variable, tests, negative, cell));
    const needsValue =
      mayBeAbsent && answer.is === 'no' && !answer.core.some((atom) => positive.includes(atom as TextAtom));
    return needsValue ? { is: 'no', core: [...answer.core, positive[0]!] } : answer;
  }

  #word(
    variable: TextVariable,
    positive: readonly TextAtom[],
    negative: readonly TextAtom[],
    cell: Cell | undefined,
  ): WordAnswer {
    const { limits } = this.#context;
    const base = this.#context.baseOf(variable);
    return findWord({ variable, base, positive, negative, cell, fresh: this.#context.freshFor(variable), limits });
  }

  /** One word for all atoms if there is one, else a word for each. */
  #severalWords(
    variable: TextVariable,
    positive: readonly TextAtom[],
    negative: readonly TextAtom[],
    cell: Cell | undefined,
  ): TheoryAnswer {
    const together = this.#word(variable, positive, negative, cell);
    if (positive.length <= 1 || together.is === 'yes') return oneWord(together);
    const single = positive.map((atom) => this.#word(variable, [atom], negative, cell));
    const impossible = single.find((answer) => answer.is === 'no');
    if (impossible !== undefined) return impossible;
    const open = single.find((answer) => answer.is === 'unknown');
    if (open !== undefined) return open;
    return { is: 'yes', values: [...new Set(single.flatMap((answer) => (answer.is === 'yes' ? [answer.word] : [])))] };
  }

  /** Leaves out atoms of a core as long as the rest still exclude each other. */
  #shrink(core: Core, variable: Variable, positive: readonly Atom[], cell: Cell | undefined): Core {
    if (core.length <= 1 || core.length > smallCore) return core;
    let kept = core;
    for (const atom of core) {
      const rest = kept.filter((other) => other !== atom);
      const [wanted, unwanted] = [rest.filter((a) => positive.includes(a)), rest.filter((a) => !positive.includes(a))];
      if (this.#decide(variable, wanted, unwanted, cell).is === 'no') kept = rest;
    }
    return kept;
  }
}

function oneWord(answer: WordAnswer): TheoryAnswer {
  return answer.is === 'yes' ? { is: 'yes', values: [answer.word] } : answer;
}

function keyOf(atoms: readonly Atom[]): string {
  return atoms
    .map((atom) => atom.id)
    .sort((a, b) => a - b)
    .join(',');
}

function chooseMember(
  variable: ChoiceVariable,
  positive: readonly MemberAtom[],
  negative: readonly MemberAtom[],
  cell: Cell | undefined,
): TheoryAnswer {
  const allowed = membersIn(variable, cell);
  const [first] = positive;
  if (first === undefined) {
    const free = allowed.find((member) => negative.every((atom) => atom.text !== member));
    return free === undefined ? { is: 'no', core: negative } : { is: 'yes', values: [free] };
  }
  if (!allowed.includes(first.text)) return { is: 'no', core: [first] };
  const other = positive.find((atom) => atom.text !== first.text) ?? negative.find((atom) => atom.text === first.text);
  return other === undefined ? { is: 'yes', values: [first.text] } : { is: 'no', core: [first, other] };
}

function membersIn(variable: ChoiceVariable, cell: Cell | undefined): readonly string[] {
  if (cell?.kind === 'point') return [cell.text];
  return cell?.kind === 'members' ? cell.members : variable.members;
}
