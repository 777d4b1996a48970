// The face of the room: what is wrong with a program that compiles.
export { type AnalysisOptions, analyze, analyzeInSteps, type UnusedDeclaration } from './analyze.ts';
export { testFindings } from './test-findings.ts';
