// Finds what a template engine (Helm, Go templates) has still to replace in a text that is no YAML yet.

/** Offsets of the first `{{ … }}` that is not in a comment. */
export function templateAt(text: string): { readonly start: number; readonly end: number } | undefined {
  for (const { index } of text.matchAll(/\{\{/g)) {
    const before = text.slice(text.lastIndexOf('\n', index) + 1, index);
    const close = text.indexOf('}}', index);
    if (close >= 0 && !/(?:^|[ \t])#/.test(before)) return { start: index, end: close + 2 };
  }
  return undefined;
}
