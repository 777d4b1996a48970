// Which parts of a setting may come next, by its shape and the parts that are there.
import {
  bareWord,
  type Setting,
  type SettingContext,
  type Shape,
  type Slot,
  shapesOf,
  type Value,
} from '../../syntax/index.ts';

/** What may stand as the next part. */
export interface Expected {
  readonly slot: Slot;
  readonly shape: Shape;
  /** Its keyword stands already: only the value is missing. */
  readonly keywordWritten: boolean;
}

type Parts = readonly (readonly Value[])[];

/** What may stand where the last part of the setting is. */
export function expectedAt(setting: Setting, context: SettingContext): readonly Expected[] {
  const last = setting.parts.at(-1);
  if (!last) return [];
  return (shapesOf(context, setting.word.text) ?? []).flatMap((shape) =>
    next(shape, shape.slots, setting.parts.slice(0, -1), last.length > 1),
  );
}

function next(shape: Shape, slots: readonly Slot[], parts: Parts, listed: boolean): readonly Expected[] {
  const [slot, ...rest] = slots;
  if (!slot) return [];
  const [part, following] = parts;
  const alone = !slot.type && !slot.words;
  const skipped = slot.optional ? next(shape, rest, parts, listed) : [];
  if (!part) return [...(listed && !slot.list ? [] : [{ slot, shape, keywordWritten: false }]), ...skipped];
  if (slot.keyword === undefined)
    return [...(partFits(slot, part) ? next(shape, rest, parts.slice(1), listed) : []), ...skipped];
  if (wordOf(part) !== slot.keyword) return skipped;
  if (alone) return next(shape, rest, parts.slice(1), listed);
  if (!following) return listed && !slot.list ? [] : [{ slot, shape, keywordWritten: true }];
  return next(shape, rest, parts.slice(2), listed);
}

const wordOf = (part: readonly Value[]): string | undefined =>
  part.length === 1 && part[0] ? bareWord(part[0]) : undefined;

/** Keywords of other slots are no values. */
function partFits(slot: Slot, part: readonly Value[]): boolean {
  const word = wordOf(part);
  if (slot.words && !slot.type) return word !== undefined && slot.words.includes(word);
  return true;
}
