// Fixes as edits of the text that a part of the model came from. Where the text is not what was expected, there is no fix.
import type { Fix } from '../diagnostics/index.ts';
import { type Span, spanEnd, spanIn, spanStart, spanText } from '../text/index.ts';

/** Takes out a rule or declaration with its documentation; whole lines where nothing else stands on them. */
export function removal(span: Span, title: string): readonly Fix[] {
  const { source } = span.anchor;
  const [start, end] = [spanStart(span), spanEnd(span)];
  if (spanText(span).trim() === '') return [];
  const from = linesBefore(source.text, start);
  const after = source.text.slice(end).match(/^[ \t]*;?[ \t]*(\/\/[^\n]*)?(\r?\n|$)/);
  if (from !== undefined && after)
    return [{ title, edits: [{ span: spanIn(source, from, end + after[0].length), text: '' }], preferred: true }];
  const rest = source.text.slice(end).match(/^[ \t]*;[ \t]*/);
  return [
    { title, edits: [{ span: spanIn(source, start, end + (rest?.[0].length ?? 0)), text: '' }], preferred: true },
  ];
}

/** The beginning of the line, or of the documentation above it; nothing where something stands before `start` on it. */
function linesBefore(text: string, start: number): number | undefined {
  let from = text.lastIndexOf('\n', start - 1) + 1;
  if (start === 0) return 0;
  if (text.slice(from, start).trim() !== '') return undefined;
  while (from > 0) {
    const above = from === 1 ? 0 : text.lastIndexOf('\n', from - 2) + 1;
    if (!/^[ \t]*\/\/\//.test(text.slice(above, from))) break;
    from = above;
  }
  return from;
}

/** Replaces the one place in the span that matches by `text`; nothing where there is none or more than one. */
export function replacement(
  span: Span,
  pattern: RegExp,
  text: string | ((match: RegExpExecArray) => string),
  title: string,
): readonly Fix[] {
  const found = [...spanText(span).matchAll(new RegExp(pattern, 'g'))] as RegExpExecArray[];
  const [match] = found;
  if (!match || found.length > 1) return [];
  const start = spanStart(span) + match.index;
  const edit = {
    span: spanIn(span.anchor.source, start, start + match[0].length),
    text: typeof text === 'string' ? text : text(match),
  };
  return [{ title, edits: [edit], preferred: true }];
}

/** Adds an item at the end of the block with which the span ends. */
export function addition(span: Span, item: string, title: string): readonly Fix[] {
  const text = spanText(span);
  const close = text.lastIndexOf('}');
  if (close < 0 || text.slice(close + 1).trim() !== '') return [];
  const at = spanStart(span) + close;
  const lineStart = span.anchor.source.text.lastIndexOf('\n', at - 1) + 1;
  const indent = span.anchor.source.text.slice(lineStart, at);
  const ownLine = /^[ \t]*$/.test(indent);
  const before = text.slice(0, close).trimEnd();
  const place = ownLine ? lineStart : spanStart(span) + before.length;
  const empty = before.endsWith('{');
  const inserted = ownLine
    ? `${indent}  ${item}\n`
    : empty
      ? ` ${item}${close > before.length ? '' : ' '}`
      : `; ${item}${close > before.length ? '' : ' '}`;
  return [{ title, edits: [{ span: spanIn(span.anchor.source, place, place), text: inserted }], preferred: true }];
}
