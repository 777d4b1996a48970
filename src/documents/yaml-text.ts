// How one string or number is spelled in YAML so that readers of 1.1 (Kubernetes, PyYAML) and of 1.2 get the same value back.
// In: the value. Out: its spelling on one line, or the lines of a literal block. Knows nothing of trees.

/** Begins with a letter or a slash, hence no number, date or indicator; no `: `, no ` #`, no space at an end. */
const PLAIN = /^[A-Za-z/](?:[\w./@+\-,=*$%~()|;<>?^&!]|:(?=[\w/|.-])| (?=[\w/.(+@]))*$/;
/** Durations and classes of status codes, the only words beginning with a digit that are surely no number anywhere. */
const DURATION = /^(?:[0-9]+(?:ms|[smh]))+$|^[1-5]xx$/;
/** Words that some reader takes for a truth value, null or a number, in any case. */
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf', 'infinity']);
const LONGEST_WORD = 8;

/** Whether `value` may stand without quotes, as a value or as a key. */
export function isPlain(value: string): boolean {
  if (PLAIN.test(value)) return value.length > LONGEST_WORD || !WORDS.has(value.toLowerCase());
  return DURATION.test(value);
}

/** Characters that must be escaped: controls, the line breaks of 1.1, byte-order mark, halves of surrogate pairs, no-break space. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00a0\ufeff\ufffe\uffff]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');

/** The spelling of a string on one line. */
export function quoteYaml(value: string): string {
  if (isPlain(value)) return value;
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
