// Reads names, references, values, lists and maps from packed tokens. One function for each production of grammar-values.ts, for programs
// without mistakes; the cursor gives up at anything else.
import type { Cursor } from './cursor.ts';
import { spanOf } from './extent.ts';
import { splitReference, textValue } from './literals.ts';
import {
  BareReferenceToken,
  Colon,
  Comma,
  Equals,
  indexOf,
  keyword,
  LeftBracket,
  LeftParenthesis,
  MapBrace,
  NameToken,
  Numeral,
  partWords,
  Raw,
  ReferenceToken,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Text,
  tokenSet,
  WordToken,
} from './tokens.ts';
import type { Call, MapEntry, MapLiteral, Name, Parameter, Reference, TypeReference, Value } from './tree.ts';
import {
  CallNode,
  CallWithArgumentsNode,
  ListNode,
  MissingNode,
  NameNode,
  NumberNode,
  QuotedNameNode,
  QuotedReferenceNode,
  RawNode,
  ReferenceNode,
  TextNode,
  WordNode,
} from './value-nodes.ts';

const text = indexOf(Text);
const raw = indexOf(Raw);
const numeral = indexOf(Numeral);
const comma = indexOf(Comma);
const leftBracket = indexOf(LeftBracket);
const leftParenthesis = indexOf(LeftParenthesis);
/** A name without quotes. */
export const isWord = tokenSet(WordToken);
const isName = tokenSet(NameToken);
export const isReference = tokenSet(ReferenceToken);
const isCallee = tokenSet(BareReferenceToken);
const isPartWord = tokenSet(...partWords.map(keyword));
const isWordValue = tokenSet(keyword('true'), keyword('false'));
const isLiteral = tokenSet(Text, Raw, Numeral, keyword('true'), keyword('false'));
/** What a value begins with. */
export const beginsValue = tokenSet(
  BareReferenceToken,
  Text,
  Raw,
  Numeral,
  LeftBracket,
  ...(['true', 'false'] as const).map(keyword),
);
/** What a part of a setting begins with. */
export const beginsPart = tokenSet(
  ...[BareReferenceToken, Text, Raw, Numeral, LeftBracket],
  ...(['true', 'false'] as const).map(keyword),
  ...partWords.map(keyword),
);

// ---- names and references

export function nameAt(c: Cursor, at: number): Name {
  if (c.kinds[at] === text) return new QuotedNameNode(c.home, c.extentAt(at), textValue(c.imageAt(at)));
  return new NameNode(c.home, c.extentAt(at), c.wordAt(at));
}

export const readName = (c: Cursor): Name => nameAt(c, c.takeOf(isName));

export function referenceAt(c: Cursor, at: number): Reference {
  const kind = c.kinds[at] as number;
  if (isWord[kind] === 1) return new ReferenceNode(c.home, c.extentAt(at), c.wordAt(at));
  if (kind === text) return new QuotedReferenceNode(c.home, c.extentAt(at), textValue(c.imageAt(at)));
  return splitReference(c.home, c.places[2 * at] as number, c.places[2 * at + 1] as number);
}

export const readReference = (c: Cursor): Reference => referenceAt(c, c.takeOf(isReference));

/** ref { "," ref } */
export function readReferences(c: Cursor): readonly Reference[] {
  const references = [readReference(c)];
  while (c.kind === comma) {
    c.at++;
    references.push(readReference(c));
  }
  return references;
}

// ---- values

/** value = TEXT | RAW | NUMBER | "true" | "false" | call | listLiteral . */
export function readValue(c: Cursor): Value {
  const { at, kind } = c;
  if (isCallee[kind] === 1) return readCall(c);
  if (kind === leftBracket) return readListLiteral(c);
  c.at++;
  if (kind === text) return new TextNode(c.home, c.extentAt(at), textValue(c.imageAt(at)));
  if (kind === numeral) return new NumberNode(c.home, c.extentAt(at), c.wordAt(at));
  if (kind === raw) return new RawNode(c.home, c.extentAt(at), c.imageAt(at).slice(1, -1));
  if (isWordValue[kind] === 1) return new WordNode(c.home, c.extentAt(at), c.wordAt(at));
  c.giveUp();
  return new MissingNode(c.home, 0);
}

/** part = value | "to" | "on" | "from" | "in" | "rest" . */
export function readPart(c: Cursor): Value {
  const { at, kind } = c;
  if (isPartWord[kind] !== 1) return readValue(c);
  c.at++;
  return new WordNode(c.home, c.extentAt(at), c.wordAt(at));
}

