// Reads a setting by its shape: which value belongs to which slot, and what is missing, too much or unknown. Knows nothing of
// types beyond how a value looks; whether `5s` is a duration is for the checker to say.
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { endOf, similar } from '../text/index.ts';
import { bareNameOf, onlyValueOf, wordOfSetting } from './rule-nodes.ts';
import { type SettingContext, type Shape, type Slot, signatureOf } from './shape.ts';
import { settingContexts, shapes, shapesOf } from './shapes.ts';
import type { Setting, Value } from './tree.ts';

/** What a setting was found to be. Those with which nothing is wrong come out as few things, each made once: see `known`. */
export interface MatchedSetting {
  readonly word: string;
  /** Which of the words of its place it is; -1 where it is none. */
  readonly at: number;
  /** Absent when the word is unknown here. */
  readonly shape: Shape | undefined;
  readonly slots: readonly FullSlot[];
  /** Which part stands in which slot, if the setting is as it should be: see `placeIn`. */
  readonly places: number;
  /** The same of others, by the names of the slots. */
  readonly closest: ReadonlyMap<string, Part> | undefined;
  readonly problems: readonly Diagnostic[];
}

/** What stands in the slot called `name`; nothing where it was left out. A slot of a keyword alone has no values. */
export function valuesIn(setting: Setting, { slots, closest, places }: MatchedSetting, name: string): Part | undefined {
  if (closest) return closest.get(name);
  const at = slotAt(slots, name);
  const place = at < 0 ? 0 : placeIn(places, at);
  if (place === 0) return undefined;
  return slots[at]?.isAlone ? noValues : setting.parts[place - 1];
}

/** The first, mostly only value in a slot. */
export function valueIn(setting: Setting, matched: MatchedSetting, name: string): Value | undefined {
  const { slots, closest, places } = matched;
  const only = closest ? undefined : onlyValueOf(setting);
  if (!only) return valuesIn(setting, matched, name)?.[0];
  const at = slotAt(slots, name);
  return at < 0 || placeIn(places, at) === 0 || slots[at]?.isAlone ? undefined : only;
}

/** Whether anything stands in the slot; a lone keyword counts. */
export function isFilled({ slots, closest, places }: MatchedSetting, name: string): boolean {
  if (closest) return closest.has(name);
  const at = slotAt(slots, name);
  return at >= 0 && placeIn(places, at) !== 0;
}

/** A slot with everything said, for those who ask often: the shapes of the language leave out what is usual. */
interface FullSlot {
  readonly name: string;
  readonly keyword: string | undefined;
  readonly type: Slot['type'] | undefined;
  readonly words: readonly string[] | undefined;
  readonly isList: boolean;
  readonly isOptional: boolean;
  /** A keyword without a value. */
  readonly isAlone: boolean;
}
const fullSlot = ({ name, keyword, type, words, list, optional }: Slot): FullSlot => ({
  name,
  keyword,
  type,
  words,
  isList: list === true,
  isOptional: optional === true,
  isAlone: !type && !words,
});

function slotAt(slots: readonly FullSlot[], name: string): number {
  for (let at = 0; at < slots.length; at++) if (slots[at]?.name === name) return at;
  return -1;
}

const PLACE_BITS = 4;
/** Of the slot at `at`: 0 where it was left out, else one more than the place of its part. Shapes have at most seven slots. */
const placeIn = (places: number, at: number): number => (places >>> (PLACE_BITS * at)) & 15;

type Part = readonly Value[];
interface Match {
  readonly cost: number;
  readonly slots: readonly (readonly [string, readonly Value[]])[];
  readonly missing: readonly FullSlot[];
  readonly extra: readonly Part[];
}

const costs = { missing: 10, extra: 10, odd: 4, skipped: 1 } as const;

/** A word of a context: its shapes, and what its settings came out as. */
interface Word {
  readonly text: string;
  readonly at: number;
  readonly forms: readonly Form[];
  readonly known: MatchedSetting[];
}
interface Form {
  readonly shape: Shape;
  readonly slots: readonly FullSlot[];
}
const tables = new Map<SettingContext, ReadonlyMap<string, Word>>();

function wordsOf(context: SettingContext): ReadonlyMap<string, Word> {
  let words = tables.get(context);
  if (!words) {
    words = new Map(
      Object.keys(shapes[context]).map((text, at) => [
        text,
        { text, at, forms: (shapesOf(context, text) ?? []).map(formOf), known: [] },
      ]),
    );
    tables.set(context, words);
  }
  return words;
}

