// Automata over code points that are unfolded only as far as a search walks. Regular expressions come from their
// compiled program, literals as string searches. States are numbers; -1 is the state that never accepts.
import { Assert, type Instruction, Op, type Program } from './regex.ts';
import { LimitReached, type Limits } from './verdict.ts';

/** A deterministic automaton; `bounds` are the code points at which its steps may change. */
export interface Automaton {
  readonly start: number;
  readonly bounds: readonly number[];
  step(state: number, codePoint: number): number;
  accepts(state: number): boolean;
  /** Certainly accepts whatever follows. */
  full(state: number): boolean;
}

export const dead = -1;

/** What a search may still spend on unfolding regular expressions. */
export interface Budget {
  /** States that are new to their expression. */
  states: number;
  /** Instructions looked at. */
  steps: number;
}

const unlimited: Budget = { states: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };

const Context = { begin: 1, afterNewline: 2, afterWord: 4 } as const;
const newline = 10;

interface RegexState {
  /** Instructions that read, assert or match; alternatives and captures are already followed. */
  readonly entries: readonly number[];
  readonly context: number;
  readonly next: (number | undefined)[];
  accepting: boolean | undefined;
}

/** The lazy automaton of a program; a class for its growing tables. */
export class RegexAutomaton implements Automaton {
  readonly bounds: readonly number[];
  readonly start = 0;
  readonly program: Program;
  readonly #limits: Limits;
  readonly #asserts: boolean;
  #states: RegexState[] = [];
  #ids = new Map<string, number>();
  #budget: Budget = unlimited;

  constructor(program: Program, limits: Limits) {
    this.program = program;
    this.#limits = limits;
    this.#asserts = program.instructions.some((i) => i.op === Op.emptyWidth);
    this.bounds = program.bounds;
    this.#reset();
  }

  /** Begins a search: whatever is unfolded from now on is paid from `budget`. Forgets what has grown too large. */
  begin(budget: Budget = unlimited): void {
    if (this.#states.length * 2 > this.#limits.states) this.#reset();
    this.#budget = budget;
  }

  step(state: number, codePoint: number): number {
    if (state === dead) return dead;
    const row = this.#states[state]!.next;
    const cell = classOf(this.bounds, codePoint);
    row[cell] ??= this.#unfold(state, codePoint);
    return row[cell]!;
  }

  accepts(state: number): boolean {
    if (state === dead) return false;
    const row = this.#states[state]!;
    row.accepting ??= this.#reach(row, -1).some((i) => i.op === Op.match);
    return row.accepting;
  }

  full(): boolean {
    return false;
  }

  #reset(): void {
    this.#states = [];
    this.#ids = new Map();
    this.#budget = unlimited;
    this.#state(this.#follow([this.program.start]), this.#asserts ? Context.begin : 0);
  }

  #unfold(state: number, codePoint: number): number {
    const outs: number[] = [];
    for (const instruction of this.#reach(this.#states[state]!, codePoint)) {
      if (instruction.op >= Op.rune && instruction.matchRune(codePoint)) outs.push(instruction.out);
    }
    if (outs.length === 0) return dead;
    return this.#state(this.#follow(outs), this.#asserts ? contextAfter(codePoint) : 0);
  }

  /** The instructions that act on the next code point (-1: the end), assertions decided. */
  #reach(state: RegexState, next: number): readonly Instruction[] {
    const { instructions } = this.program;
    this.#pay(state.entries.length + 1);
    if (!this.#asserts) return state.entries.map((pc) => instructions[pc]!);
    const holds = assertionsBetween(state.context, next);
    const seen = new Set(state.entries);
    for (const pc of seen) {
      const instruction = instructions[pc]!;
      if (instruction.op !== Op.emptyWidth || (instruction.arg & ~holds) !== 0) continue;
      for (const entry of this.#follow([instruction.out])) seen.add(entry);
    }
    return [...seen].map((pc) => instructions[pc]!);
  }

  /** Follows everything that neither reads nor asserts. */
  #follow(from: readonly number[]): number[] {
    const seen = new Set<number>(from);
    const entries: number[] = [];
    for (const pc of seen) {
      const instruction = this.program.instructions[pc]!;
      switch (instruction.op) {
        case Op.alt:
        case Op.altMatch:
          seen.add(instruction.out).add(instruction.arg);
          break;
        case Op.nop:
        case Op.capture:
          seen.add(instruction.out);
          break;
        case Op.fail:
          break;
        default:
          entries.push(pc);
      }
    }
    this.#pay(seen.size);
    return entries.sort((a, b) => a - b);
  }

  #state(entries: readonly number[], context: number): number {
    if (entries.length === 0 && this.#states.length > 0) return dead;
    const key = `${context}:${entries.join(',')}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#budget.states-- <= 0) {
      throw new LimitReached(`the regular expression ${shorten(this.program.source)} has too many states`);
    }
    this.#states.push({ entries, context, next: [], accepting: undefined });
    this.#ids.set(key, this.#states.length - 1);
    return this.#states.length - 1;
  }

  #pay(steps: number): void {
    this.#budget.steps -= steps;
    if (this.#budget.steps < 0) {
      throw new LimitReached(`the regular expression ${shorten(this.program.source)} takes too many steps`);
    }
  }
}

function shorten(source: string): string {
  return source.length > 60 ? `${source.slice(0, 57)}…` : source;
}

/** Index of the interval between bounds that holds the code point. */
export function classOf(bounds: readonly number[], codePoint: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= codePoint) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isWord(codePoint: number): boolean {
  return /^[0-9A-Za-z_]$/.test(codePoint < 0 ? '' : String.fromCodePoint(codePoint));
}

function contextAfter(codePoint: number): number {
  return (codePoint === newline ? Context.afterNewline : 0) | (isWord(codePoint) ? Context.afterWord : 0);
}

/** The assertions that hold between what was read (`context`) and the next code point (-1: the end). */
function assertionsBetween(context: number, next: number): number {
  const begin = (context & Context.begin) !== 0;
  const boundary = ((context & Context.afterWord) !== 0) !== isWord(next);
  return (
    (begin ? Assert.beginText : 0) |
    (begin || (context & Context.afterNewline) !== 0 ? Assert.beginLine : 0) |
    (next === -1 ? Assert.endText : 0) |
    (next === -1 || next === newline ? Assert.endLine : 0) |
    (boundary ? Assert.wordBoundary : Assert.noWordBoundary)
  );
}
