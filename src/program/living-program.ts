// A program that changes file by file, for editors: what a file declares is placed segment by segment, and a segment that stays keeps
// its symbols, to the object. Gives the program that a part of the segments is, with the names of all the others to look up.
import { type Diagnostic, Report } from '../diagnostics/index.ts';
import { type Declaration, type FileTree, isMissing, type Segment } from '../syntax/index.ts';
import { compareSpans } from '../text/index.ts';
import { checkDeclaredNames } from './check-names.ts';
import {
  collect,
  declaredBy,
  type MutableTable,
  type NamespaceTable,
  type Placed,
  tableOf,
  usesOf,
} from './collect.ts';
import type { Program, ProgramOptions } from './program.ts';
import { stdlib } from './stdlib.ts';
import { type DeclaredSymbol, type Scope, spaceOf } from './symbol.ts';

/** A segment and what its declarations declare where they stand. A new one is made when either changes. */
export interface PlacedSegment {
  readonly segment: Segment;
  readonly path: string;
  readonly placed: readonly Placed[];
  /** The scopes before its first and after its last declaration. */
  readonly before: Scope;
  readonly after: Scope;
}

/** What a change of a file did: segments that are no longer there, and new ones. */
export interface PlacedChange {
  readonly gone: readonly PlacedSegment[];
  readonly come: readonly PlacedSegment[];
}

interface LivingFile {
  readonly tree: FileTree;
  readonly segments: readonly PlacedSegment[];
  readonly uses: Scope['uses'];
  readonly scopes: Map<string, Scope>;
}

const STD = 'std';

export class LivingProgram {
  readonly #options: ProgramOptions;
  readonly #files = new Map<string, LivingFile>();
  /** Files that syntax could not read whole: all that is asked of the trees beyond the slice. */
  readonly #damaged = new Map<string, FileTree>();
  readonly #namespaces = new Map<string, MutableTable>();
  /** How many declarations and symbols stand in a namespace. */
  readonly #counts = new Map<string, number>();
  /** Those of one name in one space, the first in order first. */
  readonly #same = new Map<string, DeclaredSymbol[]>();
  #std: NamespaceTable | undefined;

  constructor(options: ProgramOptions = {}) {
    this.#options = options;
  }

  /** Its segments, in order. */
  segmentsOf(path: string): readonly PlacedSegment[] {
    return this.#files.get(path)?.segments ?? [];
  }

  /** Takes a file in, changes it, or (without a tree) takes it out. */
  setFile(path: string, tree: FileTree | undefined): PlacedChange {
    const old = this.#files.get(path);
    const next = tree && this.#place(path, tree, old);
    if (next) this.#files.set(path, next);
    else this.#files.delete(path);
    if (tree?.segments.some(({ problems }) => problems.length > 0)) this.#damaged.set(path, tree);
    else this.#damaged.delete(path);
    const change = changeBetween(old?.segments ?? [], next?.segments ?? []);
    for (const segment of change.come) this.#countAll(segment, 1);
    for (const changed of changedNames(change)) this.#settle(changed);
    for (const segment of change.gone) this.#countAll(segment, -1);
    return change;
  }

