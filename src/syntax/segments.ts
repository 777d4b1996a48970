// Where a text can be cut into segments: before a declaration word at the beginning of a line that is followed by what the
// declaration is about. The decision looks at the token before and at the rest of that line, never at the nesting: a brace that
// somebody forgot must not swallow the rest of the file. Valid programs are never cut in the middle of an item.
import { Arrow, declarationWords, indexOf, keyword } from './tokens.ts';

const starts = new RegExp(
  [
    '(?:(?:service|egress|gateway|route|namespace|use|let|input|condition|policy|rules)[ \\t]+(?:[A-Za-z][\\w-]*|"[^"\\n\\r]*")',
    '(?:[/@:](?:[\\w-]+|"[^"\\n\\r]*")?)*(?![ \\t]+(?:never|is)\\b)(?=[ \\t]+[\\w-]|[ \\t]*(?:$|[\\n\\r{([,=;]|//|->))',
    '|(?:ingress|test|expect)[ \\t]+["A-Za-z]',
    '|telemetry[ \\t]*(?:\\{|for\\b))',
  ].join(''),
  'y',
);
const firstLetters = new Set(declarationWords.map((word) => word.charCodeAt(0)));
const goesOn = new Set([Arrow, keyword('to')].map(indexOf));

/** Whether a segment begins at `at`, the beginning of a line. `last` is the type of the last token of the segment so far, which ends at `end`. */
export function cutsHere(text: string, at: number, last: number, end: number): boolean {
  if (!firstLetters.has(text.charCodeAt(at))) return false;
  starts.lastIndex = at;
  if (!starts.test(text)) return false;
  return !goesOn.has(last) || /(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)/.test(text.slice(end, at));
}
