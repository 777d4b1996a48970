// What takes longer than a keystroke may: the analysis, tests and claims, and what the targets refuse. Worked out in small steps after
// the quick findings are shown, given up when the program changes; when nothing changed, nothing runs.
import { analyzeInSteps, testFindings, type UnusedDeclaration } from '../analyzer/index.ts';
import { type Diagnostic, Report } from '../diagnostics/index.ts';
import type { Mesh } from '../model/index.ts';
import { applyPatches } from '../patches.ts';
import type { MeshSymbol } from '../program/index.ts';
import { chooseTarget } from '../targets/index.ts';
import { spanPath } from '../text/index.ts';
import { unusedShortNames, unusedSymbols } from '../unused.ts';
import type { Host } from './host.ts';
import type { LivingMesh } from './living/living-mesh.ts';
import type { Unit } from './living/unit.ts';
import type { Project } from './project.ts';

/** How long one stretch of work may hold up an answer, in milliseconds. */
const STRETCH = 8;
/** Work begins after this many times what it took last time, so that typing is not paid for again and again. */
const PATIENCE = 3;
const SOONEST = 40;
const LATEST = 1500;
/** In a project with more segments, only open files and what they ask for are looked at. */
const LARGE = 3000;

export class Later {
  readonly #host: Host;
  readonly #project: Project;
  readonly #settle: () => void;
  readonly #done: (paths: ReadonlySet<string>) => void;
  #cancel: (() => void) | undefined;
  #work: Generator<void, ReadonlySet<string>> | undefined;
  #took = 0;
  #waited = false;
  #spent = 0;

  /** `settle` checks the project first; `done` is told of files whose findings are others now. */
  constructor(host: Host, project: Project, settle: () => void, done: (paths: ReadonlySet<string>) => void) {
    this.#host = host;
    this.#project = project;
    this.#settle = settle;
    this.#done = done;
  }

  /** The program changed: what is under way is stale, and begins again after a while. */
  restart(): void {
    this.stop();
    this.#work = undefined;
    this.#waited = false;
    this.#spent = 0;
    this.#cancel = this.#host.later(Math.min(LATEST, Math.max(SOONEST, PATIENCE * this.#took)), () => this.#run());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Works until the end, at once; for whoever asks for everything. */
  finish(): void {
    if (!this.#cancel) return;
    this.stop();
    this.#settle();
    const work = this.#work ?? laterFindings(this.#project);
    for (;;) {
      const { done, value } = work.next();
      if (!done) continue;
      this.#end(value);
      return;
    }
  }

  #run(): void {
    const begun = this.#host.now();
    if (!this.#work) {
      this.#settle();
      if (this.#waitsForMending()) return;
    }
    this.#work ??= laterFindings(this.#project);
    while (this.#host.now() - begun < STRETCH) {
      const { done, value } = this.#work.next();
      if (done) {
        this.#took = this.#spent + this.#host.now() - begun;
        this.#end(value);
        return;
      }
    }
    this.#spent += this.#host.now() - begun;
    this.#cancel = this.#host.later(0, () => this.#run());
  }

  /** Half-typed words are errors: findings of before stay until it is plain that nobody is at work on them. */
  #waitsForMending(): boolean {
    const waits = this.#project.living.hasErrors && !this.#waited;
    this.#waited = true;
    if (waits) this.#cancel = this.#host.later(LATEST, () => this.#run());
    return waits;
  }

  #end(paths: ReadonlySet<string>): void {
    this.#cancel = undefined;
    this.#work = undefined;
    if (paths.size > 0) this.#done(paths);
  }
}

/** Files whose findings are others now. Where there are errors, nothing is worked out: half a program means nothing. */
function* laterFindings(project: Project): Generator<void, ReadonlySet<string>> {
  const { living } = project;
  if (!project.isLoaded) return new Set();
  if (living.hasErrors) return place(project, living.units, []);
  const units = living.size > LARGE ? new Set(project.openPaths.flatMap((path) => living.unitsOf(path))) : living.units;
  const mesh = living.size > LARGE ? living.meshNear(units) : living.mesh;
  yield;
  const unused = yield* unusedNames(living, units);
  const found = yield* analyzeInSteps(mesh, { unused });
  // What the analysis calls an error keeps targets from being asked, as on the command line.
  const isRight = !project.accepting(found).some(({ severity }) => severity === 'error');
  const refused = isRight ? yield* refusals(project, mesh) : [];
  return place(project, units, [...found, ...refused, ...testFindings(mesh)]);
}

function* refusals(project: Project, mesh: Mesh): Generator<void, Diagnostic[]> {
  const found: (readonly Diagnostic[])[] = [];
  for (const name of new Set(project.targets)) {
    const choice = chooseTarget(name);
    if ('meant' in choice) continue;
    const report = new Report();
    const documents = choice.platform.build(mesh, { version: choice.version, report });
    if (!report.hasErrors) applyPatches(project, documents, choice.name, report);
    found.push(report.found);
    yield;
  }
  return found.flat();
}

function* unusedNames(living: LivingMesh, units: Iterable<Unit>): Generator<void, UnusedDeclaration[]> {
  const unused: UnusedDeclaration[] = [];
  const isUsed = (symbol: MeshSymbol): boolean => living.isUsed(symbol);
  const said = new Map<string, ReadonlySet<string>>();
  const saidIn = (path: string): ReadonlySet<string> => {
    const known = said.get(path) ?? living.saidIn(path);
    said.set(path, known);
    return known;
  };
  let asked = 0;
  for (const { placed } of units)
    for (const { symbols, declaration } of placed.placed) {
      if (++asked % 50 === 0) yield;
      for (const symbol of symbols) unused.push(...unusedSymbols(symbol, isUsed));
      if (declaration.kind === 'use') unused.push(...unusedShortNames([declaration], saidIn));
    }
  return unused;
}

function place(project: Project, units: Iterable<Unit>, found: readonly Diagnostic[]): ReadonlySet<string> {
  const byAnchor = Map.groupBy(found, ({ span }) => span.anchor);
  const paths = new Set<string>();
  for (const unit of units) {
    const findings = byAnchor.get(unit.placed.segment.anchor) ?? [];
    if (findings.length + unit.findings.length > 0) paths.add(unit.path);
    unit.findings = findings;
  }
  const { configurationPath } = project;
  const configured = found.filter(({ span }) => spanPath(span) === configurationPath);
  if (configured.length + project.configurationFindings.length > 0) paths.add(configurationPath);
  project.configurationFindings = configured;
  return paths;
}
