// What may stand at a place of a text: the words of the grammar, and the kinds of name or value. Found by parsing up to the place and
// asking the rules what they would read there; for completion.
import { Anchor, Source } from '../text/index.ts';
import { fullParser } from './full-parser.ts';
import { Lexer } from './lexer.ts';
import { startsOfDecision } from './lookahead.ts';
import type { Collector, ParserBase } from './parser-base.ts';
import { type NextSlot, nextSlots, type OpenBlock, openBlocks } from './setting-context.ts';
import type { SettingContext } from './shape.ts';
import { PADDING, tokenObjects } from './token-objects.ts';
import * as t from './tokens.ts';
import type { Declaration, FileTree } from './tree.ts';
import { segmentAt } from './visit.ts';

/** What a name may stand for. `name`: a new one that the author invents. */
export type ExpectedKind =
  | 'name'
  | 'value'
  | 'condition'
  | 'policy'
  | 'rules'
  | 'destination'
  | 'service'
  | 'gateway'
  | 'namespace'
  | 'shared'
  | 'type'
  | 'setting'
  | 'label'
  | 'method'
  | 'host';

export interface Expected {
  /** The word that is being typed, which a completion replaces; empty where none is. Offsets of the source. */
  readonly replace: { readonly start: number; readonly end: number };
  /** Words and signs of the grammar. */
  readonly words: readonly string[];
  readonly kinds: readonly ExpectedKind[];
  /** Where settings stand: which place this is, and within a setting what it still takes. */
  readonly setting?: { readonly context: SettingContext; readonly word?: string; readonly next: readonly NextSlot[] };
}

const itemEnd = t.indexOf(t.ItemEnd);
const identifier = t.indexOf(t.Identifier);
const comma = t.indexOf(t.Comma);
/** These go on with an item at the beginning of a line. */
const continues = t.tokenSet(
  t.Arrow,
  t.Comma,
  t.RightParenthesis,
  t.RightBracket,
  ...(['and', 'or', 'to', 'with'] as const).map(t.keyword),
);

/** Nothing inside comments and texts. */
export function expectedAt(file: FileTree, offset: number): Expected | undefined {
  const segment = segmentAt(file, offset);
  const start = segment?.anchor.offset ?? 0;
  const { text } = file.source;
  if (segment?.comments.some(({ span }) => start + span.start < offset && offset <= start + span.end)) return undefined;
  const replace = wordAround(text, offset, start);
  const before = text.slice(start, replace.start);
  if (insideText(before)) return undefined;
  const collected = new Collected();
  const tokens = tokensBefore(before);
  const declarations = collect(tokens, collected);
  const last = tokens.at(-1);
  if (last?.tokenTypeIdx === itemEnd && last.start === last.end) {
    const goingOn = new Collected();
    collect(tokens.slice(0, -1), goingOn);
    collected.take(goingOn, continues);
  }
  const place = placeAt(tokens, declarations) ?? {};
  return collected.result(replace, settingAt(tokens, place), place.labels === true);
}

/** The name or half reference that the place is in or behind. */
function wordAround(text: string, offset: number, from: number): Expected['replace'] {
  let start = offset;
  while (start > from && /[\w/@:-]/.test(text[start - 1] as string)) start--;
  while (start < offset && !/[A-Za-z]/.test(text[start] as string)) start++;
  let end = offset;
  if (start < offset) while (/[\w-]/.test(text[end] ?? '')) end++;
  return { start, end };
}

/** An odd number of quotes since the line began. */
function insideText(before: string): boolean {
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  let open = '';
  for (let i = 0; i < line.length; i++) {
    const sign = line[i] as string;
    if (open === '"' && sign === '\\') i++;
    else if (open !== '' && sign === open) open = '';
    else if (open === '' && (sign === '"' || sign === '`')) open = sign;
    else if (open === '' && sign === '/' && line[i + 1] === '/') return true;
  }
  return open !== '';
}

/** A name in the place of the word that is asked for shows whether an item ends before it. */
function tokensBefore(before: string): t.Token[] {
  const source = new Source('', `${before}z`);
  const lexer = new Lexer(source.text);
  let lexed = lexer.segment(new Anchor(source, 0));
  while (lexed.end < source.text.length) lexed = lexer.segment(new Anchor(source, lexed.end));
  const tokens = tokenObjects(lexed);
  const at = tokens.findLastIndex((token) => token.tokenTypeIdx === identifier && token.image === 'z');
  return tokens.slice(0, Math.max(0, at));
}

