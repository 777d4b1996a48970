// Nodes of names, references and values.
import type { Anchor } from '../text/index.ts';
import type { Extent } from './extent.ts';
import { describe, Placed } from './placed.ts';
import type {
  Call,
  ListLiteral,
  MissingValue,
  Name,
  NumberLiteral,
  RawLiteral,
  Reference,
  TextLiteral,
  Value,
  WordLiteral,
} from './tree.ts';

export class NameNode extends Placed implements Name {
  declare readonly kind: 'name';
  declare readonly quoted: boolean;
  declare readonly text: string;

  constructor(home: Anchor, extent: Extent, text: string) {
    super(home, extent);
    this.text = text;
  }
}
describe(NameNode, 'name', ['text', 'quoted'], { quoted: false });

export class QuotedNameNode extends NameNode {}
describe(QuotedNameNode, 'name', ['text', 'quoted'], { quoted: true });

/** A name alone. Mostly only its text is asked for; its node is made when somebody asks. */
export class ReferenceNode extends Placed implements Reference {
  declare readonly kind: 'reference';
  declare readonly text: string;
  declare readonly quoted: boolean;
  declare protected made: Name | undefined;

  constructor(home: Anchor, extent: Extent, text: string) {
    super(home, extent);
    this.text = text;
    this.made = undefined;
  }

  get name(): Name {
    this.made ??= new NameNode(this.home, this.extent, this.text);
    return this.made;
  }
}
describe(ReferenceNode, 'reference', ['name'], { quoted: false });

/** The same in quotes. */
export class QuotedReferenceNode extends ReferenceNode {
  override get name(): Name {
    this.made ??= new QuotedNameNode(this.home, this.extent, this.text);
    return this.made;
  }
}

describe(QuotedReferenceNode, 'reference', ['name'], { quoted: true });

/** A reference of several parts. */
export class GluedReferenceNode extends Placed implements Reference {
  declare readonly kind: 'reference';
  declare readonly namespace?: Name;
  declare readonly name: Name;
  declare readonly version?: Name;
  declare readonly port?: Name;

  constructor(
    home: Anchor,
    extent: Extent,
    namespace: Name | undefined,
    name: Name,
    version: Name | undefined,
    port: Name | undefined,
  ) {
    super(home, extent);
    this.namespace = namespace as Name;
    this.name = name;
    this.version = version as Name;
    this.port = port as Name;
  }
}
describe(GluedReferenceNode, 'reference', ['namespace', 'name', 'version', 'port']);

export class TextNode extends Placed implements TextLiteral {
  declare readonly kind: 'text';
  declare readonly value: string;

  constructor(home: Anchor, extent: Extent, value: string) {
    super(home, extent);
    this.value = value;
  }
}
describe(TextNode, 'text', ['value']);

export class RawNode extends Placed implements RawLiteral {
  declare readonly kind: 'raw';
  declare readonly value: string;

  constructor(home: Anchor, extent: Extent, value: string) {
    super(home, extent);
    this.value = value;
  }
}
describe(RawNode, 'raw', ['value']);

export class NumberNode extends Placed implements NumberLiteral {
  declare readonly kind: 'number';
  declare readonly text: string;

  constructor(home: Anchor, extent: Extent, text: string) {
    super(home, extent);
    this.text = text;
  }
}
describe(NumberNode, 'number', ['text']);

export class WordNode extends Placed implements WordLiteral {
  declare readonly kind: 'word';
  declare readonly text: string;

  constructor(home: Anchor, extent: Extent, text: string) {
    super(home, extent);
    this.text = text;
  }
}
describe(WordNode, 'word', ['text']);

export class ListNode extends Placed implements ListLiteral {
  declare readonly kind: 'list';
  declare readonly items: readonly Value[];

  constructor(home: Anchor, extent: Extent, items: readonly Value[]) {
    super(home, extent);
    this.items = items;
  }
}
describe(ListNode, 'list', ['items']);

/** A name in a value's place. */
export class CallNode extends Placed implements Call {
  declare readonly kind: 'call';
  declare readonly reference: Reference;

  constructor(home: Anchor, extent: Extent, reference: Reference) {
    super(home, extent);
    this.reference = reference;
  }
}
describe(CallNode, 'call', ['reference']);

export class CallWithArgumentsNode extends Placed implements Call {
  declare readonly kind: 'call';
  declare readonly reference: Reference;
  declare readonly arguments: readonly Value[];

  constructor(home: Anchor, extent: Extent, reference: Reference, given: readonly Value[]) {
    super(home, extent);
    this.reference = reference;
    this.arguments = given;
  }
}
describe(CallWithArgumentsNode, 'call', ['reference', 'arguments']);

/** What is not there, in the place of a value, a condition or a target. */
export class MissingNode extends Placed implements MissingValue {
  declare readonly kind: 'missing';
}
describe(MissingNode, 'missing', []);