const formOf = (shape: Shape): Form => ({ shape, slots: shape.slots.map(fullSlot) });

export function matchShape(setting: Setting, context: SettingContext): MatchedSetting {
  const text = wordOfSetting(setting);
  const word = wordsOf(context).get(text);
  if (word) return matchDirectly(setting, word) ?? matchClosest(setting, word);
  const problems = [unknownSetting(setting, context)];
  return { word: text, at: -1, shape: undefined, slots: noSlots, places: 0, closest: undefined, problems };
}

/** The shape that comes closest, with what is wrong. */
function matchClosest(setting: Setting, { text, at, forms }: Word): MatchedSetting {
  let form = forms[0] as Form;
  let best = match(form.slots, setting.parts);
  for (const candidate of forms.slice(1)) {
    const found = match(candidate.slots, setting.parts);
    if (found.cost < best.cost) {
      best = found;
      form = candidate;
    }
  }
  const { shape, slots } = form;
  const problems = problemsOf(setting, shape, best);
  return { word: text, at, shape, slots, places: 0, closest: new Map(best.slots), problems };
}

// ---- the usual case: nothing is wrong

const noProblems: readonly Diagnostic[] = [];
const noValues: Part = [];

/** The shape that leaves out the fewest optional slots, if one fits without a problem: what `matchClosest` would find, sooner. */
function matchDirectly(setting: Setting, word: Word): MatchedSetting | undefined {
  const { forms } = word;
  const only = onlyValueOf(setting);
  const parts = only ? noParts : setting.parts;
  let best: Form | undefined;
  let places = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < forms.length; at++) {
    const form = forms[at] as Form;
    const filled = only ? fillOne(form.slots, only) : fillSlots(form.slots, parts);
    const skipped = filled < 0 ? fewest : leftOut(form.slots.length, filled);
    if (skipped >= fewest) continue;
    best = form;
    places = filled;
    fewest = skipped;
    if (skipped === 0) break;
  }
  return best && fewest < costs.odd && blockFits(setting, best.shape) ? withoutProblem(word, best, places) : undefined;
}

/** A setting of this form with which nothing is wrong: the same for all that are alike. */
function withoutProblem({ text, at, known }: Word, { shape, slots }: Form, places: number): MatchedSetting {
  for (let index = 0; index < known.length; index++) {
    const one = known[index] as MatchedSetting;
    if (one.places === places && one.shape === shape) return one;
  }
  const found = { word: text, at, shape, slots, places, closest: undefined, problems: noProblems };
  known.push(found);
  return found;
}

const noParts: readonly Part[] = [];
const noSlots: readonly FullSlot[] = [];

function leftOut(slots: number, places: number): number {
  let count = 0;
  for (let at = 0; at < slots; at++) if (placeIn(places, at) === 0) count++;
  return count;
}

/** The places of the parts; -1 if a part is left, or a slot that is needed. */
function fillSlots(slots: readonly FullSlot[], parts: readonly Part[]): number {
  let places = 0;
  let at = 0;
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index] as FullSlot;
    const first = parts[at];
    const begins = first && (slot.keyword === undefined ? partFits(slot, first) : wordOf(first) === slot.keyword);
    if (!begins) {
      if (!slot.isOptional) return -1;
      continue;
    }
    if (slot.keyword !== undefined && !slot.isAlone) {
      at++;
      const value = parts[at];
      if (!value || !partFits(slot, value)) return -1;
    }
    at++;
    places |= at << (PLACE_BITS * index);
  }
  return at === parts.length ? places : -1;
}

/** The same where the only part is one value. */
function fillOne(slots: readonly FullSlot[], value: Value): number {
  let places = 0;
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index] as FullSlot;
    const begins = places === 0 && (slot.keyword === undefined ? fits(slot, value) : bareWord(value) === slot.keyword);
    if (begins && (slot.keyword === undefined || slot.isAlone)) places = 1 << (PLACE_BITS * index);
    else if (begins || !slot.isOptional) return -1;
  }
  return places === 0 ? -1 : places;
}

function partFits(slot: FullSlot, part: Part): boolean {
  if (part.length !== 1 && !slot.isList) return false;
  for (let at = 0; at < part.length; at++) if (!fits(slot, part[at] as Value)) return false;
  return true;
}

