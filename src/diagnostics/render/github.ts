// Findings as GitHub workflow commands: annotations on the lines of a pull request.
import { spanEnd, spanPath, spanStart } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';
import { fullMessage } from './fingerprint.ts';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

export const renderGithub = (diagnostics: readonly Diagnostic[]): string => diagnostics.map(command).join('');

function command(diagnostic: Diagnostic): string {
  const source = diagnostic.span.anchor.source;
  const start = source.position(spanStart(diagnostic.span));
  const end = source.position(spanEnd(diagnostic.span));
  const oneLine = start.line === end.line;
  const properties = {
    title: `${diagnostic.code} ${diagnostic.slug}`,
    file: spanPath(diagnostic.span),
    line: start.line + 1,
    endLine: end.line + 1,
    ...(oneLine ? { col: start.column + 1, endColumn: end.column + 1 } : {}),
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${commands[diagnostic.severity]} ${list.join(',')}::${escapeData(fullMessage(diagnostic))}\n`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
