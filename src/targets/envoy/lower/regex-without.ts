// RE2 text → RE2 text for the same texts less those that hold a certain character: `.*b` without `;` is `[^;]*b`. Works on the
// expression's own tokens; what it cannot narrow exactly (Unicode classes, anchors inside) gives `undefined`.

import { escapeRegex } from './escape-regex.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}
const LAST = 0x10ffff;
const NOTHING = '[^\\x00-\\x{10FFFF}]';

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [range('0', '9')],
  w: [range('0', '9'), range('A', 'Z'), range('_', '_'), range('a', 'z')],
  s: [range('\t', '\n'), range('\f', '\r'), range(' ', ' ')],
};
const POSIX: Readonly<Record<string, readonly Range[]>> = {
  alnum: [range('0', '9'), range('A', 'Z'), range('a', 'z')],
  alpha: [range('A', 'Z'), range('a', 'z')],
  digit: CLASSES.d as readonly Range[],
  lower: [range('a', 'z')],
  space: [range('\t', '\r'), range(' ', ' ')],
  upper: [range('A', 'Z')],
  word: CLASSES.w as readonly Range[],
  xdigit: [range('0', '9'), range('A', 'F'), range('a', 'f')],
};

/** `regex` for texts without any of `characters` (ASCII punctuation), matching as a whole; `undefined` where it cannot be said exactly. */
export function withoutCharacter(regex: string, characters: string): string | undefined {
  const banned = [...characters].map((one) => one.codePointAt(0) as number);
  const reader = new RegexReader(stripAnchors(regex), banned);
  try {
    return reader.whole();
  } catch (problem) {
    if (problem instanceof NotExact) return undefined;
    throw problem;
  }
}

class NotExact extends Error {}

/** Anchors at both ends say nothing where the whole text must match anyway. */
export function stripAnchors(regex: string): string {
  if (alternatesAtTop(regex)) return regex;
  return regex
    .replace(/^(\(\?[imsU]+\))?(?:\^|\\A)+/, (_, flags: string | undefined) => flags ?? '')
    .replace(/(?<=^(?:[^\\]|\\.)*)(?:\$|\\z)$/s, '');
}

function alternatesAtTop(regex: string): boolean {
  let depth = 0;
  for (const [token] of regex.matchAll(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]/gs)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth === 0) return true;
  }
  return false;
}

class RegexReader {
  readonly #text: string;
  readonly #banned: readonly number[];
  #at = 0;
  #out = '';

  constructor(text: string, banned: readonly number[]) {
    this.#text = text;
    this.#banned = banned;
  }

