// Reads a setting by its shape: which value belongs to which slot, and what is missing, too much or unknown. Knows nothing of
// types beyond how a value looks; whether `5s` is a duration is for the checker to say.
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { endOf, similar } from '../text/index.ts';
import { type SettingContext, type Shape, type Slot, signatureOf } from './shape.ts';
import { settingContexts, shapes, shapesOf } from './shapes.ts';
import type { Setting, Value } from './tree.ts';

export interface MatchedSetting {
  /** Absent when the word is unknown here. */
  readonly shape?: Shape;
  /** In the order of the shape's slots: what stands in each. A slot of a keyword alone has no values; one left out is absent. */
  readonly values: readonly (Part | undefined)[];
  readonly problems: readonly Diagnostic[];
}

/** What stands in the slot called `name`; nothing where it was left out. */
export function valuesIn({ shape, values }: MatchedSetting, name: string): Part | undefined {
  if (!shape) return undefined;
  const { slots } = shape;
  for (let at = 0; at < slots.length; at++) if (slots[at]?.name === name) return values[at];
  return undefined;
}

type Part = readonly Value[];
interface Match {
  readonly cost: number;
  readonly slots: readonly (readonly [string, readonly Value[]])[];
  readonly missing: readonly Slot[];
  readonly extra: readonly Part[];
}

const costs = { missing: 10, extra: 10, odd: 4, skipped: 1 } as const;

export function matchShape(setting: Setting, context: SettingContext): MatchedSetting {
  const candidates = shapesOf(context, setting.word.text);
  if (!candidates) return { values: [], problems: [unknownSetting(setting, context)] };
  return matchDirectly(setting, candidates) ?? matchClosest(setting, candidates);
}

/** The shape that comes closest, with what is wrong. */
function matchClosest(setting: Setting, candidates: readonly Shape[]): MatchedSetting {
  let shape = candidates[0] as Shape;
  let best = match(shape.slots, setting.parts);
  for (const candidate of candidates.slice(1)) {
    const found = match(candidate.slots, setting.parts);
    if (found.cost < best.cost) {
      best = found;
      shape = candidate;
    }
  }
  const found = new Map(best.slots);
  const values = shape.slots.map(({ name }) => found.get(name));
  return { shape, values, problems: problemsOf(setting, shape, best) };
}

// ---- the usual case: nothing is wrong

const noProblems: readonly Diagnostic[] = [];
const noValues: Part = [];

/** The shape that leaves out the fewest optional slots, if one fits without a problem: what `matchClosest` would find, sooner. */
function matchDirectly(setting: Setting, candidates: readonly Shape[]): MatchedSetting | undefined {
  let found: Shape | undefined;
  let values: readonly (Part | undefined)[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  const { parts } = setting;
  for (const shape of candidates) {
    const filled = fillSlots(shape.slots, parts);
    const skipped = filled ? leftOut(filled) : fewest;
    if (!filled || skipped >= fewest) continue;
    found = shape;
    values = filled;
    fewest = skipped;
    if (skipped === 0) break;
  }
  if (!found || fewest >= costs.odd || !blockFits(setting, found)) return undefined;
  return { shape: found, values, problems: noProblems };
}

function leftOut(values: readonly (Part | undefined)[]): number {
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at] === undefined) count++;
  return count;
}

/** The parts in their slots; nothing if a part is left, or a slot that is needed. */
function fillSlots(slots: readonly Slot[], parts: readonly Part[]): readonly (Part | undefined)[] | undefined {
  const filled: (Part | undefined)[] = new Array(slots.length);
  let at = 0;
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index] as Slot;
    const first = parts[at];
    const begins = first && (slot.keyword === undefined ? partFits(slot, first) : wordOf(first) === slot.keyword);
    if (!begins) {
      if (!slot.optional) return undefined;
    } else if (slot.keyword === undefined) {
      filled[index] = first;
      at++;
    } else if (!slot.type && !slot.words) {
      filled[index] = noValues;
      at++;
    } else {
      const value = parts[at + 1];
      if (!value || !partFits(slot, value)) return undefined;
      filled[index] = value;
      at += 2;
    }
  }
  return at === parts.length ? filled : undefined;
}

const partFits = (slot: Slot, part: Part): boolean =>
  part.length === 1 ? fits(slot, part[0] as Value) : slot.list === true && part.every((value) => fits(slot, value));

const blockFits = ({ block, map }: Setting, shape: Shape): boolean =>
  (shape.map === true) === (map !== undefined) && (block ? shape.block !== undefined : !shape.blockRequired);

// ---- matching

function match(slots: readonly Slot[], parts: readonly Part[]): Match {
  const [slot, ...rest] = slots;
  if (!slot) return { cost: parts.length * costs.extra, slots: [], missing: [], extra: parts };
  const without = skip(slot, match(rest, parts));
  const taken = take(slot, rest, parts);
  return taken && taken.cost <= without.cost ? taken : without;
}

function skip(slot: Slot, rest: Match): Match {
  return slot.optional
    ? { ...rest, cost: rest.cost + costs.skipped }
    : { ...rest, cost: rest.cost + costs.missing, missing: [slot, ...rest.missing] };
}

function take(slot: Slot, rest: readonly Slot[], parts: readonly Part[]): Match | undefined {
  const [first, second] = parts;
  if (!first) return undefined;
  if (slot.keyword === undefined) return taking(slot, first, rest, parts.slice(1));
  if (wordOf(first) !== slot.keyword) return undefined;
  if (!slot.type && !slot.words) return including(slot, [], 0, match(rest, parts.slice(1)));
  if (!second) {
    const after = match(rest, []);
    return { ...after, cost: after.cost + costs.missing, missing: [slot, ...after.missing] };
  }
  return taking(slot, second, rest, parts.slice(2));
}

const taking = (slot: Slot, part: Part, rest: readonly Slot[], parts: readonly Part[]): Match =>
  including(slot, part, part.every((value) => fits(slot, value)) ? 0 : costs.odd, match(rest, parts));

const including = (slot: Slot, part: Part, cost: number, rest: Match): Match => ({
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
  const { namespace, name, version, port } = value.reference;
  return namespace || version || port || name.quoted ? undefined : name.text;
}

const isOneOf = (words: readonly string[], word: string | undefined): boolean =>
  word !== undefined && words.includes(word);

/** Whether a value looks like what a slot takes. Names fit everywhere: they may be constants. */
function fits(slot: Slot, value: Value): boolean {
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
  if (extra) problems.push(diagnose(catalogue.syntax.extraPart, (extra[0] as Value).span, { word }, { hint }));
  const lists = shape.slots.filter((slot) => !slot.list);
  for (const [name, values] of found.slots)
    if (values.length > 1 && lists.some((slot) => slot.name === name))
      problems.push(diagnose(catalogue.syntax.extraPart, (values[1] as Value).span, { word }, { hint }));
  return [...problems, ...blockProblems(setting, shape, word, hint)];
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

function describeSlot(slot: Slot): string {
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
