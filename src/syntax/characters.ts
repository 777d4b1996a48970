// Characters that have no meaning in the language: how a message names them, and what their author probably meant.
import { Arrow, EqualEqual, keyword, type TokenType } from './tokens.ts';

const known: Readonly<Record<number, string>> = {
  0: 'a zero byte',
  9: 'a tab',
  160: 'a non-breaking space',
  173: 'a soft hyphen',
  8203: 'a zero-width space',
  8204: 'a zero-width non-joiner',
  8205: 'a zero-width joiner',
  8232: 'a line separator (U+2028)',
  8233: 'a paragraph separator (U+2029)',
  12288: 'an ideographic space',
  65279: 'a byte order mark',
  65533: 'a character that is not valid UTF-8',
};

/** "`$`", "a zero-width space", "the control character U+0007". */
export function describeCharacter(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  const named = known[code];
  if (named) return named;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (code < 32 || (code >= 127 && code < 160)) return `the control character ${hex}`;
  if (/[\p{C}\p{Z}]/u.test(String.fromCodePoint(code))) return `the invisible character ${hex}`;
  return `\`${String.fromCodePoint(code)}\``;
}

interface ForeignOperator {
  readonly found: string;
  readonly instead: string;
  readonly type: TokenType;
}

/** Operators of other languages; longer ones first. */
export const foreignOperators: readonly ForeignOperator[] = [
  { found: '===', instead: '==', type: EqualEqual },
  { found: '=>', instead: '->', type: Arrow },
  { found: '=~', instead: 'matches', type: keyword('matches') },
  { found: '&&', instead: 'and', type: keyword('and') },
  { found: '||', instead: 'or', type: keyword('or') },
  { found: '~=', instead: 'matches', type: keyword('matches') },
  { found: '~', instead: 'matches', type: keyword('matches') },
  { found: '!', instead: 'not', type: keyword('not') },
];

/** Quotation marks of other languages and of word processors. */
export const foreignQuotes: readonly { readonly open: string; readonly close: string }[] = [
  { open: "'", close: "'" },
  { open: '“', close: '”' },
  { open: '„', close: '“' },
  { open: '‘', close: '’' },
  { open: '«', close: '»' },
];
