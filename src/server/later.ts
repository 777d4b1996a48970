// What takes longer than a keystroke may: the analysis, tests and claims, and what the targets refuse. Worked out in small steps after
// the quick findings are shown, given up when the program changes; when nothing changed, nothing runs.
import { analyzeInSteps, testFindings, type UnusedDeclaration } from '../analyzer/index.ts';
import { type Diagnostic, Report } from '../diagnostics/index.ts';
import { chooseTarget } from '../targets/index.ts';
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
    if (!this.#work) this.#settle();
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

  #end(paths: ReadonlySet<string>): void {
    this.#cancel = undefined;
    this.#work = undefined;
    if (paths.size > 0) this.#done(paths);
  }
}

/** Files whose findings are others now. Where there are errors, nothing is worked out: half a program means nothing. */
function* laterFindings(project: Project): Generator<void, ReadonlySet<string>> {
  const { living } = project;
  if (!project.isLoaded || living.hasErrors) return new Set();
  const units = living.size > LARGE ? new Set(project.openPaths.flatMap((path) => living.unitsOf(path))) : living.units;
  const mesh = living.size > LARGE ? living.meshNear(units) : living.mesh;
  yield;
  const unused = yield* unusedNames(living, units);
  const found = [...(yield* analyzeInSteps(mesh, { unused }))];
  found.push(...testFindings(mesh));
  yield;
  for (const name of project.targets) {
    const choice = chooseTarget(name);
    if ('meant' in choice) continue;
    const report = new Report();
    choice.platform.build(mesh, { version: choice.version, report });
    found.push(...report.found);
    yield;
  }
  return place(units, found);
}

function* unusedNames(living: LivingMesh, units: Iterable<Unit>): Generator<void, UnusedDeclaration[]> {
  const unused: UnusedDeclaration[] = [];
  let asked = 0;
  for (const { placed } of units)
    for (const { symbols } of placed.placed)
      for (const symbol of symbols) {
        if (symbol.kind === 'service' || symbol.kind === 'egress' || symbol.kind === 'gateway') continue;
        if (++asked % 50 === 0) yield;
        if (/(^|\/)node_modules\//.test(placed.path) || living.referencesTo(symbol).length > 0) continue;
        unused.push({ kind: symbol.kind, name: symbol.name, span: symbol.nameSpan, whole: symbol.declaration.span });
      }
  return unused;
}

function place(units: Iterable<Unit>, found: readonly Diagnostic[]): ReadonlySet<string> {
  const byAnchor = Map.groupBy(found, ({ span }) => span.anchor);
  const paths = new Set<string>();
  for (const unit of units) {
    const findings = byAnchor.get(unit.placed.segment.anchor) ?? [];
    if (findings.length + unit.findings.length > 0) paths.add(unit.path);
    unit.findings = findings;
  }
  return paths;
}
