// A project's program that changes file by file and is checked again only where a change is felt. Answers what features ask: trees,
// what names mean, who refers to what, findings by file, the mesh. Knows nothing of the protocol.
import { type CheckOptions, check, Recheck } from '../../checker/index.ts';
import { decided } from '../../compile.ts';
import { type Diagnostic, Report } from '../../diagnostics/index.ts';
import type { Mesh } from '../../model/index.ts';
import {
  type Bindings,
  type GivenInput,
  identityOf,
  isSameName,
  LivingProgram,
  type MeshSymbol,
  type NamingNode,
  type PlacedSegment,
  portNames,
} from '../../program/index.ts';
import { doubtfulAllows, suppress } from '../../suppress.ts';
import type { FileTree } from '../../syntax/index.ts';
import { type Anchor, compareSpans, type Span } from '../../text/index.ts';
import { finished, type Steps } from '../steps.ts';
import { withoutFringe } from './fringe.ts';
import { meshOf, partsByAnchor } from './parts.ts';
import { Unit } from './unit.ts';
import { Units } from './units.ts';

export interface MeshOptions extends CheckOptions {
  readonly namespace?: string;
  readonly inputs?: Readonly<Record<string, GivenInput>>;
}

/** Enough to show what a rule means; more would make answers slow. */
const MOST_USERS = 100;

const unresolved = (diagnostic: Diagnostic): boolean => diagnostic.code.startsWith('M2');

export class LivingMesh {
  readonly options: MeshOptions;
  readonly program: LivingProgram;
  readonly #units = new Units();
  readonly #unitOf = new Map<PlacedSegment, Unit>();
  readonly #byAnchor = new Map<Anchor, Unit>();
  readonly #trees = new Map<string, FileTree>();
  readonly #recheck = new Recheck();
  /** Units with names that mean nothing: any new name may be the one. */
  readonly #unresolved = new Set<Unit>();
  readonly #erring = new Set<Unit>();
  #gone: Unit[] = [];
  #come: Unit[] = [];
  #mesh: Mesh | undefined;
  #given: { readonly revision: number; readonly found: readonly Diagnostic[] } | undefined;
  /** Counts changes; what was worked out for another number is stale. */
  revision = 0;

  constructor(options: MeshOptions = {}) {
    this.options = options;
    this.program = new LivingProgram(options);
  }

  get paths(): Iterable<string> {
    return this.#trees.keys();
  }

  get units(): Iterable<Unit> {
    return this.#units.all;
  }

  tree(path: string): FileTree | undefined {
    return this.#trees.get(path);
  }

  unitsOf(path: string): readonly Unit[] {
    return this.program.segmentsOf(path).flatMap((placed) => this.#unitOf.get(placed) ?? []);
  }

  unitAt(anchor: Anchor): Unit | undefined {
    return this.#byAnchor.get(anchor);
  }

  // ---- changes

  /** Takes a file in, changes it, or takes it out; `settle` then checks what that concerns. */
  setFile(path: string, tree: FileTree | undefined): void {
    if (tree) this.#trees.set(path, tree);
    else this.#trees.delete(path);
    const { gone, come } = this.program.setFile(path, tree);
    for (const placed of gone) this.#drop(placed);
    for (const placed of come) this.#add(placed);
    this.revision++;
    this.#mesh = undefined;
  }

  #drop(placed: PlacedSegment): void {
    const unit = this.#unitOf.get(placed);
    if (!unit) return;
    this.#unitOf.delete(placed);
    if (this.#byAnchor.get(placed.segment.anchor) === unit) this.#byAnchor.delete(placed.segment.anchor);
    this.#units.remove(unit);
    this.#unresolved.delete(unit);
    this.#erring.delete(unit);
    const at = this.#come.indexOf(unit);
    if (at >= 0) this.#come.splice(at, 1);
    else this.#gone.push(unit);
  }

  #add(placed: PlacedSegment): void {
    const unit = new Unit(placed);
    this.#unitOf.set(placed, unit);
    this.#byAnchor.set(placed.segment.anchor, unit);
    this.#units.add(unit);
    this.#note(unit);
    this.#come.push(unit);
  }

