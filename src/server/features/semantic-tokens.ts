// Colours that only the compiler knows: what each name is. Scanned segment by segment and remembered until the segment is checked
// again, so that a keystroke colours one declaration.
import {
  type Range,
  type SemanticTokens,
  SemanticTokensBuilder,
  type SemanticTokensDelta,
} from 'vscode-languageserver';
import type { MeshSymbol } from '../../program/index.ts';
import { childrenOf, type Declaration, type Node, type Segment } from '../../syntax/index.ts';
import type { Unit } from '../living/unit.ts';
import { offsetsOf } from '../ranges.ts';
import { finished, type Steps } from '../steps.ts';
import type { View } from '../workspace.ts';

export const tokenTypes = [
  'namespace',
  'type',
  'class',
  'interface',
  'enumMember',
  'parameter',
  'variable',
  'property',
  'function',
  'method',
  'keyword',
  'comment',
  'string',
  'number',
  'regexp',
  'operator',
] as const;
type TokenType = (typeof tokenTypes)[number];
export const tokenModifiers = ['declaration', 'readonly', 'documentation', 'defaultLibrary'] as const;
type Modifier = (typeof tokenModifiers)[number];

/** Offsets relative to the segment. */
interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly modifiers: number;
}

const keywords = new Set(
  'and or not in to rest else when from with on true false exists starts under ends contains matches redirect respond rules route every request never routes reaches is answered within decided namespace gateway pods for each'.split(
    ' ',
  ),
);

const lexeme = /\/\/[^\r\n]*|"(?:\\.|[^"\\\r\n])*"?|`[^`]*`?|->|==|!=|\d[\w.%]*|[A-Za-z][\w-]*/g;

/** All tokens of a file, or those in a range. */
export const semanticTokens = (view: View, range?: Range): SemanticTokens => finished(tokensInSteps(view, range));

export function* tokensInSteps(view: View, range?: Range): Steps<SemanticTokens> {
  const builder = new SemanticTokensBuilder();
  yield* build(view, builder, range);
  return { data: builder.build().data };
}

/** Only what changed since an earlier answer. */
export const tokensDelta = (before: SemanticTokens, now: SemanticTokens): SemanticTokensDelta => ({
  edits: editsBetween(before.data, now.data),
});

export function editsBetween(old: readonly number[], next: readonly number[]): SemanticTokensDelta['edits'] {
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start++;
  if (start === old.length && start === next.length) return [];
  let end = 0;
  const most = Math.min(old.length, next.length) - start;
  while (end < most && old[old.length - 1 - end] === next[next.length - 1 - end]) end++;
  return [{ start, deleteCount: old.length - start - end, data: next.slice(start, next.length - end) }];
}

function* build(view: View, builder: SemanticTokensBuilder, range: Range | undefined): Steps<void> {
  const wanted = range ? offsetsOf(view.source, range) : { start: 0, end: view.source.text.length };
  for (const unit of view.living.unitsOf(view.path)) {
    const { offset } = unit.placed.segment.anchor;
    if (offset > wanted.end || offset + unit.placed.segment.length < wanted.start) continue;
    for (const token of tokensOf(unit)) {
      if (offset + token.start > wanted.end || offset + token.end < wanted.start) continue;
      push(view, builder, offset, token);
    }
    yield;
  }
}

/** A token of several lines (raw text) is given line by line. */
function push(view: View, builder: SemanticTokensBuilder, base: number, { start, end, type, modifiers }: Token): void {
  const { source } = view;
  let at = base + start;
  while (at < base + end) {
    const { line, column } = source.position(at);
    const length = Math.min(base + end - at, source.line(line).length - column);
    if (length > 0) builder.push(line, column, length, tokenTypes.indexOf(type), modifiers);
    const next = source.lineStarts[line + 1];
    if (next === undefined || next >= base + end) return;
    at = next;
  }
}

const remembered = new WeakMap<object, readonly Token[]>();

function tokensOf(unit: Unit): readonly Token[] {
  let tokens = remembered.get(unit.bound);
  if (!tokens) {
    tokens = scan(unit);
    remembered.set(unit.bound, tokens);
  }
  return tokens;
}

function scan(unit: Unit): Token[] {
  const { segment } = unit.placed;
  const known = knownNames(unit, segment);
  const text = segment.anchor.source.text.slice(segment.anchor.offset, segment.anchor.offset + segment.length);
  const tokens: Token[] = [];
  for (const match of text.matchAll(lexeme)) {
    const start = match.index;
    const named = known.get(start);
    const type = named?.type ?? lexicalType(match[0]);
    if (type)
      tokens.push({
        start,
        end: start + match[0].length,
        type,
        modifiers: named?.modifiers ?? lexicalModifiers(match[0]),
      });
  }
  return tokens;
}

function lexicalType(text: string): TokenType | undefined {
  if (text.startsWith('//')) return 'comment';
  if (text.startsWith('"')) return 'string';
  if (text.startsWith('`')) return 'regexp';
  if (/^\d/.test(text)) return 'number';
  if (/^[-=!]/.test(text)) return 'operator';
  return keywords.has(text) ? 'keyword' : undefined;
}

const lexicalModifiers = (text: string): number => (text.startsWith('///') ? bits('documentation') : 0);

const bits = (...modifiers: readonly Modifier[]): number =>
  modifiers.reduce((sum, each) => sum | (1 << tokenModifiers.indexOf(each)), 0);

type Known = Map<number, { readonly type: TokenType; readonly modifiers: number }>;

function knownNames(unit: Unit, segment: Segment): Known {
  const known: Known = new Map();
  for (const declaration of segment.declarations) addNode(declaration, known);
  for (const { symbols } of unit.placed.placed)
    for (const symbol of symbols) addSymbol(symbol.nameSpan.start, symbol, 'declaration', known);
  for (const [node, symbol] of unit.bound) addSymbol(node.span.start, symbol, undefined, known);
  return known;
}

function addSymbol(start: number, symbol: MeshSymbol, modifier: 'declaration' | undefined, known: Known): void {
  const library = symbol.key.startsWith('std/') ? bits('defaultLibrary') : 0;
  const constant = symbol.kind === 'let' || symbol.kind === 'input' ? bits('readonly') : 0;
  known.set(start, { type: symbolTypes[symbol.kind], modifiers: (modifier ? bits(modifier) : 0) | library | constant });
}

const symbolTypes: Readonly<Record<MeshSymbol['kind'], TokenType>> = {
  let: 'variable',
  input: 'variable',
  condition: 'function',
  policy: 'function',
  rules: 'method',
  service: 'class',
  egress: 'interface',
  gateway: 'namespace',
  version: 'enumMember',
  port: 'property',
  parameter: 'parameter',
};

/** Words that are keywords by their place, settings, namespaces, types. */
function addNode(node: Node | Declaration, known: Known): void {
  const put = (start: number, type: TokenType): void => void known.set(start, { type, modifiers: 0 });
  if ('keyword' in node) put(node.keyword.start, 'keyword');
  if (node.kind === 'setting') put(node.word.span.start, 'property');
  else if (node.kind === 'subject') put(node.span.start, 'keyword');
  else if (node.kind === 'type') put(node.name.span.start, 'type');
  else if (node.kind === 'namespace') put(node.name.span.start, 'namespace');
  else if (node.kind === 'reference' && node.namespace) put(node.namespace.span.start, 'namespace');
  for (const child of childrenOf(node)) addNode(child, known);
}
