// The face of the room: what is wrong with a program that compiles.
export { type AnalysisOptions, analyze, type UnusedDeclaration } from './analyze.ts';
export { testFindings } from './test-findings.ts';
