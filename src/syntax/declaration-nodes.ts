// Nodes of the declarations that a large program has thousands of. The others are plain objects.
import type { Anchor, Span } from '../text/index.ts';
import { type Extent, spanOf } from './extent.ts';
import { describe, Placed } from './placed.ts';
import type {
  Block,
  Handling,
  IngressDeclaration,
  Reference,
  RouteDeclaration,
  ServiceDeclaration,
  Value,
} from './tree.ts';

abstract class DeclarationNode extends Placed {
  declare readonly doc?: string;
  declare readonly keywordExtent: Extent;

  constructor(home: Anchor, extent: Extent, keywordExtent: Extent) {
    super(home, extent);
    this.keywordExtent = keywordExtent;
  }

  get keyword(): Span {
    return spanOf(this.home, this.keywordExtent);
  }
}

export class ServiceNode extends DeclarationNode implements ServiceDeclaration {
  declare readonly kind: 'service';
  declare readonly references: readonly Reference[];
  declare readonly block?: Block;

  constructor(home: Anchor, extent: Extent, keywordExtent: Extent, references: readonly Reference[], block?: Block) {
    super(home, extent, keywordExtent);
    this.references = references;
    this.block = block as Block;
  }
}
describe(ServiceNode, 'service', ['keyword', 'doc', 'references', 'block']);

export class RouteNode extends DeclarationNode implements RouteDeclaration {
  declare readonly kind: 'route';
  declare readonly reference: Reference;
  declare readonly handling: Handling;

  constructor(home: Anchor, extent: Extent, keywordExtent: Extent, reference: Reference, handling: Handling) {
    super(home, extent, keywordExtent);
    this.reference = reference;
    this.handling = handling;
  }
}
describe(RouteNode, 'route', ['keyword', 'doc', 'reference', 'handling']);

export class IngressNode extends DeclarationNode implements IngressDeclaration {
  declare readonly kind: 'ingress';
  declare readonly hosts: readonly Value[];
  declare readonly doors: readonly Reference[];
  declare readonly handling: Handling;

  constructor(
    home: Anchor,
    extent: Extent,
    keywordExtent: Extent,
    hosts: readonly Value[],
    doors: readonly Reference[],
    handling: Handling,
  ) {
    super(home, extent, keywordExtent);
    this.hosts = hosts;
    this.doors = doors;
    this.handling = handling;
  }
}
describe(IngressNode, 'ingress', ['keyword', 'doc', 'hosts', 'doors', 'handling']);
