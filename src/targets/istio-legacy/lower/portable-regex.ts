// Which RE2 expressions mean the same in ECMAScript (Envoy of that time) and Java (Linkerd). Reads a pattern, changes nothing.

/** The first part of `pattern` that the three dialects do not share, in words; `undefined` where they agree on all of it. */
export function unportablePart(pattern: string): string | undefined {
  let rest = pattern;
  while (rest !== '') {
    const read = PARTS.map((part) => part.exec(rest)?.[0]).find((text) => text !== undefined);
    if (read === undefined) return nameOf(rest);
    rest = rest.slice(read.length);
  }
  return undefined;
}

const CLASS_ITEM = String.raw`(?:\\[dDwWsStnrf]|\\x[0-9a-fA-F]{2}|\\[^\w\s]|[^\\\]\[&])`;
const PARTS = [
  /^\\(?:[dDwWsSbBtnrf]|x[0-9a-fA-F]{2}|[^\w\s])/,
  new RegExp(`^\\[\\^?${CLASS_ITEM}+\\]`),
  /^\((?:\?:)?(?!\?)/,
  /^[)|^$.]/,
  /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/,
  /^[^\\()[\]{}|^$.*+?]/,
];

function nameOf(rest: string): string {
  if (rest.startsWith('(?')) return `the group \`${/^\(\?[^):]*[):]?/.exec(rest)?.[0] ?? '(?'}\``;
  if (rest.startsWith('\\')) return `the escape \`${rest.slice(0, 2)}\``;
  if (rest.startsWith('[')) return 'a character class with `[`, `&` or an unusual escape inside';
  return `an unescaped \`${rest.slice(0, 1)}\``;
}

/** A pattern that is nothing but a literal, or a literal and then anything. */
export function simpleForm(pattern: string): { readonly kind: 'exact' | 'prefix'; readonly value: string } | undefined {
  const anchored = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  const open = anchored.endsWith('.*');
  const body = open ? anchored.slice(0, -2) : anchored;
  if (!/^(?:[^\\^$.*+?()[\]{}|]|\\[^\w\s])*$/.test(body)) return undefined;
  return { kind: open ? 'prefix' : 'exact', value: body.replace(/\\(.)/g, '$1') };
}

/** Whether a pattern may match a text with this character in it. Answers yes when in doubt. */
export const mayMatch = (pattern: string, character: ';' | ' '): boolean =>
  pattern.includes(character) || /(?<!\\)\.|\[\^|\\[WDSsx]|\[[^\]]*-/.test(pattern);
