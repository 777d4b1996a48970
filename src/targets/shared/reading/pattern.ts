// Regular expressions of the input: whether they are RE2 at all, and their alternatives.
import { RE2JS } from 're2js';

export function isRe2(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

const compiled = new Map<string, RE2JS | undefined>();
/** Whether the expression matches the whole text; an expression that is none matches nothing. */
export function matchesText(pattern: string, text: string): boolean {
  if (!compiled.has(pattern)) compiled.set(pattern, isRe2(pattern) ? RE2JS.compile(pattern) : undefined);
  return compiled.get(pattern)?.matches(text) ?? false;
}

/** The whole value is matched anyway: without the anchors at its ends. */
export function unanchored(pattern: string): string {
  if (alternatives(pattern).length > 1) return pattern;
  return pattern.replace(/^\^/, '').replace(/(^|[^\\])\$$/, '$1');
}

/** Parts between the `|` that stand outside of all parentheses and classes. */
export function alternatives(pattern: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const piece of pattern.match(/\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|./gsu) ?? []) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += piece;
  }
  return [...parts, part];
}

/** Without parentheses around the whole that group only. */
export function ungrouped(pattern: string): string {
  if (!pattern.startsWith('(?:') || !pattern.endsWith(')')) return pattern;
  const inner = pattern.slice(3, -1);
  return isBalanced(inner) ? inner : pattern;
}

function isBalanced(pattern: string): boolean {
  let depth = 0;
  for (const piece of pattern.match(/\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|./gsu) ?? []) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The text that an expression without any special character stands for. */
export function literalOf(pattern: string): string | undefined {
  const plain = pattern.replace(/\\([^A-Za-z0-9])/g, '');
  if (/[\\^$.|?*+()[\]{}]/.test(plain)) return undefined;
  return pattern.replace(/\\([^A-Za-z0-9])/g, '$1');
}

/** `(a|b)` → `(?:a|b)`, where the parentheses are around the whole. */
export const plainGroup = (pattern: string): string =>
  /^\((?!\?)/.test(pattern) && pattern.endsWith(')') && isBalanced(pattern.slice(1, -1))
    ? `(?:${pattern.slice(1)}`
    : pattern;
