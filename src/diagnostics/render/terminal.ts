// Findings as a terminal shows them: severity and code, the place, the line with carets, what helps. Pure; colours are a choice of the caller.
import { placeOf, type Span, spanEnd, spanStart } from '../../text/index.ts';
import type { Diagnostic, Severity } from '../entry.ts';

type Style = (text: string) => string;
interface Palette {
  readonly severity: Readonly<Record<Severity, Style>>;
  readonly bold: Style;
  readonly dim: Style;
}

const paint =
  (open: number, close: number): Style =>
  (text) =>
    `\u001b[${open}m${text}\u001b[${close}m`;
const plainStyle: Style = (text) => text;
const plain: Palette = {
  severity: { error: plainStyle, warning: plainStyle, info: plainStyle },
  bold: plainStyle,
  dim: plainStyle,
};
const coloured: Palette = {
  severity: { error: paint(31, 39), warning: paint(33, 39), info: paint(36, 39) },
  bold: paint(1, 22),
  dim: paint(2, 22),
};

/** Longest piece of a line that is shown; longer ones are cut around the caret. */
const WIDTH = 120;

/** One finding in several lines, ending with a line end. */
export function renderDiagnostic(diagnostic: Diagnostic, colour: boolean): string {
  const palette = colour ? coloured : plain;
  const { severity, code, slug, message } = diagnostic;
  const tint = palette.severity[severity];
  const lines = [
    `${tint(palette.bold(`${severity}[${code}]`))} ${palette.bold(message)} ${palette.dim(`(${slug})`)}`,
    ...frame(diagnostic.span, palette, tint),
    ...(diagnostic.related ?? []).flatMap((related) => [
      `  ${palette.dim('note:')} ${related.message}`,
      ...frame(related.span, palette, palette.dim),
    ]),
    ...notes(diagnostic).map((note) => `  ${palette.dim('=')} ${note}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** `2 errors, 1 warning`, or nothing for none. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts = [plural(count('error'), 'error'), plural(count('warning'), 'warning')];
  return parts.filter((part) => part !== '').join(', ');
}

const plural = (count: number, noun: string): string =>
  count === 0 ? '' : count === 1 ? `1 ${noun}` : `${count} ${noun}s`;

function notes(diagnostic: Diagnostic): string[] {
  const found: string[] = [];
  if (diagnostic.hint) found.push(diagnostic.hint);
  if (diagnostic.witness) found.push(`example request: ${diagnostic.witness}`);
  const fix = diagnostic.fixes?.find((candidate) => candidate.preferred) ?? diagnostic.fixes?.[0];
  if (fix) found.push(`fix: ${fix.title}`);
  return found;
}

function frame(span: Span, palette: Palette, tint: Style): string[] {
  const source = span.anchor.source;
  const { line, column } = source.position(spanStart(span));
  const text = source.line(line);
  const place = `  ${palette.dim('──')} ${placeOf(span)}`;
  if (text === '') return [place];
  const number = String(line + 1);
  const length = Math.max(1, Math.min(spanEnd(span) - spanStart(span), text.length - column));
  const shown = cut(text, column, length);
  const gutter = ' '.repeat(number.length);
  return [
    place,
    ` ${palette.dim(`${number} │`)} ${shown.text}`,
    ` ${palette.dim(`${gutter} │`)} ${shown.indent}${tint('^'.repeat(Math.min(length, WIDTH - shown.indent.length)))}`,
  ];
}

/** The visible piece of a line, tabs and control characters replaced so that carets stand under what they mean. */
function cut(text: string, column: number, length: number): { text: string; indent: string } {
  const from = column + length > WIDTH ? Math.max(0, column - 20) : 0;
  const clean = visible(text.slice(from, from + WIDTH));
  const lead = from > 0 ? '…' : '';
  return { text: `${lead}${clean}`, indent: ' '.repeat(lead.length + column - from) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
const visible = (text: string): string => text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
