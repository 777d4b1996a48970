// Text → tokens of one segment after another. The lexer knows three rules of the language that a grammar cannot say: where a line
// end ends an item, what belongs to a reference, and where the text can be cut into segments that parse on their own.
// It skips what has no meaning and reports it; it never fails.
import { EOF } from 'chevrotain';
import { catalogue, type Diagnostic, diagnose, type Entry, type Fix } from '../diagnostics/index.ts';
import type { Anchor, Span } from '../text/index.ts';
import { describeCharacter, foreignOperators, foreignQuotes } from './characters.ts';
import { cutsHere } from './segments.ts';
import type { Token } from './tokens.ts';
import * as t from './tokens.ts';

/** A comment before it becomes a node; offsets are relative to the segment. */
export interface RawComment {
  readonly start: number;
  readonly end: number;
  readonly doc: boolean;
  readonly ownLine: boolean;
}

/** What one segment consists of. `tokens` ends with two tokens for the end of the text. */
export interface LexedSegment {
  readonly anchor: Anchor;
  readonly end: number;
  readonly tokens: Token[];
  readonly comments: readonly RawComment[];
  readonly problems: Diagnostic[];
}

/** How deep ( [ { and `not` may nest. */
export const nestingLimit = 100;

const eof = t.indexOf(EOF);
const identifier = t.indexOf(t.Identifier);
const qualified = t.indexOf(t.QualifiedName);
const text = t.indexOf(t.Text);
const raw = t.indexOf(t.Raw);
const numeral = t.indexOf(t.Numeral);
const leftParenthesis = t.indexOf(t.LeftParenthesis);
const leftBrace = t.indexOf(t.LeftBrace);
const mapBrace = t.indexOf(t.MapBrace);
const rightBrace = t.indexOf(t.RightBrace);
const itemEnd = t.indexOf(t.ItemEnd);
const colon = t.indexOf(t.Colon);
const comma = t.indexOf(t.Comma);
const arrow = t.indexOf(t.Arrow);
const [WHEN, ELSE, WITH, NOT, ROUTE, INGRESS, TEST, EXPECT, INPUT] = (
  ['when', 'else', 'with', 'not', 'route', 'ingress', 'test', 'expect', 'input'] as const
).map((word) => t.indexOf(t.keyword(word))) as [number, number, number, number, number, number, number, number, number];

const words = (...list: t.Keyword[]) => list.map(t.keyword);
/** After these a line goes on … */
const goesOnAfter = t.tokenSet(
  ...[t.Comma, t.Arrow, t.LeftBrace, t.MapBrace, t.Equals, t.EqualEqual, t.NotEqual],
  ...words('and', 'or', 'not', 'in', 'with', 'to'),
);
/** … and before these. `with` and `->` are decided by what the item is. */
const goesOnBefore = t.tokenSet(
  ...[t.Comma, t.RightParenthesis, t.RightBracket, t.LeftBrace, t.MapBrace, t.RightBrace],
  ...words('and', 'or', 'to'),
);
/** These never stand in parentheses: one that is still open there was forgotten. */
const closesParentheses = t.tokenSet(t.Arrow, t.RightBrace, t.ItemEnd, ...words('when', 'else'));
const declarationWord = t.tokenSet(...t.declarationWords.map(t.keyword));
const parametersAfter = t.tokenSet(...words('condition', 'policy', 'rules'));

const isBlank = (code: number) => code === 32 || code === 9;
const isLineEnd = (code: number) => code === 10 || code === 13;
const isDigit = (code: number) => code >= 48 && code <= 57;
const isAsciiLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isNamePart = (code: number) => isAsciiLetter(code) || isDigit(code) || code === 45 || code === 95;
const unicodeLetter = /[\p{L}\p{M}]/u;

/** What an item or block has shown so far; one per open brace. */
interface Nest {
  readonly map: boolean;
  /** The first token of the current item, 0 before it. */
  first: number;
  arrow: boolean;
  block: boolean;
  /** The first pair of parentheses is closed. */
  headed: boolean;
}

