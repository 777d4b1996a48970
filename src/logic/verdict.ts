// What the decision procedure answers, and the counts after which it says "unknown". Never a clock: the same
// question gets the same answer on every machine.

/** `yes` with a proof (mostly a witness), `no`, or `unknown` with the limit that was reached. */
export type Verdict<T> =
  | { readonly is: 'yes'; readonly value: T }
  | { readonly is: 'no' }
  | { readonly is: 'unknown'; readonly reason: string };

/** A statement about everything: it holds, or an example refutes it. */
export type Proof<T> =
  | { readonly is: 'yes' }
  | { readonly is: 'no'; readonly counterexample: T }
  | { readonly is: 'unknown'; readonly reason: string };

/** The proof that a search for a counterexample amounts to. */
export function proofFrom<T>(counterexample: Verdict<T>): Proof<T> {
  switch (counterexample.is) {
    case 'yes':
      return { is: 'no', counterexample: counterexample.value };
    case 'no':
      return { is: 'yes' };
    case 'unknown':
      return counterexample;
  }
}

/** Limits as counts. Whatever needs more is `unknown`. */
export interface Limits {
  /** States to which regular expressions may newly unfold while one word is searched. */
  readonly states: number;
  /** Joint states of all automata that one search for a word may visit. */
  readonly products: number;
  /** Instructions of regular expressions that one search may look at; bounds the time of wide expressions. */
  readonly steps: number;
  /** Conflicts (of clauses or of strings) that one question may meet. */
  readonly conflicts: number;
  /** Conflicts that all questions about one list may meet together. */
  readonly totalConflicts: number;
  /** Rule lists with at least so many literals about one variable are cut into regions first. */
  readonly regionLiterals: number;
  /** What part of the rules the literals must confine, for a cut to be worth it. */
  readonly regionShare: number;
}

export const defaultLimits: Limits = {
  states: 4_000,
  products: 12_000,
  steps: 2_000_000,
  conflicts: 1_000,
  totalConflicts: 10_000,
  regionLiterals: 6,
  regionShare: 0.4,
};

export const no: Verdict<never> = { is: 'no' };

export function yes<T>(value: T): Verdict<T> {
  return { is: 'yes', value };
}

export function unknown(reason: string): Verdict<never> {
  return { is: 'unknown', reason };
}

/** Thrown inside one search when a count is exhausted; caught where the search began, never seen outside. */
export class LimitReached extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
