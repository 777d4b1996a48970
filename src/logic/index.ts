// The face of the room: sets of strings and finite facts, decision lists over them, and what can be decided about
// them, always with a witness. Knows nothing of mesh.
export type { Atom, MemberAtom, TextAtom, TextTest } from './atoms.ts';
export {
  analyse,
  analyseSome,
  decide,
  type ListAnalysis,
  type Rule,
} from './decision-list.ts';
export { type Difference, type DifferingPair, difference, type LabelledRule } from './difference.ts';
export { atomsOf, evaluate, FALSE, type Formula, TRUE } from './formula.ts';
export { equivalent, implies, overlap, satisfiable } from './questions.ts';
export { needed, redundant } from './redundancy.ts';
export { regexProblem } from './regex.ts';
export { type RegexShape, regexShape } from './regex-shape.ts';
export { type Session, session } from './session.ts';
export { type Taker, takers, takersOf } from './takers.ts';
export { Universe } from './universe.ts';
export type { Assignment, ChoiceVariable, TextOptions, TextVariable, Variable, Witness } from './variable.ts';
export { defaultLimits, type Limits, type Proof, type Verdict } from './verdict.ts';
