// Symbols: what a program declares by name, as plain values that point at the tree. Made by collect.ts, found by program.ts.
import type {
  ConditionDeclaration,
  EgressDeclaration,
  GatewayDeclaration,
  InputDeclaration,
  LetDeclaration,
  Parameter,
  PolicyDeclaration,
  RulesDeclaration,
  ServiceDeclaration,
  Setting,
} from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { MemberTable } from './member-table.ts';

/** Names live in one of these spaces of a namespace; the place of a reference says in which to look. */
export type Space = 'value' | 'condition' | 'policy' | 'rules' | 'target' | 'gateway';

export type MeshSymbol = DeclaredSymbol | ParameterSymbol | MemberSymbol;

export type DeclaredSymbol =
  | ValueSymbol
  | ConditionSymbol
  | PolicySymbol
  | RulesSymbol
  | ServiceSymbol
  | EgressSymbol
  | GatewaySymbol;

interface Base {
  /** `namespace/name`; members `namespace/service@version`, `namespace/service:port`; parameters their bare name. */
  readonly key: string;
  readonly name: string;
  readonly nameSpan: Span;
  readonly doc?: string;
}
interface Declared extends Base {
  readonly namespace: string;
  readonly scope: Scope;
}
export interface ValueSymbol extends Declared {
  readonly kind: 'let' | 'input';
  readonly declaration: LetDeclaration | InputDeclaration;
}
export interface ConditionSymbol extends Declared {
  readonly kind: 'condition';
  readonly declaration: ConditionDeclaration;
  readonly parameters: readonly ParameterSymbol[];
}
export interface PolicySymbol extends Declared {
  readonly kind: 'policy';
  readonly declaration: PolicyDeclaration;
  readonly parameters: readonly ParameterSymbol[];
}
export interface RulesSymbol extends Declared {
  readonly kind: 'rules';
  readonly declaration: RulesDeclaration;
  readonly parameters: readonly ParameterSymbol[];
}
export interface ServiceSymbol extends Declared {
  readonly kind: 'service';
  readonly declaration: ServiceDeclaration;
  /** Which of the names of the declaration it is. */
  readonly at: number;
  readonly members: Members;
}
export interface EgressSymbol extends Declared {
  readonly kind: 'egress';
  readonly declaration: EgressDeclaration;
  readonly members: Members;
}
export interface GatewaySymbol extends Declared {
  readonly kind: 'gateway';
  readonly declaration: GatewayDeclaration;
  readonly members: Members;
}
export interface ParameterSymbol extends Base {
  readonly kind: 'parameter';
  readonly declaration: Parameter;
}
/** A version or port of a service, egress or gateway. */
export interface MemberSymbol extends Base {
  readonly kind: 'version' | 'port';
  readonly owner: string;
  readonly declaration: Setting;
}

/** Versions by name; ports by name and by number in digits. A repeated one is not in here, but in `repeated`. */
export interface Members {
  readonly versions: MemberTable;
  readonly ports: MemberTable;
  readonly repeated: readonly { readonly member: MemberSymbol; readonly first: MemberSymbol }[];
}

/** Where a declaration stands: its namespace, and the short names of its file. */
export interface Scope {
  readonly namespace: string;
  readonly uses: ReadonlyMap<string, readonly UsedName[]>;
}
export interface UsedName {
  readonly namespace: string;
  readonly name: string;
  readonly span: Span;
}

export const spaceOf = (symbol: DeclaredSymbol): Space => {
  switch (symbol.kind) {
    case 'let':
    case 'input':
      return 'value';
    case 'service':
    case 'egress':
      return 'target';
    default:
      return symbol.kind;
  }
};

/** As a message calls it: `an egress`, `a service`. */
export const kindText = (kind: MeshSymbol['kind']): string => {
  switch (kind) {
    case 'let':
      return 'a constant';
    case 'input':
      return 'an input';
    case 'egress':
      return 'an egress';
    case 'rules':
      return 'a rule list';
    default:
      return `a ${kind}`;
  }
};
export const spaceText = (space: Space): string => {
  switch (space) {
    case 'value':
      return 'constant or input';
    case 'target':
      return 'service or egress';
    case 'rules':
      return 'rule list';
    default:
      return space;
  }
};
