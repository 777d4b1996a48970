// A block of settings, read by the shapes of its place: each line once, each value in its slot. What a setting means is the
// visitor's; what is missing, too much, unknown or said twice is reported here.
import { catalogue } from '../diagnostics/index.ts';
import {
  type Block,
  type Call,
  type Item,
  matchShape,
  type Setting,
  type SettingContext,
  type Value,
} from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { Checking, Place } from './checking.ts';
import { read, readAll, type TypeValues } from './read.ts';
import type { TypeName } from './type.ts';
import { type Evaluated, evaluate } from './value.ts';

/** One setting with its values by slot. */
export interface SettingLine {
  readonly checking: Checking;
  readonly place: Place;
  readonly setting: Setting;
  readonly word: string;
  readonly span: Span;
  readonly slots: ReadonlyMap<string, readonly Value[]>;
}

export type SettingVisitor = (line: SettingLine) => void;

/** Visits the settings of a block in order; gives back the policies of its `with` lines. Rules are left to others. */
export function readBlock(
  checking: Checking,
  block: Block | undefined,
  context: SettingContext,
  place: Place,
  visit: SettingVisitor,
): readonly Call[] {
  return block ? readItems(checking, block.items, context, place, visit) : [];
}

function readItems(
  checking: Checking,
  items: readonly Item[],
  context: SettingContext,
  place: Place,
  visit: SettingVisitor,
): readonly Call[] {
  const policies: Call[] = [];
  const seen = new Map<string, Setting>();
  for (const item of items) {
    if (item.kind === 'with') policies.push(...item.policies);
    else if (item.kind === 'setting') readLine(checking, item, context, place, seen, visit);
  }
  return policies;
}

function readLine(
  checking: Checking,
  setting: Setting,
  context: SettingContext,
  place: Place,
  seen: Map<string, Setting>,
  visit: SettingVisitor,
): void {
  const { shape, slots, problems } = matchShape(setting, context);
  checking.report.take(problems);
  if (!shape || problems.length > 0) return;
  const word = setting.word.text;
  if (!shape.many && isRepeated(checking, setting, subjectOf(word, slots), seen)) return;
  visit({ checking, place, setting, word, span: setting.span, slots });
}

/** `rewrite host` is another setting than `rewrite path`. */
const subjectOf = (word: string, slots: ReadonlyMap<string, unknown>): string =>
  word === 'rewrite' && slots.has('host') ? 'rewrite host' : word;

/** Whether a block said the same before, which is reported. */
export function isRepeated(checking: Checking, setting: Setting, subject: string, seen: Map<string, Setting>): boolean {
  const first = seen.get(subject);
  if (!first) {
    seen.set(subject, setting);
    return false;
  }
  checking.report.add(
    catalogue.types.duplicateSetting,
    setting.span,
    { setting: subject },
    {
      related: [{ span: first.span, message: 'said here first' }],
    },
  );
  return true;
}

/** The value of a slot, evaluated; `undefined` when the slot is empty. */
export function slotValue(
  line: SettingLine,
  slot: string,
  type: TypeName,
  words?: readonly string[],
): Evaluated | undefined {
  const value = line.slots.get(slot)?.[0];
  return value && evaluate(line.checking, value, line.place, { type, ...(words ? { words } : {}) });
}

/** The value of a slot, read as `type`. */
export function slot<T extends TypeName>(line: SettingLine, name: string, type: T): TypeValues[T] | undefined {
  const value = slotValue(line, name, type);
  return value && read(line.checking, value, type);
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
): readonly Evaluated[] =>
  (line.slots.get(name) ?? []).map((value) =>
    evaluate(line.checking, value, line.place, { type, ...(words ? { words } : {}) }),
  );

/** Whether a slot of a keyword stands there, or a slot's word is this one. */
export function hasWord(line: SettingLine, name: string, word: string): boolean {
  const value = line.slots.get(name)?.[0];
  return value?.kind === 'call' && !value.arguments && value.reference.name.text === word;
}

/** Whether the slot was filled at all (a lone keyword counts). */
export const hasSlot = (line: SettingLine, name: string): boolean => line.slots.has(name);

/** Where a slot's value stands; the setting itself when it has none. */
export const slotSpan = (line: SettingLine, name: string): Span => line.slots.get(name)?.[0]?.span ?? line.span;
