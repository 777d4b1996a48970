export { assuming, type Decide, never, takesAll } from './assuming.ts';
export { confine } from './confine.ts';
export { type Conjunction, type Leaf, type Literal, literalKey, type NormalForm, normalForm } from './normal-form.ts';
export { complementOf, patternOf, quote } from './pattern.ts';
export { simplify } from './simplify.ts';
export { barePrefix, passes } from './values.ts';
