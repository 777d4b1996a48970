// File trees → the symbols they declare, by namespace and space. Files are taken in the order of their paths, so the order in
// which they are given means nothing. Does not look into bodies.
import {
  type Block,
  type Declaration,
  declarationsOf,
  type FileTree,
  isMissing,
  isNameMissing,
  type Name,
  nameSpanOf,
  nameTextOf,
  type Parameter,
  type Reference,
  type ServiceDeclaration,
} from '../syntax/index.ts';
import { type Span, spanText } from '../text/index.ts';
import { readMembers } from './members.ts';
import type { DeclaredSymbol, Members, ParameterSymbol, Scope, ServiceSymbol, Space, UsedName } from './symbol.ts';
import { spaceOf } from './symbol.ts';

/** A declaration, where it stands, and the symbols it declares. */
export interface Placed<D extends Declaration = Declaration> {
  readonly declaration: D;
  readonly scope: Scope;
  readonly symbols: readonly DeclaredSymbol[];
}

export type NamespaceTable = Readonly<Record<Space, ReadonlyMap<string, DeclaredSymbol>>>;

export interface Collected {
  readonly placed: readonly Placed[];
  readonly symbols: readonly DeclaredSymbol[];
  readonly namespaces: ReadonlyMap<string, NamespaceTable>;
  readonly repeated: readonly { readonly symbol: DeclaredSymbol; readonly first: DeclaredSymbol }[];
}

/** What the files declare; `namespace` is that of declarations before any `namespace` line. */
export function collect(files: readonly FileTree[], namespace: string): Collected {
  const placed: Placed[] = [];
  const sorted = [...files].sort((a, b) =>
    a.source.path < b.source.path ? -1 : a.source.path > b.source.path ? 1 : 0,
  );
  for (const file of sorted) placeFile(file, namespace, placed);
  return { placed, ...enter(placed) };
}

function placeFile(file: FileTree, namespace: string, placed: Placed[]): void {
  const declarations = declarationsOf(file);
  const uses = usesOf(declarations);
  let scope: Scope = { namespace, uses };
  for (let at = 0; at < declarations.length; at++) {
    const declaration = declarations[at] as Declaration;
    if (declaration.kind === 'namespace' && !isMissing(declaration.name))
      scope = { namespace: declaration.name.text, uses };
    placed.push({ declaration, scope, symbols: declaredBy(declaration, scope) });
  }
}

/** The short names that a file's `use` lines bring. */
export function usesOf(declarations: readonly Declaration[]): ReadonlyMap<string, readonly UsedName[]> {
  const uses = new Map<string, UsedName[]>();
  for (let at = 0; at < declarations.length; at++) {
    const declaration = declarations[at] as Declaration;
    if (declaration.kind !== 'use' || !declaration.reference.namespace) continue;
    const { namespace, name, span } = declaration.reference;
    const used = { namespace: namespace.text, name: name.text, span };
    uses.set(name.text, [...(uses.get(name.text) ?? []), used]);
  }
  return uses;
}

/** The symbols of one declaration. */
export function declaredBy(declaration: Declaration, scope: Scope): readonly DeclaredSymbol[] {
  switch (declaration.kind) {
    case 'let':
    case 'input':
      return [{ kind: declaration.kind, declaration, ...named(declaration.name, declaration, scope) }].filter(hasName);
    case 'condition':
      return [{ kind: 'condition', declaration, ...withParameters(declaration, scope) } as const].filter(hasName);
    case 'policy':
      return [{ kind: 'policy', declaration, ...withParameters(declaration, scope) } as const].filter(hasName);
    case 'rules':
      return [{ kind: 'rules', declaration, ...withParameters(declaration, scope) } as const].filter(hasName);
    case 'service':
      return servicesOf(declaration, scope);
    case 'egress':
      return [
        { kind: 'egress', declaration, ...withMembers(declaration.reference, declaration, scope) } as const,
      ].filter(hasName);
    case 'gateway':
      return [
        { kind: 'gateway', declaration, ...withMembers(declaration.reference, declaration, scope) } as const,
      ].filter(hasName);
    default:
      return nothing;
  }
}

const nothing: readonly DeclaredSymbol[] = [];