export class Lexer {
  readonly #text: string;
  #at = 0;
  #base = 0;
  #anchor!: Anchor;
  #tokens: Token[] = [];
  #comments: RawComment[] = [];
  #problems: Diagnostic[] = [];
  #nests: Nest[] = [];
  #nest: Nest = newNest(false);
  #parentheses = 0;
  #dropped = 0;
  #nots = 0;
  #last = 0;
  #lineBreak = false;
  #tooDeep = false;

  constructor(source: string) {
    this.#text = source;
  }

  /** The segment that begins at `anchor.offset`. */
  segment(anchor: Anchor): LexedSegment {
    this.#begin(anchor);
    const end = this.#run();
    this.#finish(end);
    return { anchor, end, tokens: this.#tokens, comments: this.#comments, problems: this.#problems };
  }

  #begin(anchor: Anchor): void {
    this.#anchor = anchor;
    this.#base = anchor.offset;
    this.#at = anchor.offset;
    this.#tokens = [];
    this.#comments = [];
    this.#problems = [];
    this.#nests = [];
    this.#nest = newNest(false);
    this.#parentheses = 0;
    this.#dropped = 0;
    this.#nots = 0;
    this.#last = 0;
    this.#lineBreak = true;
    this.#tooDeep = false;
  }

  #run(): number {
    const source = this.#text;
    const length = source.length;
    if (this.#at === 0 && source.charCodeAt(0) === 0xfeff) this.#at = 1;
    while (this.#at < length) {
      const code = source.charCodeAt(this.#at);
      if (isBlank(code)) this.#at++;
      else if (isLineEnd(code)) {
        this.#lineBreak = true;
        this.#at++;
      } else if (isAsciiLetter(code)) {
        if (this.#lineBreak && code > 96 && this.#tokens.length > 0 && this.#cuts()) return this.#boundary();
        this.#word();
      } else if (code === 34) this.#quoted();
      else if (isDigit(code)) this.#number();
      else this.#sign(code);
    }
    return this.#tail();
  }

  #cuts(): boolean {
    const at = this.#at;
    if (at > 0 && !isLineEnd(this.#text.charCodeAt(at - 1))) return false;
    return cutsHere(this.#text, at, this.#tokens[this.#tokens.length - 1] as Token, this.#base);
  }

  /** The line after the last token: comments from there on belong to what follows. */
  #boundary(): number {
    const last = this.#tokens[this.#tokens.length - 1] as Token;
    let at = this.#base + last.end;
    while (at < this.#at && !isLineEnd(this.#text.charCodeAt(at))) at++;
    if (this.#text.charCodeAt(at) === 13 && this.#text.charCodeAt(at + 1) === 10) at++;
    return Math.min(at + 1, this.#at);
  }

  /** Comments after the last token of the file make a segment of their own. */
  #tail(): number {
    if (this.#tokens.length === 0 || this.#comments.length === 0) return this.#text.length;
    const last = this.#tokens[this.#tokens.length - 1] as Token;
    const after = this.#comments.find((comment) => comment.start >= last.end && comment.ownLine);
    return after ? this.#boundary() : this.#text.length;
  }

  #finish(end: number): void {
    const last = this.#tokens[this.#tokens.length - 1];
    this.#comments = this.#comments.filter((comment) => this.#base + comment.start < end);
    this.#problems = this.#problems.filter((problem) => this.#base + problem.span.start < end);
    const at = last ? last.end : end - this.#base;
    if (last && last.tokenTypeIdx !== itemEnd)
      this.#tokens.push({ tokenTypeIdx: itemEnd, start: at, end: at, image: '' });
    for (let i = 0; i < 3; i++) this.#tokens.push({ tokenTypeIdx: eof, start: at, end: at, image: '' });
  }

  // ---- tokens

  #word(): void {
    const start = this.#at;
    const end = this.#nameEnd(start);
    const after = this.#text.charCodeAt(end);
    if (after === 47 || after === 64 || (after === 58 && !this.#colonIsOwn())) {
      if (after !== 47 || this.#text.charCodeAt(end + 1) !== 47) return this.#reference(start, end);
    }
    const image = this.#text.slice(start, end);
    this.#at = end;
    this.#push(t.keywordIndex.get(image) ?? identifier, start, end, image);
  }

  /** End of a name that begins at `start`. Letters beyond ASCII are taken in and reported. */
  #nameEnd(start: number): number {
    const source = this.#text;
    let at = start;
    while (isNamePart(source.charCodeAt(at))) at++;
    if (source.charCodeAt(at) > 127 && unicodeLetter.test(source[at] as string)) {
      while (isNamePart(source.charCodeAt(at)) || unicodeLetter.test(source[at] ?? '')) at++;
      this.#report(catalogue.syntax.nameCharacters, start, at, { name: `\`${source.slice(start, at)}\`` });
    }
    // A name does not end in `-` where an arrow follows: `v1->v2`.
    while (at > start && source.charCodeAt(at - 1) === 45 && source.charCodeAt(at) === 62) at--;
    return at;
  }

  /** Whether a colon after the name that is read is punctuation: of an input, a parameter, a key of a map. */
  #colonIsOwn(): boolean {
    const { map, first, headed } = this.#nest;
    if (map) return this.#last === comma || this.#last === mapBrace;
    if (this.#nests.length > 0) return false;
    if (first === INPUT) return this.#last === INPUT;
    if (parametersAfter[first] !== 1 || headed || this.#parentheses === 0) return false;
    return this.#last === comma || this.#last === leftParenthesis;
  }

  /** `[ns/]name[@version][:port]`, glued; parts may be quoted, and missing where half typed. */
  #reference(start: number, firstEnd: number): void {
    const source = this.#text;
    let at = firstEnd;
    for (const sign of [47, 64, 58]) {
      if (source.charCodeAt(at) !== sign) continue;
      if (sign === 58 && this.#colonIsOwn()) break;
      at = this.#partEnd(at + 1);
    }
    this.#at = at;
    this.#push(qualified, start, at, source.slice(start, at));
  }

  #partEnd(at: number): number {
    const source = this.#text;
    if (source.charCodeAt(at) !== 34) return this.#nameEnd(at);
    let end = at + 1;
    while (end < source.length && source.charCodeAt(end) !== 34 && !isLineEnd(source.charCodeAt(end))) end++;
    if (source.charCodeAt(end) === 34) return end + 1;
    this.#report(catalogue.syntax.unclosedText, at, end, { quote: '"' });
    return end;
  }

  #quoted(): void {
    const source = this.#text;
    const start = this.#at;
    let at = start + 1;
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code === 34 || isLineEnd(code)) break;
      if (code === 92) {
        this.#escape(at);
        const next = source.charCodeAt(at + 1);
        if (!isLineEnd(next) && !Number.isNaN(next)) at++;
      } else if (code < 32 && code !== 9) this.#control(at);
    }
    const closed = source.charCodeAt(at) === 34;
    if (!closed) {
      this.#report(catalogue.syntax.unclosedText, start, at, { quote: '"' }, [this.#insert('close the text', at, '"')]);
      this.#at = at;
      return this.#push(text, start, at, '');
    }
    const end = at + 1;
    const after = source.charCodeAt(end);
    if (
      after === 47 ||
      after === 64 ||
      (after === 58 && !this.#colonIsOwn() && isNamePart(source.charCodeAt(end + 1)))
    ) {
      if (after !== 47 || source.charCodeAt(end + 1) !== 47) return this.#reference(start, end);
    }
    this.#at = end;
    this.#push(text, start, end, '');
  }

  #escape(at: number): void {
    const next = this.#text[at + 1] ?? '';
    if ('"\\nrt123456789'.includes(next) && next !== '') return;
    if (next === 'u' && /^\\u\{[0-9A-Fa-f]{1,6}\}/.test(this.#text.slice(at, at + 10))) return;
    if (next === '' || isLineEnd(next.charCodeAt(0))) return;
    this.#report(catalogue.syntax.unknownEscape, at, at + 2, { found: `\`\\${next}\`` }, [
      this.#replace('write two backslashes', at, at + 1, '\\\\'),
    ]);
  }

  #control(at: number): void {
    this.#report(catalogue.syntax.invalidCharacter, at, at + 1, {
      name: describeCharacter(this.#text, at),
      where: 'in a text',
    });
  }

