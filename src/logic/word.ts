// One value of one text variable: is there a string that satisfies some atoms and none of others? Literals are
// decided by a word with a fresh character; only what depends on regular expressions is searched as a product.
import { accepts, holdsFor, type TextAtom } from './atoms.ts';
import type { Automaton, Budget, RegexAutomaton } from './automaton.ts';
import { type Cell, excludesCone, isInCell } from './cell.ts';
import { type Frame, frameOf, guesses, spread } from './frame.ts';
import { containsAutomaton, suffixAutomaton, trieAutomaton } from './literal-automaton.ts';
import { shortestWord } from './product.ts';
import type { TextVariable } from './variable.ts';
import { LimitReached, type Limits } from './verdict.ts';

export interface WordQuestion {
  readonly variable: TextVariable;
  readonly base: RegexAutomaton | undefined;
  readonly positive: readonly TextAtom[];
  readonly negative: readonly TextAtom[];
  readonly cell: Cell | undefined;
  /** A character that no literal of the variable contains. */
  readonly fresh: string;
  readonly limits: Limits;
}

/** `no` comes with atoms that are enough to exclude each other. */
export type WordAnswer =
  | { readonly is: 'yes'; readonly word: string }
  | { readonly is: 'no'; readonly core: readonly TextAtom[] }
  | { readonly is: 'unknown'; readonly reason: string };

const sampleStates = 200;

/** Finds a readable, else a shortest, word. */
export function findWord(question: WordQuestion): WordAnswer {
  const { states, steps } = question.limits;
  const budget: Budget = { states, steps };
  question.base?.begin(budget);
  for (const atom of [...question.positive, ...question.negative]) atom.automaton?.begin(budget);
  try {
    return search(question);
  } catch (error) {
    if (error instanceof LimitReached) return { is: 'unknown', reason: error.reason };
    throw error;
  }
}

function search(question: WordQuestion): WordAnswer {
  const { cell, positive } = question;
  if (cell?.kind === 'point') return tryOnly(question, cell.text, undefined);
  const equal = positive.find((atom) => atom.kind === 'equal');
  if (equal !== undefined) return tryOnly(question, equal.text, equal);
  const frame = frameOf(question);
  if ('core' in frame) return { is: 'no', core: frame.core };
  if (frame.point !== undefined && fault(question, frame.point) === undefined) return { is: 'yes', word: frame.point };
  return searchFrame(question, frame);
}

/** Only one word is left; `by` names the atom that asked for it. */
function tryOnly(question: WordQuestion, word: string, by: TextAtom | undefined): WordAnswer {
  const found = fault(question, word);
  if (found === undefined) return { is: 'yes', word };
  return { is: 'no', core: [by, found === 'place' ? undefined : found].filter((atom) => atom !== undefined) };
}

/** Why a word is none of those looked for: the atom it betrays, or the variable's base or cell. */
function fault(question: WordQuestion, word: string): TextAtom | 'place' | undefined {
  const { variable, base, cell, positive, negative } = question;
  if (!word.startsWith(variable.startsWith) || (cell && !isInCell(cell, word))) return 'place';
  const wrong = (atom: TextAtom, want: boolean) => holdsFor(atom, word) !== want;
  const literal = (atom: TextAtom) => atom.kind !== 'regex';
  return (
    positive.find((atom) => literal(atom) && wrong(atom, true)) ??
    negative.find((atom) => literal(atom) && wrong(atom, false)) ??
    (base && !accepts(base, word) ? 'place' : undefined) ??
    positive.find((atom) => !literal(atom) && wrong(atom, true)) ??
    negative.find((atom) => !literal(atom) && wrong(atom, false))
  );
}

function searchFrame(question: WordQuestion, frame: Frame): WordAnswer {
  const decided = decideByFreshWord(question, frame);
  if (decided !== undefined) return decided;
  for (const word of guesses(frame, question.fresh)) {
    if (fault(question, word) === undefined) return { is: 'yes', word };
  }
  const sampled = guessFromSamples(question, frame);
  if (sampled !== undefined) return { is: 'yes', word: sampled };
  const word = searchProduct(question, frame);
  return word === undefined ? { is: 'no', core: [...question.positive, ...question.negative] } : { is: 'yes', word };
}

