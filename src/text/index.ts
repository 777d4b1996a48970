export { applyEdits, type TextEdit } from './edit.ts';
export { type GivenNames, numberedName } from './numbered-name.ts';
export { editDistance, similar } from './similar.ts';
export {
  Anchor,
  compareSpans,
  endOf,
  type Position,
  placeOf,
  Source,
  type Span,
  spanEnd,
  spanIn,
  spanPath,
  spanStart,
  spanText,
  startOf,
} from './source.ts';
