// Findings as GitLab's code quality report.
import { spanEnd, spanPath, spanStart } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';
import { hash } from './sarif.ts';

const severities = { error: 'critical', warning: 'minor', info: 'info' } as const;

export function renderGitlab(diagnostics: readonly Diagnostic[]): string {
  const seen = new Map<string, number>();
  const issues = diagnostics.map((diagnostic) => {
    const source = diagnostic.span.anchor.source;
    const start = source.position(spanStart(diagnostic.span));
    const end = source.position(spanEnd(diagnostic.span));
    const base = `${diagnostic.code}:${spanPath(diagnostic.span)}:${source.line(start.line).trim()}`;
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    return {
      description: diagnostic.message,
      check_name: diagnostic.slug,
      fingerprint: hash(`${base}:${nth}`),
      severity: severities[diagnostic.severity],
      location: { path: spanPath(diagnostic.span), lines: { begin: start.line + 1, end: end.line + 1 } },
    };
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
