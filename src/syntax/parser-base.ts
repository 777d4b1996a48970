// What every grammar rule stands on: reading tokens without ever failing, making nodes, reporting what was expected.
// A token that is missing is reported and made up with no width; tokens that nothing expects are skipped to the end of their item.
import { Lexer as ChevrotainLexer, createToken, type Rule } from 'chevrotain';
import { catalogue, type Diagnostic, diagnose, type Entry, type Extras } from '../diagnostics/index.ts';
import type { Anchor, Span } from '../text/index.ts';
import { type Alternatives, type Choice, EngineBase, type GrammarRule } from './engine.ts';
import { type Extent, extentOf } from './extent.ts';
import { decisionsOf, keys } from './lookahead.ts';
import {
  Arrow,
  allTokens,
  Comma,
  Equals,
  endOfFile,
  ItemEnd,
  indexOf,
  keyword,
  LeftBrace,
  labels,
  MapBrace,
  RightBrace,
  RightBracket,
  RightParenthesis,
  reservedWords,
  type Token,
  type TokenType,
  tokenCount,
  tokenSet,
} from './tokens.ts';

/** What is parsed at a time; with ends of the text behind the tokens. */
export interface TokensOfSegment {
  readonly anchor: Anchor;
  readonly tokens: Token[];
}

export interface ParserOptions {
  /**
   * Lets chevrotain record, check and analyze the grammar instead of taking the tables made from it beforehand. Costs some 50 ms;
   * for making those tables, and for tests.
   */
  readonly analyze?: boolean;
}

const eof = endOfFile;
const itemEnd = indexOf(ItemEnd);
const mapBrace = indexOf(MapBrace);
const leftBrace = indexOf(LeftBrace);
const rightBrace = indexOf(RightBrace);
const comma = indexOf(Comma);
const arrow = indexOf(Arrow);
/** Of one segment. Nobody reads as many, and each weighs more than the text that it is about. */
const MOST_PROBLEMS = 10_000;
const noToken: Token = { tokenTypeIdx: eof, start: 0, end: 0, image: '' };

/** Is told what the rules would read where the tokens end. */
export interface Collector {
  /** One of these must come next. */
  needs(parser: ParserBase, types: readonly number[]): void;
  /** What the decision enters may come next. */
  allows(parser: ParserBase, key: number): void;
  /** The alternative to take, where the collector has a say. */
  chooses(parser: ParserBase, key: number): number | undefined;
}

export abstract class ParserBase extends EngineBase {
  protected anchor!: Anchor;
  /** Text of the source and where the segment begins in it. */
  readonly #analyze: boolean;
  protected sourceText = '';
  protected base = 0;
  protected problems: Diagnostic[] = [];
  /** Asks what could stand at the end of the tokens; only for completion. */
  collector: Collector | undefined;
  /** The token index of the last report, so that one place speaks once. */
  #reportedAt = -1;
  /** Token before which something was missing → the place of that. */
  #missing: Map<Token, number> | undefined;
  /** From which token on the next arrow or end was looked for, and where it is. */
  #looked = { from: 0, to: 0 };

  constructor(options: ParserOptions) {
    if (options.analyze) claimNumbers();
    // The vocabulary is for the analysis only.
    super(options.analyze ? allTokens : [ItemEnd], {
      maxLookahead: 2,
      recoveryEnabled: false,
    });
    this.#analyze = options.analyze === true;
  }

  /** To be called when all rules are defined. */
  protected ready(): void {
    if (this.#analyze) {
      this.performSelfAnalysis();
      return;
    }
    for (const name of this.definedRulesNames)
      this.lookAheadFuncsCache[this.fullRuleNameToShort[name] as number] = decisionsOf(name);
    this.selfAnalysisDone = true;
    makeFast(this);
  }

  /** The grammar as chevrotain recorded it. */
  grammar(): Readonly<Record<string, Rule>> {
    return this.getGAstProductions();
  }

  /** Points the parser at a segment. */
  protected load(lexed: TokensOfSegment): void {
    this.input = lexed.tokens;
    this.anchor = lexed.anchor;
    this.sourceText = lexed.anchor.source.text;
    this.base = lexed.anchor.offset;
    this.problems = [];
    this.#reportedAt = -1;
    this.#missing = undefined;
    this.#looked = { from: 0, to: 0 };
  }

  /** Chevrotain would pad the tokens and complain about a rest; the lexer pads, and there is none. */
  protected onBeforeParse(): void {}
  protected onAfterParse(): void {}

  // ---- tokens

  /** The names of the rules that are being read, the innermost last. */
  ruleNames(): readonly string[] {
    return this.RULE_STACK.slice(0, this.RULE_STACK_IDX + 1).map((rule) => this.shortRuleNameToFull[rule] as string);
  }

