// Nodes of actions' targets and of conditions. Words and signs keep where they stand; what tree.ts has for them is made when asked for.
import type { Anchor, Span } from '../text/index.ts';
import { type Extent, spanOf } from './extent.ts';
import { isMissing } from './literals.ts';
import { describe, Placed } from './placed.ts';
import type {
  Call,
  CallCondition,
  DestinationTarget,
  Reference,
  RouteTarget,
  Setting,
  Share,
  SplitTarget,
  Subject,
  SubjectWord,
  TestCondition,
  TestOperator,
  Value,
} from './tree.ts';
import type { ReferenceNode } from './value-nodes.ts';

// ---- targets

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

// ---- what is asked of every reference, setting and test, without making more than the answer

/** The text of the name in a reference. */
export const nameTextOf = (reference: Reference): string =>
  (reference as Partial<ReferenceNode>).text ?? reference.name.text;

/** Where that name stands. */
export const nameSpanOf = (reference: Reference): Span =>
  (reference as Partial<ReferenceNode>).text === undefined ? reference.name.span : reference.span;

/** Whether a reference has no name: see `isMissing`. */
export const isNameMissing = (reference: Reference): boolean =>
  nameTextOf(reference) === '' && isMissing(reference.name);

/** The text of a reference that has nothing but a name without quotes. */
export function bareNameOf(reference: Reference): string | undefined {
  const { quoted = reference.name.quoted } = reference as Partial<ReferenceNode>;
  return quoted || reference.namespace || reference.version || reference.port ? undefined : nameTextOf(reference);
}

/** The text of a setting's word. */
export const wordOfSetting = (setting: Setting): string =>
  (setting as { readonly text?: string }).text ?? setting.word.text;

/** The value of a setting that has nothing else. */
export const onlyValueOf = (setting: Setting): Value | undefined => (setting as { readonly value?: Value }).value;

/** The operator of a test; empty where it is missing. */
export const operatorOf = (test: TestCondition): TestOperator | '' =>
  (test as Partial<TestNode>).operatorText ?? test.operator.text;
