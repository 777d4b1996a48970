// Text → tokens of one segment after another. What has no meaning is skipped and reported; nothing fails. Where a line end ends an
// item is decided in line-rule.ts, where the text is cut into segments in segments.ts.
import { catalogue, type Diagnostic, diagnose, type Entry, type Fix } from '../diagnostics/index.ts';
import type { Anchor, Span } from '../text/index.ts';
import { describeCharacter, foreignOperators, foreignQuotes } from './characters.ts';
import { fold, wordType } from './keyword-table.ts';
import { LineRule } from './line-rule.ts';
import { PackedTokens, tokensIn } from './packed-tokens.ts';
import * as scan from './scan.ts';
import { cutsHere } from './segments.ts';
import * as t from './tokens.ts';

/** A comment before it becomes a node; offsets are relative to the segment. */
export interface RawComment {
  readonly start: number;
  readonly end: number;
  readonly doc: boolean;
  readonly ownLine: boolean;
}

/** What one segment consists of. Its tokens are those from `first` on in `tokens`; the last, at `eof`, is the end of the text. */
export interface LexedSegment {
  readonly anchor: Anchor;
  readonly end: number;
  readonly tokens: PackedTokens;
  readonly first: number;
  readonly eof: number;
  /** What stands for signs of other languages, by the index of their token. */
  readonly meant: ReadonlyMap<number, string>;
  readonly comments: readonly RawComment[];
  readonly problems: Diagnostic[];
}

/** How deep ( [ { and `not` may nest. */
export const nestingLimit = 100;

const qualified = t.indexOf(t.QualifiedName);
const text = t.indexOf(t.Text);
const raw = t.indexOf(t.Raw);
const numeral = t.indexOf(t.Numeral);
const leftBrace = t.indexOf(t.LeftBrace);
const mapBrace = t.indexOf(t.MapBrace);
const rightBrace = t.indexOf(t.RightBrace);
const itemEnd = t.indexOf(t.ItemEnd);
const arrow = t.indexOf(t.Arrow);
const NOT = t.indexOf(t.keyword('not'));

const SLASH = 47;
const COLON = 58;
const AT = 64;
const QUOTE = 34;
const GREATER = 62;

/** One of each for all segments without. */
const noComments: RawComment[] = [];
const noProblems: Diagnostic[] = [];
const nothingMeant = new Map<number, string>();

/** What a character begins. */
const begins = new Uint8Array(128);
const [BLANK, LINE_END, LETTER, DIGIT, TEXT] = [1, 2, 3, 4, 5];
const isNamePart = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  if (scan.isBlank(code)) begins[code] = BLANK;
  else if (scan.isLineEnd(code)) begins[code] = LINE_END;
  else if (scan.isAsciiLetter(code)) begins[code] = LETTER;
  else if (scan.isDigit(code)) begins[code] = DIGIT;
  else if (code === QUOTE) begins[code] = TEXT;
  if (scan.isNamePart(code)) isNamePart[code] = 1;
}

export class Lexer {
  readonly #text: string;
  readonly #tokens: PackedTokens;
  readonly #rule = new LineRule();
  #first = 0;
  #at = 0;
  #base = 0;
  #anchor!: Anchor;
  #meant = nothingMeant;
  #comments: RawComment[] = noComments;
  #problems: Diagnostic[] = [];
  /** Only blanks and comments since the last line end. */
  #lineBreak = false;
  /** Brackets beyond the limit that are open. */
  #dropped = 0;
  /** Where the last of what is left out with them ends, from the base. */
  #leftOut = 0;
  #nots = 0;
  #tooDeep = false;

  /** Tokens are added to `tokens`. */
  constructor(source: string, tokens: PackedTokens = new PackedTokens(tokensIn(source.length))) {
    this.#text = source;
    this.#tokens = tokens;
  }

  /** The segment that begins at `anchor.offset`. */
  segment(anchor: Anchor): LexedSegment {
    const tokens = this.#tokens;
    this.#anchor = anchor;
    this.#base = anchor.offset;
    this.#at = anchor.offset;
    this.#first = tokens.count;
    this.#meant = nothingMeant;
    this.#comments = noComments;
    this.#problems = noProblems;
    this.#rule.reset();
    this.#lineBreak = true;
    this.#dropped = 0;
    this.#leftOut = 0;
    this.#nots = 0;
    this.#tooDeep = false;
    const end = this.#run();
    this.#finish(end);
    return {
      anchor,
      end,
      tokens,
      first: this.#first,
      eof: tokens.count - 1,
      meant: this.#meant,
      comments: this.#comments,
      problems: this.#problems,
    };
  }

