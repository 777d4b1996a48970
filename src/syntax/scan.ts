// Where things in a text end: names, numbers, texts, lines. Pure functions over offsets, without tokens or problems.

export const isBlank = (code: number): boolean => code === 32 || code === 9;
export const isLineEnd = (code: number): boolean => code === 10 || code === 13;
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isAsciiLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
export const isNamePart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 45 || code === 95;

/** A letter beyond ASCII: no part of a name, but taken for one, so that one message says it. */
export const isForeignLetter = (text: string, at: number): boolean => {
  const code = text.codePointAt(at);
  return code !== undefined && code > 127 && /[\p{L}\p{M}]/u.test(String.fromCodePoint(code));
};

/** End of the name that begins at `at`, foreign letters included. A `-` before `>` belongs to an arrow. */
export function nameEnd(text: string, at: number): number {
  let end = at;
  for (;;) {
    if (isNamePart(text.charCodeAt(end))) end++;
    else if (text.charCodeAt(end) > 127 && isForeignLetter(text, end)) end += characterSize(text, end);
    else break;
  }
  if (text.charCodeAt(end) === 62 && end > at && text.charCodeAt(end - 1) === 45) end--;
  return end;
}

/** UTF-16 units of the character at `at`. */
export const characterSize = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** End of what begins with a digit at `at`: `10`, `0.5%`, `1m30s`, `5xx`. */
export function numberEnd(text: string, at: number): number {
  let end = at + 1;
  for (;;) {
    const code = text.charCodeAt(end);
    const next = text.charCodeAt(end + 1);
    if (isDigit(code) || isAsciiLetter(code) || code === 95) end++;
    else if ((code === 46 || code === 45) && (isDigit(next) || isAsciiLetter(next))) end++;
    else break;
  }
  return text.charCodeAt(end) === 37 ? end + 1 : end;
}

/** Offset of the end of the line that `at` is on. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return end;
}

/** Offset of the first `quote` from `at` on, or of the end of the line. */
export function quoteOrLineEnd(text: string, at: number, quote: string): number {
  let end = at;
  while (end < text.length && !isLineEnd(text.charCodeAt(end)) && !text.startsWith(quote, end)) end++;
  return end;
}

/** Offset after blanks, line ends and comments. */
export function afterComments(text: string, at: number): number {
  let end = at;
  for (;;) {
    const code = text.charCodeAt(end);
    if (isBlank(code) || isLineEnd(code)) end++;
    else if (code === 47 && text.charCodeAt(end + 1) === 47) end = lineEnd(text, end);
    else return end;
  }
}

/** Offset of the line after the one that `at` is on. */
export function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  return text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
}
