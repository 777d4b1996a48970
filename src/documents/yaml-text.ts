// How one string or number is spelled in YAML so that readers of 1.1 (Kubernetes, PyYAML) and of 1.2 get the same value back.
// In: the value. Out: its spelling on one line, or the lines of a literal block. Knows nothing of trees.

/** How a string is spelled on one line: as it is, between double quotes as it is, or as `quoteYaml` says. */
export type Spelling = 'plain' | 'quoted' | 'escaped';

/** What an ASCII character may do; each a bit. */
const [BEGINS, INSIDE, AFTER_COLON, AFTER_SPACE, IN_QUOTES, BEGINS_WORD] = [1, 2, 4, 8, 16, 32];
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
] as const)
  for (let at = 0; at < letters.length; at++) {
    const code = letters.charCodeAt(at);
    CLASSES[code] = (CLASSES[code] as number) | bit;
  }
const classAt = (value: string, at: number): number => CLASSES[value.charCodeAt(at)] ?? 0;

/** Durations and classes of status codes, the only words beginning with a digit that are surely no number anywhere. */
const DURATION = /^(?:[0-9]+(?:ms|[smh]))+$|^[1-5]xx$/;
/** Words that some reader takes for a truth value, null or a number, in any case. */
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf', 'infinity']);
const LONGEST_WORD = 8;

/** The spelling of a string, as a value or as a key. */
export function spellingOf(value: string): Spelling {
  const plain = plainLength(value);
  if (plain === value.length && plain > 0) return isWord(value) ? 'quoted' : 'plain';
  for (let at = plain; at < value.length; at++) if ((classAt(value, at) & IN_QUOTES) === 0) return 'escaped';
  return DURATION.test(value) ? 'plain' : 'quoted';
}

/** How far a string may stand without quotes: it begins with a letter or a slash, hence is no number, date or indicator; it has no `: `, no ` #`, no space at an end. */
function plainLength(value: string): number {
  if ((classAt(value, 0) & BEGINS) === 0) return 0;
  for (let at = 1; at < value.length; at++) {
    const bits = classAt(value, at);
    if ((bits & INSIDE) !== 0) continue;
    const letter = value.charCodeAt(at);
    const needed = letter === COLON ? AFTER_COLON : letter === SPACE ? AFTER_SPACE : 0;
    if ((classAt(value, at + 1) & needed) === 0) return at;
  }
  return value.length;
}
const [SPACE, COLON] = [0x20, 0x3a];

const isWord = (value: string): boolean =>
  value.length <= LONGEST_WORD && (classAt(value, 0) & BEGINS_WORD) !== 0 && WORDS.has(value.toLowerCase());

/** Characters that must be escaped: controls, the line breaks of 1.1, byte-order mark, halves of surrogate pairs, no-break space. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00a0\ufeff\ufffe\uffff]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');

/** The spelling of a string on one line. */
export function quoteYaml(value: string): string {
  if (spellingOf(value) === 'plain') return value;
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
