// Findings as JSON for scripts: one array, lines and columns one-based, `end` exclusive.
import { type Span, spanEnd, spanPath, spanStart } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';

/** The findings as an array, with a line end. */
export const renderJson = (diagnostics: readonly Diagnostic[]): string =>
  `${JSON.stringify(diagnostics.map(plainDiagnostic), undefined, 2)}\n`;

/** One finding as plain data. */
export function plainDiagnostic(diagnostic: Diagnostic): Record<string, unknown> {
  return {
    code: diagnostic.code,
    slug: diagnostic.slug,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...range(diagnostic.span),
    ...(diagnostic.hint ? { hint: diagnostic.hint } : {}),
    ...(diagnostic.witness ? { witness: diagnostic.witness } : {}),
    ...(diagnostic.related
      ? { related: diagnostic.related.map((related) => ({ message: related.message, ...range(related.span) })) }
      : {}),
    ...(diagnostic.fixes
      ? {
          fixes: diagnostic.fixes.map((fix) => ({
            title: fix.title,
            edits: fix.edits.map((edit) => ({ ...range(edit.span), text: edit.text })),
          })),
        }
      : {}),
  };
}

function range(span: Span): Record<string, unknown> {
  const source = span.anchor.source;
  const start = source.position(spanStart(span));
  const end = source.position(spanEnd(span));
  return {
    file: spanPath(span),
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
  };
}
