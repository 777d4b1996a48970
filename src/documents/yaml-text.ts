// How one string or number is spelled in YAML so that readers of 1.1 (Kubernetes, PyYAML) and of 1.2 get the same value back.
// In: the value. Out: its spelling on one line, or the lines of a literal block. Knows nothing of trees.
import type { Utf8Text } from './utf8-text.ts';

/** What an ASCII character may do; each a bit. A letter or a slash begins no number, date or indicator. */
const [BEGINS, INSIDE, AFTER_COLON, AFTER_SPACE, IN_QUOTES, BEGINS_WORD, DIGIT] = [1, 2, 4, 8, 16, 32, 64];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const WORD = `${LETTERS}0123456789_`;
const CLASSES = new Uint8Array(128);
for (const [bit, letters] of [
  [BEGINS, `${LETTERS}/`],
  [INSIDE, `${WORD}./@+-,=*$%~()|;<>?^&!`],
  [AFTER_COLON, `${WORD}/|.-`],
  [AFTER_SPACE, `${WORD}/.(+@`],
  [IN_QUOTES, `${WORD} !#$%&'()*+,-./:;<=>?@[]^\`{|}~`],
  [BEGINS_WORD, 'yYnNoOtTfFiI'],
  [DIGIT, '0123456789'],
] as const)
  for (let at = 0; at < letters.length; at++) {
    const code = letters.charCodeAt(at);
    CLASSES[code] = (CLASSES[code] as number) | bit;
  }
const classAt = (value: string, at: number): number => CLASSES[value.charCodeAt(at)] ?? 0;

/** Words that some reader takes for a truth value, null or a number, in any case; by their length. */
const WORDS = [
  [],
  ['y', 'n'],
  ['no', 'on'],
  ['yes', 'off', 'nan', 'inf'],
  ['true', 'null'],
  ['false'],
  [],
  [],
  ['infinity'],
];

/** Adds a string that may stand without quotes, if that is clear at once; there must be room. */
export function addPlain(to: Utf8Text, value: string): boolean {
  const first = classAt(value, 0);
  if ((first & BEGINS) !== 0) return !isWord(value, first) && to.within(value, CLASSES, INSIDE);
  if ((first & DIGIT) === 0 || !isDuration(value)) return false;
  to.ascii(value);
  return true;
}

/** Whether a string may stand without quotes, as a value or as a key. */
export function isPlain(value: string): boolean {
  const first = classAt(value, 0);
  if ((first & BEGINS) === 0) return (first & DIGIT) !== 0 && isDuration(value);
  return !isWord(value, first) && isPlainInside(value);
}

/** Without `: `, ` #` and a space at the end. */
function isPlainInside(value: string): boolean {
  for (let at = 1; at < value.length; at++) {
    if ((classAt(value, at) & INSIDE) !== 0) continue;
    const letter = value.charCodeAt(at);
    const needed = letter === COLON ? AFTER_COLON : letter === SPACE ? AFTER_SPACE : 0;
    if ((classAt(value, at + 1) & needed) === 0) return false;
  }
  return true;
}
const [SPACE, COLON] = [0x20, 0x3a];

function isWord(value: string, first: number): boolean {
  const words = (first & BEGINS_WORD) === 0 ? undefined : WORDS[value.length];
  if (!words) return false;
  for (let at = 0; at < words.length; at++) if (isSpelled(value, words[at] as string)) return true;
  return false;
}

/** In letters of either case, of the same number. */
function isSpelled(value: string, word: string): boolean {
  for (let at = 0; at < word.length; at++) if ((value.charCodeAt(at) | CASE) !== word.charCodeAt(at)) return false;
  return true;
}
/** What small letters have and large ones have not. */
const CASE = 0x20;

/** Durations and classes of status codes, the only words beginning with a digit that are surely no number anywhere. */
const isDuration = (value: string): boolean => DURATION.test(value);
const DURATION = /^(?:[0-9]+(?:ms|[smh]))+$|^[1-5]xx$/;

/** Whether a string may stand between double quotes as it is: it is then spelled so, or plain. */
export function isQuotable(value: string): boolean {
  for (let at = 0; at < value.length; at++) if ((classAt(value, at) & IN_QUOTES) === 0) return false;
  return true;
}

/** Characters that must be escaped: controls, the line breaks of 1.1, byte-order mark, halves of surrogate pairs, no-break space. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00a0\ufeff\ufffe\uffff]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');

/** The spelling of a string on one line. */
export function quoteYaml(value: string): string {
  if (isPlain(value)) return value;
  if (isQuotable(value)) return `"${value}"`;
  if ((value.includes('\\') || value.includes('"')) && !UNSAFE.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return quoteJson(value);
}

/** A string in double quotes as both YAML and JSON read it: what only JSON would let stand is escaped too. */
export const quoteJson = (value: string): string =>
  JSON.stringify(value).replace(EACH_UNSAFE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

const UNSAFE_IN_BLOCK = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00a0\ufeff\ufffe\uffff]/u;
/** Lines of blanks only, and a first line that is empty or indented, would need indentation indicators. */
const AWKWARD_LINES = /^[ \t\n]|\n[ \t]+(?:\n|$)|\n\n$/;

/** Whether a text of several lines can be a literal block (`|` or `|-`) that every reader reads alike. */
export const isLiteral = (value: string): boolean =>
  value.includes('\n') && !AWKWARD_LINES.test(value) && !UNSAFE_IN_BLOCK.test(value);

/** The spelling of a number: integers without point or exponent where possible, exponents with the point that 1.1 asks for. */
export function numberYaml(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return Object.is(value, -0) ? '-0.0' : String(value);
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const spelled = String(value);
  return spelled.includes('e') && !spelled.includes('.') ? spelled.replace('e', '.0e') : spelled;
}