function collect(tokens: readonly t.Token[], collected: Collected): readonly Declaration[] {
  const parser = fullParser();
  const end = tokens.at(-1)?.end ?? 0;
  const source = new Source('', '');
  const anchor = new Anchor(source, 0);
  const padding = Array.from({ length: PADDING }, () => ({ tokenTypeIdx: t.endOfFile, start: end, end, image: '' }));
  let declarations: readonly Declaration[] = [];
  parser.collector = collected;
  // Where the last word alone does not decide between alternatives, each gets its turn.
  for (collected.turn = 0; collected.turn === 0 || collected.turn < collected.turns; collected.turn++) {
    collected.begin();
    const copies = tokens.map((token) => ({ ...token }));
    const parsed = parser.parse({ anchor, tokens: [...copies, ...padding] }, undefined);
    if (collected.turn === 0) declarations = parsed.declarations;
  }
  parser.collector = undefined;
  return declarations;
}

class Collected implements Collector {
  readonly #types = new Map<number, Set<string>>();
  turn = 0;
  turns = 0;
  /** Something must come: what the rules would read after it is not asked. */
  #closed = false;

  begin(): void {
    this.#closed = false;
  }

  #asked(parser: ParserBase): boolean {
    return !this.#closed && parser.peek().tokenTypeIdx === t.endOfFile;
  }

  needs(parser: ParserBase, types: readonly number[]): void {
    if (!this.#asked(parser)) return;
    this.#add(parser, types, true);
    this.#closed = true;
  }

  allows(parser: ParserBase, key: number): void {
    if (this.#asked(parser)) this.#add(parser, startsOfDecision(innermost(parser), key), false);
  }

  chooses(parser: ParserBase, key: number): number | undefined {
    if (parser.peek().tokenTypeIdx === t.endOfFile) {
      if (this.#asked(parser)) this.#add(parser, startsOfDecision(innermost(parser), key), false);
      this.#closed = true;
      return undefined;
    }
    if (parser.peek(2).tokenTypeIdx !== t.endOfFile) return undefined;
    const open = startsOfDecision(innermost(parser), key, parser.peek().tokenTypeIdx);
    if (open.length < 2) return undefined;
    this.turns = Math.max(this.turns, open.length);
    return open[Math.min(this.turn, open.length - 1)];
  }

  #add(parser: ParserBase, types: readonly number[], exact: boolean): void {
    const stack = parser.ruleNames();
    const rule = stack.at(-1) ?? '';
    const named = types.includes(identifier) || types.some((type) => nameTypes.has(type));
    const place = named ? kindOf(stack, parser.previous.tokenTypeIdx) : undefined;
    for (const type of types) {
      if (nameTypes.has(type) || type === identifier) continue;
      const word = t.labels[type] ?? '';
      if (contextual.has(type) && !exact && !(wordsOfRule[rule] ?? noWords).includes(word)) continue;
      this.#note(type, '');
    }
    if (place) this.#note(identifier, place);
  }

  #note(type: number, kind: string): void {
    const kinds = this.#types.get(type) ?? new Set();
    this.#types.set(type, kinds.add(kind));
  }

  /** Takes over what is in the table. */
  take(other: Collected, table: Uint8Array): void {
    for (const type of other.#types.keys()) if (table[type] === 1) this.#note(type, '');
  }

  result(replace: Expected['replace'], setting: Expected['setting'], labels: boolean): Expected {
    if (labels) return { replace, words: ['}'], kinds: ['label'] };
    const words = [...this.#types.keys()]
      .filter((type) => type !== identifier && !valueTypes.has(type))
      .map((type) => t.labels[type] as string);
    const kinds = [...(this.#types.get(identifier) ?? [])] as ExpectedKind[];
    const inSetting = setting && (kinds.includes('setting') || kinds.includes('value'));
    return { replace, words: [...new Set(words)].sort(), kinds, ...(inSetting ? { setting } : {}) };
  }
}

const innermost = (parser: ParserBase): string => parser.ruleNames().at(-1) ?? '';
const nameTypes = new Set(
  [t.NameToken, t.ReferenceToken, t.BareReferenceToken, t.WordToken, t.QualifiedName].map(t.indexOf),
);
const valueTypes = new Set([t.Text, t.Raw, t.Numeral, t.ItemEnd].map(t.indexOf));
const contextual = new Set(t.contextualWords.map((word) => t.indexOf(t.keyword(word))));
const noWords: readonly string[] = [];

/** Contextual words that a rule reads as words: elsewhere they are names like others. */
const wordsOfRule: Readonly<Record<string, readonly string[]>> = {
  segment: t.declarationWords,
  declaration: t.declarationWords,
  term: [...t.plainSubjectWords, ...t.namedSubjectWords],
  comparison: ['exists', ...t.listTestWords],
  source: ['namespace', 'gateway', 'pods'],
  target: ['redirect', 'respond', 'rules', 'route'],
  telemetryDeclaration: ['for'],
  expectDeclaration: ['every', 'gateway', 'namespace'],
  claim: ['every', 'gateway', 'namespace'],
  never: ['gateway', 'namespace', 'routes', 'reaches'],
  everyRequest: ['gateway', 'is', 'decided', 'answered'],
};

/** What a name is for, by the rule that reads it, the rule around that, and the token before. */
function kindOf(stack: readonly string[], previous: number): ExpectedKind | undefined {
  const rule = stack.at(-1) ?? '';
  if (rule === 'call') return calledIn[stack.at(-2) ?? ''] ?? 'value';
  if (previous === t.indexOf(t.keyword('gateway')) && rule !== 'gatewayDeclaration') return 'gateway';
  if (previous === t.indexOf(t.keyword('namespace')) && rule !== 'namespaceDeclaration') return 'namespace';
  if (previous === t.indexOf(t.keyword('rules')) && rule === 'target') return 'rules';
  if (previous === t.indexOf(t.keyword('route')) && rule === 'target') return 'service';
  if (rule === 'ingressDeclaration' && previous !== t.indexOf(t.keyword('on')) && previous !== comma) return 'host';
  return namedIn[rule];
}

const calledIn: Readonly<Record<string, ExpectedKind>> = {
  with: 'policy',
  callCondition: 'condition',
  target: 'rules',
};
const namedIn: Readonly<Record<string, ExpectedKind>> = {
  namespaceDeclaration: 'namespace',
  useDeclaration: 'shared',
  letDeclaration: 'name',
  inputDeclaration: 'name',
  conditionDeclaration: 'name',
  policyDeclaration: 'name',
  serviceDeclaration: 'name',
  egressDeclaration: 'name',
  gatewayDeclaration: 'name',
  rulesDeclaration: 'name',
  routeDeclaration: 'service',
  ingressDeclaration: 'gateway',
  telemetryDeclaration: 'service',
  testDeclaration: 'method',
  sample: 'service',
  expectDeclaration: 'service',
  claim: 'service',
  everyRequest: 'service',
  never: 'service',
  source: 'service',
  target: 'destination',
  share: 'destination',
  term: 'condition',
  value: 'value',
  comparison: 'value',
  list: 'value',
  listLiteral: 'value',
  part: 'value',
  setting: 'value',
  block: 'setting',
  ruleBlock: 'setting',
  entry: 'label',
  map: 'label',
  parameter: 'name',
  parameters: 'name',
  type: 'type',
};

// ---- settings

function placeAt(tokens: readonly t.Token[], declarations: readonly Declaration[]): OpenBlock | undefined {
  const declaration = declarations.at(-1);
  const depth = openBraces(tokens);
  return declaration && depth > 0 ? openBlocks(declaration)[depth - 1] : undefined;
}

function settingAt(tokens: readonly t.Token[], { context, block }: OpenBlock): Expected['setting'] {
  if (!context) return undefined;
  const last = tokens.at(-1)?.tokenTypeIdx;
  const item = block?.items.at(-1);
  const within = last !== itemEnd && last !== t.indexOf(t.LeftBrace) && item?.kind === 'setting';
  if (!within) return { context, next: [] };
  const parts = item.parts.filter((part) => part.some((value) => value.kind !== 'missing'));
  return { context, word: item.word.text, next: nextSlots(item.word.text, parts, context, last === comma) };
}

function openBraces(tokens: readonly t.Token[]): number {
  let depth = 0;
  for (const { tokenTypeIdx } of tokens) {
    if (tokenTypeIdx === t.indexOf(t.LeftBrace) || tokenTypeIdx === t.indexOf(t.MapBrace)) depth++;
    else if (tokenTypeIdx === t.indexOf(t.RightBrace)) depth--;
  }
  return depth;
}
