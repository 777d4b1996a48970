// What can be told of a regular expression: whether it matches one text, and the text that all its matches begin with.
import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS>();

/** Whether the expression, RE2, matches the whole text. */
export function matchesText(pattern: string, text: string): boolean {
  const known = compiled.get(pattern) ?? RE2JS.compile(pattern);
  compiled.set(pattern, known);
  return known.matches(text);
}

/** The letters that all its matches begin with, as far as they stand there plainly; of alternatives what they have in common. */
export function leadingText(pattern: string): string {
  const whole = /^\^\(\?:(.*)\)\$$/s.exec(pattern)?.[1];
  if (whole !== undefined) return leadingText(whole);
  return alternatives(pattern).map(leadingLetters).reduce(commonStart);
}

function leadingLetters(pattern: string): string {
  const plain = /^\^?((?:[A-Za-z0-9/_~!@%&=:;,"'<>#-]|\\[^A-Za-z0-9])*)/.exec(pattern)?.[1] ?? '';
  const after = pattern.slice(pattern.startsWith('^') ? plain.length + 1 : plain.length);
  const letters = plain.replace(/\\(.)/g, '$1');
  return /^[*?{]/.test(after) ? letters.slice(0, -1) : letters;
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/** Between the `|` outside of all groups and classes. */
function alternatives(pattern: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const piece of pattern.match(/\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|./gsu) ?? []) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}
