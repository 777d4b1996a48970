// Findings of the compiler → diagnostics of the protocol. What a person needs stands in the message, because some editors show
// nothing else.
import {
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
} from 'vscode-languageserver';
import type { Diagnostic } from '../diagnostics/index.ts';
import { type Source, type Span, spanEnd, spanPath, spanStart } from '../text/index.ts';
import type { Client } from './client.ts';
import { rangeBetween, rangeOf } from './ranges.ts';
import { uriOfPath } from './uri.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;
const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** The page of a finding, as a document that the server gives itself. */
export const explanationUri = (code: string): string => `mesh-explain:/${code}.md`;

/** Of one file; editors grow slow beyond, and nobody reads on. */
const MOST = 5000;

/** The findings of a file; where there are too many, the last one says how many more. */
export function publishedAll(diagnostics: readonly Diagnostic[], client: Client): LspDiagnostic[] {
  const shown = diagnostics.slice(0, MOST).map((each) => published(each, client));
  const last = shown.at(-1);
  const left = diagnostics.length - shown.length;
  if (!last || left === 0) return shown;
  return shown.with(-1, { ...last, message: `${last.message}\n… and ${left} more findings in this file` });
}

export function published(diagnostic: Diagnostic, client: Client): LspDiagnostic {
  const { severity, code, tag, related } = diagnostic;
  return {
    range: visibleRange(diagnostic.span),
    severity: severities[severity],
    code,
    ...(client.codeDescriptions ? { codeDescription: { href: explanationUri(code) } } : {}),
    source: 'mesh',
    message: messageOf(diagnostic),
    ...(tag && client.tags ? { tags: [tags[tag]] } : {}),
    ...(related && related.length > 0 && client.relatedInformation
      ? { relatedInformation: related.map(relatedInformation) }
      : {}),
  };
}

function messageOf({ message, hint, witness }: Diagnostic): string {
  return [message, ...(hint ? [hint] : []), ...(witness ? [`for example: ${witness}`] : [])].join('\n');
}

const relatedInformation = ({ span, message }: { readonly span: Span; readonly message: string }) =>
  ({
    location: { uri: uriOfPath(spanPath(span)), range: rangeOf(span) },
    message,
  }) satisfies DiagnosticRelatedInformation;

/** Only the first line of a long finding: a whole declaration underlined helps nobody. An empty one takes a character that is there. */
export function visibleRange(span: Span) {
  const { source } = span.anchor;
  const start = spanStart(span);
  const end = spanEnd(span);
  const from = source.position(start);
  if (start === end) return emptyRange(source, start);
  if (source.position(end).line === from.line) return rangeBetween(source, start, end);
  return rangeBetween(source, start, source.offset({ line: from.line, column: Number.MAX_SAFE_INTEGER }));
}

function emptyRange(source: Source, at: number) {
  const { line, column } = source.position(at);
  const text = source.line(line);
  if (column < text.length) return rangeBetween(source, at, at + 1);
  return column > 0 ? rangeBetween(source, at - 1, at) : rangeBetween(source, at, at);
}