  peek(distance = 1): Token {
    const { tokVector, currIdx } = this;
    return tokVector[currIdx + distance] ?? tokVector[tokVector.length - 1] ?? noToken;
  }

  get previous(): Token {
    const { tokVector, currIdx } = this;
    return currIdx >= 0 ? (tokVector[currIdx] as Token) : noToken;
  }

  protected get index(): number {
    return this.currIdx;
  }

  protected set index(value: number) {
    this.currIdx = value;
  }

  protected at(table: Uint8Array): boolean {
    return table[this.peek().tokenTypeIdx] === 1;
  }

  protected advance(): Token {
    const token = this.peek();
    if (token.tokenTypeIdx !== eof) this.currIdx++;
    return token;
  }

  /** Chevrotain's CONSUME ends here. What is not there is reported and made up. */
  protected consumeInternal(type: TokenType, _index: number, options?: { readonly ERR_MSG?: string }): Token {
    const token = this.peek();
    if (
      token.tokenTypeIdx === type.tokenTypeIdx ||
      (type.isParent && type.categoryMatchesMap[token.tokenTypeIdx] === true)
    ) {
      this.currIdx++;
      return token;
    }
    this.collector?.needs(this, [indexOf(type)]);
    this.expected(options?.ERR_MSG ?? quoteLabel(type.LABEL));
    const { start, end } = this.here();
    return { tokenTypeIdx: 0, start, end, image: '' };
  }

  /** Chevrotain's OR ends here. Without a fitting alternative: reported, and nothing is read. */
  protected orInternal<T>(choice: Alternatives<T> | Choice<T>, occurrence: number): T | undefined {
    const alternatives = 'DEF' in choice ? choice.DEF : choice;
    const key = keys.or | occurrence;
    const chosen = (this.collector?.chooses(this, key) ?? this.currRuleLookaheadFuncs[key]?.call(this)) as
      | number
      | undefined;
    if (chosen !== undefined) return alternatives[chosen]?.ALT.call(this);
    this.expected(('DEF' in choice ? choice.ERR_MSG : undefined) ?? 'something else');
    return undefined;
  }

  /** Chevrotain's MANY ends here. */
  protected manyInternal(occurrence: number, body: () => void): void {
    this.collector?.allows(this, keys.many | occurrence);
    const goesOn = this.currRuleLookaheadFuncs[keys.many | occurrence] as (this: unknown) => boolean;
    while (goesOn.call(this)) {
      const before = this.currIdx;
      body.call(this);
      if (this.currIdx === before) return;
      this.collector?.allows(this, keys.many | occurrence);
    }
  }

  /** Chevrotain's OPTION ends here. */
  protected optionInternal(body: () => void, occurrence: number): void {
    this.collector?.allows(this, keys.option | occurrence);
    if (this.currRuleLookaheadFuncs[keys.option | occurrence]?.call(this)) body.call(this);
  }

  /** Whether a token of this type comes next; while the grammar is recorded always true. Saves making a closure for nothing. */
  protected may(type: number): boolean {
    return this.peek().tokenTypeIdx === type || this.RECORDING_PHASE || this.collector !== undefined;
  }

  protected mayBegin(table: Uint8Array): boolean {
    return table[this.peek().tokenTypeIdx] === 1 || this.RECORDING_PHASE || this.collector !== undefined;
  }

  /** Defines a rule. `R` is the node it yields. */
  protected rule<R>(name: string, body: () => R): GrammarRule<R> {
    return this.RULE(name, body);
  }

  // ---- nodes

  protected span(start: number, end: number): Span {
    return { anchor: this.anchor, start, end: Math.max(start, end) };
  }

  /** From a token to the last one read; also over parts that were missing before that token. */
  protected since(first: Token): Span {
    const { end } = this.previous;
    return this.span(Math.min(this.startOf(first), end), end);
  }

  /** The same, for nodes with extents. */
  protected extentSince(first: Token): Extent {
    const { end } = this.previous;
    return extentOf(this.anchor, Math.min(this.startOf(first), end), end);
  }

  private startOf(first: Token): number {
    return this.#missing?.get(first) ?? first.start;
  }

  protected extentOf(token: Token): Extent {
    return extentOf(this.anchor, token.start, token.end);
  }

  /** Where a span is. */
  protected extentFrom({ start, end }: Span): Extent {
    return extentOf(this.anchor, start, end);
  }

  protected spanOf(token: Token): Span {
    return this.span(token.start, token.end);
  }

