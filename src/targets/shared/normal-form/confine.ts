// A regular expression of the user's in, one for a piece of a longer text out: it never reads beyond the character that ends the
// piece (`;` between cookies, `&` between parameters, `?` after a path). Nothing, where that cannot be told from its form.

/** The expression with `.` and negated classes kept from matching `ends`; undefined where it might anyway. */
export function confine(pattern: string, ends: string): string | undefined {
  const tokens = tokensOf(unanchored(pattern));
  const confined = tokens?.map((token) => confineToken(token, ends));
  return confined?.every((token) => token !== undefined) ? confined.join('') : undefined;
}

/** The whole value is matched anyway. */
const unanchored = (pattern: string): string => pattern.replace(/^\^/, '').replace(/(^|[^\\])\$$/, '$1');

const token = /\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|[^\\[]/gsu;

function tokensOf(pattern: string): readonly string[] | undefined {
  const tokens = pattern.match(token) ?? [];
  return tokens.join('') === pattern ? tokens : undefined;
}

function confineToken(one: string, ends: string): string | undefined {
  if (one === '.') return `[^${ends}]`;
  if (one.startsWith('\\')) return confineEscape(one, ends);
  if (one.startsWith('[') && one.length > 1) return confineClass(one, ends);
  const literal = one === ends && ends !== '?';
  return literal || one === '^' || one === '$' ? undefined : one;
}

function confineEscape(one: string, ends: string): string | undefined {
  const letter = one.slice(1);
  if ('DWS'.includes(letter)) return `[^\\${letter.toLowerCase()}${ends}]`;
  if ('dwsbBtnfr'.includes(letter)) return one;
  return /[A-Za-z0-9]/.test(letter) || letter === ends ? undefined : one;
}

function confineClass(one: string, ends: string): string | undefined {
  if (one.startsWith('[^')) return `[^${ends}${one.slice(2)}`;
  const inside = one.slice(1, -1);
  if (/\\[^dwstnfr\-\]\\.^$*+?()|{}/]|\[:/.test(inside) || inside.includes(ends)) return undefined;
  const ranges = inside.matchAll(/([^\\])-([^\\])/gu);
  return [...ranges].some(([, from, to]) => (from as string) <= ends && ends <= (to as string)) ? undefined : one;
}
