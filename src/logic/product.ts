// The shortest word that some automata accept and others do not: a breadth-first walk of their product, readable
// characters first.
import { type Automaton, dead } from './automaton.ts';
import { LimitReached, type Limits } from './verdict.ts';

const readable = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/-_.~ ';
const rank = new Map(Array.from(readable, (character, index) => [character.codePointAt(0)!, index]));
const lastCodePoint = 0x10ffff;

export interface ProductQuestion {
  /** All words begin with this. */
  readonly head: string;
  readonly wanted: readonly Automaton[];
  readonly unwanted: readonly Automaton[];
  /** Whether A to Z may not occur. */
  readonly lowerCase: boolean;
}

/** A shortest word beginning with `head`, or nothing; throws LimitReached. */
export function shortestWord(question: ProductQuestion, limits: Limits): string | undefined {
  const automata = [...question.wanted, ...question.unwanted];
  const alphabet = representatives(automata, question.lowerCase);
  const walk = new Walk(automata, question.wanted.length);
  let states: readonly number[] | undefined = automata.map((automaton) => automaton.start);
  for (const character of question.head) states = states && walk.step(states, character.codePointAt(0)!);
  if (states === undefined) return undefined;
  walk.visit(states, -1, -1);
  for (let at = 0; at < walk.size; at++) {
    if (walk.size > limits.products) throw new LimitReached('the expressions together have too many states');
    if (walk.accepts(at)) return question.head + walk.wordTo(at);
    for (const codePoint of alphabet) {
      const next = walk.step(walk.states[at]!, codePoint);
      if (next !== undefined) walk.visit(next, at, codePoint);
    }
  }
  return undefined;
}

/** The visited joint states and how each was reached. */
class Walk {
  readonly states: (readonly number[])[] = [];
  readonly #automata: readonly Automaton[];
  readonly #wanted: number;
  readonly #seen = new Set<string>();
  readonly #from: number[] = [];
  readonly #by: number[] = [];

  constructor(automata: readonly Automaton[], wanted: number) {
    this.#automata = automata;
    this.#wanted = wanted;
  }

  get size(): number {
    return this.states.length;
  }

  visit(states: readonly number[], from: number, by: number): void {
    const key = states.join();
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.states.push(states);
    this.#from.push(from);
    this.#by.push(by);
  }

  /** The joint state after one code point, unless no continuation can be accepted. */
  step(states: readonly number[], codePoint: number): readonly number[] | undefined {
    const next: number[] = [];
    for (let i = 0; i < states.length; i++) {
      const automaton = this.#automata[i]!;
      const state = automaton.step(states[i]!, codePoint);
      if (i < this.#wanted ? state === dead : automaton.full(state)) return undefined;
      next.push(state);
    }
    return next;
  }

  accepts(at: number): boolean {
    const states = this.states[at]!;
    return states.every((state, i) => this.#automata[i]!.accepts(state) === i < this.#wanted);
  }

  wordTo(at: number): string {
    const codePoints: number[] = [];
    for (let i = at; this.#from[i]! >= 0; i = this.#from[i]!) codePoints.push(this.#by[i]!);
    return codePoints
      .reverse()
      .map((codePoint) => String.fromCodePoint(codePoint))
      .join('');
  }
}

/** One code point for each interval in which all automata behave alike, the readable ones first. */
function representatives(automata: readonly Automaton[], lowerCase: boolean): number[] {
  const all = new Set(automata.flatMap((automaton) => automaton.bounds));
  if (lowerCase) all.add(0x41).add(0x5b);
  all
    .add(0xd800)
    .add(0xe000)
    .add(lastCodePoint + 1);
  const bounds = [...all].filter((bound) => bound > 0 && bound <= lastCodePoint + 1).sort((a, b) => a - b);
  const chosen: number[] = [];
  let low = 0;
  for (const high of bounds) {
    if (!(low >= 0xd800 && high <= 0xe000) && !(lowerCase && low >= 0x41 && high <= 0x5b)) {
      chosen.push(mostReadable(low, high));
    }
    low = high;
  }
  return chosen.sort((a, b) => readability(a) - readability(b));
}

function mostReadable(low: number, high: number): number {
  let best = low;
  for (let codePoint = low; codePoint < high && codePoint < 0x80; codePoint++) {
    if (readability(codePoint) < readability(best)) best = codePoint;
  }
  if (readability(best) > 0x100 && low < 0x80 && high > 0xa1) return 0xe9 < high ? 0xe9 : 0xa1;
  return best;
}

/** Lower is better: the readable characters in their order, other printable ones, the rest, controls. */
function readability(codePoint: number): number {
  const known = rank.get(codePoint);
  if (known !== undefined) return known;
  if (codePoint > 0x20 && codePoint < 0x7f) return 0x80 + codePoint;
  return codePoint < 0xa1 ? 0x200000 + codePoint : 0x1000 + codePoint;
}
