// Edits that put another item into a block, as the block is written: on a line of its own, or after a `;`.
import { type Span, spanText, type TextEdit } from '../text/index.ts';

/** Adds an item at the end of what ends with `}`. Nothing if the text does not. */
export function appendItem(span: Span, item: string): TextEdit | undefined {
  const text = spanText(span);
  if (!text.endsWith('}')) return undefined;
  const before = text.slice(0, -1);
  const place: Span = { anchor: span.anchor, start: span.end - 1, end: span.end - 1 };
  if (/\n[ \t]*$/.test(before)) return { span: place, text: `  ${item}\n` };
  return { span: { ...place, start: span.end - 1 - trailing(before) }, text: `${separator(before)}${item} ` };
}

const trailing = (text: string): number => text.length - text.trimEnd().length;
const separator = (before: string): string => (/[{;]\s*$/.test(before) ? ' ' : '; ');

/** Adds an item at the beginning of a block, right after its `{`. */
export function prependItem(block: Span, item: string): TextEdit {
  const at = block.start + 1;
  return { span: { anchor: block.anchor, start: at, end: at }, text: ` ${item};` };
}
