export { declarationsOf, parseFile } from './parse.ts';
export * from './tree.ts';
