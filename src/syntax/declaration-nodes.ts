// Nodes of the declarations that a large program has thousands of: what stands in their heads is read when somebody asks for it. The
// others are plain objects.
import type { Span } from '../text/index.ts';
import { Cursor } from './cursor.ts';
import type { Home } from './home.ts';
import { describe, OfTokens } from './placed.ts';
import { HandlingNode } from './read-rules.ts';
import { passValues, readReference, readReferences, readValues } from './read-values.ts';
import type {
  Action,
  Block,
  Handling,
  IngressDeclaration,
  Reference,
  RouteDeclaration,
  ServiceDeclaration,
  Value,
} from './tree.ts';

const lazily = new Cursor();

abstract class DeclarationNode extends OfTokens {
  declare readonly doc?: string;

  get keyword(): Span {
    return this.spanAt(this.at);
  }

  /** Behind the first word. */
  protected head(): Cursor {
    return lazily.point(this.home, this.at + 1, this.to);
  }
}

export class ServiceNode extends DeclarationNode implements ServiceDeclaration {
  declare readonly kind: 'service';
  declare readonly block: Block;

  constructor(home: Home, at: number, to: number, block: Block) {
    super(home, at, to);
    this.block = block;
  }

  get references(): readonly Reference[] {
    const known = longLists.get(this);
    if (known) return known;
    const references = readReferences(this.head());
    if (references.length > SHORT) longLists.set(this, references);
    return references;
  }
}

/** Each of thousands of names asks for the list that it stands in. */
const longLists = new WeakMap<ServiceNode, readonly Reference[]>();
const SHORT = 8;

describe(ServiceNode, 'service', ['keyword', 'doc', 'references', 'block']);

abstract class HandlingDeclaration extends DeclarationNode {
  /** Index of the first token behind the head. */
  declare readonly handlingAt: number;
  declare readonly handler: Block | Action;

  constructor(home: Home, at: number, to: number, handlingAt: number, handler: Block | Action) {
    super(home, at, to);
    this.handlingAt = handlingAt;
    this.handler = handler;
  }

  get handling(): Handling {
    return new HandlingNode(this.home, this.handlingAt, this.to, this.handler);
  }
}

export class RouteNode extends HandlingDeclaration implements RouteDeclaration {
  declare readonly kind: 'route';

  get reference(): Reference {
    return readReference(this.head());
  }
}
describe(RouteNode, 'route', ['keyword', 'doc', 'reference', 'handling']);

export class IngressNode extends HandlingDeclaration implements IngressDeclaration {
  declare readonly kind: 'ingress';

  get hosts(): readonly Value[] {
    return readValues(this.head());
  }

  get doors(): readonly Reference[] {
    const c = this.head();
    passValues(c);
    c.at++;
    return readReferences(c);
  }
}
describe(IngressNode, 'ingress', ['keyword', 'doc', 'hosts', 'doors', 'handling']);
