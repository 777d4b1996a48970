// Text edits: replacing spans of sources, and applying several to one text.
import { compareSpans, type Span, spanEnd, spanPath, spanStart } from './source.ts';

/** Replaces the text of `span` by `text`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** The text of one file after edits that do not overlap; edits of other files are left out. */
export function applyEdits(path: string, text: string, edits: readonly TextEdit[]): string {
  const mine = edits.filter((edit) => spanPath(edit.span) === path).sort((a, b) => compareSpans(a.span, b.span));
  const parts: string[] = [];
  let at = 0;
  for (const edit of mine) {
    const start = spanStart(edit.span);
    if (start < at) continue;
    parts.push(text.slice(at, start), edit.text);
    at = spanEnd(edit.span);
  }
  parts.push(text.slice(at));
  return parts.join('');
}