  whole(): string {
    while (this.#at < this.#text.length) this.#token();
    return this.#out;
  }

  #token(): void {
    const character = this.#next();
    if (character === '\\') this.#escape();
    else if (character === '.')
      this.#class([
        { from: 0, to: 9 },
        { from: 11, to: LAST },
      ]);
    else if (character === '[') this.#class(this.#bracket());
    else if (character === '^' || character === '$') throw new NotExact();
    else if (character === '(') this.#group();
    else if (character === '{') this.#repeat();
    else if ('*+?)|'.includes(character)) this.#out += character;
    else this.#literal(character.codePointAt(0) as number, character);
  }

  /** Flags are kept; a group's own text is read by the caller. */
  #group(): void {
    const flags = /^\?(?:P?<[A-Za-z_]\w*>|[imsU]*(?:-[imsU]+)?[:)])/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#out += `(${flags}`;
    this.#at += flags.length;
  }

  #repeat(): void {
    const counts = /^\d+(?:,\d*)?\}/.exec(this.#text.slice(this.#at))?.[0];
    if (counts === undefined) {
      this.#literal(123, '\\{');
      return;
    }
    this.#out += `{${counts}`;
    this.#at += counts.length;
  }

  #literal(code: number, written: string): void {
    this.#out += this.#banned.includes(code) ? NOTHING : written;
  }

  #escape(): void {
    const start = this.#at;
    const next = this.#next();
    const named = CLASSES[next.toLowerCase()];
    if (next === 'Q') this.#quoted();
    else if (named) this.#class(next === next.toLowerCase() ? named : complement(named));
    else this.#escapedLiteral(next, start);
  }

  #escapedLiteral(next: string, start: number): void {
    if ('pPbBAzC'.includes(next)) throw new NotExact();
    this.#at = start;
    const code = this.#escapedCode();
    this.#literal(code, `\\${this.#text.slice(start, this.#at)}`);
  }

  #quoted(): void {
    const end = this.#text.indexOf('\\E', this.#at);
    const body = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 2;
    for (const one of body) this.#literal(one.codePointAt(0) as number, escapeRegex(one));
  }

  /** After a backslash: the character that the escape stands for. */
  #escapedCode(): number {
    const rest = this.#text.slice(this.#at);
    const hex = /^x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(rest);
    if (hex) {
      this.#at += hex[0].length;
      return Number.parseInt((hex[1] ?? hex[2]) as string, 16);
    }
    const octal = /^(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(rest);
    if (octal) {
      this.#at += octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    const next = this.#next();
    const control = 'afnrtv'.indexOf(next);
    return control >= 0 ? ([7, 12, 10, 13, 9, 11][control] as number) : (next.codePointAt(0) as number);
  }

  #bracket(): readonly Range[] {
    const inverted = this.#text[this.#at] === '^';
    if (inverted) this.#at++;
    const ranges: Range[] = [];
    for (let first = true; first || this.#text[this.#at] !== ']'; first = false) ranges.push(...this.#classItem());
    this.#at++;
    return inverted ? complement(ranges) : ranges;
  }

  #classItem(): readonly Range[] {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.#text.slice(this.#at));
    if (posix) return this.#posix(posix);
    const named = /^\\([dDwWsS])/.exec(this.#text.slice(this.#at))?.[1];
    if (named) {
      this.#at += 2;
      const ranges = CLASSES[named.toLowerCase()] as readonly Range[];
      return named === named.toLowerCase() ? ranges : complement(ranges);
    }
    const from = this.#classCode();
    if (this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']') return [{ from, to: from }];
    this.#at++;
    return [{ from, to: this.#classCode() }];
  }

  #posix(found: RegExpExecArray): readonly Range[] {
    const ranges = POSIX[found[2] as string];
    if (!ranges) throw new NotExact();
    this.#at += found[0].length;
    return found[1] ? complement(ranges) : ranges;
  }

  #classCode(): number {
    const character = this.#next();
    if (character !== '\\') return character.codePointAt(0) as number;
    if ('pPQ'.includes(this.#text[this.#at] ?? '')) throw new NotExact();
    return this.#escapedCode();
  }

  #class(ranges: readonly Range[]): void {
    const kept = this.#banned.reduce(without, ranges);
    this.#out += kept.length === 0 ? NOTHING : writeClass(kept);
  }

  #next(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) throw new NotExact();
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }
}

function range(from: string, to: string): Range {
  return { from: from.codePointAt(0) as number, to: to.codePointAt(0) as number };
}

function complement(ranges: readonly Range[]): readonly Range[] {
  const gaps: Range[] = [];
  let next = 0;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > next) gaps.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  return next > LAST ? gaps : [...gaps, { from: next, to: LAST }];
}

const without = (ranges: readonly Range[], code: number): readonly Range[] =>
  ranges.flatMap(({ from, to }) => {
    if (code < from || code > to) return [{ from, to }];
    return [...(from < code ? [{ from, to: code - 1 }] : []), ...(to > code ? [{ from: code + 1, to }] : [])];
  });

/** The shorter of the class and its complement's negation. */
function writeClass(ranges: readonly Range[]): string {
  const gaps = complement(ranges);
  const inverted = gaps.length < ranges.length;
  return `[${inverted ? '^' : ''}${(inverted ? gaps : ranges).map(writeRange).join('')}]`;
}

const writeRange = ({ from, to }: Range): string => (from === to ? inClass(from) : `${inClass(from)}-${inClass(to)}`);

function inClass(code: number): string {
  if (code === 10) return '\\n';
  if (code <= 32 || code >= 127) return `\\x{${code.toString(16).toUpperCase()}}`;
  const character = String.fromCodePoint(code);
  return '\\]^-['.includes(character) ? `\\${character}` : character;
}
