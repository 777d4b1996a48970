// The line rule: an item ends at the end of its line, at `;` or before `}`; a line goes on inside ( and [, after and before some
// tokens. What the lexer tells it about tokens and brackets is all it knows.
import * as t from './tokens.ts';

const leftBrace = t.indexOf(t.LeftBrace);
const mapBrace = t.indexOf(t.MapBrace);
const leftParenthesis = t.indexOf(t.LeftParenthesis);
const comma = t.indexOf(t.Comma);
const arrow = t.indexOf(t.Arrow);
const itemEnd = t.indexOf(t.ItemEnd);
const index = (word: t.Keyword): number => t.indexOf(t.keyword(word));
const WHEN = index('when');
const ELSE = index('else');
const WITH = index('with');
const ROUTE = index('route');
const INGRESS = index('ingress');
const TEST = index('test');
const EXPECT = index('expect');
const INPUT = index('input');

const words = (...list: t.Keyword[]) => list.map(t.keyword);
/** After these a line goes on … */
const goesOnAfter = t.tokenSet(
  ...[t.Comma, t.Colon, t.Arrow, t.LeftBrace, t.MapBrace, t.Equals, t.EqualEqual, t.NotEqual],
  ...words('and', 'or', 'not', 'in', 'with', 'to'),
);
/** … and before these. `with` and `->` are decided by what the item is. */
const goesOnBefore = t.tokenSet(
  ...[t.Comma, t.RightParenthesis, t.RightBracket, t.LeftBrace, t.MapBrace, t.RightBrace],
  ...words('and', 'or', 'to'),
);
/** These never stand in parentheses: what is still open there was forgotten. */
const endsParentheses = t.tokenSet(t.Arrow, t.RightBrace, t.ItemEnd, ...words('when', 'else'));
const takesParameters = t.tokenSet(...words('condition', 'policy', 'rules'));

/** What an item has shown so far, one for each open brace and one for the top. */
interface Nest {
  map: boolean;
  /** The first token of the current item, 0 before it. */
  first: number;
  arrow: boolean;
  with: boolean;
  block: boolean;
  /** The parameters, if any, are behind. */
  headed: boolean;
  /** How many ( and [ are open. */
  parentheses: number;
}
const newNest = (): Nest => ({
  map: false,
  first: 0,
  arrow: false,
  with: false,
  block: false,
  headed: false,
  parentheses: 0,
});

function beginItem(nest: Nest): void {
  nest.first = 0;
  nest.arrow = false;
  nest.with = false;
  nest.block = false;
  nest.headed = false;
}

/** These say more about an item than that it has begun. */
const telling = t.tokenSet(t.Arrow, t.Equals, t.keyword('with'));

export class LineRule {
  /** For the top and each open brace; what lies behind the open ones is used again. */
  readonly #nests: Nest[] = [newNest()];
  #nest: Nest = this.#nests[0] as Nest;
  /** How many braces are open. */
  #braces = 0;
  #depth = 0;
  /** Type of the last token, 0 before the first. */
  last = 0;

  /** For the next segment. */
  reset(): void {
    this.#braces = 0;
    this.#depth = 0;
    this.last = 0;
    this.#enter(false);
  }

  #enter(map: boolean): void {
    let nest = this.#nests[this.#braces];
    if (!nest) {
      nest = newNest();
      this.#nests.push(nest);
    }
    beginItem(nest);
    nest.map = map;
    nest.parentheses = 0;
    this.#nest = nest;
  }

  /** How many brackets of any kind are open. */
  get depth(): number {
    return this.#braces + this.#depth;
  }

  /** A line broke before a token of this type: does the item end there? */
  endsBefore(type: number): boolean {
    const { last } = this;
    if (last === 0 || last === itemEnd) return false;
    const beginsRule = type === WHEN || type === ELSE;
    const { map, parentheses } = this.#nest;
    if (parentheses > 0 || (map && this.#opensOutside())) {
      if (!beginsRule) return false;
      this.#forgetParentheses();
    }
    if (goesOnAfter[last] === 1) return beginsRule && last !== leftBrace && last !== mapBrace;
    return !this.#goesOnBefore(type);
  }

  /** Whether a parenthesis is open outside the braces. */
  #opensOutside(): boolean {
    for (let at = 0; at < this.#braces; at++) if ((this.#nests[at] as Nest).parentheses > 0) return true;
    return false;
  }

  #goesOnBefore(type: number): boolean {
    if (goesOnBefore[type] === 1) return true;
    const { first, arrow: hasArrow, with: hasWith, block } = this.#nest;
    const atTop = this.#braces === 0 && (first === ROUTE || first === INGRESS);
    if (type === WITH) return !block && !hasWith && (hasArrow || atTop);
    if (type !== arrow || hasArrow) return false;
    return atTop || first === WHEN || first === ELSE || this.#inTest();
  }

  /** Directly in the braces of a test or an expectation. */
  #inTest(): boolean {
    const owner = this.#braces === 1 ? this.#nests[0]?.first : 0;
    return owner === TEST || owner === EXPECT;
  }

  /** Whether a `}` or `;` here ends an item. */
  get endsItem(): boolean {
    return !this.#nest.map && this.last !== itemEnd && this.last !== leftBrace && this.last !== 0;
  }

  /** Whether the braces of what begins here may hold labels: not those of tests and expectations. */
  get mayOpenMap(): boolean {
    return this.#braces > 0 || (this.#nest.first !== TEST && this.#nest.first !== EXPECT);
  }

  /** Whether a colon after the name that is read is punctuation: of an input, a parameter, a key of a map. */
  colonIsOwn(newLine: boolean): boolean {
    const { map, first, headed, parentheses } = this.#nest;
    if (map) return parentheses === 0 && (newLine || this.last === comma || this.last === mapBrace);
    // `timeout: 5s` at the beginning of a setting is a sign too many, and reported as that.
    if (this.#braces > 0)
      return (first === 0 || (newLine && parentheses === 0 && goesOnAfter[this.last] !== 1)) && !this.#inTest();
    if (first === INPUT) return this.last === INPUT;
    if (takesParameters[first] !== 1 || headed || parentheses !== 1) return false;
    return this.last === comma || this.last === leftParenthesis;
  }

  token(type: number): void {
    const nest = this.#nest;
    if (nest.first === 0) nest.first = type;
    if (nest.parentheses > 0 && endsParentheses[type] === 1) this.#forgetParentheses();
    if (telling[type] === 1) tell(nest, type);
    this.last = type;
  }

  endItem(): void {
    this.last = itemEnd;
    this.#forgetParentheses();
    beginItem(this.#nest);
  }

  #forgetParentheses(): void {
    this.#depth -= this.#nest.parentheses;
    this.#nest.parentheses = 0;
  }

  openParenthesis(): void {
    this.#nest.parentheses++;
    this.#depth++;
  }

  closeParenthesis(): void {
    const nest = this.#nest;
    if (nest.parentheses === 0) return;
    this.#depth--;
    if (--nest.parentheses === 0) nest.headed = true;
  }

  openBrace(map: boolean): void {
    this.#braces++;
    this.#enter(map);
  }

  closeBrace(): void {
    this.#forgetParentheses();
    if (this.#braces > 0) this.#nest = this.#nests[--this.#braces] as Nest;
    this.#nest.block = true;
  }
}

function tell(nest: Nest, type: number): void {
  if (type === arrow) {
    nest.arrow = true;
    nest.with = false;
  } else if (type === WITH) nest.with = true;
  else if (nest.parentheses === 0) nest.headed = true;
}
