// A block of settings, read by the shapes of its place: each line once, each value in its slot. What a setting means is the
// visitor's; what is missing, too much, unknown or said twice is reported here.
import { catalogue } from '../diagnostics/index.ts';
import type { SettingLevel, Sourced } from '../model/index.ts';
import {
  type Block,
  type Call,
  type Item,
  isFilled,
  type MatchedSetting,
  matchShape,
  type Setting,
  type SettingContext,
  type Value,
  valueIn,
  valuesIn,
  wordOfSetting,
} from '../syntax/index.ts';
import { type Span, spanText } from '../text/index.ts';
import type { Checking, Place } from './checking.ts';
import { literalOf, wordOf } from './literal.ts';
import { oneOf, read, readAll, type TypeValues, within } from './read.ts';
import { isRepeated } from './repeated-settings.ts';
import type { TypeName } from './type.ts';
import { type Evaluated, evaluate } from './value.ts';

/** One setting with its values by slot. The same object is handed out for every setting of a block: it is not to be kept. */
export interface SettingLine {
  readonly checking: Checking;
  readonly place: Place;
  readonly setting: Setting;
  readonly word: string;
  readonly context: SettingContext;
  readonly matched: MatchedSetting;
  /** Where it stands, and what it is remembered by, if it is. */
  readonly span: Span | undefined;
  readonly text: string | undefined;
  /** What a line of the same text said before. */
  readonly known: unknown;
}
type CurrentLine = { -readonly [K in keyof SettingLine]: SettingLine[K] };

/** Visits the settings of a block in order. `with` lines and rules are left to others. */
export function readBlock(
  checking: Checking,
  block: Block | undefined,
  context: SettingContext,
  place: Place,
  visit: (line: SettingLine) => void,
): void {
  if (block) readBlockInto(checking, block, context, place, visit, undefined);
}

/** The same with something that the visitor fills. */
export function readBlockInto<T>(
  checking: Checking,
  block: Block,
  context: SettingContext,
  place: Place,
  visit: (line: SettingLine, into: T) => void,
  into: T,
): void {
  const { items } = block;
  const { repeated } = checking;
  const isFree = place.bound.size === 0;
  let line: CurrentLine | undefined;
  let said = 0;
  for (let at = 0; at < items.length; at++) {
    const setting = items[at] as Item;
    if (setting.kind !== 'setting') continue;
    const span = isFree && isRepeated(wordOfSetting(setting)) ? setting.span : undefined;
    const text = span && spanText(span);
    const known = text === undefined ? undefined : repeated.recall(text, context);
    const matched = known?.matched ?? matchShape(setting, context);
    if (!matched.shape || matched.problems.length > 0) {
      checking.report.take(matched.problems);
      continue;
    }
    if (!matched.shape.many) {
      const subject = subjectOf(matched);
      if (said & subject) {
        reportRepeated(checking, block, context, setting, matched);
        continue;
      }
      said |= subject;
    }
    if (line) {
      line.setting = setting;
      line.word = matched.word;
      line.matched = matched;
      line.span = span;
      line.text = text;
      line.known = known?.value;
    } else line = { checking, place, setting, word: matched.word, context, matched, span, text, known: known?.value };
    visit(line, into);
  }
}

/** The policies of a block's `with` lines, in order. */
export function policiesOf(block: Block | undefined): readonly Call[] {
  if (!block) return noCalls;
  let policies: Call[] | undefined;
  const { items } = block;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    if (item.kind !== 'with') continue;
    policies ??= [];
    for (const policy of item.policies) policies.push(policy);
  }
  return policies ?? noCalls;
}
export const noCalls: readonly Call[] = [];

/** What a setting is about, as one bit: a block says each but once. No place has more words than there are bits. */
const subjectOf = (matched: MatchedSetting): number =>
  matched.word === 'rewrite' && isFilled(matched, 'host') ? REWRITE_HOST : 1 << matched.at;

/** `rewrite host` is another setting than `rewrite path`. */
const REWRITE_HOST = 1 << 30;

function reportRepeated(
  checking: Checking,
  { items }: Block,
  context: SettingContext,
  setting: Setting,
  matched: MatchedSetting,
): void {
  const subject = subjectOf(matched);
  const first = items.find((item) => item.kind === 'setting' && says(matchShape(item, context), subject));
  const word = subject === REWRITE_HOST ? 'rewrite host' : matched.word;
  const related = first ? [{ span: first.span, message: 'said here first' }] : [];
  checking.report.add(catalogue.types.duplicateSetting, setting.span, { setting: word }, { related });
}

