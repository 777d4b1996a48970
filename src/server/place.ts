// What stands at a place of a file: the nodes there, what is named there, the symbol that it means. The ground of most features.
import {
  type DeclaredSymbol,
  isDeclared,
  type MemberSymbol,
  type MeshSymbol,
  type NamingNode,
} from '../program/index.ts';
import { type Node, nodeAt, segmentAt } from '../syntax/index.ts';
import { type Span, spanEnd, spanStart } from '../text/index.ts';
import type { View } from './workspace.ts';

export interface Named {
  readonly symbol: MeshSymbol;
  /** The name as written here. */
  readonly span: Span;
  /** The symbol is declared by this very name. */
  readonly declares: boolean;
}

export const holds = (span: Span, offset: number): boolean => spanStart(span) <= offset && offset <= spanEnd(span);

/** What is named at an offset: a name that refers to something, or one that declares it. */
export function namedAt(view: View, offset: number): Named | undefined {
  for (const node of [...nodeAt(view.tree, offset)].reverse()) {
    const symbol = view.living.symbolAt(node as NamingNode);
    if (symbol) return { symbol, span: node.span, declares: false };
    if (
      node.kind !== 'name' &&
      node.kind !== 'reference' &&
      node.kind !== 'call' &&
      node.kind !== 'text' &&
      node.kind !== 'number'
    )
      break;
  }
  const symbol = symbolsIn(view, offset).find(({ nameSpan }) => holds(nameSpan, offset));
  return symbol && { symbol, span: symbol.nameSpan, declares: true };
}

/** Everything that the declarations around an offset declare, members and parameters too. */
export function symbolsIn(view: View, offset: number): readonly MeshSymbol[] {
  const anchors = [segmentAt(view.tree, offset), segmentAt(view.tree, Math.max(0, offset - 1))];
  return [...new Set(anchors)].flatMap((segment) => {
    const unit = segment && view.living.unitAt(segment.anchor);
    return unit?.placed.placed.flatMap(({ symbols }) => symbols.flatMap(withParts)) ?? [];
  });
}

/** A symbol with its members and parameters. */
export function withParts(symbol: DeclaredSymbol): readonly MeshSymbol[] {
  switch (symbol.kind) {
    case 'service':
    case 'egress':
    case 'gateway':
      return [symbol, ...membersOf(symbol)];
    case 'condition':
    case 'policy':
    case 'rules':
      return [symbol, ...symbol.parameters];
    default:
      return [symbol];
  }
}

export const membersOf = ({
  members,
}: Extract<DeclaredSymbol, { readonly members: unknown }>): readonly MemberSymbol[] => [
  ...members.versions.values(),
  ...new Set(members.ports.values()),
];

/** The whole of what declares a symbol. */
export function wholeOf(symbol: MeshSymbol): Span {
  return isDeclared(symbol) ? symbol.declaration.span : symbol.declaration.span;
}

/** The nearest node of a kind around an offset, innermost first. */
export function enclosing<K extends Node['kind']>(
  view: View,
  offset: number,
  ...kinds: readonly K[]
): Extract<Node, { kind: K }> | undefined {
  return [...nodeAt(view.tree, offset)].reverse().find((node) => (kinds as readonly string[]).includes(node.kind)) as
    | Extract<Node, { kind: K }>
    | undefined;
}
