// The face of the room: program → the checked mesh, what is wrong, and which name means what.
export { type Checked, check } from './check.ts';
export type { CheckOptions } from './checking.ts';
export { noInputs } from './input.ts';
export { hasElse, missingElse } from './missing-else.ts';
export { impliesUnder } from './prefix.ts';
export { type Change, Recheck } from './recheck.ts';
export { METHODS } from './texts.ts';
export { example, type TypeName, typeNames } from './type.ts';
