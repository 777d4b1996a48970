// Finds what a template engine (Helm, Go templates) has still to replace in a text that is no YAML yet.

/** Offsets of the first `{{ … }}` that is not in a comment. */
export function templateAt(text: string): { readonly start: number; readonly end: number } | undefined {
  for (let start = text.indexOf('{{'); start >= 0; ) {
    const close = text.indexOf('}}', start);
    if (close < 0) return undefined;
    if (!/(?:^|[ \t])#/.test(text.slice(text.lastIndexOf('\n', start) + 1, start))) return { start, end: close + 2 };
    // The rest of the line is a comment too.
    const line = text.indexOf('\n', start);
    start = line < 0 ? -1 : text.indexOf('{{', line);
  }
  return undefined;
}
