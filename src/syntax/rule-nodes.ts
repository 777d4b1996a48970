// Nodes of blocks, settings, rules, actions and conditions. Words and signs keep where they stand; what tree.ts has for them is made
// when asked for.
import type { Anchor, Span } from '../text/index.ts';
import { beginningOf, type Extent, spanOf } from './extent.ts';
import { describe, Placed } from './placed.ts';
import type {
  Action,
  Block,
  Call,
  CallCondition,
  Condition,
  DestinationTarget,
  Handling,
  Item,
  MapLiteral,
  Name,
  Reference,
  RouteTarget,
  Rule,
  Setting,
  Share,
  SplitTarget,
  Subject,
  SubjectWord,
  Target,
  TestCondition,
  TestOperator,
  Value,
  WithSetting,
} from './tree.ts';
import { NameNode } from './value-nodes.ts';

// ---- blocks and settings

export class HandlingNode extends Placed implements Handling {
  declare readonly kind: 'handling';
  declare readonly policies: readonly Call[];
  declare readonly block?: Block;
  declare readonly action?: Action;

  constructor(home: Anchor, extent: Extent, policies: readonly Call[], block?: Block, action?: Action) {
    super(home, extent);
    this.policies = policies;
    this.block = block as Block;
    this.action = action as Action;
  }
}
describe(HandlingNode, 'handling', ['policies', 'block', 'action']);

export class BlockNode extends Placed implements Block {
  declare readonly kind: 'block';
  declare readonly items: readonly Item[];

  constructor(home: Anchor, extent: Extent, items: readonly Item[]) {
    super(home, extent);
    this.items = items;
  }
}
describe(BlockNode, 'block', ['items']);

const settingParts = ['doc', 'word', 'parts', 'block', 'map'] as const;

/** A word and one value, like `timeout 5s`; most settings are that. The word is the beginning of the setting. */
export class PlainSettingNode extends Placed implements Setting {
  declare readonly kind: 'setting';
  declare readonly doc?: string;
  declare readonly text: string;
  declare readonly value: Value;

  constructor(home: Anchor, extent: Extent, text: string, value: Value) {
    super(home, extent);
    this.text = text;
    this.value = value;
  }

  get word(): Name {
    return new NameNode(this.home, beginningOf(this.home, this.extent, this.text.length), this.text);
  }

  get parts(): readonly (readonly Value[])[] {
    return [[this.value]];
  }
}
describe(PlainSettingNode, 'setting', settingParts);

/** A setting that begins with its word. */
export class SettingNode extends Placed implements Setting {
  declare readonly kind: 'setting';
  declare readonly doc?: string;
  declare readonly text: string;
  declare readonly parts: readonly (readonly Value[])[];
  declare readonly block?: Block;
  declare readonly map?: MapLiteral;

  constructor(
    home: Anchor,
    extent: Extent,
    text: string,
    parts: readonly (readonly Value[])[],
    block?: Block,
    map?: MapLiteral,
  ) {
    super(home, extent);
    this.text = text;
    this.parts = parts;
    this.block = block as Block;
    this.map = map as MapLiteral;
  }

  get word(): Name {
    return new NameNode(this.home, beginningOf(this.home, this.extent, this.text.length), this.text);
  }
}
describe(SettingNode, 'setting', settingParts);

export class WithNode extends Placed implements WithSetting {
  declare readonly kind: 'with';
  declare readonly policies: readonly Call[];

  constructor(home: Anchor, extent: Extent, policies: readonly Call[]) {
    super(home, extent);
    this.policies = policies;
  }
}
describe(WithNode, 'with', ['policies']);

// ---- rules and actions

export class RuleNode extends Placed implements Rule {
  declare readonly kind: 'rule';
  declare readonly doc?: string;
  declare readonly when?: Condition;
  declare readonly elseExtent: Extent | undefined;
  declare readonly arrowExtent: Extent;
  declare readonly action: Action;

  constructor(
    home: Anchor,
    extent: Extent,
    when: Condition | undefined,
    elseExtent: Extent | undefined,
    arrowExtent: Extent,
    action: Action,
  ) {
    super(home, extent);
    this.when = when as Condition;
    this.elseExtent = elseExtent;
    this.arrowExtent = arrowExtent;
    this.action = action;
  }