const blockFits = ({ block, map }: Setting, shape: Shape): boolean =>
  (shape.map === true) === (map !== undefined) && (block ? shape.block !== undefined : !shape.blockRequired);

// ---- matching

function match(slots: readonly FullSlot[], parts: readonly Part[]): Match {
  const [slot, ...rest] = slots;
  if (!slot) return { cost: parts.length * costs.extra, slots: [], missing: [], extra: parts };
  const without = skip(slot, match(rest, parts));
  const taken = take(slot, rest, parts);
  return taken && taken.cost <= without.cost ? taken : without;
}

function skip(slot: FullSlot, rest: Match): Match {
  return slot.isOptional
    ? { ...rest, cost: rest.cost + costs.skipped }
    : { ...rest, cost: rest.cost + costs.missing, missing: [slot, ...rest.missing] };
}

function take(slot: FullSlot, rest: readonly FullSlot[], parts: readonly Part[]): Match | undefined {
  const [first, second] = parts;
  if (!first) return undefined;
  if (slot.keyword === undefined) return taking(slot, first, rest, parts.slice(1));
  if (wordOf(first) !== slot.keyword) return undefined;
  if (slot.isAlone) return including(slot, [], 0, match(rest, parts.slice(1)));
  if (!second) {
    const after = match(rest, []);
    return { ...after, cost: after.cost + costs.missing, missing: [slot, ...after.missing] };
  }
  return taking(slot, second, rest, parts.slice(2));
}

const taking = (slot: FullSlot, part: Part, rest: readonly FullSlot[], parts: readonly Part[]): Match =>
  including(slot, part, part.every((value) => fits(slot, value)) ? 0 : costs.odd, match(rest, parts));

const including = (slot: FullSlot, part: Part, cost: number, rest: Match): Match => ({
  ...rest,
  cost: rest.cost + cost,
  slots: [[slot.name, part], ...rest.slots],
});

/** The single bare word that a part is. */
function wordOf(part: Part): string | undefined {
  return part.length === 1 ? bareWord(part[0] as Value) : undefined;
}

/** The word a value is: a name without anything, a reserved word, `5xx`. */
export function bareWord(value: Value): string | undefined {
  if (value.kind === 'word' || value.kind === 'number') return value.text;
  if (value.kind !== 'call' || value.arguments) return undefined;
  return bareNameOf(value.reference);
}

const isOneOf = (words: readonly string[], word: string | undefined): boolean =>
  word !== undefined && words.includes(word);

/** Whether a value looks like what a slot takes. Names fit everywhere: they may be constants. */
function fits(slot: FullSlot, value: Value): boolean {
  if (slot.words && isOneOf(slot.words, bareWord(value))) return true;
  if (value.kind === 'missing') return true;
  switch (slot.type) {
    case undefined:
      return false;
    case 'Duration':
    case 'Percent':
    case 'Int':
    case 'Port':
    case 'Status':
      return value.kind === 'number' || value.kind === 'call';
    case 'Name':
    case 'Service':
    case 'Namespace':
    case 'Gateway':
    case 'Destination':
      return value.kind === 'call' || value.kind === 'text';
    case 'Regex':
      return value.kind === 'raw' || value.kind === 'call';
    default:
      return (
        value.kind === 'text' ||
        value.kind === 'call' ||
        (value.kind === 'raw' && slot.type === 'Text') ||
        value.kind === 'list'
      );
  }
}

// ---- problems

function problemsOf(setting: Setting, shape: Shape, found: Match): readonly Diagnostic[] {
  const signature = signatureOf(setting.word.text, shape);
  const hint = `it is written \`${signature}\`, for example \`${shape.example}\``;
  const word = `\`${setting.word.text}\``;
  const problems: Diagnostic[] = [];
  const end = endOf(setting.parts.at(-1)?.at(-1)?.span ?? setting.word.span);
  for (const slot of found.missing)
    problems.push(diagnose(catalogue.syntax.missingPart, end, { word, part: describeSlot(slot) }, { hint }));
  const [extra] = found.extra;
  if (extra) {
    const fixes = keywordMeant(extra[0] as Value, shape);
    problems.push(diagnose(catalogue.syntax.extraPart, (extra[0] as Value).span, { word }, { hint, ...fixes }));
  }
  const lists = shape.slots.filter((slot) => !slot.list);
  for (const [name, values] of found.slots)
    if (values.length > 1 && lists.some((slot) => slot.name === name))
      problems.push(diagnose(catalogue.syntax.extraPart, (values[1] as Value).span, { word }, { hint }));
  return [...problems, ...blockProblems(setting, shape, word, hint)];
}

