// The tokens of a text for those who want to see or colour them: `dump tokens`, semantic highlighting.
import { Anchor, type Source } from '../text/index.ts';
import { type LexedSegment, Lexer } from './lexer.ts';
import { isBinary } from './parse.ts';
import { tokenObjects } from './token-objects.ts';
import * as t from './tokens.ts';

export type TokenKind =
  /** A word of the language, reserved or with a meaning in some places. */
  | 'reserved'
  | 'word'
  | 'name'
  | 'reference'
  | 'text'
  | 'raw'
  | 'number'
  | 'sign'
  /** The end of an item: a `;`, or nothing where a line end or `}` ends it. */
  | 'end'
  | 'comment'
  | 'doc-comment';

export interface TokenInfo {
  readonly kind: TokenKind;
  /** Offsets of the source. */
  readonly start: number;
  readonly end: number;
}

/** All tokens and comments in order; ends of items that nobody wrote are left out. */
export function tokenize(source: Source): readonly TokenInfo[] {
  if (isBinary(source.text)) return [];
  const lexer = new Lexer(source.text);
  const result: TokenInfo[] = [];
  for (let at = 0; at < source.text.length; ) {
    const lexed = lexer.segment(new Anchor(source, at));
    addSegment(lexed, at, result);
    at = lexed.end;
  }
  return result;
}

function addSegment(lexed: LexedSegment, base: number, result: TokenInfo[]): void {
  const found: TokenInfo[] = tokenObjects(lexed)
    .filter((token) => token.end > token.start)
    .map((token) => ({ kind: kinds[token.tokenTypeIdx] ?? 'sign', start: base + token.start, end: base + token.end }));
  for (const { start, end, doc } of lexed.comments)
    found.push({ kind: doc ? 'doc-comment' : 'comment', start: base + start, end: base + end });
  found.sort((a, b) => a.start - b.start);
  for (const one of found) result.push(one);
}

const kinds: readonly (TokenKind | undefined)[] = (() => {
  const table: (TokenKind | undefined)[] = [];
  const set = (kind: TokenKind, ...types: readonly Parameters<typeof t.indexOf>[0][]) => {
    for (const type of types) table[t.indexOf(type)] = kind;
  };
  set('reserved', ...t.reservedWords.map(t.keyword));
  set('word', ...t.contextualWords.map(t.keyword));
  set('name', t.Identifier);
  set('reference', t.QualifiedName);
  set('text', t.Text);
  set('raw', t.Raw);
  set('number', t.Numeral);
  set('end', t.ItemEnd);
  return table;
})();
