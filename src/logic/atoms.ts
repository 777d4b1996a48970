// Atoms: one fact about one variable. Here is what each of them says about a value; nothing is searched here.
import type { Automaton, RegexAutomaton } from './automaton.ts';
import { type ChoiceVariable, foldCase, type TextVariable } from './variable.ts';

/**
 * `equal`, `prefix`, `suffix`, `contains` compare with a literal; `under` is `equal` or begins with the literal and a
 * slash; `regex` matches the whole value; `exists` asks for any value.
 */
export type TextTest = 'equal' | 'prefix' | 'under' | 'suffix' | 'contains' | 'regex' | 'exists';

export interface TextAtom {
  readonly kind: TextTest;
  readonly id: number;
  readonly variable: TextVariable;
  /** The literal, or the expression's source. */
  readonly text: string;
  readonly automaton: RegexAutomaton | undefined;
}

export interface MemberAtom {
  readonly kind: 'member';
  readonly id: number;
  readonly variable: ChoiceVariable;
  readonly text: string;
}

export type Atom = TextAtom | MemberAtom;

/** Does one value of a text variable satisfy the atom? The value is folded already where the variable folds. */
export function holdsFor(atom: TextAtom, value: string): boolean {
  const { text } = atom;
  switch (atom.kind) {
    case 'equal':
      return value === text;
    case 'prefix':
      return value.startsWith(text);
    case 'under':
      return value.startsWith(text) && (value.length === text.length || value[text.length] === '/');
    case 'suffix':
      return value.endsWith(text);
    case 'contains':
      return value.includes(text);
    case 'regex':
      return accepts(atom.automaton!, value);
    case 'exists':
      return true;
  }
}

/** Does the atom hold for a variable that has these values? */
export function holds(atom: Atom, values: readonly string[]): boolean {
  if (atom.kind === 'member') return values.includes(atom.text);
  atom.automaton?.begin();
  const { ignoreCase } = atom.variable;
  return values.some((value) => holdsFor(atom, ignoreCase ? foldCase(value) : value));
}

/** Runs an automaton over a whole value; throws LimitReached if its budget does not suffice. */
export function accepts(automaton: Automaton, value: string): boolean {
  return automaton.accepts(run(automaton, automaton.start, value));
}

export function run(automaton: Automaton, from: number, value: string): number {
  let state = from;
  for (const character of value) {
    if (state === -1) return state;
    state = automaton.step(state, character.codePointAt(0)!);
  }
  return state;
}

/** Literals compare by folded case where the variable does, and `under "/a/"` means `under "/a"`. */
export function normalLiteral(variable: TextVariable, kind: TextTest, text: string): string {
  const folded = variable.ignoreCase && kind !== 'regex' ? foldCase(text) : text;
  return kind === 'under' ? folded.replace(/\/+$/, '') : folded;
}