  #run(): number {
    const source = this.#text;
    const length = source.length;
    if (this.#at === 0 && source.charCodeAt(0) === 0xfeff) this.#at = 1;
    for (let at = this.#at; at < length; ) {
      const code = source.charCodeAt(at);
      const beginning = code < 128 ? (begins[code] as number) : 0;
      if (beginning === BLANK || beginning === LINE_END) {
        if (beginning === LINE_END) this.#lineBreak = true;
        at++;
        continue;
      }
      this.#at = at;
      if (beginning === LETTER) {
        if (this.#lineBreak && this.#tokens.count > this.#first && this.#cuts()) return this.#boundary();
        this.#word();
      } else if (beginning === DIGIT) this.#number();
      else if (beginning === TEXT) this.#quoted();
      else this.#sign(code);
      at = this.#at;
    }
    this.#at = length;
    return this.#tail();
  }

  get #isEmpty(): boolean {
    return this.#tokens.count === this.#first;
  }

  /** Where the last token ends, from the base. */
  get #lastEnd(): number {
    return this.#tokens.endOf(this.#tokens.count - 1);
  }

  #cuts(): boolean {
    const at = this.#at;
    if (at > 0 && !scan.isLineEnd(this.#text.charCodeAt(at - 1))) return false;
    return cutsHere(this.#text, at, this.#tokens.kinds[this.#tokens.count - 1] as number, this.#base + this.#lastEnd);
  }

  /** The line after the last token, or what was left out behind it: comments from there on belong to what follows. */
  #boundary(): number {
    return Math.min(scan.nextLine(this.#text, this.#base + Math.max(this.#lastEnd, this.#leftOut)), this.#at);
  }

  /** Comments after the last token of the file make a segment of their own. */
  #tail(): number {
    if (this.#isEmpty) return this.#text.length;
    const last = this.#lastEnd;
    const after = this.#comments.some((comment) => comment.start >= last && comment.ownLine);
    return after ? this.#boundary() : this.#text.length;
  }

  #finish(end: number): void {
    const length = end - this.#base;
    if (this.#comments.length > 0) this.#comments = this.#comments.filter((comment) => comment.start < length);
    if (this.#problems.length > 0) this.#problems = this.#problems.filter((problem) => problem.span.start < length);
    const at = this.#isEmpty ? length : this.#lastEnd;
    if (!this.#isEmpty && this.#tokens.kinds[this.#tokens.count - 1] !== itemEnd) this.#tokens.add(itemEnd, at, at);
    this.#tokens.add(t.endOfFile, at, at);
  }

  // ---- names, references, values

  #word(): void {
    const source = this.#text;
    const start = this.#at;
    let at = start;
    let hash = 0;
    let code = source.charCodeAt(at);
    for (; code < 128 && isNamePart[code] === 1; code = source.charCodeAt(++at)) hash = fold(hash, code);
    if (code === SLASH || code === COLON || code === AT || code === GREATER || code > 127) this.#oddWord(start);
    else this.#push(wordType(source, start, at, hash), start, at);
  }

  /** A word with other letters, before an arrow, or with something glued to it. */
  #oddWord(start: number): void {
    const end = this.#name(start);
    if (this.#isGlued(end)) this.#reference(start, end);
    else {
      let hash = 0;
      for (let at = start; at < end; at++) hash = fold(hash, this.#text.charCodeAt(at));
      this.#push(wordType(this.#text, start, end, hash), start, end);
    }
  }

  #name(start: number): number {
    const end = scan.nameEnd(this.#text, start);
    for (let at = start; at < end; at++)
      if (this.#text.charCodeAt(at) > 127) {
        const name = `\`${this.#text.slice(start, end)}\``;
        this.#report(catalogue.syntax.nameCharacters, start, end, { name });
        break;
      }
    return end;
  }

  /** Whether a name that ends at `at` goes on as a reference. */
  #isGlued(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code === SLASH) return this.#text.charCodeAt(at + 1) !== SLASH && this.#text.charCodeAt(at + 1) !== 42;
    return code === AT || (code === COLON && !this.#rule.colonIsOwn(this.#lineBreak));
  }

  /** `[ns/]name[@version][:port]`; parts may be quoted, and missing where half typed: that is reported. */
  #reference(start: number, firstEnd: number): void {
    let at = this.#glued(SLASH, start, firstEnd);
    at = this.#glued(AT, start, at);
    this.#push(qualified, start, this.#glued(COLON, start, at));
  }

  /** End of the part that this sign glues to what ends at `at`; `at` where there is none. */
  #glued(sign: number, start: number, at: number): number {
    if (this.#text.charCodeAt(at) !== sign || !this.#isGlued(at)) return at;
    const end = this.#part(at + 1);
    if (end === at + 1) this.#missing(start, end, sign);
    return end;
  }

  #missing(start: number, end: number, sign: number): void {
    const part = sign === SLASH ? 'a name' : sign === AT ? 'a version' : 'a port';
    const written = this.#text.slice(start, end);
    this.#report(catalogue.syntax.halfReference, start, end, { written, sign: String.fromCharCode(sign), part });
  }

  #part(start: number): number {
    if (this.#text.charCodeAt(start) !== QUOTE) return this.#name(start);
    const end = scan.quoteOrLineEnd(this.#text, start + 1, '"');
    if (this.#text.charCodeAt(end) === QUOTE) return end + 1;
    this.#report(catalogue.syntax.unclosedText, start, end, { quote: '"' });
    return end;
  }

  #quoted(): void {
    const source = this.#text;
    const start = this.#at;
    let at = start + 1;
    for (; at < source.length; at++) {
      const code = source.charCodeAt(at);
      if (code === QUOTE || scan.isLineEnd(code)) break;
      if (code === 92) at += this.#escape(at);
      else if (code < 32 && code !== 9) this.#control(at);
    }
    if (source.charCodeAt(at) !== QUOTE) {
      const fix = closing(source, start, at, '"');
      this.#report(catalogue.syntax.unclosedText, start, at, { quote: '"' }, [fix]);
      this.#push(text, start, at);
    } else if (this.#isGlued(at + 1) && this.#partFollows(at + 2)) this.#reference(start, at + 1);
    else this.#push(text, start, at + 1);
  }

  /** A text is a quoted name only where a name or another quoted one is glued to it. */
  #partFollows(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === QUOTE || scan.isNamePart(code);
  }

  /** Reports what is no escape; gives how many more characters belong to it. */
  #escape(at: number): number {
    const next = this.#text[at + 1] ?? '';
    if (next === '' || scan.isLineEnd(next.charCodeAt(0))) return 0;
    const known = '"\\nrt123456789'.includes(next) || /^\\u\{[0-9A-Fa-f]{1,6}\}/.test(this.#text.slice(at, at + 10));
    if (!known)
      this.#report(catalogue.syntax.unknownEscape, at, at + 2, { found: `\`\\${next}\`` }, [
        replaced('write two backslashes', at, at + 1, '\\\\'),
      ]);
    return 1;
  }

  #control(at: number): void {
    const name = describeCharacter(this.#text, at);
    this.#report(catalogue.syntax.invalidCharacter, at, at + 1, { name, where: 'in a text' });
  }

  #backquoted(): void {
    const start = this.#at;
    const end = scan.quoteOrLineEnd(this.#text, start + 1, '`');
    if (this.#text.charCodeAt(end) === 96) this.#push(raw, start, end + 1);
    else {
      const fix = closing(this.#text, start, end, '`');
      this.#report(catalogue.syntax.unclosedText, start, end, { quote: 'a backquote' }, [fix]);
      this.#push(raw, start, end);
    }
  }

  #number(): void {
    const end = scan.numberEnd(this.#text, this.#at);
    this.#push(numeral, this.#at, end);
  }

  // ---- signs

  #sign(code: number): void {
    const type = single[code];
    const next = this.#text.charCodeAt(this.#at + 1);
    if (type) this.#simple(type, 1);
    else if (code === 123) this.#brace();
    else if (code === 125) this.#closeBrace();
    else if (code === 40 || code === 91) this.#open(t.indexOf(code === 40 ? t.LeftParenthesis : t.LeftBracket));
    else if (code === 41 || code === 93) this.#close(t.indexOf(code === 41 ? t.RightParenthesis : t.RightBracket));
    else if (code === 59) this.#semicolon();
    else if (code === 96) this.#backquoted();
    else if (code === SLASH && next === SLASH) this.#comment();
    else if (code === SLASH && next === 42) this.#blockComment();
    else if (code === 35) this.#hashComment();
    else this.#operator(code, next);
  }

  #operator(code: number, next: number): void {
    if (code === 45 && next === 62) this.#simple(arrow, 2);
    else if (code === 33 && next === 61) this.#simple(t.indexOf(t.NotEqual), 2);
    else if (code === 61 && next === 61 && this.#text.charCodeAt(this.#at + 2) !== 61)
      this.#simple(t.indexOf(t.EqualEqual), 2);
    else {
      const foreign = foreignOperators.find(({ found }) => this.#text.startsWith(found, this.#at));
      if (foreign) this.#foreign(foreign.found, foreign.instead, t.indexOf(foreign.type));
      else if (code === 61) this.#simple(t.indexOf(t.Equals), 1);
      else this.#stranger();
    }
  }

  #stranger(): void {
    const source = this.#text;
    const start = this.#at;
    const quotes = foreignQuotes.find(({ open }) => source.startsWith(open, start));
    if (quotes) this.#foreignQuoted(quotes.open, quotes.close);
    else if (scan.isForeignLetter(source, start)) this.#word();
    else {
      const one = source.slice(start, start + scan.characterSize(source, start));
      let end = start;
      while (source.startsWith(one, end)) end += one.length;
      const name = describeCharacter(source, start);
      // Within a word it is a part of what was meant: taking it out would make two words, or another one.
      const inWord =
        one === '@' ? /\w/.test(source.charAt(end)) : /[./*+]/.test(one) && /[\w.-]/.test(source.charAt(start - 1));
      const hint = one === '@' ? 'a reference has no spaces: `service@version`' : 'a name with it stands in quotes';
      if (inWord) this.#found(diagnose(catalogue.syntax.invalidCharacter, this.#span(start, end), { name }, { hint }));
      else
        this.#report(catalogue.syntax.invalidCharacter, start, end, { name }, [replaced('remove it', start, end, '')]);
      this.#at = end;
    }
  }

  /** `&&` and the like: reported, and read as what was meant. */
  #foreign(found: string, instead: string, type: number): void {
    const start = this.#at;
    const end = start + found.length;
    const blank = (at: number) => (/^[\s(]?$/.test(this.#text.charAt(at)) ? '' : ' ');
    const padded = /^\w/.test(instead) ? `${blank(start - 1)}${instead}${blank(end)}` : instead;
    const fix = replaced(`write ${instead}`, start, end, padded);
    this.#report(catalogue.syntax.foreignOperator, start, end, { found, instead }, [fix]);
    const before = this.#tokens.count;
    this.#push(type, start, end);
    if (this.#tokens.count === before) return;
    if (this.#meant === nothingMeant) this.#meant = new Map();
    this.#meant.set(this.#tokens.count - 1, instead);
  }

  #foreignQuoted(open: string, close: string): void {
    const start = this.#at;
    const inner = start + open.length;
    const until = scan.quoteOrLineEnd(this.#text, inner, close);
    const end = this.#text.startsWith(close, until) ? until + close.length : until;
    const quoted = `"${this.#text.slice(inner, until).replace(/["\\]/g, '\\$&')}"`;
    const fix = replaced('use double quotes', start, end, quoted);
    this.#report(catalogue.syntax.foreignQuotes, start, end, { found: `${open}…${close}` }, [fix]);
    this.#push(text, start, end);
  }

  #simple(type: number, length: number): void {
    this.#push(type, this.#at, this.#at + length);
  }

  // ---- brackets

  #open(type: number): void {
    if (this.#rule.depth >= nestingLimit) this.#drop();
    else {
      this.#simple(type, 1);
      this.#rule.openParenthesis();
    }
  }

  #close(type: number): void {
    if (this.#dropped > 0) {
      this.#dropped--;
      this.#at++;
    } else {
      this.#rule.closeParenthesis();
      this.#simple(type, 1);
    }
  }

  /** A bracket beyond the limit: it and what is in it are left out. */
  #drop(): void {
    this.#dropped++;
    this.#reportDepth(this.#at, this.#at + 1);
    this.#at++;
    this.#leftOut = this.#at - this.#base;
  }

  #reportDepth(start: number, end: number): void {
    if (!this.#tooDeep) this.#report(catalogue.syntax.nestedTooDeep, start, end, { limit: nestingLimit });
    this.#tooDeep = true;
  }

  #brace(): void {
    if (this.#rule.depth >= nestingLimit) this.#drop();
    else {
      const map = this.#rule.mayOpenMap && this.#keyFollows();
      this.#simple(map ? mapBrace : leftBrace, 1);
      this.#rule.openBrace(map);
    }
  }

  /** Whether a key and its colon follow the brace: `{ app: "x" }`. */
  #keyFollows(): boolean {
    const source = this.#text;
    const start = scan.afterComments(source, this.#at + 1);
    const quotedKey = source.charCodeAt(start) === QUOTE;
    const end = quotedKey ? scan.quoteOrLineEnd(source, start + 1, '"') + 1 : scan.nameEnd(source, start);
    return end > start && source.charCodeAt(scan.afterComments(source, end)) === COLON;
  }

  #closeBrace(): void {
    const start = this.#at;
    if (this.#dropped > 0) {
      this.#dropped--;
      this.#at++;
      return;
    }
    if (this.#rule.endsItem) this.#end(start, start);
    this.#simple(rightBrace, 1);
    this.#rule.closeBrace();
  }

  #semicolon(): void {
    const start = this.#at++;
    this.#dropped = 0;
    this.#lineBreak = false;
    if (this.#rule.endsItem) this.#end(start, start + 1);
  }

  // ---- comments

  #comment(): void {
    const start = this.#at;
    const end = scan.lineEnd(this.#text, start);
    const doc = this.#text.charCodeAt(start + 2) === SLASH && this.#text.charCodeAt(start + 3) !== SLASH;
    if (this.#comments === noComments) this.#comments = [];
    this.#comments.push({ start: start - this.#base, end: end - this.#base, doc, ownLine: this.#lineBreak });
    this.#at = end;
  }

  #hashComment(): void {
    const start = this.#at;
    const fix = replaced('write //', start, start + 1, '//');
    this.#report(catalogue.syntax.foreignComment, start, start + 1, { found: '#' }, [fix]);
    this.#at = scan.lineEnd(this.#text, start);
  }

  #blockComment(): void {
    const start = this.#at;
    const line = this.#text.slice(start, scan.lineEnd(this.#text, start));
    const close = line.indexOf('*/', 2);
    this.#report(catalogue.syntax.foreignComment, start, start + 2, { found: '/*' });
    this.#at = start + (close >= 0 ? close + 2 : line.length);
  }

  // ---- tokens and problems

  #push(type: number, start: number, end: number): void {
    this.#at = end;
    if (this.#lineBreak) {
      this.#lineBreak = false;
      if (this.#rule.endsBefore(type)) this.#endLine();
    }
    if (this.#dropped > 0) {
      this.#leftOut = end - this.#base;
      return;
    }
    this.#nots = type === NOT ? this.#nots + 1 : 0;
    if (this.#nots > nestingLimit) this.#reportDepth(start, end);
    else {
      this.#rule.token(type);
      this.#tokens.add(type, start - this.#base, end - this.#base);
    }
  }

  #endLine(): void {
    this.#dropped = 0;
    const at = this.#base + this.#lastEnd;
    this.#end(at, at);
  }

  #end(start: number, end: number): void {
    this.#tokens.add(itemEnd, start - this.#base, end - this.#base);
    this.#rule.endItem();
    this.#nots = 0;
  }

  #span(start: number, end: number): Span {
    return { anchor: this.#anchor, start: start - this.#base, end: end - this.#base };
  }

  #report<P>(kind: Entry<P>, start: number, end: number, parameters: P, fixes: readonly Replacement[] = []): void {
    const made: Fix[] = fixes.map((fix) => ({
      title: fix.title,
      edits: [{ span: this.#span(fix.start, fix.end), text: fix.by }],
      preferred: true,
    }));
    this.#found(diagnose(kind, this.#span(start, end), parameters, made.length > 0 ? { fixes: made } : {}));
  }

  #found(problem: Diagnostic): void {
    if (this.#problems === noProblems) this.#problems = [];
    this.#problems.push(problem);
  }
}

/** A fix by offsets of the source. */
interface Replacement {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly by: string;
}
const replaced = (title: string, start: number, end: number, by: string): Replacement => ({ title, start, end, by });

/** Where the line goes on with an arrow, the text was meant to end before it. */
function closing(source: string, start: number, end: number, quote: string): Replacement {
  const unclosed = source.slice(start, end);
  const arrow = unclosed.lastIndexOf(' -> ');
  const at = arrow > 0 ? start + unclosed.slice(0, arrow).trimEnd().length : end;
  return replaced('close the text', at, at, quote);
}

const single: Readonly<Record<number, number>> = { 44: t.indexOf(t.Comma), [COLON]: t.indexOf(t.Colon) };
