// Answers that hold in many places: rules that say nothing about the variables that were cut leave the same questions
// in every cell. Only the words of the cut variables differ from place to place.
import type { Place } from './cell.ts';
import type { Formula } from './formula.ts';
import type { Universe } from './universe.ts';
import type { Variable, Witness } from './variable.ts';
import { no, type Verdict } from './verdict.ts';

interface Node {
  readonly next: Map<Formula, Node>;
  readonly answers: Map<Formula, Verdict<Witness>>;
}

/** The answers to one question about the formulas before it, wherever that was asked. */
export interface Slot {
  readonly known: Verdict<Witness> | undefined;
  remember(verdict: Verdict<Witness>): void;
}

/** A class for its memory: a trie over the formulas that come before a question. */
export class SharedAnswers {
  readonly #universe: Universe;
  readonly #root: Node = { next: new Map(), answers: new Map() };

  constructor(universe: Universe) {
    this.#universe = universe;
  }

  /**
   * Where the answer to "`question`, and none of `formulas` before `i`" is kept, for a place that is not empty; nothing
   * if one of them speaks about a variable of the place.
   */
  slot(place: Place, formulas: readonly Formula[], i: number, question: Formula): Slot | undefined {
    if (speaksOf(question, place)) return undefined;
    let node = this.#root;
    for (let k = 0; k < i; k++) {
      const formula = formulas[k]!;
      if (speaksOf(formula, place)) return undefined;
      node = childOf(node, formula);
    }
    const { answers } = node;
    const known = answers.get(question);
    return {
      known: known && this.#moved(known, place),
      remember: (verdict) => answers.set(question, verdict),
    };
  }

  /** The same witness with values of another place. */
  #moved(verdict: Verdict<Witness>, place: Place): Verdict<Witness> {
    if (verdict.is !== 'yes') return verdict;
    const witness = new Map<Variable, readonly string[]>(verdict.value);
    for (const [variable, cell] of place) {
      const answer = this.#universe.theory.check(variable, [], [], cell);
      if (answer.is === 'unknown') return answer;
      if (answer.is === 'no') return no;
      witness.set(variable, answer.values);
    }
    return { is: 'yes', value: witness };
  }
}

function speaksOf(formula: Formula, place: Place): boolean {
  for (const variable of place.keys()) if (formula.mentions.has(variable)) return true;
  return false;
}

function childOf(node: Node, formula: Formula): Node {
  let child = node.next.get(formula);
  if (child === undefined) {
    child = { next: new Map(), answers: new Map() };
    node.next.set(formula, child);
  }
  return child;
}
