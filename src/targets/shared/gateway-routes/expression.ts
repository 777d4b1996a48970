// What can be told of a regular expression: whether it matches one text, and the text that all its matches begin with.
import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS>();

/** Whether the expression, RE2, matches the whole text. */
export function matchesText(pattern: string, text: string): boolean {
  const known = compiled.get(pattern) ?? RE2JS.compile(pattern);
  compiled.set(pattern, known);
  return known.matches(text);
}

/** The letters that an expression begins with, as far as they stand there plainly; what decides between alternatives has none. */
export function leadingText(pattern: string): string {
  const whole = /^\^\(\?:(.*)\)\$$/s.exec(pattern)?.[1];
  if (whole !== undefined) return leadingText(whole);
  if (pattern.includes('|') || pattern.startsWith('(?')) return '';
  const plain = /^\^?((?:[A-Za-z0-9/_~!@%&=:;,"'<>#-]|\\[^A-Za-z0-9])*)/.exec(pattern)?.[1] ?? '';
  const after = pattern.slice(pattern.startsWith('^') ? plain.length + 1 : plain.length);
  const letters = plain.replace(/\\(.)/g, '$1');
  return /^[*?{]/.test(after) ? letters.slice(0, -1) : letters;
}
