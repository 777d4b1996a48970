// The whole road on one screen: text → tree → program → model → findings → documents. Start reading here.
import { analyze, type UnusedDeclaration } from './analyzer/index.ts';
import { type CheckOptions, check } from './checker/index.ts';
import { type Diagnostic, Report } from './diagnostics/index.ts';
import type { Document } from './documents/index.ts';
import { impliesUnder } from './meaning/index.ts';
import type { DataPlane, Discovery, Mesh } from './model/index.ts';
import { type Bindings, buildProgram, type GivenInput, type Program, stdlib } from './program/index.ts';
import { type Accepted, acceptedIn, doubtfulAllows, notAccepted } from './suppress.ts';
import { type FileTree, parseFile } from './syntax/index.ts';
import type { TargetChoice, TargetContext } from './targets/index.ts';
import { type Source, spanPath } from './text/index.ts';

export interface CompileOptions {
  /** Of declarations that name none. */
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly undeclared?: 'allow' | 'deny';
  readonly dataPlane?: DataPlane;
  /** Where Linkerds of their own look up endpoints. */
  readonly discovery?: Discovery;
  readonly inputs?: Readonly<Record<string, GivenInput>>;
  /** Leaves the analysis out, for callers that only want the model. */
  readonly withoutAnalysis?: boolean;
}

/** What is known of a program before a target is chosen. */
export interface Compilation {
  readonly files: readonly FileTree[];
  readonly program: Program;
  /** Which name of the trees means which symbol. */
  readonly bindings: Bindings;
  readonly mesh: Mesh;
  /** Findings that comments accept. */
  readonly accepted: Accepted;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
}

/** Compiles sources, in any order, to the model. Never throws for what users wrote. */
export function compile(sources: readonly Source[], options: CompileOptions = {}): Compilation {
  return compileTrees(
    sources.map((source) => parseFile(source)),
    options,
  );
}

/** The same from trees: what an editor keeps between keystrokes. */
export function compileTrees(trees: readonly FileTree[], options: CompileOptions = {}): Compilation {
  const files = [...trees].sort((a, b) => (a.source.path < b.source.path ? -1 : 1));
  const report = new Report();
  for (const file of files) for (const segment of file.segments) report.take(segment.problems);
  const program = buildProgram(files, { ...options, stdlib });
  report.take(program.diagnostics);
  const { mesh, diagnostics, bindings } = check(program, { ...options, ...decided });
  report.take(diagnostics);
  report.take(doubtfulAllows(files));
  if (!options.withoutAnalysis && !report.hasErrors)
    report.take(analyze(mesh, { unused: [...unusedNames(program, bindings), ...unusedShortNames(program, bindings)] }));
  const accepted = acceptedIn(files);
  const found = notAccepted(report.sorted(), accepted);
  return {
    files,
    program,
    bindings,
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

/** Named values, conditions, policies and lists that nothing uses; a library is there for others. */
function unusedNames({ symbols }: Program, bindings: Bindings): UnusedDeclaration[] {
  return symbols.flatMap((symbol) => {
    if (!USED_BY_NAME.has(symbol.kind) || /(^|[/\\])node_modules[/\\]/.test(spanPath(symbol.nameSpan))) return [];
    if (bindings.references(symbol).length > 0) return [];
    return [{ kind: symbol.kind, name: symbol.name, span: symbol.nameSpan, whole: symbol.declaration.span }];
  });
}
const USED_BY_NAME: ReadonlySet<string> = new Set(['let', 'input', 'condition', 'policy', 'rules']);

/** `use` of what the file then never calls by its short name. */
function unusedShortNames({ placed }: Program, bindings: Bindings): UnusedDeclaration[] {
  const uses = placed.flatMap(({ declaration }) => (declaration.kind === 'use' ? [declaration] : []));
  if (uses.length === 0) return [];
  const said = new Map<Source, Set<string>>();
  const own = new Set<unknown>(uses.map(({ reference }) => reference.name));
  for (const [node] of bindings.all()) {
    const name = 'text' in node ? node.text : undefined;
    if (typeof name !== 'string' || own.has(node)) continue;
    const { source } = node.span.anchor;
    said.set(source, (said.get(source) ?? new Set()).add(name));
  }
  return uses.flatMap(({ reference, span }) => {
    const { name } = reference;
    if (name.text === '' || said.get(span.anchor.source)?.has(name.text)) return [];
    return [{ kind: 'short name', name: name.text, span: reference.span, whole: span }];
  });
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
