// Reads blocks, settings, rules and actions from packed tokens, and the nodes of these: they keep their order and their blocks; values,
// conditions and targets are looked at to see that nothing is wrong, and read again when somebody asks for them.
import type { Span } from '../text/index.ts';
import { Cursor } from './cursor.ts';
import { extentOf } from './extent.ts';
import type { Home } from './home.ts';
import { describe, OfTokens } from './placed.ts';
import { passTarget, passWith, policiesAt, targetAt } from './read-actions.ts';
import { conditionAt, passCondition } from './read-conditions.ts';
import { beginsPart, isWord, passPart, readMap, readPart, readPlainName } from './read-values.ts';
import { isSettingWord, staysInSetting } from './shapes.ts';
import { Arrow, Comma, ItemEnd, indexOf, keyword, LeftBrace, MapBrace, RightBrace } from './tokens.ts';
import type {
  Action,
  Block,
  Call,
  Condition,
  Handling,
  Item,
  MapLiteral,
  Name,
  Rule,
  Setting,
  Target,
  Value,
  WithSetting,
} from './tree.ts';
import { NameNode } from './value-nodes.ts';

const comma = indexOf(Comma);
const arrow = indexOf(Arrow);
const itemEnd = indexOf(ItemEnd);
const leftBrace = indexOf(LeftBrace);
const mapBrace = indexOf(MapBrace);
const rightBrace = indexOf(RightBrace);
const WHEN = indexOf(keyword('when'));
const ELSE = indexOf(keyword('else'));
const WITH = indexOf(keyword('with'));
const nothing: readonly never[] = Object.freeze([]) as readonly never[];

const lazily = new Cursor();

// ---- blocks

export class BlockNode extends OfTokens implements Block {
  declare readonly kind: 'block';
  declare readonly items: readonly Item[];

  constructor(home: Home, at: number, to: number, items: readonly Item[]) {
    super(home, at, to);
    this.items = items;
  }
}
describe(BlockNode, 'block', ['items']);

/** Items of the blocks that are being read: lists of just the right length are cut from its end. */
const open: Item[] = [];

/** block = "{" { ( setting | withSetting ) END } "}" . */
export function readBlock(c: Cursor): Block {
  const first = c.at;
  const below = open.length;
  c.take(leftBrace);
  for (;;) {
    if (isWord[c.kind] === 1) open.push(readSetting(c));
    else if (c.kind === WITH) open.push(readWithSetting(c));
    else break;
    endItem(c);
  }
  return endBlock(c, first, below);
}

/** ruleBlock = "{" { ( rule | setting | withSetting ) END } "}" . */
export function readRuleBlock(c: Cursor): Block {
  const first = c.at;
  const below = open.length;
  c.take(leftBrace);
  for (;;) {
    const { kind } = c;
    if (isWord[kind] === 1) open.push(readSetting(c));
    else if (kind === WHEN || kind === ELSE || kind === arrow) open.push(readRule(c));
    else if (kind === WITH) open.push(readWithSetting(c));
    else break;
    endItem(c);
  }
  return endBlock(c, first, below);
}

function endBlock(c: Cursor, first: number, below: number): Block {
  c.take(rightBrace);
  const items = open.length === below ? nothing : open.slice(below);
  open.length = below;
  return new BlockNode(c.home, first, c.at - 1, items);
}

function endItem(c: Cursor): void {
  if (c.kind === itemEnd) c.at++;
  else if (c.kind !== rightBrace) c.giveUp();
}

// ---- settings

const settingParts = ['doc', 'word', 'parts', 'block', 'map'] as const;

export abstract class SettingOfTokens extends OfTokens {
  declare readonly kind: 'setting';
  declare readonly doc?: string;
  declare readonly text: string;

  constructor(home: Home, at: number, to: number, text: string) {
    super(home, at, to);
    this.text = text;
  }

  get word(): Name {
    const { start, end } = this.spanAt(this.at);
    return new NameNode(this.home, extentOf(this.home, start, end), this.text);
  }

  get parts(): readonly (readonly Value[])[] {
    if (lastParts.of !== this) lastParts = { of: this, parts: this.readParts() };
    return lastParts.parts;
  }

