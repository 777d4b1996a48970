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
export { renderGithub } from './render/github.ts';
export { renderGitlab } from './render/gitlab.ts';
export { plainDiagnostic, renderJson } from './render/json.ts';
export { type JunitCase, renderJunit, renderJunitCases } from './render/junit.ts';
export { renderSarif } from './render/sarif.ts';
export { renderDiagnostic, summary } from './render/terminal.ts';
export { renderLine } from './render/text.ts';
export { Report } from './report.ts';