/** A misspelt word between the parts. */
function keywordMeant(value: Value, { slots }: Shape): Pick<Diagnostic, 'fixes'> {
  const written = bareWord(value);
  const words = slots.flatMap(({ keyword }) => keyword ?? []);
  const meant = written === undefined ? undefined : similar(written, words);
  if (meant === undefined) return {};
  return { fixes: [{ title: `write ${meant}`, edits: [{ span: value.span, text: meant }], preferred: true }] };
}

function blockProblems(setting: Setting, shape: Shape, word: string, hint: string): readonly Diagnostic[] {
  const { block, map } = setting;
  if (map && !shape.map)
    return [diagnose(catalogue.syntax.wrongBlock, map.span, { word, wanted: wantedBlock(shape) }, { hint })];
  if (block && !shape.block)
    return [diagnose(catalogue.syntax.wrongBlock, block.span, { word, wanted: wantedBlock(shape) }, { hint })];
  const missing = (shape.map && !map) || (shape.blockRequired && !block);
  if (!missing) return [];
  const part = shape.map ? 'labels in { }' : 'a block of settings in { }';
  return [diagnose(catalogue.syntax.missingPart, endOf(setting.span), { word, part }, { hint })];
}

const wantedBlock = (shape: Shape): string =>
  shape.map ? 'labels, like { app: "shop" }' : shape.block ? 'a block of settings' : 'nothing in { }';

function describeSlot(slot: FullSlot): string {
  const values = [...(slot.words ?? []).map((word) => `\`${word}\``), ...(slot.type ? [typeNames[slot.type]] : [])];
  const text = values.length > 5 ? `${values.slice(0, 4).join(', ')} …` : values.join(' or ');
  return [slot.keyword ? `\`${slot.keyword}\`` : '', text].filter(Boolean).join(' and ');
}

const typeNames: Readonly<Record<NonNullable<Slot['type']>, string>> = {
  Duration: 'a duration',
  Percent: 'a percentage',
  Int: 'a number',
  Text: 'a text',
  Regex: 'a regular expression',
  Path: 'a path',
  Host: 'a host name',
  Port: 'a port number',
  Status: 'a status code',
  Method: 'a method',
  Name: 'a name',
  Service: 'a service',
  Namespace: 'a namespace',
  Gateway: 'a gateway',
  Certificate: 'the name of a secret',
  Destination: 'a destination',
};

function unknownSetting(setting: Setting, context: SettingContext): Diagnostic {
  const word = setting.word.text;
  const known = Object.keys(shapes[context]);
  const meant = similar(word, known);
  const elsewhere = ['rule' as const, ...settingContexts].find((other) => Object.hasOwn(shapes[other], word));
  const span = setting.word.span;
  const hint = meant
    ? `did you mean \`${meant}\`?`
    : elsewhere
      ? standsElsewhere(word, context, elsewhere)
      : `here stand ${known.join(', ')}`;
  const fixes = meant ? [{ title: `write ${meant}`, edits: [{ span, text: meant }], preferred: true }] : [];
  return diagnose(
    catalogue.syntax.unknownSetting,
    span,
    { word: `\`${word}\``, place: contextNames[context] },
    { hint, ...(fixes.length > 0 ? { fixes } : {}) },
  );
}

const standsElsewhere = (word: string, context: SettingContext, elsewhere: SettingContext): string =>
  elsewhere === 'rule' && (context === 'redirect' || context === 'respond')
    ? `nothing is sent on from here, so \`${word}\` has no place`
    : `\`${word}\` stands in ${contextNames[elsewhere]}`;

/** How messages name the places. */
export const contextNames: Readonly<Record<SettingContext, string>> = {
  service: 'a service',
  'service-port': 'a port of a service',
  version: 'a version',
  egress: 'an egress',
  'egress-port': 'a port of an egress',
  gateway: 'a gateway',
  'gateway-port': 'a port of a gateway',
  ingress: 'an ingress',
  route: 'a route',
  rules: 'a list of rules',
  policy: 'a policy',
  rule: 'the block of a rule',
  redirect: 'the block of a redirect',
  respond: 'the block of an answer',
  connections: 'connections',
  eject: 'eject',
  cors: 'cors',
  tls: 'tls',
  telemetry: 'telemetry',
  sample: 'the block of a test',
};