/**
 * A word of the frame whose parts are kept apart by a character that occurs in no literal satisfies no literal but
 * those that every word of the frame satisfies. If it satisfies an unwanted one, there is no word.
 */
function decideByFreshWord(question: WordQuestion, frame: Frame): WordAnswer | undefined {
  const word = spread(frame, question.fresh, true);
  if (excludesCone(question.cell, frame.head)) return { is: 'no', core: pointCore(question, frame, []) };
  const betrayed = question.negative.find((atom) => atom.kind !== 'regex' && holdsFor(atom, word));
  if (betrayed === undefined) return undefined;
  return { is: 'no', core: pointCore(question, frame, [betrayed]) };
}

/** The core of a frame without words, with what excluded its single point. */
function pointCore(question: WordQuestion, frame: Frame, more: readonly TextAtom[]): TextAtom[] {
  const core = new Set([...question.positive.filter((atom) => atom.kind !== 'regex'), ...more]);
  const found = frame.point === undefined ? undefined : fault(question, frame.point);
  if (found !== undefined && found !== 'place') core.add(found);
  return [...core];
}

/**
 * Several expressions together may have very many states, yet words of each, one after the other, often satisfy all of
 * them: `.*a.*`, `.*b.*`.
 */
function guessFromSamples(question: WordQuestion, frame: Frame): string | undefined {
  const regexes = question.positive.filter((atom) => atom.kind === 'regex');
  if (regexes.length < 2) return undefined;
  const limits = { ...question.limits, products: Math.min(question.limits.products, sampleStates) };
  const samples = regexes.map((atom) => sampleOf(atom, limits));
  if (samples.includes(undefined)) return undefined;
  const word = frame.head + samples.join('') + frame.inner.join('') + frame.tail;
  return fault(question, word) === undefined ? word : undefined;
}

function sampleOf(atom: TextAtom, limits: Limits): string | undefined {
  try {
    return shortestWord({ head: '', wanted: [atom.automaton!], unwanted: [], lowerCase: false }, limits);
  } catch (error) {
    if (error instanceof LimitReached) return undefined;
    throw error;
  }
}

function searchProduct(question: WordQuestion, frame: Frame): string | undefined {
  const wanted = question.positive.map(automatonOf).filter((automaton) => automaton !== undefined);
  const unwanted = question.negative.map(automatonOf).filter((automaton) => automaton !== undefined);
  if (question.base) wanted.push(question.base);
  const excluded = question.cell?.kind === 'cone' ? question.cell.excluded() : undefined;
  if (excluded) unwanted.push(excluded);
  const trie = negativeTrie(question.negative);
  if (trie) unwanted.push(trie);
  return shortestWord({ head: frame.head, wanted, unwanted, lowerCase: question.variable.ignoreCase }, question.limits);
}

/** The automaton of an atom that the frame's head does not settle. */
function automatonOf(atom: TextAtom): Automaton | undefined {
  switch (atom.kind) {
    case 'regex':
      return atom.automaton;
    case 'suffix':
      return suffixAutomaton(atom.text);
    case 'contains':
      return containsAutomaton(atom.text);
    default:
      return undefined;
  }
}

function negativeTrie(atoms: readonly TextAtom[]): Automaton | undefined {
  const points = atoms.filter((atom) => atom.kind === 'equal' || atom.kind === 'under').map((atom) => atom.text);
  const prefixes = atoms.filter((atom) => atom.kind === 'prefix').map((atom) => atom.text);
  const segments = atoms.filter((atom) => atom.kind === 'under').map((atom) => `${atom.text}/`);
  const cones = [...prefixes, ...segments];
  return points.length + cones.length === 0 ? undefined : trieAutomaton({ points, cones });
}
