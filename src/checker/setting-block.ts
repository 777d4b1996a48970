// A block of settings, read by the shapes of its place: each line once, each value in its slot. What a setting means is the
// visitor's; what is missing, too much, unknown or said twice is reported here.
import { catalogue } from '../diagnostics/index.ts';
import {
  type Block,
  type Call,
  type Item,
  type MatchedSetting,
  matchShape,
  type Setting,
  type SettingContext,
  type Value,
  valueIn,
  valuesIn,
} from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { Checking, Place } from './checking.ts';
import { literalOf, wordOf } from './literal.ts';
import { oneOf, read, readAll, type TypeValues, within } from './read.ts';
import type { TypeName } from './type.ts';
import { type Evaluated, evaluate } from './value.ts';

/** One setting with its values by slot. */
export interface SettingLine {
  readonly checking: Checking;
  readonly place: Place;
  readonly setting: Setting;
  readonly word: string;
  readonly matched: MatchedSetting;
}

export type SettingVisitor = (line: SettingLine) => void;

/** Visits the settings of a block in order; gives back the policies of its `with` lines. Rules are left to others. */
export const readBlock = (
  checking: Checking,
  block: Block | undefined,
  context: SettingContext,
  place: Place,
  visit: SettingVisitor,
): readonly Call[] => readBlockInto(checking, block, context, place, visit, undefined);

/** The same with something that the visitor fills. */
export function readBlockInto<T>(
  checking: Checking,
  block: Block | undefined,
  context: SettingContext,
  place: Place,
  visit: (line: SettingLine, into: T) => void,
  into: T,
): readonly Call[] {
  if (!block) return noCalls;
  let policies: Call[] | undefined;
  const said: Said = { subject: '', setting: undefined, before: undefined };
  const { items } = block;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    if (item.kind === 'setting') {
      const line = readLine(checking, item, context, place, said);
      if (line) visit(line, into);
    } else if (item.kind === 'with') {
      policies ??= [];
      for (const policy of item.policies) policies.push(policy);
    }
  }
  return policies ?? noCalls;
}
export const noCalls: readonly Call[] = [];

/** What a block has said so far: few words, each once. */
interface Said {
  subject: string;
  /** Absent at first. */
  setting: Setting | undefined;
  before: Said | undefined;
}

/** The setting with its shape; nothing where it is wrong or was said before, which is reported. */
function readLine(
  checking: Checking,
  setting: Setting,
  context: SettingContext,
  place: Place,
  said: Said,
): SettingLine | undefined {
  const matched = matchShape(setting, context);
  const { shape, problems } = matched;
  if (!shape || problems.length > 0) {
    checking.report.take(problems);
    return undefined;
  }
  const line: SettingLine = { checking, place, setting, word: matched.word, matched };
  if (shape.many || isNew(said, subjectOf(line), setting)) return line;
  reportRepeated(line, said);
  return undefined;
}

/** Whether the block did not say this before; then it has now. */
function isNew(said: Said, subject: string, setting: Setting): boolean {
  for (let before: Said | undefined = said; before; before = before.before)
    if (before.subject === subject) return false;
  if (said.setting) said.before = { subject: said.subject, setting: said.setting, before: said.before };
  said.subject = subject;
  said.setting = setting;
  return true;
}

/** `rewrite host` is another setting than `rewrite path`. */
const subjectOf = (line: SettingLine): string =>
  line.word === 'rewrite' && hasSlot(line, 'host') ? 'rewrite host' : line.word;

function reportRepeated(line: SettingLine, said: Said): void {
  const { checking, setting } = line;
  const subject = subjectOf(line);
  let before: Said | undefined = said;
  while (before && before.subject !== subject) before = before.before;
  if (!before?.setting) return;
  const first = before.setting;
  const related = [{ span: first.span, message: 'said here first' }];
  checking.report.add(catalogue.types.duplicateSetting, setting.span, { setting: subject }, { related });
}

/** The values that stand in a slot as written; nothing when it is empty. */
export const partOf = (line: SettingLine, name: string): readonly Value[] | undefined => valuesIn(line.matched, name);

/** The first, mostly only one of them. */
export const firstOf = (line: SettingLine, name: string): Value | undefined => valueIn(line.matched, name);

const noValues: readonly Value[] = [];
/** The same, none when it is empty. */
export const partsOf = (line: SettingLine, name: string): readonly Value[] => valuesIn(line.matched, name) ?? noValues;

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

/** The whole number in a slot, from `low` to `high`. `what`: how a message calls it. */
export function slotWithin(
  line: SettingLine,
  name: string,
  what: string,
  low: number,
  high: number,
): number | undefined {
  const written = firstOf(line, name);
  const literal = written && literalOf(written, 'Int');
  if (typeof literal === 'number' && literal >= low && literal <= high) return literal;
  const value = slotValue(line, name, 'Int');
  const number = value && read(line.checking, value, 'Int');
  return value && number !== undefined ? within(line.checking, value, number, what, low, high) : undefined;
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
export const hasSlot = (line: SettingLine, name: string): boolean => partOf(line, name) !== undefined;

/** Where a slot's value stands; the setting itself when it has none. */
export const slotSpan = (line: SettingLine, name: string): Span => firstOf(line, name)?.span ?? line.setting.span;
