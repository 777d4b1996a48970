// Trees → program: every symbol with its place, tables to find them, and what is wrong with the names themselves (repeated,
// taken, circular use). Bodies are resolved by the checker through resolve.ts.
import type { Diagnostic } from '../diagnostics/index.ts';
import { Report } from '../diagnostics/index.ts';
import type { FileTree } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import { checkDeclaredNames } from './check-names.ts';
import { type Collected, collect, type NamespaceTable, type Placed } from './collect.ts';
import { stdlib } from './stdlib.ts';
import type { DeclaredSymbol, Scope, Space } from './symbol.ts';

/** The value given for an input: as text (`--set`), or as a plain value of mesh.yaml; `span` is where it was given. */
export interface GivenInput {
  readonly value: string | number | boolean | readonly (string | number | boolean)[];
  readonly span?: Span;
}

export interface ProgramOptions {
  /** Of declarations before any `namespace` line; `default` unless given. */
  readonly namespace?: string;
  readonly inputs?: Readonly<Record<string, GivenInput>>;
  /** The trees of the standard library, asked for when a name of namespace `std` is; the embedded ones unless given. */
  readonly stdlib?: () => readonly FileTree[];
}

export interface Program {
  readonly namespace: string;
  readonly inputs: Readonly<Record<string, GivenInput>>;
  readonly files: readonly FileTree[];
  /** Every declaration of the project in the order of paths; those of the standard library are not among them. */
  readonly placed: readonly Placed[];
  /** Every symbol of the project. */
  readonly symbols: readonly DeclaredSymbol[];
  /** Namespaces that have declarations; `std` is loaded by asking for it. */
  readonly table: (namespace: string) => NamespaceTable | undefined;
  readonly namespaces: () => readonly string[];
  /** Findings about names, not about bodies. */
  readonly diagnostics: readonly Diagnostic[];
}

const STD = 'std';

/** The program that these files are together. Pure; never fails. */
export function buildProgram(files: readonly FileTree[], options: ProgramOptions = {}): Program {
  const namespace = options.namespace ?? 'default';
  const collected = collect(files, namespace);
  const report = new Report();
  const program: Program = {
    namespace,
    inputs: options.inputs ?? {},
    files,
    placed: collected.placed,
    symbols: collected.symbols,
    ...tables(collected, options.stdlib ?? stdlib),
    diagnostics: report.found,
  };
  checkDeclaredNames(program, collected.repeated, report);
  return program;
}

function tables(collected: Collected, trees: () => readonly FileTree[]): Pick<Program, 'table' | 'namespaces'> {
  let std: NamespaceTable | undefined;
  const loadStd = (): NamespaceTable | undefined => {
    std ??= collect(trees(), STD).namespaces.get(STD);
    return std;
  };
  return {
    table: (namespace) => collected.namespaces.get(namespace) ?? (namespace === STD ? loadStd() : undefined),
    namespaces: () => [...new Set([...collected.namespaces.keys(), STD])],
  };
}

/** The symbol that a name means in a space, seen from a scope: the namespace's own first, then what the file uses. */
export function find(
  program: Program,
  space: Space,
  scope: Scope,
  namespace: string | undefined,
  name: string,
): DeclaredSymbol | undefined {
  if (namespace !== undefined) return program.table(namespace)?.[space].get(name);
  const own = program.table(scope.namespace)?.[space].get(name);
  if (own) return own;
  for (const used of scope.uses.get(name) ?? []) {
    const symbol = program.table(used.namespace)?.[space].get(used.name);
    if (symbol) return symbol;
  }
  return undefined;
}

export const spaces: readonly Space[] = ['value', 'condition', 'policy', 'rules', 'target', 'gateway'];

/** Every symbol that a short name could mean in a scope. */
export function visible(program: Program, space: Space, scope: Scope): DeclaredSymbol[] {
  const own = [...(program.table(scope.namespace)?.[space].values() ?? [])];
  const used = [...scope.uses.keys()].flatMap((name) => find(program, space, scope, undefined, name) ?? []);
  return [...own, ...used.filter((symbol) => !own.includes(symbol))];
}