  /** Checks what the changes since the last time concern; gives back the units whose findings may be others now. */
  settle(): ReadonlySet<Unit> {
    const [gone, come] = [this.#gone, this.#come];
    if (gone.length + come.length === 0) return new Set();
    this.#gone = [];
    this.#come = [];
    const concerned = this.#units.concernedBy(gone, come);
    if (this.#unresolved.size > 0) for (const unit of this.#units.concernedWith(this.#unresolved)) concerned.add(unit);
    this.#check(gone, concerned);
    return new Set([...gone, ...concerned]);
  }

  #check(gone: readonly Unit[], concerned: Set<Unit>): void {
    for (let round = 0; ; round++) {
      const asked = this.#units.askedBy(concerned);
      const troubled = [...asked].filter((unit) => !concerned.has(unit) && unit.problems.length > 0);
      if (troubled.length > 0) for (const unit of this.#units.concernedWith(troubled)) concerned.add(unit);
      const strangers = this.#checkOnce(gone, concerned, troubled.length > 0 ? this.#units.askedBy(concerned) : asked);
      if (strangers.length === 0 || round > 4) return;
      for (const unit of this.#units.concernedWith(strangers)) concerned.add(unit);
    }
  }

  /** Gives back units that were not looked at but about which something was found. */
  #checkOnce(gone: readonly Unit[], concerned: ReadonlySet<Unit>, asked: ReadonlySet<Unit>): readonly Unit[] {
    const parts = [...concerned].map((unit) => unit.placed);
    const keys = [...asked].flatMap((unit) =>
      unit.placed.placed.flatMap(({ symbols }) => symbols.map(({ key }) => key)),
    );
    const before = [...gone.map((unit) => unit.placed), ...parts];
    const options = { ...this.options, ...decided };
    const checked = this.#recheck.check(this.program, { gone: before, parts, asked: keys }, options);
    const found = Map.groupBy(checked.diagnostics, ({ span }) => span.anchor);
    const bound = this.#boundIn(concerned, checked.bindings);
    const parted = partsByAnchor(checked.mesh);
    for (const unit of concerned) {
      const { anchor } = unit.placed.segment;
      unit.problems = found.get(anchor) ?? [];
      unit.findings = [];
      unit.bound = bound.get(unit) ?? [];
      unit.parts = parted.get(anchor) ?? {};
      this.#note(unit);
    }
    return [...found.keys()].flatMap((anchor) => {
      const unit = this.#byAnchor.get(anchor);
      return unit && !concerned.has(unit) ? [unit] : [];
    });
  }

  /** Keeps in mind what is wrong with a unit. */
  #note(unit: Unit): void {
    if (unit.problems.some(unresolved)) this.#unresolved.add(unit);
    else this.#unresolved.delete(unit);
    if (unit.hasErrors) this.#erring.add(unit);
    else this.#erring.delete(unit);
  }

  #boundIn(
    concerned: ReadonlySet<Unit>,
    bindings: Bindings,
  ): ReadonlyMap<Unit, readonly (readonly [NamingNode, MeshSymbol])[]> {
    const bound = new Map<Unit, [NamingNode, MeshSymbol][]>();
    for (const [node, symbol] of bindings.names()) {
      const unit = this.#byAnchor.get(node.span.anchor);
      if (!unit || !concerned.has(unit)) continue;
      const names = bound.get(unit);
      if (names) names.push([node, symbol]);
      else bound.set(unit, [[node, symbol]]);
    }
    return bound;
  }

  // ---- answers

  /** All findings about a file, by place, without those that a comment accepts. */
  diagnosticsOf(path: string): Diagnostic[] {
    const tree = this.#trees.get(path);
    if (!tree) return [];
    const report = new Report();
    for (const unit of this.unitsOf(path)) {
      report.take(unit.placed.segment.problems);
      report.take(unit.problems);
      report.take(unit.findings);
    }
    report.take(doubtfulAllows([tree]));
    return report.found.length === 0 ? [] : suppress(report.sorted(), [tree]);
  }

