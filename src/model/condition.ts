// Conditions as the checker leaves them: named ones and inputs are substituted, `!=` is `not ==`, `in` is `equals` with several
// values, texts are plain strings. Every part keeps the place it was written at.
import type { Span } from '../text/index.ts';

export type Condition = Always | And | Or | Not | TextTest | PortTest | FromTest;

interface Part {
  readonly origin: Span;
  /** The name of the named condition that stood here, when one did: `jason`, `asks("1")`. */
  readonly label?: string;
  /** A Bool decides here: whoever builds chooses whether it holds, so that it holds always or never is no mistake. */
  readonly switched?: true;
}
/** Holds for every request. */
export interface Always extends Part {
  readonly kind: 'always';
}
/** Two or more parts. */
export interface And extends Part {
  readonly kind: 'and';
  readonly parts: readonly Condition[];
}
/** Two or more parts; with none it holds for no request. */
export interface Or extends Part {
  readonly kind: 'or';
  readonly parts: readonly Condition[];
}
export interface Not extends Part {
  readonly kind: 'not';
  readonly part: Condition;
}

/**
 * A test of one text of the request. It holds if any of the subject's values passes any of `values`; `exists` has no values.
 *
 * - `path`: the bytes before `?` after normalisation. `method`: upper case. `scheme`: `http` or `https`. `host`: lower case, no port.
 * - `rpc`: of a gRPC call (content-type `application/grpc` or `application/grpc+…`) the path without its leading slash; else absent.
 * - `sni`: on TLS ports. `header`: `name` in lower case. `query`, `cookie`: `name` as written.
 * - `under` means equal to the value or beginning with it and `/`. `matches`: RE2, the whole value.
 */
export interface TextTest extends Part {
  readonly kind: 'text';
  readonly subject: TextSubject;
  /** Of `header`, `query` and `cookie`. */
  readonly name?: string;
  readonly operator: TextOperator;
  readonly values: readonly string[];
}
export type TextSubject = 'path' | 'method' | 'scheme' | 'host' | 'rpc' | 'sni' | 'header' | 'query' | 'cookie';
export type TextOperator = 'exists' | 'equals' | 'starts' | 'under' | 'ends' | 'contains' | 'matches';

/** The port that the request was addressed to is one of these. */
export interface PortTest extends Part {
  readonly kind: 'port';
  readonly values: readonly number[];
}
/** Who sent the request. */
export interface FromTest extends Part {
  readonly kind: 'from';
  readonly source: SourceTest;
}
export type SourceTest =
  /** Workloads of a service, of one version of it where `version` is given. Key as in `Service.key`. */
  | { readonly kind: 'service'; readonly service: string; readonly version?: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'gateway'; readonly gateway: string }
  /** Workloads that carry all of these labels. */
  | { readonly kind: 'pods'; readonly labels: Labels };

export type Labels = Readonly<Record<string, string>>;

export const always = (origin: Span): Always => ({ kind: 'always', origin });

/** The conjunction, flattened, without `always`. */
export function and(parts: readonly Condition[], origin: Span): Condition {
  const [only] = parts;
  if (only && parts.length === 1 && only.kind !== 'and' && only.kind !== 'always') return only;
  const flat = parts.flatMap((part) =>
    part.kind === 'and' && !part.label ? part.parts : part.kind === 'always' ? [] : [part],
  );
  const [first] = flat;
  return like(parts, !first ? always(origin) : flat.length === 1 ? first : { kind: 'and', parts: flat, origin });
}

/** The disjunction, flattened; `always` swallows the rest. */
export function or(parts: readonly Condition[], origin: Span): Condition {
  const [only] = parts;
  if (only && parts.length === 1 && only.kind !== 'or') return only;
  const flat = parts.flatMap((part) => (part.kind === 'or' && !part.label ? part.parts : [part]));
  const whole = flat.find((part) => part.kind === 'always');
  const [first] = flat;
  return like(parts, whole ?? (first && flat.length === 1 ? first : { kind: 'or', parts: flat, origin }));
}

/** The negation; a double one falls away. */
export const not = (part: Condition, origin: Span): Condition =>
  part.kind === 'not' ? part.part : like([part], { kind: 'not', part, origin });

/** What is made of something switched is switched. */
const like = (parts: readonly Condition[], made: Condition): Condition =>
  !made.switched && parts.some(({ switched }) => switched) ? { ...made, switched: true } : made;

export type ConditionLeaf = Always | TextTest | PortTest | FromTest;

/** Whether some leaf passes, asked from left to right. */
export function someLeaf(condition: Condition, passes: (leaf: ConditionLeaf) => boolean): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) if (someLeaf(part, passes)) return true;
      return false;
    case 'not':
      return someLeaf(condition.part, passes);
    default:
      return passes(condition);
  }
}

/** The same with other leaves in place; what joins them stays as it is. */
export function mapLeaves(condition: Condition, change: (leaf: ConditionLeaf) => Condition): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { ...condition, parts: condition.parts.map((part) => mapLeaves(part, change)) };
    case 'not':
      return { ...condition, part: mapLeaves(condition.part, change) };
    default:
      return change(condition);
  }
}

/** The leaves, left to right. */
export function* leaves(condition: Condition): Generator<ConditionLeaf> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) yield* leaves(part);
      return;
    case 'not':
      yield* leaves(condition.part);
      return;
    default:
      yield condition;
  }
}
