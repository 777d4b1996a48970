export * as catalogue from './catalogue/index.ts';
export { allEntries, entryOf } from './catalogue/index.ts';
export {
  type Diagnostic,
  diagnose,
  type Entry,
  type Example,
  type Extras,
  entry,
  type Fix,
  type Related,
  type Severity,
} from './entry.ts';
export { plainDiagnostic, renderJson } from './render/json.ts';
export { renderDiagnostic, summary } from './render/terminal.ts';
export { renderLine } from './render/text.ts';
export { Report } from './report.ts';
