// A list that an editor changes rule by rule. What an edit cannot have changed is not asked again: rules before the
// edited one, and rules whose witness the edited rule does not take.
import { analyseSome, type ListAnalysis, type Rule } from './decision-list.ts';
import { evaluate } from './formula.ts';
import type { Universe } from './universe.ts';
import type { Witness } from './variable.ts';
import type { Verdict } from './verdict.ts';

export interface Session {
  analysis(): ListAnalysis;
  /** Replaces rule `i` and analyses what that may have changed. */
  edit(i: number, rule: Rule): ListAnalysis;
}

/** Opens a session; the first analysis is done at once. */
export function session(universe: Universe, rules: readonly Rule[]): Session {
  let current = [...rules];
  const everything = rules.map(() => true);
  let known = analyseSome(universe, current, everything, true);
  const edit = (i: number, rule: Rule): ListAnalysis => {
    if (current[i] === undefined) throw new RangeError(`there is no rule ${i}`);
    current = current.with(i, rule);
    known = analyseAgain(universe, current, i, known);
    return known;
  };
  return { analysis: () => known, edit };
}

function analyseAgain(universe: Universe, rules: readonly Rule[], i: number, known: ListAnalysis): ListAnalysis {
  const taken = (verdict: Verdict<Witness>) => verdict.is !== 'yes' || evaluate(rules[i]!.condition, verdict.value);
  const asked = known.reach.map((verdict, k) => k === i || (k > i && taken(verdict)));
  const askGap = taken(known.gap);
  const last = askGap ? rules.length : asked.lastIndexOf(true) + 1;
  const again = analyseSome(universe, rules.slice(0, last), asked.slice(0, last), askGap);
  return {
    reach: known.reach.map((verdict, k) => (asked[k] ? again.reach[k]! : verdict)),
    gap: askGap ? again.gap : known.gap,
  };
}
