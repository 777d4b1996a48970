// Findings in the form that was asked for: for people on stderr, for machines on stdout.
import {
  type Diagnostic,
  renderGithub,
  renderGitlab,
  renderJson,
  renderJunit,
  renderSarif,
} from '../diagnostics/index.ts';
import { type ExitCode, exitCodeOf, product, showFindings } from './terminal.ts';
import { VERSION } from './version.ts';

export interface FindingsOptions {
  readonly report?: 'text' | 'line' | 'json' | 'sarif' | 'github' | 'gitlab' | 'junit';
  readonly strict?: boolean;
}

/** Writes the findings and gives the exit code they mean. */
export function tell(
  diagnostics: readonly Diagnostic[],
  options: FindingsOptions,
  files: readonly string[] = [],
): ExitCode {
  const strict = options.strict ?? false;
  switch (options.report ?? 'text') {
    case 'json':
      product(renderJson(diagnostics));
      break;
    case 'sarif':
      product(renderSarif(diagnostics, VERSION));
      break;
    case 'github':
      product(renderGithub(diagnostics));
      break;
    case 'gitlab':
      product(renderGitlab(diagnostics));
      break;
    case 'junit':
      product(renderJunit(diagnostics, files));
      break;
    case 'line':
      return showFindings(diagnostics, 'line', strict);
    default:
      return showFindings(diagnostics, 'text', strict);
  }
  return exitCodeOf(diagnostics, strict);
}
