export { quote, textValue, writeName } from './literals.ts';
export { bareWord, contextNames, type MatchedSetting, matchShape } from './match-shape.ts';
export { declarationsOf, parseFile } from './parse.ts';
export { reparse } from './reparse.ts';
export { type SettingContext, type Shape, type ShapeTable, type Slot, type SlotType, signatureOf } from './shape.ts';
export { protocols, retryWords, settingContexts, settingWords, shapes, shapesOf } from './shapes.ts';
export { type TokenInfo, type TokenKind, tokenize } from './tokenize.ts';
export * from './tree.ts';
export { childrenOf, type Node, nodeAt, segmentAt, segmentIndexAt, walk } from './visit.ts';