  /** The first value of a part, without the others. */
  valueIn(part: number): Value | undefined {
    const c = lazily.point(this.home, this.at + 1, this.to);
    for (let before = 0; before < part; before++) passValuesOfPart(c);
    return beginsPart[c.kind] === 1 ? readPart(c) : undefined;
  }

  /** What the values of the first part are called, where they are plain names. */
  plainNames(): readonly (string | undefined)[] {
    const c = lazily.point(this.home, this.at + 1, this.to);
    if (beginsPart[c.kind] !== 1) return nothing;
    const names = [readPlainName(c)];
    while (c.kind === comma) {
      c.at++;
      names.push(readPlainName(c));
    }
    return names;
  }

  protected readParts(): readonly (readonly Value[])[] {
    return readParts(lazily.point(this.home, this.at + 1, this.to));
  }
}

/** Whoever asks a setting, a rule or an action for something mostly asks it again at once: the last answer is kept. */
let lastParts: { readonly of?: object; readonly parts: readonly (readonly Value[])[] } = { parts: [] };

/** A word and one value, like `timeout 5s`; most settings are that. */
export class PlainSettingNode extends SettingOfTokens implements Setting {
  get value(): Value {
    if (lastValue.of !== this) lastValue = { of: this, value: readPart(lazily.point(this.home, this.at + 1, this.to)) };
    return lastValue.value as Value;
  }

  protected override readParts(): readonly (readonly Value[])[] {
    return [[this.value]];
  }
}
let lastValue: { readonly of?: object; readonly value?: Value } = {};
describe(PlainSettingNode, 'setting', settingParts);

/** A word with any parts, and maybe a block. */
class SettingNode extends SettingOfTokens implements Setting {
  declare readonly block?: Block;

  constructor(home: Home, at: number, to: number, text: string, block: Block | undefined) {
    super(home, at, to, text);
    this.block = block as Block;
  }
}
describe(SettingNode, 'setting', settingParts);

/** A word with labels. */
class MapSettingNode extends SettingOfTokens implements Setting {
  get map(): MapLiteral {
    const c = lazily.point(this.home, this.at + 1, this.to);
    while (c.kind !== mapBrace) c.at++;
    return readMap(c);
  }
}
describe(MapSettingNode, 'setting', settingParts);

/** setting = WORD { part { "," part } } [ block | map ] . */
function readSetting(c: Cursor): Setting {
  const first = c.at++;
  const text = c.wordAt(first);
  const isPlain = passParts(c, text);
  return c.documented(settingFrom(c, first, text, isPlain), first);
}

function settingFrom(c: Cursor, first: number, text: string, isPlain: boolean): Setting {
  const { kind } = c;
  if (kind === mapBrace) {
    readMap(c);
    return new MapSettingNode(c.home, first, c.at - 1, text);
  }
  const block = kind === leftBrace ? readBlock(c) : undefined;
  const to = c.at - 1;
  return isPlain && !block
    ? new PlainSettingNode(c.home, first, to, text)
    : new SettingNode(c.home, first, to, text, block);
}

/** Goes past the parts of a setting; whether they are one value. */
function passParts(c: Cursor, word: string): boolean {
  let parts = 0;
  let values = 0;
  while (beginsPart[c.kind] === 1) {
    if (parts > 0 && isWord[c.kind] === 1 && nextSettingBegins(c, word, parts)) c.giveUp();
    values += passValuesOfPart(c);
    parts++;
  }
  return parts === 1 && values === 1;
}

/** Goes past a part; how many values it has. */
function passValuesOfPart(c: Cursor): number {
  let values = 1;
  passPart(c);
  for (; c.kind === comma; values++) {
    c.at++;
    passPart(c);
  }
  return values;
}

/** `port 9080 http version v1`: whether the next setting begins here, without an end before it. */
function nextSettingBegins(c: Cursor, word: string, parts: number): boolean {
  const next = c.wordAt(c.at);
  return isSettingWord(next) && !staysInSetting(word, parts, next) && c.second !== comma;
}

function readParts(c: Cursor): readonly (readonly Value[])[] {
  const parts: (readonly Value[])[] = [];
  while (beginsPart[c.kind] === 1) {
    const part = [readPart(c)];
    while (c.kind === comma) {
      c.at++;
      part.push(readPart(c));
    }
    parts.push(part);
  }
  return parts;
}

