// Findings as GitLab's code quality report.
import { spanEnd, spanPath, spanStart } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';
import { fingerprints, fullMessage } from './fingerprint.ts';

const severities = { error: 'critical', warning: 'minor', info: 'info' } as const;

export function renderGitlab(diagnostics: readonly Diagnostic[]): string {
  const names = fingerprints(diagnostics);
  const issues = diagnostics.map((diagnostic, index) => {
    const source = diagnostic.span.anchor.source;
    const start = source.position(spanStart(diagnostic.span));
    const end = source.position(spanEnd(diagnostic.span));
    return {
      description: fullMessage(diagnostic),
      check_name: `${diagnostic.code} ${diagnostic.slug}`,
      fingerprint: names[index],
      severity: severities[diagnostic.severity],
      location: { path: spanPath(diagnostic.span), lines: { begin: start.line + 1, end: end.line + 1 } },
    };
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
