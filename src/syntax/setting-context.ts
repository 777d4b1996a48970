// Which place a block of settings is, and what a setting that is being written still takes.
import { bareWord } from './match-shape.ts';
import type { SettingContext, Slot } from './shape.ts';
import { shapesOf } from './shapes.ts';
import type { Action, Block, Declaration, Value } from './tree.ts';

/** The place that the block of a declaration is; those of tests and expectations hold no settings. */
export function declarationContext(kind: Declaration['kind']): SettingContext | undefined {
  switch (kind) {
    case 'service':
    case 'egress':
    case 'gateway':
    case 'policy':
    case 'rules':
    case 'route':
    case 'ingress':
    case 'telemetry':
      return kind;
    default:
      return undefined;
  }
}

/** The place that the block after an action is. */
export const actionContext = (action: Action): SettingContext =>
  action.target.kind === 'redirect' || action.target.kind === 'respond' ? action.target.kind : 'rule';

/** The place that the block of a setting is. */
export const settingBlockContext = (context: SettingContext, word: string): SettingContext | undefined =>
  shapesOf(context, word)?.find((shape) => shape.block)?.block;

export interface OpenBlock {
  readonly context?: SettingContext;
  readonly block?: Block;
  /** Labels belong here, not settings. */
  readonly labels?: boolean;
}

/** The blocks that the end of a declaration is in if none of them is closed, outermost first. */
export function openBlocks(declaration: Declaration): readonly OpenBlock[] {
  if (declaration.kind === 'test' || declaration.kind === 'expect') return [{}, ...lastSample(declaration)];
  const first = declarationContext(declaration.kind);
  const block = blockOf(declaration);
  if (block && first) return [{ context: first, block }, ...inside(block, first)];
  const action = 'handling' in declaration ? declaration.handling.action : undefined;
  return action?.block ? insideAction(action) : [];
}

const blockOf = (declaration: Declaration): Block | undefined =>
  'handling' in declaration ? declaration.handling.block : 'block' in declaration ? declaration.block : undefined;

function lastSample(declaration: Declaration): readonly OpenBlock[] {
  const sample = declaration.kind === 'test' ? declaration.samples.at(-1) : undefined;
  return sample?.action.block ? [{ context: 'sample', block: sample.action.block }] : [];
}

function insideAction(action: Action): readonly OpenBlock[] {
  if (!action.block) return [];
  const context = actionContext(action);
  return [{ context, block: action.block }, ...inside(action.block, context)];
}

function inside(block: Block, context: SettingContext): readonly OpenBlock[] {
  const last = block.items.at(-1);
  if (last?.kind === 'rule') return insideAction(last.action);
  if (last?.kind !== 'setting' || !last.block) return [];
  const inner = settingBlockContext(context, last.word.text);
  if (inner) return [{ context: inner, block: last.block }, ...inside(last.block, inner)];
  return [{ block: last.block, labels: shapesOf(context, last.word.text)?.some((shape) => shape.map) ?? false }];
}

/** A slot that may come next: its keyword first, or its value. */
export interface NextSlot {
  readonly slot: Slot;
  readonly part: 'keyword' | 'value';
}

/** What may follow the parts a setting has so far; `sameSlot`: a comma was written, so another value of the last slot. */
export function nextSlots(
  word: string,
  parts: readonly Part[],
  context: SettingContext,
  sameSlot: boolean,
): readonly NextSlot[] {
  const found = new Map<string, NextSlot>();
  for (const shape of shapesOf(context, word) ?? [])
    follow(shape.slots, parts, sameSlot, (next) => found.set(`${next.slot.name} ${next.part}`, next));
  return [...found.values()];
}

type Part = readonly Value[];

function follow(
  slots: readonly Slot[],
  parts: readonly Part[],
  sameSlot: boolean,
  add: (next: NextSlot) => void,
): void {
  const [slot, ...rest] = slots;
  if (!slot) return;
  const [part, value, ...more] = parts;
  if (!part) {
    add({ slot, part: slot.keyword ? 'keyword' : 'value' });
    if (slot.optional) follow(rest, parts, sameSlot, add);
    return;
  }
  if (slot.optional) follow(rest, parts, sameSlot, add);
  const takesValue = slot.type !== undefined || slot.words !== undefined;
  const taken = slot.keyword === undefined ? part : value;
  const after = slot.keyword === undefined ? parts.slice(1) : more;
  if (slot.keyword !== undefined && (part.length > 1 || bareWord(part[0] as Value) !== slot.keyword)) return;
  if (slot.keyword !== undefined && !takesValue) follow(rest, parts.slice(1), sameSlot, add);
  else if (!taken || (sameSlot && after.length === 0)) add({ slot, part: 'value' });
  else follow(rest, after, sameSlot, add);
}
