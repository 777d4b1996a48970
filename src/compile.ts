// The whole road on one screen: text → tree → program → model → findings → documents. Start reading here.
import { analyze, type UnusedDeclaration } from './analyzer/index.ts';
import { type CheckOptions, check } from './checker/index.ts';
import { type Diagnostic, Report } from './diagnostics/index.ts';
import { type Document, type ToldDocument, told } from './documents/index.ts';
import { forget, impliesUnder } from './meaning/index.ts';
import type { DataPlane, Discovery, Mesh } from './model/index.ts';
import {
  Bindings,
  buildProgram,
  type GivenInput,
  type MeshSymbol,
  NamedSymbols,
  type Program,
  stdlib,
} from './program/index.ts';
import { type Accepted, acceptedIn, doubtfulAllows, notAccepted } from './suppress.ts';
import { type Declaration, type FileTree, parseFile } from './syntax/index.ts';
import type { TargetChoice, TargetContext } from './targets/index.ts';
import { type Source, spanPath } from './text/index.ts';
import { unusedShortNames, unusedSymbols } from './unused.ts';

export interface CompileOptions {
  /** Of declarations that name none. */
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly undeclared?: 'allow' | 'deny';
  readonly dataPlane?: DataPlane;
  /** Where Linkerds of their own look up endpoints. */
  readonly discovery?: Discovery;
  readonly inputs?: Readonly<Record<string, GivenInput>>;
  /** As in `AnalysisOptions`. */
  readonly asking?: () => void;
  /** Leaves the analysis out, for callers that only want the model. */
  readonly withoutAnalysis?: boolean;
}

/** What is known of a program before a target is chosen. */
export interface Compilation {
  readonly files: readonly FileTree[];
  readonly program: Program;
  readonly mesh: Mesh;
  /** Findings that comments accept. */
  readonly accepted: Accepted;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
}

/** Compiles sources, in any order, to the model. Never throws for what users wrote. */
export function compile(sources: readonly Source[], options: CompileOptions = {}): Compilation {
  const files = sources.map((source) => parseFile(source)).sort((a, b) => (a.source.path < b.source.path ? -1 : 1));
  const report = new Report();
  for (const { segments } of files) for (const { problems } of segments) if (problems.length > 0) report.take(problems);
  const program = buildProgram(files, { ...options, stdlib });
  report.take(program.diagnostics);
  const uses = program.placed.some(({ declaration }) => declaration.kind === 'use');
  const names = uses ? new Bindings() : new NamedSymbols();
  const { mesh, diagnostics } = check(program, { ...options, ...decided, names });
  report.take(diagnostics);
  report.take(doubtfulAllows(files));
  if (!options.withoutAnalysis && !report.hasErrors) {
    report.take(analyze(mesh, { unused: unusedOf(program, names), asking: options.asking }));
    forget(mesh);
  }
  const accepted = acceptedIn(files);
  const found = notAccepted(report.sorted(), accepted);
  return {
    files,
    program,
    mesh,
    accepted,
    diagnostics: found,
    hasErrors: found.some(({ severity }) => severity === 'error'),
  };
}

/** What the decision procedure answers in place of the checker's own guesses; gaps are found by the analysis, with an example request. */
export const decided: CheckOptions = {
  decidesAll: () => true,
  impliesUnder: ({ condition }, prefix) => impliesUnder(condition, prefix),
};

/** `names`: of a program with short names all of them. */
function unusedOf({ symbols, placed }: Program, names: Bindings | NamedSymbols): UnusedDeclaration[] {
  const isUsed = (symbol: MeshSymbol): boolean => names.has(symbol);
  const unused = symbols.flatMap((symbol) => unusedSymbols(symbol, isUsed));
  if (names instanceof NamedSymbols) return unused;
  return [
    ...unused,
    ...unusedShort(
      placed.map(({ declaration }) => declaration),
      names,
    ),
  ];
}

function unusedShort(declarations: readonly Declaration[], bindings: Bindings): UnusedDeclaration[] {
  const uses = declarations.filter(({ kind }) => kind === 'use');
  const own = new Set<unknown>(uses.flatMap((each) => (each.kind === 'use' ? [each.reference.name] : [])));
  const said = new Map<string, Set<string>>();
  for (const [node] of bindings.all()) {
    if (!('text' in node) || own.has(node)) continue;
    const path = spanPath(node.span);
    said.set(path, (said.get(path) ?? new Set()).add(node.text));
  }
  return unusedShortNames(uses, (path) => said.get(path));
}

/** What a target makes of a compilation without errors. */
export interface Emission {
  readonly target: TargetChoice;
  /** Incomplete where `hasErrors`: not to be written. */
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
}

/** What targets are made from; without the trees, so that these can go. */
export type Meaning = Pick<Compilation, 'mesh' | 'accepted'>;

/** The documents that carry out the program on one target; where services have chosen proxies of two kinds, of both: see targets/hybrid. */
export function emit(
  { mesh, accepted }: Meaning,
  target: TargetChoice,
  options: Pick<TargetContext, 'install'> = {},
): Emission {
  const report = new Report();
  const documents = target.platform.build(mesh, { ...options, version: target.version, report });
  const found = notAccepted(report.sorted(), accepted);
  return { target, documents, diagnostics: found, hasErrors: found.some(({ severity }) => severity === 'error') };
}

/** The findings of `emit`, and its documents told in any order, one at a time: none of a large output need be held. */
export function emitEach(
  { mesh, accepted }: Meaning,
  { platform, version }: TargetChoice,
  options: Pick<TargetContext, 'install'>,
  take: (document: ToldDocument) => void,
): readonly Diagnostic[] {
  const report = new Report();
  const context: TargetContext = { ...options, version, report };
  if (platform.each) for (const document of platform.each(mesh, context)) take(document);
  else for (const document of platform.build(mesh, context)) take(told(document));
  return notAccepted(report.sorted(), accepted);
}
