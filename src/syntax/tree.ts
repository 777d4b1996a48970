// The syntax tree: what was written, as plain readonly values with `kind` and `span`. Parsing never fails, so parts that are
// missing are present as zero-width nodes (a Name with empty text, a `missing` value, condition or target). Spans hang on the
// anchor of their segment: an edit elsewhere in the file leaves a segment's tree untouched, down to object identity.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Anchor, Source, Span } from '../text/index.ts';

/** One file. Its segments follow each other without gaps and cover the whole text. */
export interface FileTree {
  readonly kind: 'file';
  readonly source: Source;
  readonly segments: readonly Segment[];
}

/** A stretch of a file that parses on its own: one declaration with the comments before it, or junk, or the tail of the file. */
export interface Segment {
  readonly anchor: Anchor;
  /** Length in UTF-16 units. */
  readonly length: number;
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  /** Syntax problems only. */
  readonly problems: readonly Diagnostic[];
}

/** `//` or `///`, up to the line end; `text` without the slashes. */
export interface Comment {
  readonly kind: 'comment';
  readonly span: Span;
  readonly text: string;
  readonly doc: boolean;
  /** Nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

interface Base {
  readonly span: Span;
}

/** A name as written; `text` is without quotes and empty when the name is missing. */
export interface Name extends Base {
  readonly kind: 'name';
  readonly text: string;
  readonly quoted: boolean;
}

/** `[namespace/]name[@version][:port]`, without spaces. A half-typed part (`shop/`, `reviews@`) is a Name with empty text. */
export interface Reference extends Base {
  readonly kind: 'reference';
  readonly namespace?: Name;
  readonly name: Name;
  readonly version?: Name;
  /** A port's name or its number in digits. */
  readonly port?: Name;
}

// ---- declarations

export type Declaration =
  | NamespaceDeclaration
  | UseDeclaration
  | LetDeclaration
  | InputDeclaration
  | ConditionDeclaration
  | PolicyDeclaration
  | ServiceDeclaration
  | EgressDeclaration
  | GatewayDeclaration
  | RulesDeclaration
  | RouteDeclaration
  | IngressDeclaration
  | TelemetryDeclaration
  | TestDeclaration
  | ExpectDeclaration;

interface DeclarationBase extends Base {
  /** The first word (`service`, `route` …). */
  readonly keyword: Span;
  /** The `///` lines right before it, joined by line ends; absent when there are none. */
  readonly doc?: string;
}
/** `namespace name` */
export interface NamespaceDeclaration extends DeclarationBase {
  readonly kind: 'namespace';
  readonly name: Name;
}
/** `use ref` */
export interface UseDeclaration extends DeclarationBase {
  readonly kind: 'use';
  readonly reference: Reference;
}
/** `let name = value` */
export interface LetDeclaration extends DeclarationBase {
  readonly kind: 'let';
  readonly name: Name;
  readonly value: Value;
}
/** `input name: type [= value]` */
export interface InputDeclaration extends DeclarationBase {
  readonly kind: 'input';
  readonly name: Name;
  readonly type: TypeReference;
  readonly value?: Value;
}
/** `condition name[(params)] = cond` */
export interface ConditionDeclaration extends DeclarationBase {
  readonly kind: 'condition';
  readonly name: Name;
  readonly parameters?: readonly Parameter[];
  readonly condition: Condition;
}
/** `policy name[(params)] { settings }` */
export interface PolicyDeclaration extends DeclarationBase {
  readonly kind: 'policy';
  readonly name: Name;
  readonly parameters?: readonly Parameter[];
  readonly block: Block;
}
/** `service ref, ref { … }` */
export interface ServiceDeclaration extends DeclarationBase {
  readonly kind: 'service';
  readonly references: readonly Reference[];
  readonly block?: Block;
}
/** `egress ref { … }` */
export interface EgressDeclaration extends DeclarationBase {
  readonly kind: 'egress';
  readonly reference: Reference;
  readonly block?: Block;
}
/** `gateway ref { settings and rules }` */
export interface GatewayDeclaration extends DeclarationBase {
  readonly kind: 'gateway';
  readonly reference: Reference;
  readonly block?: Block;
}
/** `rules name[(params)] { … }` */
export interface RulesDeclaration extends DeclarationBase {
  readonly kind: 'rules';
  readonly name: Name;
  readonly parameters?: readonly Parameter[];
  readonly block: Block;
}
/** `route ref [with …] ({ … } | -> action)` */
export interface RouteDeclaration extends DeclarationBase {
  readonly kind: 'route';
  readonly reference: Reference;
  readonly handling: Handling;
}
/** `ingress "host", … on ref, … [with …] ({ … } | -> action)` */
export interface IngressDeclaration extends DeclarationBase {
  readonly kind: 'ingress';
  readonly hosts: readonly Value[];
  readonly doors: readonly Reference[];
  readonly handling: Handling;
}
/** `telemetry [for ref] { … }` */
export interface TelemetryDeclaration extends DeclarationBase {
  readonly kind: 'telemetry';
  readonly reference?: Reference;
  readonly block: Block;
}
/** `test "title" { samples }` */
export interface TestDeclaration extends DeclarationBase {
  readonly kind: 'test';
  readonly title: Value;
  readonly samples: readonly Sample[];
}
/** `expect "title" { claims }` */
export interface ExpectDeclaration extends DeclarationBase {
  readonly kind: 'expect';
  readonly title: Value;
  readonly claims: readonly Claim[];
}

/** `name: type [= value]` */
export interface Parameter extends Base {
  readonly kind: 'parameter';
  readonly name: Name;
  readonly type: TypeReference;
  readonly value?: Value;
}
/** `Percent` or `[Host]` */
export interface TypeReference extends Base {
  readonly kind: 'type';
  readonly name: Name;
  readonly list: boolean;
}

// ---- blocks, rules, settings

/** What follows `route s` and `ingress …`: policies, then a block or one action for everything. */
export interface Handling extends Base {
  readonly kind: 'handling';
  readonly policies: readonly Call[];
  /** Exactly one of the two, or neither where both are missing. */
  readonly block?: Block;
  readonly action?: Action;
}

/** `{ item; item }`; items keep their order. */
export interface Block extends Base {
  readonly kind: 'block';
  readonly items: readonly Item[];
}
export type Item = Rule | Setting | WithSetting;

/** `[when cond | else] -> action` */
export interface Rule extends Base {
  readonly kind: 'rule';
  readonly doc?: string;
  readonly when?: Condition;
  /** The span of the word `else`. */
  readonly else?: Span;
  /** The span of `->`; zero-width when missing. */
  readonly arrow: Span;
  readonly action: Action;
}

/**
 * `word part part … [block | map]`: every setting has this one shape; which parts a word takes stands in shapes.ts.
 * A part is one value or several between commas: `retry 3 each 2s on 5xx, reset` has the parts 3 · each · 2s · on · 5xx, reset.
 */
export interface Setting extends Base {
  readonly kind: 'setting';
  readonly doc?: string;
  readonly word: Name;
  readonly parts: readonly (readonly Value[])[];
  readonly block?: Block;
  readonly map?: MapLiteral;
}
/** `with policy, policy(args)` as a line of a block. */
export interface WithSetting extends Base {
  readonly kind: 'with';
  readonly policies: readonly Call[];
}

/** `target [with …] [block]` */
export interface Action extends Base {
  readonly kind: 'action';
  readonly target: Target;
  readonly policies: readonly Call[];
  readonly block?: Block;
}
export type Target =
  | DestinationTarget
  | SplitTarget
  | RedirectTarget
  | RespondTarget
  | RulesTarget
  | RouteTarget
  | MissingTarget;
export interface DestinationTarget extends Base {
  readonly kind: 'destination';
  readonly reference: Reference;
}
export interface SplitTarget extends Base {
  readonly kind: 'split';
  readonly shares: readonly Share[];
}
/** `10% to v2`, `canary to v3`, `rest to v1` (no value) */
export interface Share extends Base {
  readonly kind: 'share';
  readonly value?: Value;
  readonly reference: Reference;
}
export interface RedirectTarget extends Base {
  readonly kind: 'redirect';
  readonly code?: Value;
}
export interface RespondTarget extends Base {
  readonly kind: 'respond';
  readonly code: Value;
  readonly body?: Value;
}
export interface RulesTarget extends Base {
  readonly kind: 'rules-call';
  readonly call: Call;
}
export interface RouteTarget extends Base {
  readonly kind: 'route-call';
  readonly reference: Reference;
}
export interface MissingTarget extends Base {
  readonly kind: 'missing';
}

// ---- conditions

export type Condition =
  | LogicalCondition
  | NotCondition
  | ParenthesizedCondition
  | FromCondition
  | TestCondition
  | CallCondition
  | MissingCondition;

/** Two or more operands; mixed operators are kept as written (and reported). */
export interface LogicalCondition extends Base {
  readonly kind: 'logical';
  readonly operands: readonly Condition[];
  readonly operators: readonly LogicalOperator[];
}
export interface LogicalOperator extends Base {
  readonly kind: 'and' | 'or';
}
export interface NotCondition extends Base {
  readonly kind: 'not';
  readonly condition: Condition;
}
export interface ParenthesizedCondition extends Base {
  readonly kind: 'parenthesized';
  readonly condition: Condition;
}
/** `from source` */
export interface FromCondition extends Base {
  readonly kind: 'from';
  readonly source: SourceExpression;
}
export type SourceExpression =
  | (Base & { readonly kind: 'source-namespace'; readonly name: Name })
  | (Base & { readonly kind: 'source-gateway'; readonly reference: Reference })
  | (Base & { readonly kind: 'source-pods'; readonly map: MapLiteral })
  | (Base & { readonly kind: 'source-workload'; readonly reference: Reference });

export type SubjectWord =
  | 'path'
  | 'method'
  | 'host'
  | 'scheme'
  | 'port'
  | 'sni'
  | 'rpc'
  | 'header'
  | 'query'
  | 'cookie';
export type TestOperator = 'exists' | '==' | '!=' | 'in' | 'starts' | 'under' | 'ends' | 'contains' | 'matches';
/** `subject operator operands`; several operands stood in parentheses. */
export interface TestCondition extends Base {
  readonly kind: 'test';
  readonly subject: Subject;
  readonly operator: { readonly text: TestOperator | ''; readonly span: Span };
  readonly operands: readonly Value[];
}
export interface Subject extends Base {
  readonly kind: 'subject';
  readonly word: SubjectWord;
  /** Of a header, query parameter or cookie. */
  readonly name?: Value;
}
export interface CallCondition extends Base {
  readonly kind: 'call-condition';
  readonly call: Call;
}
export interface MissingCondition extends Base {
  readonly kind: 'missing';
}

// ---- values

export type Value = TextLiteral | RawLiteral | NumberLiteral | WordLiteral | ListLiteral | Call | MissingValue;

/** `"…"`; `value` has its escapes resolved. */
export interface TextLiteral extends Base {
  readonly kind: 'text';
  readonly value: string;
}
/** Between backquotes: raw text or a regular expression. */
export interface RawLiteral extends Base {
  readonly kind: 'raw';
  readonly value: string;
}
/** Anything that begins with a digit: `10`, `0.5%`, `1m30s`, `5xx`, `64KiB`; the checker reads it. */
export interface NumberLiteral extends Base {
  readonly kind: 'number';
  readonly text: string;
}
/** A reserved word in a value's place: `true`, `false`, `to`, `on`, `rest` … */
export interface WordLiteral extends Base {
  readonly kind: 'word';
  readonly text: string;
}
/** `[a, b]` */
export interface ListLiteral extends Base {
  readonly kind: 'list';
  readonly items: readonly Value[];
}
/** A name, with or without arguments: a constant, an input, a finite word (`http`), a reference, a parameterised thing. */
export interface Call extends Base {
  readonly kind: 'call';
  readonly reference: Reference;
  readonly arguments?: readonly Value[];
}
export interface MissingValue extends Base {
  readonly kind: 'missing';
}
/** `{ key: value, … }` */
export interface MapLiteral extends Base {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}
export interface MapEntry extends Base {
  readonly kind: 'entry';
  readonly key: Name;
  readonly value: Value;
}

// ---- tests and expectations

/** `METHOD "url or path" [from source] [to ref] [when facts] -> decision [{ settings }]` */
export interface Sample extends Base {
  readonly kind: 'sample';
  readonly method: Name;
  readonly url: Value;
  readonly from?: SourceExpression;
  readonly to?: Reference;
  readonly when?: Condition;
  readonly action: Action;
}
export interface Claim extends Base {
  readonly kind: 'claim';
  readonly subject: ClaimSubject;
  readonly when?: Condition;
  readonly claims: ClaimBody;
}
export type ClaimSubject = Base & {
  readonly kind: 'claim-subject';
  readonly what: 'service' | 'gateway' | 'namespace';
  readonly reference: Reference;
};
export type ClaimBody =
  | { readonly kind: 'decides'; readonly action: Action }
  | { readonly kind: 'never-routes'; readonly reference: Reference }
  | { readonly kind: 'never-reaches'; readonly reference: Reference }
  | { readonly kind: 'answered-within'; readonly duration: Value }
  | { readonly kind: 'decided' }
  | { readonly kind: 'missing' };
