// Where a text can be cut into segments: before a declaration word at the beginning of a line that is followed by what the
// declaration is about. The decision looks at the token before and at the rest of that line, never at the nesting: a brace that
// somebody forgot must not swallow the rest of the file. Valid programs are never cut in the middle of an item.
import * as scan from './scan.ts';
import { Arrow, declarationWords, indexOf, keyword } from './tokens.ts';

const NAMED: ReadonlySet<string> = new Set([
  ...['service', 'egress', 'gateway', 'route', 'namespace', 'use'],
  ...['let', 'input', 'condition', 'policy', 'rules'],
]);
const firstLetters: ReadonlySet<number> = new Set(declarationWords.map((word) => word.charCodeAt(0)));
const goesOn: ReadonlySet<number> = new Set([Arrow, keyword('to')].map(indexOf));

const SLASH = 47;
const QUOTE = 34;
const BRACE = 123;
/** These end the head of a declaration: `{ ( [ , = ;`. */
const endsHead: ReadonlySet<number> = new Set([...'{([,=;'].map((sign) => sign.charCodeAt(0)));
const gluedSigns: ReadonlySet<number> = new Set([...'/@:'].map((sign) => sign.charCodeAt(0)));

/** Whether a segment begins at `at`, the beginning of a line. `last` is the type of the last token of the segment so far, which ends at `end`. */
export function cutsHere(text: string, at: number, last: number, end: number): boolean {
  if (!firstLetters.has(text.charCodeAt(at)) || !beginsDeclaration(text, at)) return false;
  return !goesOn.has(last) || /(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)/.test(text.slice(end, at));
}

/** Whether a declaration word stands there and behind it what that declaration is about. */
export function beginsDeclaration(text: string, at: number): boolean {
  let end = at;
  while (isLowerCase(text.charCodeAt(end))) end++;
  const word = text.slice(at, end);
  const next = afterBlanks(text, end);
  const code = text.charCodeAt(next);
  if (NAMED.has(word)) return next > end && namesSomething(text, next);
  if (word === 'ingress' || word === 'test' || word === 'expect')
    return next > end && (code === QUOTE || scan.isAsciiLetter(code));
  return word === 'telemetry' && (code === BRACE || (next > end && isWordAt(text, next, 'for')));
}

/** A name, maybe with others glued to it, and then something that goes on as a declaration does. */
function namesSomething(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== QUOTE && !scan.isAsciiLetter(text.charCodeAt(at))) return false;
  let end = partEnd(text, at);
  if (end < 0) return false;
  while (gluedSigns.has(text.charCodeAt(end))) {
    if (isComment(text, end)) return true;
    end = partEnd(text, end + 1);
    if (end < 0) return false;
  }
  return goesOnAsDeclaration(text, end);
}

/** End of the name or quoted name at `at`, which may be missing; -1 where a quote is not closed. */
function partEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === QUOTE) {
    const end = scan.quoteOrLineEnd(text, at + 1, '"');
    return text.charCodeAt(end) === QUOTE ? end + 1 : -1;
  }
  let end = at;
  while (scan.isNamePart(text.charCodeAt(end))) end++;
  return end > at && text.startsWith('->', end - 1) ? end - 1 : end;
}

function goesOnAsDeclaration(text: string, at: number): boolean {
  const next = afterBlanks(text, at);
  if (next > at && scan.isNamePart(text.charCodeAt(next)) && !text.startsWith('->', next))
    return !isWordAt(text, next, 'never') && !isWordAt(text, next, 'is');
  const code = text.charCodeAt(next);
  return (
    next >= text.length ||
    scan.isLineEnd(code) ||
    endsHead.has(code) ||
    isComment(text, next) ||
    text.startsWith('->', next)
  );
}

const isLowerCase = (code: number): boolean => code >= 97 && code <= 122;
const isComment = (text: string, at: number): boolean =>
  text.charCodeAt(at) === SLASH && text.charCodeAt(at + 1) === SLASH;

function afterBlanks(text: string, at: number): number {
  let end = at;
  while (scan.isBlank(text.charCodeAt(end))) end++;
  return end;
}

/** Whether this word stands there; a `-` behind it does not make it another. */
function isWordAt(text: string, at: number, word: string): boolean {
  const code = text.charCodeAt(at + word.length);
  return text.startsWith(word, at) && (code === 45 || !scan.isNamePart(code));
}