function servicesOf(declaration: ServiceDeclaration, scope: Scope): DeclaredSymbol[] {
  const { references, block } = declaration;
  const found: DeclaredSymbol[] = [];
  for (let at = 0; at < references.length; at++) {
    const reference = references[at] as Reference;
    if (isNameMissing(reference)) continue;
    const { namespace } = reference;
    found.push(new Service(declaration, at, namespace?.text ?? scope.namespace, nameTextOf(reference), scope, block));
  }
  return found.length === 1 ? [found[0] as DeclaredSymbol] : found;
}

/** Programs have thousands of services; where the name stands is looked up when somebody asks. */
class Service implements ServiceSymbol {
  declare readonly kind: 'service';
  readonly declaration: ServiceDeclaration;
  /** Which of the names of the declaration it is. */
  readonly at: number;
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly scope: Scope;
  readonly members: Members;
  /** Room for what a check knows of it. */
  entry: unknown = undefined;

  constructor(
    declaration: ServiceDeclaration,
    at: number,
    namespace: string,
    name: string,
    scope: Scope,
    block: Block | undefined,
  ) {
    this.declaration = declaration;
    this.at = at;
    this.key = `${namespace}/${name}`;
    this.namespace = namespace;
    this.name = name;
    this.scope = scope;
    this.members = readMembers(this.key, block);
  }

  get nameSpan(): Span {
    return nameSpanOf(this.declaration.references[this.at] as Reference);
  }

  get doc(): string {
    return this.declaration.doc as string;
  }
}
Object.assign(Service.prototype, { kind: 'service' });

/** An empty name in quotes is one, though a wrong one. */
const hasName = ({ name, nameSpan }: DeclaredSymbol): boolean => name !== '' || spanText(nameSpan).endsWith('"');

interface Documented {
  readonly doc?: string;
}
const docOf = ({ doc }: Documented) => (doc === undefined ? {} : { doc });

const named = (name: Name, declaration: Documented, scope: Scope, namespace = scope.namespace) => ({
  key: `${namespace}/${name.text}`,
  namespace,
  name: name.text,
  nameSpan: name.span,
  scope,
  ...docOf(declaration),
});

const withParameters = (
  declaration: Documented & { readonly name: Name; readonly parameters?: readonly Parameter[] },
  scope: Scope,
) => ({
  ...named(declaration.name, declaration, scope),
  parameters: (declaration.parameters ?? []).map(parameterSymbol),
});

const parameterSymbol = (declaration: Parameter): ParameterSymbol => ({
  kind: 'parameter',
  key: declaration.name.text,
  name: declaration.name.text,
  nameSpan: declaration.name.span,
  declaration,
});

function withMembers(
  reference: Reference,
  declaration: Documented & { readonly block?: Parameters<typeof readMembers>[1] },
  scope: Scope,
) {
  const base = named(reference.name, declaration, scope, reference.namespace?.text ?? scope.namespace);
  return { ...base, members: readMembers(base.key, declaration.block) };
}

export type MutableTable = Record<Space, Map<string, DeclaredSymbol>>;

function enter(placed: readonly Placed[]): Omit<Collected, 'placed'> {
  const namespaces = new Map<string, MutableTable>();
  const symbols: DeclaredSymbol[] = [];
  const repeated: { symbol: DeclaredSymbol; first: DeclaredSymbol }[] = [];
  for (let at = 0; at < placed.length; at++) {
    const { symbols: declared } = placed[at] as Placed;
    for (let of = 0; of < declared.length; of++) {
      const symbol = declared[of] as DeclaredSymbol;
      symbols.push(symbol);
      const table = tableOf(namespaces, symbol.namespace)[spaceOf(symbol)];
      const first = table.get(symbol.name);
      if (first) repeated.push({ symbol, first });
      else table.set(symbol.name, symbol);
    }
  }
  let last: Scope | undefined;
  for (let at = 0; at < placed.length; at++) {
    const { scope } = placed[at] as Placed;
    if (scope !== last) tableOf(namespaces, scope.namespace);
    last = scope;
  }
  return { symbols, namespaces, repeated };
}

/** The table of a namespace, made if there is none. */
export function tableOf(namespaces: Map<string, MutableTable>, namespace: string): MutableTable {
  let table = namespaces.get(namespace);
  if (!table) {
    table = {
      value: new Map(),
      condition: new Map(),
      policy: new Map(),
      rules: new Map(),
      target: new Map(),
      gateway: new Map(),
    };
    namespaces.set(namespace, table);
  }
  return table;
}