  /** The program that these segments are, among all others. */
  slice(parts: readonly PlacedSegment[]): Program {
    const placed = [...parts].sort(inOrder).flatMap((part) => part.placed);
    const symbols = placed.flatMap((each) => each.symbols);
    const report = new Report();
    const program: Program = {
      namespace: this.#namespace,
      inputs: this.#options.inputs ?? {},
      files: [...this.#damaged.values()],
      placed,
      symbols,
      table: (namespace) => this.table(namespace),
      namespaces: () => [...new Set([...[...this.#namespaces.keys()].sort(), STD])],
      diagnostics: report.found as readonly Diagnostic[],
    };
    checkDeclaredNames(program, this.#repeated(symbols), report);
    return program;
  }

  table(namespace: string): NamespaceTable | undefined {
    const own = this.#namespaces.get(namespace);
    if (own || namespace !== STD) return own;
    this.#std ??= collect((this.#options.stdlib ?? stdlib)(), STD).namespaces.get(STD);
    return this.#std;
  }

  get #namespace(): string {
    return this.#options.namespace ?? 'default';
  }

  #repeated(symbols: readonly DeclaredSymbol[]) {
    return symbols.flatMap((symbol) => {
      const first = this.#namespaces.get(symbol.namespace)?.[spaceOf(symbol)].get(symbol.name);
      return first && first !== symbol ? [{ symbol, first }] : [];
    });
  }

  #place(path: string, tree: FileTree, old: LivingFile | undefined): LivingFile {
    const kept = old ? new Map(old.segments.map((each) => [each.segment, each])) : new Map<Segment, PlacedSegment>();
    const uses = sameUses(tree, old) ?? usesOf(tree.segments.flatMap((segment) => segment.declarations));
    const scopes = uses === old?.uses ? old.scopes : new Map<string, Scope>();
    let scope = scopeIn(scopes, uses, this.#namespace);
    const segments = tree.segments.map((segment) => {
      const known = kept.get(segment);
      const placed = known?.before === scope ? known : placeSegment(path, segment, scope, scopes, uses);
      scope = placed.after;
      return placed;
    });
    return { tree, segments, uses, scopes };
  }

  #countAll({ placed }: PlacedSegment, by: 1 | -1): void {
    for (const { scope, symbols } of placed) {
      this.#count(scope.namespace, by);
      for (const { namespace } of symbols) this.#count(namespace, by);
    }
  }

  /** Of several symbols of a name the first counts. */
  #settle({ symbol, gone, come }: ChangedName): void {
    const key = sameKey(symbol);
    const before = this.#same.get(key) ?? [];
    const same = [...(gone.size === 0 ? before : before.filter((each) => !gone.has(each))), ...come];
    const table = tableOf(this.#namespaces, symbol.namespace)[spaceOf(symbol)];
    const [first] = same.length > 1 ? same.sort((a, b) => compareSpans(a.nameSpan, b.nameSpan)) : same;
    if (first) {
      this.#same.set(key, same);
      table.set(symbol.name, first);
    } else {
      this.#same.delete(key);
      table.delete(symbol.name);
    }
  }

  #count(namespace: string, by: 1 | -1): void {
    const count = (this.#counts.get(namespace) ?? 0) + by;
    if (count > 0) {
      this.#counts.set(namespace, count);
      tableOf(this.#namespaces, namespace);
    } else {
      this.#counts.delete(namespace);
      this.#namespaces.delete(namespace);
    }
  }
}

/** A name of which symbols went or came. */
interface ChangedName {
  /** Any of them. */
  readonly symbol: DeclaredSymbol;
  readonly gone: Set<DeclaredSymbol>;
  readonly come: DeclaredSymbol[];
}

/** Each once, however many symbols have it. */
function changedNames({ gone, come }: PlacedChange): Iterable<ChangedName> {
  const names = new Map<string, ChangedName>();
  const nameOf = (symbol: DeclaredSymbol): ChangedName => {
    const key = sameKey(symbol);
    const name = names.get(key) ?? { symbol, gone: new Set(), come: [] };
    names.set(key, name);
    return name;
  };
  for (const symbol of symbolsIn(gone)) nameOf(symbol).gone.add(symbol);
  for (const symbol of symbolsIn(come)) nameOf(symbol).come.push(symbol);
  return names.values();
}

const symbolsIn = (segments: readonly PlacedSegment[]): readonly DeclaredSymbol[] =>
  segments.flatMap(({ placed }) => placed.flatMap(({ symbols }) => symbols));

const sameKey = (symbol: DeclaredSymbol): string => `${spaceOf(symbol)} ${symbol.key}`;

const inOrder = (a: PlacedSegment, b: PlacedSegment): number =>
  a.path === b.path ? a.segment.anchor.offset - b.segment.anchor.offset : a.path < b.path ? -1 : 1;

const isUse = (declaration: Declaration): boolean => declaration.kind === 'use';

/** The short names of the file as it was, where no `use` line came, went or moved. */
function sameUses(tree: FileTree, old: LivingFile | undefined): Scope['uses'] | undefined {
  if (!old) return undefined;
  const before = old.segments.filter(({ segment }) => segment.declarations.some(isUse)).map(({ segment }) => segment);
  const after = tree.segments.filter((segment) => segment.declarations.some(isUse));
  return before.length === after.length && before.every((each, at) => each === after[at]) ? old.uses : undefined;
}

function scopeIn(scopes: Map<string, Scope>, uses: Scope['uses'], namespace: string): Scope {
  let scope = scopes.get(namespace);
  if (!scope) {
    scope = { namespace, uses };
    scopes.set(namespace, scope);
  }
  return scope;
}

function placeSegment(
  path: string,
  segment: Segment,
  before: Scope,
  scopes: Map<string, Scope>,
  uses: Scope['uses'],
): PlacedSegment {
  let scope = before;
  const placed = segment.declarations.map((declaration) => {
    if (declaration.kind === 'namespace' && !isMissing(declaration.name))
      scope = scopeIn(scopes, uses, declaration.name.text);
    return { declaration, scope, symbols: declaredBy(declaration, scope) };
  });
  return { segment, path, placed, before, after: scope };
}

function changeBetween(old: readonly PlacedSegment[], next: readonly PlacedSegment[]): PlacedChange {
  let start = 0;
  while (start < old.length && old[start] === next[start]) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  const before = old.slice(start, old.length - end);
  const after = next.slice(start, next.length - end);
  const stayed = new Set(after);
  const kept = before.filter((each) => stayed.has(each));
  const keptNow = new Set(kept);
  const inOldOrder = after.filter((each) => keptNow.has(each)).every((each, at) => each === kept[at]);
  // Of several that declare one name the first counts: what changed places is new.
  if (!inOldOrder) return { gone: before, come: after };
  return { gone: before.filter((each) => !keptNow.has(each)), come: after.filter((each) => !keptNow.has(each)) };
}