// Going past something is reading it without making it, where it is of the usual form.

export function passPart(c: Cursor): void {
  if (isPartWord[c.kind] === 1) c.at++;
  else passValue(c);
}

export function passValue(c: Cursor): void {
  const { kind } = c;
  if (isLiteral[kind] === 1) c.at++;
  else if (isCallee[kind] === 1) passCall(c);
  else readValue(c);
}

export function passCall(c: Cursor): void {
  if (isCallee[c.kind] === 1 && c.second !== leftParenthesis) c.at++;
  else readCall(c);
}

/** value { "," value } */
export function passValues(c: Cursor): void {
  passValue(c);
  while (c.kind === comma) {
    c.at++;
    passValue(c);
  }
}

/** ref { "," ref } */
export function passReferences(c: Cursor): void {
  c.takeOf(isReference);
  while (c.kind === comma) {
    c.at++;
    c.takeOf(isReference);
  }
}

/** Goes past a part; its name, if it is a plain one. */
export function readPlainName(c: Cursor): string | undefined {
  const { at, kind, second } = c;
  passPart(c);
  if (kind === text) return textValue(c.imageAt(at));
  const isPlain =
    isPartWord[kind] === 1 || isWordValue[kind] === 1 || (isWord[kind] === 1 && second !== leftParenthesis);
  return isPlain ? c.wordAt(at) : undefined;
}

/** call = ref [ list ] . */
export function readCall(c: Cursor): Call {
  const first = c.takeOf(isCallee);
  const reference = referenceAt(c, first);
  if (c.kind !== leftParenthesis) return new CallNode(c.home, c.extentAt(first), reference);
  const list = readList(c);
  return new CallWithArgumentsNode(c.home, c.extentSince(first), reference, list);
}

/** value { "," value } */
export function readValues(c: Cursor): readonly Value[] {
  const items = [readValue(c)];
  while (c.kind === comma) {
    c.at++;
    items.push(readValue(c));
  }
  return items;
}

/** list = "(" value { "," value } ")" . */
export function readList(c: Cursor): readonly Value[] {
  c.take(leftParenthesis);
  const items = readValues(c);
  c.take(indexOf(RightParenthesis));
  return items;
}

/** listLiteral = "[" [ value { "," value } ] "]" . */
function readListLiteral(c: Cursor): Value {
  const first = c.at++;
  const items = beginsValue[c.kind] === 1 ? readValues(c) : [];
  c.take(indexOf(RightBracket));
  return new ListNode(c.home, c.extentSince(first), items);
}

// ---- maps

/** map = "{" entry { "," entry } "}" . */
export function readMap(c: Cursor): MapLiteral {
  const first = c.at;
  c.take(indexOf(MapBrace));
  const entries = [readEntry(c)];
  while (c.kind === comma) {
    c.at++;
    entries.push(readEntry(c));
  }
  c.take(indexOf(RightBrace));
  return { kind: 'map', span: spanOf(c.home, c.extentSince(first)), entries };
}

/** entry = name ":" value . */
function readEntry(c: Cursor): MapEntry {
  const first = c.at;
  const key = readName(c);
  c.take(indexOf(Colon));
  const value = readValue(c);
  return { kind: 'entry', span: spanOf(c.home, c.extentSince(first)), key, value };
}

// ---- parameters

/** parameters = "(" parameter { "," parameter } ")" . */
export function readParameters(c: Cursor): readonly Parameter[] {
  c.take(leftParenthesis);
  const items = [readParameter(c)];
  while (c.kind === comma) {
    c.at++;
    items.push(readParameter(c));
  }
  c.take(indexOf(RightParenthesis));
  return items;
}

/** parameter = name ":" type [ "=" value ] . */
function readParameter(c: Cursor): Parameter {
  const first = c.at;
  const name = readName(c);
  c.take(indexOf(Colon));
  const type = readType(c);
  const value = readDefault(c);
  const span = spanOf(c.home, c.extentSince(first));
  return value ? { kind: 'parameter', span, name, type, value } : { kind: 'parameter', span, name, type };
}

/** [ "=" value ] */
export function readDefault(c: Cursor): Value | undefined {
  if (c.kind !== indexOf(Equals)) return undefined;
  c.at++;
  return readValue(c);
}

/** type = name | "[" name "]" . */
export function readType(c: Cursor): TypeReference {
  const first = c.at;
  const list = c.kind === leftBracket;
  if (list) c.at++;
  const name = readName(c);
  if (list) c.take(indexOf(RightBracket));
  return { kind: 'type', span: spanOf(c.home, c.extentSince(first)), name, list };
}
