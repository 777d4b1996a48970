// The kinds of tokens, and which words belong to which. No rules, no text, and nothing of chevrotain: a program without mistakes is read
// without it. A word of the language is a token of its own; those that are names outside their place also belong to the categories of names.

/** A kind of token, in the form that chevrotain knows; its number is all that most of this room sees. */
export interface TokenType {
  readonly name: string;
  readonly LABEL: string;
  readonly CATEGORIES: TokenType[];
  readonly tokenTypeIdx: number;
  /** The numbers of those that belong to it, and the same as a table. */
  readonly categoryMatches: number[];
  readonly categoryMatchesMap: Record<number, boolean>;
  isParent: boolean;
}

/** The number of the end of the text; chevrotain's own. */
export const endOfFile = 1;
/** The first number of ours: chevrotain takes some for itself. */
const FIRST = 8;

const made: TokenType[] = [];

function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  const tokenTypeIdx = FIRST + made.length;
  const type: TokenType = {
    name,
    LABEL: label,
    CATEGORIES: categories,
    tokenTypeIdx,
    categoryMatches: [],
    categoryMatchesMap: {},
    isParent: false,
  };
  for (const category of categories) belongs(tokenTypeIdx, category);
  made.push(type);
  return type;
}

function belongs(index: number, category: TokenType): void {
  if (category.categoryMatchesMap[index]) return;
  category.categoryMatches.push(index);
  category.categoryMatchesMap[index] = true;
  category.isParent = true;
  for (const outer of category.CATEGORIES) belongs(index, outer);
}

/** What may stand where something is named: a word, a quoted name. */
export const NameToken = token('NAME', 'a name');
/** What may stand where something is referred to: a name, with namespace, version and port glued to it. */
export const ReferenceToken = token('REF', 'a name');
/** The same where text is text, so without quoted names. */
export const BareReferenceToken = token('CALLEE', 'a name', [ReferenceToken]);
/** A name without quotes: the first word of a setting, a method. */
export const WordToken = token('WORD', 'a word', [NameToken, BareReferenceToken]);

export const Identifier = token('IDENTIFIER', 'a name', [WordToken]);
/** A name with `/`, `@` or `:` glued to it. */
export const QualifiedName = token('QUALIFIED', 'a name', [BareReferenceToken]);
export const Text = token('TEXT', 'text in quotes', [NameToken, ReferenceToken]);
export const Raw = token('RAW', 'text in backquotes');
export const Numeral = token('NUMBER', 'a number');

export const LeftBrace = token('LEFT_BRACE', '{');
/** A brace that a key and its colon follow; the lexer sees which it is. */
export const MapBrace = token('MAP_BRACE', '{');
export const RightBrace = token('RIGHT_BRACE', '}');
export const LeftParenthesis = token('LEFT_PARENTHESIS', '(');
export const RightParenthesis = token('RIGHT_PARENTHESIS', ')');
export const LeftBracket = token('LEFT_BRACKET', '[');
export const RightBracket = token('RIGHT_BRACKET', ']');
export const Comma = token('COMMA', ',');
export const Colon = token('COLON', ':');
export const Equals = token('EQUALS', '=');
export const EqualEqual = token('EQUAL_EQUAL', '==');
export const NotEqual = token('NOT_EQUAL', '!=');
export const Arrow = token('ARROW', '->');
/** The end of an item: a `;`, or a line end that ends one, or made up before `}` and at the end of a declaration. */
export const ItemEnd = token('END', 'the end of the line');

export const reservedWords = [
  'and',
  'or',
  'not',
  'in',
  'to',
  'rest',
  'else',
  'when',
  'from',
  'with',
  'on',
  'true',
  'false',
] as const;
export const declarationWords = [
  'namespace',
  'use',
  'let',
  'input',
  'condition',
  'policy',
  'service',
  'egress',
  'gateway',
  'rules',
  'route',
  'ingress',
  'telemetry',
  'test',
  'expect',
] as const;
export const plainSubjectWords = ['path', 'method', 'host', 'scheme', 'port', 'sni', 'rpc'] as const;
export const namedSubjectWords = ['header', 'query', 'cookie'] as const;
export const listTestWords = ['starts', 'under', 'ends', 'contains', 'matches'] as const;
/** Reserved words that may be parts of settings. */
export const partWords = ['to', 'on', 'from', 'in', 'rest'] as const;
const otherWords = [
  'exists',
  'for',
  'redirect',
  'respond',
  'pods',
  'every',
  'request',
  'never',
  'routes',
  'reaches',
  'is',
  'answered',
  'within',
  'decided',
] as const;

/** Words with a meaning in the grammar that are names everywhere else. */
export const contextualWords = [
  ...declarationWords,
  ...plainSubjectWords,
  ...namedSubjectWords,
  ...listTestWords,
  ...otherWords,
] as const;

export type Keyword = (typeof reservedWords)[number] | (typeof contextualWords)[number];

const keywords = new Map<string, TokenType>();
for (const word of reservedWords) keywords.set(word, token(word.toUpperCase(), word));
for (const word of contextualWords) keywords.set(word, token(word.toUpperCase(), word, [WordToken]));

/** The token type of a word of the language. */
export function keyword(word: Keyword): TokenType {
  const type = keywords.get(word);
  if (!type) throw new Error(`no such word: ${word}`);
  return type;
}

/** Word → number of its token type, for the lexer. */
export const keywordIndex: ReadonlyMap<string, number> = new Map(
  [...keywords].map(([word, type]) => [word, type.tokenTypeIdx]),
);

export const allTokens: readonly TokenType[] = made;

export const indexOf = (type: TokenType): number => type.tokenTypeIdx;

/** The numbers of a token type and of all that belong to it. */
export const membersOf = (type: TokenType): number[] => [indexOf(type), ...type.categoryMatches];

/** One more than the highest number of a token type. */
export const tokenCount = FIRST + made.length;

/** Label by number of the token type, for messages. */
export const labels: readonly string[] = (() => {
  const result: string[] = new Array(tokenCount).fill('');
  for (const type of allTokens) result[indexOf(type)] = type.LABEL;
  result[endOfFile] = 'the end of the file';
  return result;
})();

/** A table that says for each token type whether it is one of `types` (or belongs to one). */
export function tokenSet(...types: readonly TokenType[]): Uint8Array {
  const table = new Uint8Array(tokenCount);
  for (const type of types) for (const index of membersOf(type)) table[index] = 1;
  return table;
}

/** A token as the lexer makes it; offsets are relative to the segment. */
export interface Token {
  tokenTypeIdx: number;
  start: number;
  end: number;
  /** The text of a word, else empty. */
  image: string;
}
