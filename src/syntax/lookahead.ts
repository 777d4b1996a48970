// Decides between alternatives for chevrotain, by tables that were made from the grammar beforehand (lookahead-tables.ts) and are read
// when they are first asked for: a program that meets three rules does not pay for fifty.
import { tables } from './lookahead.gen.ts';
import { allTokens, endOfFile, indexOf, type Token, tokenCount } from './tokens.ts';

/** Chevrotain's keys of decisions; the number of the occurrence is added. */
export const keys = { or: 256, option: 512, many: 768 } as const;

/** Tables are texts with one character for each token type, in this order. */
export const tokenOrder: readonly number[] = [...allTokens.map(indexOf), endOfFile];

interface Reader {
  LA_FAST(distance: number): Token;
}
/** For a choice the number of the alternative; for an option or repetition whether to enter. */
export type Decision = (this: Reader) => number | boolean | undefined;

/** The decisions of a rule by their keys. */
export function decisionsOf(rule: string): readonly Decision[] {
  const found: Decision[] = [];
  for (const [key, table] of Object.entries(tables[rule] ?? {}))
    found[Number(key)] = Number(key) < keys.option ? choice(table) : entrance(table);
  return found;
}

/** The tokens that enter a decision of a rule; or, after the token `first` that several alternatives begin with, those alternatives. */
export function startsOfDecision(rule: string, key: number, first?: number): readonly number[] {
  const [table = '', ...more] = (tables[rule]?.[key] ?? '').split('|');
  if (first === undefined) return tokenOrder.filter((_, index) => table[index] !== undefined && table[index] !== '.');
  const shared = more.find((one) => tokenOrder[Number(one.slice(0, one.indexOf(':')))] === first);
  const alternatives = new Set(shared?.slice(shared.indexOf(':') + 1));
  return [...alternatives].map((sign) => Number.parseInt(sign, 36)).sort((a, b) => a - b);
}

function entrance(text: string): Decision {
  let table: Int8Array | undefined;
  return function () {
    table ??= read(text);
    return table[this.LA_FAST(1).tokenTypeIdx] === 0;
  };
}

function choice(text: string): Decision {
  let first: Int8Array | undefined;
  const seconds: Int8Array[] = [];
  const prepare = (): Int8Array => {
    const [table = '', ...more] = text.split('|');
    for (const one of more) {
      const colon = one.indexOf(':');
      seconds[tokenOrder[Number(one.slice(0, colon))] as number] = read(one.slice(colon + 1));
    }
    return read(table);
  };
  return function () {
    first ??= prepare();
    const one = this.LA_FAST(1).tokenTypeIdx;
    const chosen = first[one] as number;
    if (chosen >= 0) return chosen;
    if (chosen === NONE) return undefined;
    return seconds[one]?.[this.LA_FAST(2).tokenTypeIdx];
  };
}

const NONE = -1;
const SECOND = -2;

function read(text: string): Int8Array {
  const table = new Int8Array(tokenCount).fill(NONE);
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] as string;
    table[tokenOrder[i] as number] = sign === '.' ? NONE : sign === '*' ? SECOND : Number.parseInt(sign, 36);
  }
  return table;
}