const says = (matched: MatchedSetting, subject: number): boolean =>
  matched.shape?.many !== true && matched.problems.length === 0 && subjectOf(matched) === subject;

/** The values that stand in a slot as written; nothing when it is empty. */
export const partOf = (line: SettingLine, name: string): readonly Value[] | undefined =>
  valuesIn(line.setting, line.matched, name);

/** The first, mostly only one of them. */
export const firstOf = (line: SettingLine, name: string): Value | undefined =>
  valueIn(line.setting, line.matched, name);

/** What a line says: read, or known from another of the same text. */
export function readOnce<V>(line: SettingLine, read: (line: SettingLine) => V | undefined): V | undefined {
  if (line.known !== undefined) return line.known as V;
  const { checking, context, matched, text } = line;
  const { repeated, report } = checking;
  const { asked } = repeated;
  const findings = report.found.length;
  const value = read(line);
  if (value !== undefined && text !== undefined && repeated.asked === asked && report.found.length === findings)
    repeated.remember(text, context, { matched, value });
  return value;
}

/** What a line says, with its place. */
export const sourced = <T>(value: T, { setting, span }: SettingLine, level: SettingLevel): Sourced<T> => ({
  value,
  origin: span ?? setting.span,
  level,
});

const noValues: readonly Value[] = [];
/** The same, none when it is empty. */
export const partsOf = (line: SettingLine, name: string): readonly Value[] =>
  valuesIn(line.setting, line.matched, name) ?? noValues;

/** The value of a slot, evaluated; `undefined` when the slot is empty. */
export function slotValue(
  line: SettingLine,
  slot: string,
  type: TypeName,
  words?: readonly string[],
): Evaluated | undefined {
  const value = firstOf(line, slot);
  return value && evaluate(line.checking, value, line.place, words ? { type, words } : { type });
}

/** The value of a slot, read as `type`. */
export function slot<T extends TypeName>(line: SettingLine, name: string, type: T): TypeValues[T] | undefined {
  const value = firstOf(line, name);
  if (!value) return undefined;
  const literal = literalOf(value, type);
  if (literal !== undefined) return literal as TypeValues[T];
  return read(line.checking, evaluate(line.checking, value, line.place, { type }), type);
}

/** The whole number in a slot of a setting, from `low` to `high`. */
export function slotWithin(line: SettingLine, name: string, low: number, high: number): number | undefined {
  const written = firstOf(line, name);
  const literal = written && literalOf(written, 'Int');
  if (typeof literal === 'number' && literal >= low && literal <= high) return literal;
  const value = slotValue(line, name, 'Int');
  const number = value && read(line.checking, value, 'Int');
  if (!value || number === undefined) return undefined;
  return within(line.checking, value, number, `\`${line.word}\``, low, high);
}

/** The one of `words` in a slot, bare or from a constant. `what`: how a message calls it. */
export function slotWord<W extends string>(
  line: SettingLine,
  name: string,
  words: readonly W[],
  what: string,
): W | undefined {
  const written = firstOf(line, name);
  if (!written) return undefined;
  const word = wordOf(written, line.place, words);
  if (word !== undefined) return word;
  return oneOf(line.checking, evaluate(line.checking, written, line.place, { type: 'Text', words }), words, what);
}

/** The values of a slot that takes several. */
export function slotList<T extends TypeName>(
  line: SettingLine,
  name: string,
  type: T,
  words?: readonly string[],
): TypeValues[T][] | undefined {
  return readAll(line.checking, slotValues(line, name, type, words), type);
}

export const slotValues = (
  line: SettingLine,
  name: string,
  type: TypeName,
  words?: readonly string[],
): readonly Evaluated[] => {
  const wanted = words ? { type, words } : { type };
  return partsOf(line, name).map((value) => evaluate(line.checking, value, line.place, wanted));
};

/** Whether a slot of a keyword stands there, or a slot's word is this one. */
export function hasWord(line: SettingLine, name: string, word: string): boolean {
  const value = firstOf(line, name);
  return value?.kind === 'call' && !value.arguments && value.reference.name.text === word;
}

/** Whether the slot was filled at all (a lone keyword counts). */
export const hasSlot = (line: SettingLine, name: string): boolean => isFilled(line.matched, name);

/** Where a slot's value stands; the setting itself when it has none. */
export const slotSpan = (line: SettingLine, name: string): Span => firstOf(line, name)?.span ?? line.setting.span;
