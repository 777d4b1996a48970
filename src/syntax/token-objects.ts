// Packed tokens → tokens as objects, for the parser with recovery and for completion, which change and leave out some.
import type { LexedSegment } from './lexer.ts';
import type { PackedTokens } from './packed-tokens.ts';
import { keyword, NameToken, Numeral, ReferenceToken, reservedWords, Text, type Token, tokenSet } from './tokens.ts';

/** How many ends of the text follow the tokens: as many as the parser looks ahead. */
export const PADDING = 3;

/** The tokens of a segment, with ends of the text behind them. */
export function tokenObjects({ tokens, first, eof, meant, anchor }: LexedSegment): Token[] {
  const { text } = anchor.source;
  const found: Token[] = [];
  for (let at = first; at <= eof; at++)
    found.push(tokenObject(tokens, at, meant.get(at) ?? imageOf(tokens, at, text, anchor.offset)));
  for (let more = 1; more < PADDING; more++) found.push(tokenObject(tokens, eof, ''));
  return found;
}

const tokenObject = (tokens: PackedTokens, at: number, image: string): Token => ({
  tokenTypeIdx: tokens.kinds[at] as number,
  start: tokens.startOf(at),
  end: tokens.endOf(at),
  image,
});

const hasImage = tokenSet(NameToken, ReferenceToken, Numeral, ...reservedWords.map(keyword));
hasImage[Text.tokenTypeIdx] = 0;

const imageOf = (tokens: PackedTokens, at: number, text: string, base: number): string =>
  hasImage[tokens.kinds[at] as number] === 1 ? text.slice(base + tokens.startOf(at), base + tokens.endOf(at)) : '';
