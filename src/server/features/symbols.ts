// The outline of a file, and all declared things of the projects.
import { type DocumentSymbol, type SymbolInformation, SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import type { DeclaredSymbol, MeshSymbol } from '../../program/index.ts';
import { type Declaration, declarationsOf, type Item, type Node } from '../../syntax/index.ts';
import { type Span, spanText } from '../../text/index.ts';
import type { LivingMesh } from '../living/living-mesh.ts';
import { rangeOf } from '../ranges.ts';
import { finished, flatMapInSteps, type Steps } from '../steps.ts';
import type { View } from '../workspace.ts';
import { locationOf } from './definition.ts';

const kinds: Readonly<Record<MeshSymbol['kind'] | Declaration['kind'] | 'rule', SymbolKind>> = {
  namespace: SymbolKind.Namespace,
  use: SymbolKind.Package,
  let: SymbolKind.Constant,
  input: SymbolKind.Variable,
  condition: SymbolKind.Boolean,
  policy: SymbolKind.Object,
  service: SymbolKind.Class,
  egress: SymbolKind.Interface,
  gateway: SymbolKind.Module,
  rules: SymbolKind.Function,
  route: SymbolKind.Method,
  ingress: SymbolKind.Method,
  telemetry: SymbolKind.Event,
  test: SymbolKind.Struct,
  expect: SymbolKind.Struct,
  version: SymbolKind.EnumMember,
  port: SymbolKind.Field,
  parameter: SymbolKind.TypeParameter,
  rule: SymbolKind.Key,
};

export const documentSymbols = (view: View): DocumentSymbol[] => finished(documentSymbolsInSteps(view));

export const documentSymbolsInSteps = ({ tree }: View): Steps<DocumentSymbol[]> =>
  flatMapInSteps(declarationsOf(tree), declarationSymbol);

/** For editors without hierarchies. */
export const flatSymbols = (view: View): SymbolInformation[] =>
  documentSymbols(view).flatMap((symbol) => flattened(symbol, view, undefined));

function flattened(symbol: DocumentSymbol, view: View, container: string | undefined): SymbolInformation[] {
  const { name, kind, selectionRange, children = [] } = symbol;
  const location = {
    uri: locationOf({ anchor: { source: view.source, offset: 0 }, start: 0, end: 0 }).uri,
    range: selectionRange,
  };
  const own = { name, kind, location, ...(container === undefined ? {} : { containerName: container }) };
  return [own, ...children.flatMap((child) => flattened(child, view, name))];
}

function declarationSymbol(declaration: Declaration): DocumentSymbol[] {
  const { kind, span } = declaration;
  const { name, at } = titleOf(declaration);
  if (name === '') return [];
  const children = childrenOf(declaration);
  return [
    {
      name,
      detail: kind,
      kind: kinds[kind],
      range: rangeOf(span),
      selectionRange: rangeOf(at),
      ...(children.length > 0 ? { children } : {}),
    },
  ];
}

interface Title {
  readonly name: string;
  readonly at: Span;
}

function titleOf(declaration: Declaration): Title {
  const title = (at: Node | undefined, prefix = ''): Title =>
    at
      ? { name: `${prefix}${spanText(at.span)}`.trim(), at: at.span }
      : { name: declaration.kind, at: declaration.keyword };
  switch (declaration.kind) {
    case 'service': {
      const first = declaration.references[0];
      return {
        name: declaration.references.map(({ span }) => spanText(span)).join(', '),
        at: first?.span ?? declaration.keyword,
      };
    }
    case 'route':
      return title(declaration.reference, 'route ');
    case 'ingress':
      return title(declaration.hosts[0], 'ingress ');
    case 'telemetry':
      return title(declaration.reference, 'telemetry for ');
    case 'test':
    case 'expect':
      return title(declaration.title, `${declaration.kind} `);
    case 'use':
    case 'egress':
    case 'gateway':
      return title(declaration.reference);
    default:
      return title(declaration.name);
  }
}

function childrenOf(declaration: Declaration): DocumentSymbol[] {
  if ('handling' in declaration) return (declaration.handling.block?.items ?? []).flatMap(itemSymbol);
  if ('block' in declaration) return (declaration.block?.items ?? []).flatMap(itemSymbol);
  return [];
}

function itemSymbol(item: Item): DocumentSymbol[] {
  if (item.kind === 'rule') {
    const text = spanText(item.when ? item.when.span : (item.else ?? item.action.span)).replace(/\s+/g, ' ');
    return [
      {
        name: short(text) || '->',
        kind: kinds.rule,
        range: rangeOf(item.span),
        selectionRange: rangeOf(item.when?.span ?? item.arrow),
      },
    ];
  }
  if (item.kind !== 'setting' || (item.word.text !== 'version' && item.word.text !== 'port')) return [];
  const kind = kinds[item.word.text];
  const values = item.word.text === 'version' ? (item.parts[0] ?? []) : (item.parts[0] ?? []).slice(0, 1);
  return values.flatMap(({ span }) =>
    spanText(span) === ''
      ? []
      : [
          {
            name: spanText(span),
            detail: item.word.text,
            kind,
            range: rangeOf(item.span),
            selectionRange: rangeOf(span),
          },
        ],
  );
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** At most so many are worth showing. */
const MOST = 500;

/** Things whose name contains the letters of the query, in order. */
export const workspaceSymbols = (meshes: Iterable<LivingMesh>, query: string): WorkspaceSymbol[] =>
  finished(workspaceSymbolsInSteps(meshes, query));

export function* workspaceSymbolsInSteps(meshes: Iterable<LivingMesh>, query: string): Steps<WorkspaceSymbol[]> {
  const found: WorkspaceSymbol[] = [];
  for (const living of meshes)
    for (const { placed } of living.units) {
      for (const { symbols } of placed.placed)
        for (const symbol of symbols) if (matches(symbol.key, query)) found.push(workspaceSymbol(symbol));
      if (found.length >= MOST) return found.slice(0, MOST);
      yield;
    }
  return found;
}

const workspaceSymbol = (symbol: DeclaredSymbol): WorkspaceSymbol => ({
  name: symbol.name,
  kind: kinds[symbol.kind],
  containerName: symbol.namespace,
  location: locationOf(symbol.nameSpan),
});

function matches(text: string, query: string): boolean {
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = text.toLowerCase().indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