  /** The place of what is missing: behind the last token. */
  protected here(): Span {
    const { end } = this.previous;
    this.#missing ??= new Map();
    const next = this.peek();
    if (!this.#missing.has(next)) this.#missing.set(next, end);
    return this.span(end, end);
  }

  protected textOf(token: Token): string {
    return this.sourceText.slice(this.base + token.start, this.base + token.end);
  }

  // ---- problems

  protected report<P>(kind: Entry<P>, span: Span, parameters: P, extras: Extras = {}): void {
    this.problems.push(diagnose(kind, span, parameters, extras));
  }

  /** "expected …, found …" at the next token, once per token. */
  protected expected(what: string, extras: Extras = {}): void {
    const { currIdx } = this;
    if (this.#reportedAt === currIdx || this.RECORDING_PHASE || this.problems.length >= MOST_PROBLEMS) return;
    this.#reportedAt = currIdx;
    const token = this.peek();
    const atEnd = token.tokenTypeIdx === itemEnd || token.tokenTypeIdx === eof;
    const span = atEnd ? this.here() : this.spanOf(token);
    const help = { ...this.commaHelp(token), ...reservedHelp(what, token.image, span), ...extras };
    this.report(catalogue.syntax.unexpected, span, { expected: what, found: this.found(token) }, help);
  }

  /** What to do about a comma behind which nothing comes. */
  private commaHelp(next: Token): Extras {
    const { tokenTypeIdx, start, end } = this.previous;
    if (tokenTypeIdx !== comma || endsList[next.tokenTypeIdx] !== 1) return {};
    return {
      hint: 'a list has no comma behind its last item',
      fixes: [{ title: 'remove the comma', edits: [{ span: this.span(start, end), text: '' }], preferred: true }],
    };
  }

  protected found(token: Token): string {
    const image = token.start < token.end ? this.textOf(token) : '';
    if (image === '' || token.tokenTypeIdx === itemEnd)
      return token.tokenTypeIdx === eof ? 'the end of the file' : image === ';' ? '`;`' : 'the end of the line';
    return image.length > 40 ? `\`${image.slice(0, 37)}…\`` : `\`${image}\``;
  }

  /** Skips to the end of the item, over balanced braces, and past it. */
  protected skipItem(): void {
    let depth = 0;
    for (;;) {
      const { tokenTypeIdx } = this.peek();
      if (tokenTypeIdx === eof) return;
      if (tokenTypeIdx === rightBrace && depth-- === 0) return;
      if (tokenTypeIdx === leftBrace || tokenTypeIdx === mapBrace) depth++;
      this.advance();
      if (tokenTypeIdx === itemEnd && depth === 0) return;
    }
  }

  /** Whether an arrow stands in the rest of this item, outside braces. What one look saw, the next ones know. */
  protected arrowFollows(): boolean {
    const at = this.currIdx;
    if (at < this.#looked.from || at >= this.#looked.to) {
      let distance = 1;
      while (stopsLook[this.peek(distance).tokenTypeIdx] !== 1) distance++;
      this.#looked = { from: at, to: at + distance };
    }
    return this.peek(this.#looked.to - at).tokenTypeIdx === arrow;
  }
}

const endsList = tokenSet(
  ItemEnd,
  LeftBrace,
  RightBrace,
  RightParenthesis,
  RightBracket,
  Comma,
  Arrow,
  Equals,
  ...(['on', 'with'] as const).map(keyword),
);
const stopsLook = tokenSet(ItemEnd, LeftBrace, MapBrace, RightBrace, Arrow);
endsList[eof] = 1;
stopsLook[eof] = 1;

const quoteLabel = (label: string): string => (/^\W+$|^[a-z-]+$/.test(label) ? `\`${label}\`` : label);

/** Labels for messages: `a`, `b` or `c`. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => (/^(a|an|the) /.test(word) ? word : `\`${word}\``));
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Chevrotain's analysis looks token types up by their numbers: ours must be among those that it gave out. */
function claimNumbers(): void {
  let last = 0;
  while (last < tokenCount) last = createToken({ name: 'CLAIMED', pattern: ChevrotainLexer.NA }).tokenTypeIdx as number;
}

/** V8 keeps objects with this many properties slow until they have been somebody's prototype. */
function makeFast(object: object): void {
  Object.create(object);
}

/** One for all lists without items. */
export const nothing: readonly never[] = Object.freeze([]) as readonly never[];
/** The same items in an array of just their number: pushing leaves room for more that a tree never needs. */
export const exact = <T>(items: readonly T[]): readonly T[] => (items.length === 0 ? nothing : items.slice());

export const labelOf = (index: number): string => labels[index] ?? '';

/** What to do about a reserved word where something else belongs. */
function reservedHelp(what: string, word: string, span: Span): Extras {
  if (word === 'not' && what.includes('`==`'))
    return { hint: '`not` stands before the whole test: `not method in (GET, HEAD)`' };
  if (!/^a name\b/.test(what) || !(reservedWords as readonly string[]).includes(word)) return {};
  return {
    hint: `\`${word}\` is a word of the language; as a name it stands in quotes`,
    fixes: [{ title: `write "${word}"`, edits: [{ span, text: `"${word}"` }], preferred: true }],
  };
}
