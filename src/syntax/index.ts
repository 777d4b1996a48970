export { type Expected, type ExpectedKind, expectedAt } from './expected.ts';
export { isMissing, quote, textValue, writeName } from './literals.ts';
export {
  bareWord,
  contextNames,
  isFilled,
  type MatchedSetting,
  matchShape,
  valueIn,
  valuesIn,
} from './match-shape.ts';
export { declarationsOf, parseFile } from './parse.ts';
export { reparse } from './reparse.ts';
export { isNameMissing, nameSpanOf, nameTextOf, operatorOf, wordOfSetting } from './rule-nodes.ts';
export { actionContext, declarationContext, type NextSlot, nextSlots, settingBlockContext } from './setting-context.ts';
export { firstValueOf, plainName, plainNamesOf } from './setting-names.ts';
export { type SettingContext, type Shape, type ShapeTable, type Slot, type SlotType, signatureOf } from './shape.ts';
export { isSettingWord, protocols, retryWords, settingContexts, settingWords, shapes, shapesOf } from './shapes.ts';
export { type TokenInfo, type TokenKind, tokenize } from './tokenize.ts';
export { contextualWords, reservedWords } from './tokens.ts';
export * from './tree.ts';
export { childrenOf, type Node, nodeAt, segmentAt, segmentIndexAt, walk } from './visit.ts';
