export { format, formatSegment, printDeclarations } from './format.ts';