  /** What is wrong with the inputs that are given from outside: they stand in no file of the program. */
  get given(): readonly Diagnostic[] {
    if (Object.keys(this.options.inputs ?? {}).length === 0) return [];
    if (this.#given?.revision !== this.revision) {
      const parts = [...this.#units.all].filter(({ placed }) =>
        placed.placed.some(({ declaration }) => declaration.kind === 'input'),
      );
      const { diagnostics } = check(this.program.slice(parts.map(({ placed }) => placed)), {
        ...this.options,
        ...decided,
      });
      const found = diagnostics.filter(({ span }) => !this.#byAnchor.has(span.anchor));
      this.#given = { revision: this.revision, found };
    }
    return this.#given.found;
  }

  get hasErrors(): boolean {
    if (this.given.some(({ severity }) => severity === 'error')) return true;
    return this.#erring.size > 0;
  }

  /** What a node that names something means. */
  symbolAt(node: NamingNode): MeshSymbol | undefined {
    return this.#byAnchor.get(node.span.anchor)?.bound.find(([each]) => isSameName(each, node))?.[1];
  }

  /** The places that name the symbol, its declaration not among them; in the order of files. */
  referencesTo(symbol: MeshSymbol): Span[] {
    return finished(this.referencesInSteps(symbol));
  }

  *referencesInSteps(symbol: MeshSymbol): Steps<Span[]> {
    const identities = new Set(this.#twinsOf(symbol).map(identityOf));
    const spans: Span[] = [];
    for (const unit of this.#mentioning(symbol)) {
      for (const [node, meant] of unit.bound) if (identities.has(identityOf(meant))) spans.push(node.span);
      yield;
    }
    return spans.sort(compareSpans);
  }

  /** Whether anything names the symbol; a parameter is named only in its own declaration. */
  isUsed(symbol: MeshSymbol): boolean {
    const identity = identityOf(symbol);
    const own = this.#byAnchor.get(symbol.nameSpan.anchor);
    const units = symbol.kind === 'parameter' && own ? [own] : this.#mentioning(symbol);
    for (const { bound } of units) if (bound.some(([, meant]) => identityOf(meant) === identity)) return true;
    return false;
  }

  /** The names that a file says and that mean something, but for those in its `use` lines. */
  saidIn(path: string): ReadonlySet<string> {
    const said = new Set<string>();
    for (const { bound, placed } of this.unitsOf(path)) {
      const own = new Set<unknown>(
        placed.placed.flatMap(({ declaration }) => (declaration.kind === 'use' ? [declaration.reference.name] : [])),
      );
      for (const [node] of bound) if ('text' in node && !own.has(node)) said.add(node.text);
    }
    return said;
  }

  /** `service a, b { version v1 }`: one name declares a version of each. */
  #twinsOf(symbol: MeshSymbol): readonly MeshSymbol[] {
    if (symbol.kind !== 'version' && symbol.kind !== 'port') return [symbol];
    const { anchor, start } = symbol.nameSpan;
    const owners = this.#byAnchor.get(anchor)?.placed.placed.flatMap(({ symbols }) => symbols) ?? [];
    const twins = owners.flatMap((owner) => {
      if (!('members' in owner)) return [];
      const members = symbol.kind === 'version' ? owner.members.versions : owner.members.ports;
      return [...new Set(members.values())].filter(
        ({ nameSpan }) => nameSpan.anchor === anchor && nameSpan.start === start,
      );
    });
    return twins.length > 0 ? twins : [symbol];
  }

  /** A port is also called by its number. */
  #mentioning(symbol: MeshSymbol): Iterable<Unit> {
    const number = symbol.kind === 'port' ? portNames(symbol.declaration).number?.text : undefined;
    if (number === undefined) return this.#units.mentioning(symbol.name);
    return new Set([...this.#units.mentioning(symbol.name), ...this.#units.mentioning(number)]);
  }

  /**
   * The mesh of one segment and what it asks for: enough to say what it means, small in any project. Rules of a list or a gateway mean
   * something where they are put: with these the segments that name them.
   */
  meshAround(anchor: Anchor): Mesh {
    const unit = this.#byAnchor.get(anchor);
    if (!unit) return this.meshNear([]);
    const lendsRules = unit.placed.placed.some(({ declaration: { kind } }) => kind === 'rules' || kind === 'gateway');
    return this.meshNear(lendsRules ? this.#withUsers(unit) : [unit]);
  }

  /** Through lists that call lists, up to so many. */
  #withUsers(unit: Unit): ReadonlySet<Unit> {
    const found = new Set([unit]);
    for (const each of found) {
      if (!each.placed.placed.some(({ declaration: { kind } }) => kind === 'rules' || kind === 'gateway')) continue;
      for (const label of each.labels.declares.keys())
        for (const user of this.#units.mentioning(label)) if (found.size < MOST_USERS) found.add(user);
    }
    return found;
  }

  /** The mesh of some units, what they ask for, and what that asks for. */
  meshNear(units: Iterable<Unit>): Mesh {
    const near = new Set([...units, ...this.#units.askedBy(units)]);
    for (const each of this.#units.askedBy(near)) near.add(each);
    return withoutFringe(meshOf(near, this.options));
  }

  get size(): number {
    return this.#units.all.size;
  }

  /** The whole mesh as it is known. Incomplete where there are errors. */
  get mesh(): Mesh {
    this.#mesh ??= meshOf(this.#units.all, this.options);
    return this.#mesh;
  }
}