class WithNode extends OfTokens implements WithSetting {
  declare readonly kind: 'with';

  get policies(): readonly Call[] {
    return policiesAt(this.home, this.at);
  }
}
describe(WithNode, 'with', ['policies']);

/** withSetting = with . */
function readWithSetting(c: Cursor): WithSetting {
  const first = c.at;
  passWith(c);
  return new WithNode(c.home, first, c.at - 1);
}

// ---- rules and actions

class RuleNode extends OfTokens implements Rule {
  declare readonly kind: 'rule';
  declare readonly doc?: string;
  declare readonly arrowAt: number;
  declare readonly action: Action;

  constructor(home: Home, at: number, to: number, arrowAt: number, action: Action) {
    super(home, at, to);
    this.arrowAt = arrowAt;
    this.action = action;
  }

  get when(): Condition {
    if (this.typeAt(this.at) !== WHEN) return absent;
    if (lastCondition.of !== this) lastCondition = { of: this, when: conditionAt(this.home, this.at + 1) };
    return lastCondition.when as Condition;
  }

  get else(): Span {
    return this.typeAt(this.at) === ELSE ? this.spanAt(this.at) : absent;
  }

  get arrow(): Span {
    return this.spanAt(this.arrowAt);
  }
}
let lastCondition: { readonly of?: object; readonly when?: Condition } = {};
describe(RuleNode, 'rule', ['doc', 'when', 'else', 'arrow', 'action']);

/** What an optional part that a getter gives is where there is none. */
const absent = undefined as never;

/** rule = [ "when" condition | "else" ] "->" action .  Without either: only "-> rules r". */
function readRule(c: Cursor): Rule {
  const first = c.at;
  const { kind } = c;
  if (kind !== arrow) c.at++;
  if (kind === WHEN) passCondition(c);
  const arrowAt = c.at;
  c.take(arrow);
  const action = readAction(c);
  return c.documented(new RuleNode(c.home, first, c.at - 1, arrowAt, action), first);
}

class ActionNode extends OfTokens implements Action {
  declare readonly kind: 'action';
  /** Index of the word `with`; 0 without: the first token of all is no such word. */
  declare readonly withAt: number;
  declare readonly block?: Block;

  constructor(home: Home, at: number, to: number, withAt: number, block: Block | undefined) {
    super(home, at, to);
    this.withAt = withAt;
    this.block = block as Block;
  }

  get target(): Target {
    if (lastTarget.of !== this) lastTarget = { of: this, target: targetAt(this.home, this.at) };
    return lastTarget.target as Target;
  }

  get policies(): readonly Call[] {
    return this.withAt === 0 ? nothing : policiesAt(this.home, this.withAt);
  }
}
let lastTarget: { readonly of?: object; readonly target?: Target } = {};
describe(ActionNode, 'action', ['target', 'policies', 'block']);

/** action = target [ with ] [ block ] . */
export function readAction(c: Cursor): Action {
  const first = c.at;
  passTarget(c);
  const withAt = c.kind === WITH ? c.at : 0;
  if (withAt > 0) passWith(c);
  const block = c.kind === leftBrace ? readBlock(c) : undefined;
  return new ActionNode(c.home, first, c.at - 1, withAt, block);
}

/** What follows the head of a route or an ingress; made from what these keep. */
export class HandlingNode extends OfTokens implements Handling {
  declare readonly kind: 'handling';
  declare readonly block?: Block;
  declare readonly action?: Action;

  constructor(home: Home, at: number, to: number, handler: Block | Action) {
    super(home, at, to);
    const isBlock = handler.kind === 'block';
    this.block = (isBlock ? handler : undefined) as Block;
    this.action = (isBlock ? undefined : handler) as Action;
  }

  get policies(): readonly Call[] {
    return this.typeAt(this.at) === WITH ? policiesAt(this.home, this.at) : nothing;
  }
}
describe(HandlingNode, 'handling', ['policies', 'block', 'action']);

/** handling = [ with ] ( ruleBlock | "->" action ) .  The block or the action. */
export function readHandler(c: Cursor): Block | Action {
  if (c.kind === WITH) passWith(c);
  if (c.kind === leftBrace) return readRuleBlock(c);
  c.take(arrow);
  return readAction(c);
}
