// Findings shown to people, and the exit code that they mean.
import { type Diagnostic, renderDiagnostic, renderLine, summary } from '../diagnostics/index.ts';
import { coloursWanted, type ExitCode, talk } from './streams.ts';

export { coloursWanted, type ExitCode, product, record, Stop, talk } from './streams.ts';

export type ReportFormat = 'text' | 'line';

/** Findings shown in full before the rest is only counted. */
const SHOWN = 200;

/** Shows findings on stderr and gives the exit code they mean. */
export function showFindings(diagnostics: readonly Diagnostic[], format: ReportFormat, strict: boolean): ExitCode {
  if (format === 'line') talk(diagnostics.map(renderLine).join(''));
  else showText(diagnostics);
  return exitCodeOf(diagnostics, strict);
}

function showText(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const colour = coloursWanted();
  const worthShowing = diagnostics.filter((diagnostic) => diagnostic.severity !== 'info' || diagnostics.length < SHOWN);
  const blocks = worthShowing.slice(0, SHOWN).map((diagnostic) => renderDiagnostic(diagnostic, colour));
  if (worthShowing.length > SHOWN) blocks.push(`… and ${worthShowing.length - SHOWN} more\n`);
  const total = summary(diagnostics);
  if (blocks.length > 0) talk(`${blocks.join('\n')}${total ? `\n${total}; \`mesh explain CODE\` tells more\n` : ''}`);
}

/** Errors that concern files, configuration, the way to a cluster or mesh itself mean 2; other errors, and warnings when strict, mean 1. */
export function exitCodeOf(diagnostics: readonly Diagnostic[], strict: boolean): ExitCode {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.some((diagnostic) => /^M(90|910[2-6])/.test(diagnostic.code) && diagnostic.slug !== 'output-stale'))
    return 2;
  if (errors.length > 0) return 1;
  return strict && diagnostics.some((diagnostic) => diagnostic.severity === 'warning') ? 1 : 0;
}
