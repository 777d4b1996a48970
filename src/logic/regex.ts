// The one adapter to re2js. RE2 source in, its compiled program out; a source that RE2 refuses gives a problem.
// Nothing else imports re2js. What is assumed about its insides is pinned by test/rooms/logic/regex.test.ts.
import { RE2JS } from 're2js';

/** One instruction of a compiled expression, by re2js's numbers for `op`. */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  /** Second exit of an alternative; the assertions of an empty-width instruction. */
  readonly arg: number;
  /** The characters it reads, as ranges, or as a single one. */
  readonly runes: ArrayLike<number> & Iterable<number>;
  matchRune(codePoint: number): boolean;
}

export interface Program {
  readonly source: string;
  readonly start: number;
  readonly instructions: readonly Instruction[];
  /** Code points at which the behaviour of some instruction may change, ascending. */
  readonly bounds: readonly number[];
}

/** re2js's opcodes, as `Inst` numbers them. */
export const Op = {
  alt: 1,
  altMatch: 2,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nop: 7,
  rune: 8,
  rune1: 9,
  runeAny: 10,
  runeAnyNotNewline: 11,
} as const;

/** re2js's bits of an empty-width instruction. */
export const Assert = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  wordBoundary: 16,
  noWordBoundary: 32,
} as const;

/** Why RE2 would refuse this expression, or nothing. */
export function regexProblem(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

/** Every universe begins with the same few expressions: which values a path or a header can have at all. */
const programs = new Map<string, Program>();
const mostPrograms = 64;

/** The compiled program; throws a SyntaxError with RE2's reason if the source is refused. */
export function compileRegex(source: string): Program {
  let program = programs.get(source);
  if (program === undefined) {
    program = programOf(source);
    if (programs.size >= mostPrograms) programs.clear();
    programs.set(source, program);
  }
  return program;
}

function programOf(source: string): Program {
  const re2 = compiled(source).re2();
  return {
    source,
    start: re2.prog.start,
    instructions: re2.prog.inst,
    bounds: [...re2.dfa.classBounds],
  };
}

function compiled(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch {
    throw new SyntaxError(`RE2 refuses ${source}: ${regexProblem(source)}`);
  }
}