  #backquoted(): void {
    const source = this.#text;
    const start = this.#at;
    let at = start + 1;
    while (at < source.length && source.charCodeAt(at) !== 96 && !isLineEnd(source.charCodeAt(at))) at++;
    if (source.charCodeAt(at) === 96) at++;
    else
      this.#report(catalogue.syntax.unclosedText, start, at, { quote: 'a backquote' }, [
        this.#insert('close the text', at, '`'),
      ]);
    this.#at = at;
    this.#push(raw, start, at, '');
  }

  #number(): void {
    const source = this.#text;
    const start = this.#at;
    let at = start + 1;
    for (;;) {
      const code = source.charCodeAt(at);
      const next = source.charCodeAt(at + 1);
      if (isDigit(code) || isAsciiLetter(code) || code === 95) at++;
      else if ((code === 46 || code === 45) && (isDigit(next) || isAsciiLetter(next))) at++;
      else break;
    }
    if (source.charCodeAt(at) === 37) at++;
    this.#at = at;
    this.#push(numeral, start, at, source.slice(start, at));
  }

  #sign(code: number): void {
    const source = this.#text;
    const start = this.#at;
    const next = source.charCodeAt(start + 1);
    switch (code) {
      case 123:
        return this.#brace();
      case 125:
        return this.#closeBrace();
      case 40:
        return this.#open(t.indexOf(t.LeftParenthesis));
      case 91:
        return this.#open(t.indexOf(t.LeftBracket));
      case 41:
        return this.#close(t.indexOf(t.RightParenthesis));
      case 93:
        return this.#close(t.indexOf(t.RightBracket));
      case 44:
        return this.#simple(comma, 1);
      case 58:
        return this.#simple(colon, 1);
      case 59:
        return this.#semicolon();
      case 96:
        return this.#backquoted();
      case 47:
        if (next === 47) return this.#comment();
        if (next === 42) return this.#blockComment();
        break;
      case 35:
        return this.#hashComment();
      case 45:
        if (next === 62) return this.#simple(arrow, 2);
        break;
      case 61:
        if (next === 61) return this.#simple(t.indexOf(t.EqualEqual), source.charCodeAt(start + 2) === 61 ? 3 : 2);
        if (next === 62) return this.#foreign('=>', '->', arrow);
        return this.#simple(t.indexOf(t.Equals), 1);
      case 33:
        if (next === 61) return this.#simple(t.indexOf(t.NotEqual), 2);
        return this.#foreign('!', 'not', NOT);
    }
    this.#other(start);
  }

  #other(start: number): void {
    const source = this.#text;
    const foreign = foreignOperators.find(({ found }) => source.startsWith(found, start));
    if (foreign) return this.#foreign(foreign.found, foreign.instead, t.indexOf(foreign.type));
    const quotes = foreignQuotes.find(({ open }) => source.startsWith(open, start));
    if (quotes) return this.#foreignQuoted(quotes.open, quotes.close);
    if (unicodeLetter.test(String.fromCodePoint(source.codePointAt(start) as number))) return this.#foreignWord(start);
    let end = start;
    const size = (source.codePointAt(start) as number) > 0xffff ? 2 : 1;
    while (end < source.length && source.startsWith(source.slice(start, start + size), end)) end += size;
    this.#report(catalogue.syntax.invalidCharacter, start, end, { name: describeCharacter(source, start) }, [
      this.#replace('remove it', start, end, ''),
    ]);
    this.#at = end;
  }

  #foreignWord(start: number): void {
    let end = this.#nameEnd(start);
    if (end === start) {
      end = start + ((this.#text.codePointAt(start) as number) > 0xffff ? 2 : 1);
      this.#report(catalogue.syntax.nameCharacters, start, end, { name: `\`${this.#text.slice(start, end)}\`` });
    }
    this.#at = end;
    this.#push(identifier, start, end, this.#text.slice(start, end));
  }

  #foreign(found: string, instead: string, type: number): void {
    const start = this.#at;
    const end = start + found.length;
    const padded = /\w/.test(instead) ? `${this.#glued(start - 1)}${instead}${this.#glued(end)}` : instead;
    this.#report(catalogue.syntax.foreignOperator, start, end, { found, instead }, [
      this.#replace(`write ${instead}`, start, end, padded),
    ]);
    this.#at = end;
    this.#push(type, start, end, instead);
  }

  #glued(at: number): string {
    const code = this.#text.charCodeAt(at);
    return Number.isNaN(code) || isBlank(code) || isLineEnd(code) || code === 40 ? '' : ' ';
  }

  #foreignQuoted(open: string, close: string): void {
    const source = this.#text;
    const start = this.#at;
    let at = start + open.length;
    while (at < source.length && !source.startsWith(close, at) && !isLineEnd(source.charCodeAt(at))) at++;
    const inner = source.slice(start + open.length, at);
    if (source.startsWith(close, at)) at += close.length;
    const quoted = `"${inner.replace(/["\\]/g, '\\$&')}"`;
    this.#report(catalogue.syntax.foreignQuotes, start, at, { found: `${open}…${close}` }, [
      this.#replace('use double quotes', start, at, quoted),
    ]);
    this.#at = at;
    this.#push(text, start, at, '');
  }

  #simple(type: number, length: number): void {
    const start = this.#at;
    this.#at = start + length;
    this.#push(type, start, start + length, '');
    if (type === arrow) this.#nest.arrow = true;
  }

  // ---- brackets

  #open(type: number): void {
    const start = this.#at++;
    if (this.#parentheses + this.#nests.length >= nestingLimit) return this.#drop(start);
    this.#push(type, start, start + 1, '');
    this.#parentheses++;
  }

  #close(type: number): void {
    const start = this.#at++;
    if (this.#dropped > 0) {
      this.#dropped--;
      return;
    }
    if (this.#parentheses > 0) this.#parentheses--;
    if (this.#parentheses === 0) this.#nest.headed = true;
    this.#push(type, start, start + 1, '');
  }

  #drop(start: number): void {
    this.#dropped++;
    if (this.#tooDeep) return;
    this.#tooDeep = true;
    this.#report(catalogue.syntax.nestedTooDeep, start, start + 1, { limit: nestingLimit });
  }

  #brace(): void {
    const start = this.#at++;
    if (this.#nests.length >= nestingLimit) return this.#drop(start);
    const map = this.#opensMap();
    this.#push(map ? mapBrace : leftBrace, start, start + 1, '');
    this.#nests.push(this.#nest);
    this.#nest = newNest(map);
  }

  /** Whether a key and its colon follow: `{ app: "x" }`. */
  #opensMap(): boolean {
    const source = this.#text;
    let at = this.#at;
    while (isBlank(source.charCodeAt(at)) || isLineEnd(source.charCodeAt(at))) at++;
    const start = at;
    if (source.charCodeAt(at) === 34) {
      at++;
      while (at < source.length && source.charCodeAt(at) !== 34 && !isLineEnd(source.charCodeAt(at))) at++;
      at++;
    } else while (isNamePart(source.charCodeAt(at))) at++;
    if (at === start) return false;
    const owner = this.#nests.length === 0 ? this.#nest.first : 0;
    if (owner === EXPECT || owner === TEST) return false;
    while (isBlank(source.charCodeAt(at))) at++;
    return source.charCodeAt(at) === 58;
  }

  #closeBrace(): void {
    const start = this.#at++;
    if (this.#dropped > 0) {
      this.#dropped--;
      return;
    }
    if (this.#parentheses > 0) this.#parentheses = 0;
    if (!this.#nest.map && this.#last !== itemEnd && this.#last !== leftBrace && this.#last !== 0)
      this.#end(start, start);
    this.#push(rightBrace, start, start + 1, '');
    const outer = this.#nests.pop();
    if (outer) this.#nest = outer;
    this.#nest.block = true;
  }

  #semicolon(): void {
    const start = this.#at++;
    this.#parentheses = 0;
    this.#dropped = 0;
    this.#lineBreak = false;
    if (this.#last !== itemEnd && this.#last !== leftBrace && this.#last !== 0) this.#end(start, start + 1);
  }

  // ---- comments

  #comment(): void {
    const start = this.#at;
    const end = this.#lineEnd(start);
    const code = this.#text.charCodeAt(start + 2);
    const doc = code === 47 && this.#text.charCodeAt(start + 3) !== 47;
    this.#comments.push({
      start: start - this.#base,
      end: end - this.#base,
      doc,
      ownLine: this.#lineBreak,
    });
    this.#at = end;
  }

  #lineEnd(at: number): number {
    let end = at;
    while (end < this.#text.length && !isLineEnd(this.#text.charCodeAt(end))) end++;
    return end;
  }

  #hashComment(): void {
    const start = this.#at;
    this.#report(catalogue.syntax.foreignComment, start, start + 1, { found: '#' }, [
      this.#replace('write //', start, start + 1, '//'),
    ]);
    this.#at = this.#lineEnd(start);
  }

  #blockComment(): void {
    const start = this.#at;
    const close = this.#text.indexOf('*/', start + 2);
    const lineEnd = this.#lineEnd(start);
    const end = close >= 0 && close < lineEnd ? close + 2 : lineEnd;
    this.#report(catalogue.syntax.foreignComment, start, start + 2, { found: '/*' });
    this.#at = end;
  }

  // ---- items

  #push(type: number, start: number, end: number, image: string): void {
    if (this.#lineBreak) this.#newLine(type);
    if (type === NOT) {
      if (++this.#nots > nestingLimit) return this.#tooManyNots(start, end);
    } else this.#nots = 0;
    const nest = this.#nest;
    if (nest.first === 0 && type !== rightBrace) nest.first = type;
    if (this.#parentheses > 0 && closesParentheses[type] === 1) this.#parentheses = 0;
    this.#last = type;
    this.#tokens.push({ tokenTypeIdx: type, start: start - this.#base, end: end - this.#base, image });
  }

  #tooManyNots(start: number, end: number): void {
    if (this.#tooDeep) return;
    this.#tooDeep = true;
    this.#report(catalogue.syntax.nestedTooDeep, start, end, { limit: nestingLimit });
  }

  /** A line broke before a token of this type: does the item end with it? */
  #newLine(type: number): void {
    this.#lineBreak = false;
    const last = this.#last;
    if (last === 0 || last === itemEnd) return;
    const beginsRule = type === WHEN || type === ELSE;
    if (this.#parentheses > 0) {
      if (!beginsRule) return;
      this.#parentheses = 0;
    }
    if (goesOnAfter[last] === 1 ? !beginsRule || last === leftBrace : this.#goesOnBefore(type)) return;
    const at = this.#base + (this.#tokens[this.#tokens.length - 1] as Token).end;
    this.#end(at, at);
  }

  #goesOnBefore(type: number): boolean {
    if (goesOnBefore[type] === 1) return true;
    const { first, arrow: hasArrow, block } = this.#nest;
    const atTop = this.#nests.length === 0 && (first === ROUTE || first === INGRESS);
    if (type === WITH) return (hasArrow && !block) || (atTop && !block);
    if (type !== arrow || hasArrow) return false;
    const owner = this.#nests.length === 1 ? this.#nests[0]?.first : 0;
    return atTop || first === WHEN || first === ELSE || owner === TEST || owner === EXPECT;
  }

  #end(start: number, end: number): void {
    this.#tokens.push({ tokenTypeIdx: itemEnd, start: start - this.#base, end: end - this.#base, image: '' });
    this.#last = itemEnd;
    this.#nots = 0;
    const nest = this.#nest;
    nest.first = 0;
    nest.arrow = false;
    nest.block = false;
    nest.headed = false;
  }

  // ---- problems

  #span(start: number, end: number): Span {
    return { anchor: this.#anchor, start: start - this.#base, end: end - this.#base };
  }

  #report<P>(kind: Entry<P>, start: number, end: number, parameters: P, fixes: readonly Fix[] = []): void {
    const extras = fixes.length > 0 ? { fixes } : {};
    this.#problems.push(diagnose(kind, this.#span(start, end), parameters, extras));
  }

  #replace(title: string, start: number, end: number, by: string): Fix {
    return { title, edits: [{ span: this.#span(start, end), text: by }], preferred: true };
  }

  #insert(title: string, at: number, what: string): Fix {
    return this.#replace(title, at, at, what);
  }
}

const newNest = (map: boolean): Nest => ({ map, first: 0, arrow: false, block: false, headed: false });

/** Whether a token of this type begins a declaration. */
export const isDeclarationWord = (type: number): boolean => declarationWord[type] === 1;
