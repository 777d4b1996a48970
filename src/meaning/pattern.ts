// RE2 expressions applied to one concrete value. Only matching and capturing happens here; questions about all values are
// logic's. It runs re2js's own matcher, not logic's automata, so that a witness is checked by other code than found it.
import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | undefined>();

function compile(source: string): RE2JS | undefined {
  if (!compiled.has(source)) {
    if (compiled.size > 5000) compiled.clear();
    compiled.set(source, tryCompile(source));
  }
  return compiled.get(source);
}

function tryCompile(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
}

/** Whether the expression matches the whole value; one that RE2 refuses matches nothing. */
export const matchesWhole = (source: string, value: string): boolean => compile(source)?.matches(value) ?? false;

/** The value with `to` in its place if the expression matches all of it, `\1` being its first group; else as it is. */
export function replaceWhole(source: string, value: string, to: string): string {
  const matcher = compile(source)?.matcher(value);
  if (!matcher?.matches()) return value;
  return to.replace(/\\([0-9\\])/g, (_, digit: string) =>
    digit === '\\' ? '\\' : Number(digit) <= matcher.groupCount() ? (matcher.group(Number(digit)) ?? '') : '',
  );
}