  get else(): Span {
    return this.elseExtent === undefined ? (undefined as unknown as Span) : spanOf(this.home, this.elseExtent);
  }

  get arrow(): Span {
    return spanOf(this.home, this.arrowExtent);
  }
}
describe(RuleNode, 'rule', ['doc', 'when', 'else', 'arrow', 'action']);

export class ActionNode extends Placed implements Action {
  declare readonly kind: 'action';
  declare readonly target: Target;
  declare readonly policies: readonly Call[];
  declare readonly block?: Block;

  constructor(home: Anchor, extent: Extent, target: Target, policies: readonly Call[], block?: Block) {
    super(home, extent);
    this.target = target;
    this.policies = policies;
    this.block = block as Block;
  }
}
describe(ActionNode, 'action', ['target', 'policies', 'block']);

export class DestinationNode extends Placed implements DestinationTarget {
  declare readonly kind: 'destination';
  declare readonly reference: Reference;

  constructor(home: Anchor, extent: Extent, reference: Reference) {
    super(home, extent);
    this.reference = reference;
  }
}
describe(DestinationNode, 'destination', ['reference']);

export class RouteTargetNode extends Placed implements RouteTarget {
  declare readonly kind: 'route-call';
  declare readonly reference: Reference;

  constructor(home: Anchor, extent: Extent, reference: Reference) {
    super(home, extent);
    this.reference = reference;
  }
}
describe(RouteTargetNode, 'route-call', ['reference']);

export class SplitNode extends Placed implements SplitTarget {
  declare readonly kind: 'split';
  declare readonly shares: readonly Share[];

  constructor(home: Anchor, extent: Extent, shares: readonly Share[]) {
    super(home, extent);
    this.shares = shares;
  }
}
describe(SplitNode, 'split', ['shares']);

export class ShareNode extends Placed implements Share {
  declare readonly kind: 'share';
  declare readonly value?: Value;
  declare readonly reference: Reference;

  constructor(home: Anchor, extent: Extent, value: Value | undefined, reference: Reference) {
    super(home, extent);
    this.value = value as Value;
    this.reference = reference;
  }
}
describe(ShareNode, 'share', ['value', 'reference']);

// ---- conditions

export class TestNode extends Placed implements TestCondition {
  declare readonly kind: 'test';
  declare readonly subject: Subject;
  declare readonly operatorText: TestOperator | '';
  declare readonly operatorExtent: Extent;
  declare readonly operands: readonly Value[];

  constructor(
    home: Anchor,
    extent: Extent,
    subject: Subject,
    operatorText: TestOperator | '',
    operatorExtent: Extent,
    operands: readonly Value[],
  ) {
    super(home, extent);
    this.subject = subject;
    this.operatorText = operatorText;
    this.operatorExtent = operatorExtent;
    this.operands = operands;
  }

  get operator(): TestCondition['operator'] {
    return { text: this.operatorText, span: spanOf(this.home, this.operatorExtent) };
  }
}
describe(TestNode, 'test', ['subject', 'operator', 'operands']);

export class SubjectNode extends Placed implements Subject {
  declare readonly kind: 'subject';
  declare readonly word: SubjectWord;
  declare readonly name?: Value;

  constructor(home: Anchor, extent: Extent, word: SubjectWord, name?: Value) {
    super(home, extent);
    this.word = word;
    this.name = name as Value;
  }
}
describe(SubjectNode, 'subject', ['word', 'name']);

export class CallConditionNode extends Placed implements CallCondition {
  declare readonly kind: 'call-condition';
  declare readonly call: Call;

  constructor(home: Anchor, extent: Extent, call: Call) {
    super(home, extent);
    this.call = call;
  }
}
describe(CallConditionNode, 'call-condition', ['call']);

// ---- what is asked of every setting and test, without making more than the answer

/** The text of a setting's word. */
export const wordOfSetting = (setting: Setting): string =>
  (setting as Partial<PlainSettingNode>).text ?? setting.word.text;

/** The value of a setting that has nothing else. */
export const onlyValueOf = (setting: Setting): Value | undefined => (setting as Partial<PlainSettingNode>).value;

/** The operator of a test; empty where it is missing. */
export const operatorOf = (test: TestCondition): TestOperator | '' =>
  (test as Partial<TestNode>).operatorText ?? test.operator.text;
