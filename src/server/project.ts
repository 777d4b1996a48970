// One project as an editor sees it: mesh.yaml, all its files, some of them open; its living mesh, and the later findings of analysis
// and targets. Everything here is about one root; which file belongs to which project is the workspace's.
import { type ReadConfiguration, readConfigurationText } from '../configuration-text.ts';
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Configuration, PatchConfiguration } from '../program/index.ts';
import { compileOptionsOf, isExcluded, targetsOf } from '../project-settings.ts';
import { suppress } from '../suppress.ts';
import { type FileTree, parseFile, reparse } from '../syntax/index.ts';
import { Source, type Span, spanIn, spanPath } from '../text/index.ts';
import type { FileRead, Host } from './host.ts';
import { LivingMesh, type MeshOptions } from './living/living-mesh.ts';
import { folderOf, isWithin, joinPath } from './uri.ts';

const emptyConfiguration: Configuration = { environments: {} };

/** Largest text that is read, in UTF-16 units. */
const LIMIT = 32_000_000;

export interface ProjectSettings {
  /** An environment of mesh.yaml. */
  readonly environment?: string;
}

export class Project {
  readonly root: string;
  /** Files of folders below count too. */
  readonly deep: boolean;
  readonly #host: Host;
  #settings: ProjectSettings;
  #configuration: Configuration = emptyConfiguration;
  #configurationDiagnostics: readonly Diagnostic[] = [];
  #placeInConfiguration: ReadConfiguration['placeOf'] = () => spanIn(new Source('', ''), 0, 0);
  /** What targets found about its patches. */
  configurationFindings: readonly Diagnostic[] = [];
  #configurationText: string | undefined;
  /** A mistake of ours in checking this very text. */
  #failure: unknown;
  /** Files of which nothing but this is known: too large, no text, not readable. */
  readonly #unread = new Map<string, Diagnostic>();
  /** Files about which something else is said now. */
  readonly #toShow = new Set<string>();
  living = new LivingMesh();
  /** Files still to be read. */
  #waiting: string[] = [];
  /** Texts that an editor has open; their files are not read. */
  readonly #open = new Map<string, Source>();

  constructor(root: string, deep: boolean, host: Host, settings: ProjectSettings = {}) {
    this.root = root;
    this.deep = deep;
    this.#host = host;
    this.#settings = settings;
    this.reload();
  }

  get configurationPath(): string {
    return joinPath(this.root, 'mesh.yaml');
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Files that an editor has open. */
  get openPaths(): readonly string[] {
    return [...this.#open.keys()];
  }

  get isLoaded(): boolean {
    return this.#waiting.length === 0;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  // ---- loading

  /** Forgets everything and begins again: the configuration is another. */
  reload(): void {
    const open = new Map(this.#open);
    this.#readConfiguration();
    this.living = new LivingMesh(this.#options());
    this.#unread.clear();
    this.#waiting = [...this.#listFiles()].filter((path) => !open.has(path)).reverse();
    for (const [path, source] of open) this.setSource(path, source);
  }

  /** Reads so many files that are still to be read. */
  loadSome(count: number): void {
    for (let read = 0; read < count; read++) {
      const path = this.#waiting.pop();
      if (path === undefined) return;
      if (!this.living.tree(path)) this.readFile(path);
    }
  }

  #listFiles(): Iterable<string> {
    const excluded = excludedBy(this.#configuration.exclude ?? [], this.root);
    const folders = (this.#configuration.sources ?? ['.']).map((source) => resolveWithin(this.root, source));
    const found = folders.flatMap((folder) =>
      folder.endsWith('.mesh') ? [folder] : this.#host.meshFilesBelow(folder, this.deep),
    );
    return new Set(found.filter((path) => !excluded(path)));
  }

  /** Whether a file would be part of the project. */
  takes(path: string): boolean {
    if (!path.endsWith('.mesh') || excludedBy(this.#configuration.exclude ?? [], this.root)(path)) return false;
    const folders = (this.#configuration.sources ?? ['.']).map((source) => resolveWithin(this.root, source));
    return folders.some((folder) => (this.deep ? isWithin(path, folder) : folderOf(path) === folder));
  }

  /**
   * Checks what changed. A mistake of ours may leave half of it checked: then everything is checked anew, and if that fails too only
   * syntax is spoken of until the text is another. Gives back files whose findings may be others now, and what went wrong.
   */
  settle(): { readonly paths: ReadonlySet<string>; readonly failure?: unknown } {
    if (!this.isLoaded) return { paths: new Set() };
    try {
      const paths = new Set([...this.living.settle()].map(({ path }) => path));
      if (paths.size > 0 && this.#environment()) paths.add(this.configurationPath);
      for (const path of this.#toShow) paths.add(path);
      this.#toShow.clear();
      return { paths };
    } catch (failure) {
      this.#recover(failure);
      return { paths: new Set(this.living.paths), failure };
    }
  }

  #recover(failure: unknown): void {
    const trees = [...this.living.paths].flatMap((path) => this.living.tree(path) ?? []);
    this.living = new LivingMesh(this.#options());
    for (const { source } of trees) this.living.setFile(source.path, parseFile(source));
    try {
      this.living.settle();
      this.#failure = undefined;
    } catch {
      this.#failure = failure;
    }
  }

  // ---- mesh.yaml

  /** The text of mesh.yaml as it is now, open or on disk; `undefined` takes it from disk. True if the project is another now. */
  setConfigurationText(text: string | undefined): boolean {
    if (this.#configurationText === text && text !== undefined) return false;
    this.#configurationText = text;
    const before = JSON.stringify(this.#configuration);
    this.#readConfiguration();
    return JSON.stringify(this.#configuration) !== before;
  }

  #readConfiguration(): void {
    const text = this.configurationText;
    if (text === undefined) {
      this.#configuration = emptyConfiguration;
      const finding = whyUnread(this.configurationPath, this.#host.read(this.configurationPath));
      this.#configurationDiagnostics = finding ? [finding] : [];
      return;
    }
    const { configuration, diagnostics, placeOf } = readConfigurationText(new Source(this.configurationPath, text));
    this.#configurationDiagnostics = diagnostics;
    this.#placeInConfiguration = placeOf;
    if (configuration) this.#configuration = configuration;
  }

  get patches(): readonly PatchConfiguration[] {
    return this.#configuration.patches ?? [];
  }

  /** The text of mesh.yaml, if there is one. */
  get configurationText(): string | undefined {
    return this.#configurationText ?? textOf(this.#host, this.configurationPath);
  }

  /** Where keys lead in mesh.yaml. */
  readonly placeOf = (...keys: readonly (string | number)[]): Span => this.#placeInConfiguration(keys);

  set settings(settings: ProjectSettings) {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.reload();
  }

  #environment() {
    const { environment } = this.#settings;
    const { environments } = this.#configuration;
    return environment !== undefined && Object.hasOwn(environments, environment)
      ? environments[environment]
      : undefined;
  }

  #options(): MeshOptions {
    const environment = this.#settings.environment ?? '';
    return compileOptionsOf(this.#configuration, this.#environment(), (input) =>
      this.placeOf('environments', environment, 'inputs', input),
    );
  }

  /** Names of the targets to check for: those of mesh.yaml, else the newest Istio. */
  get targets(): readonly string[] {
    const named = targetsOf(this.#configuration, this.#environment());
    return named.length > 0 ? named.map(({ target }) => target) : ['istio'];
  }

  // ---- files

  /** The text that an editor has; `undefined`: it closed the file, which counts as it is on disk. */
  setOpen(path: string, source: Source | undefined): void {
    if (source) {
      this.#open.set(path, source);
      this.setSource(path, source);
    } else {
      this.#open.delete(path);
      this.readFile(path);
    }
  }

  /** Takes a file as it is on disk, unless an editor has it open. */
  readFile(path: string): void {
    if (this.#open.has(path)) return;
    const read = this.takes(path) ? this.#host.read(path) : ({ kind: 'missing' } as const);
    if (this.#unread.delete(path)) this.#toShow.add(path);
    if (read.kind === 'text') this.setSource(path, new Source(path, read.text));
    else {
      this.living.setFile(path, undefined);
      const finding = whyUnread(path, read);
      if (!finding) return;
      this.#unread.set(path, finding);
      this.#toShow.add(path);
    }
  }

  setSource(path: string, source: Source): void {
    this.#unread.delete(path);
    if (source.text.length > LIMIT) {
      this.#unread.set(path, tooLarge(source, Math.ceil(source.text.length / 1_000_000), LIMIT / 1_000_000));
      this.living.setFile(path, undefined);
      return;
    }
    const before = this.living.tree(path);
    if (before?.source.text === source.text) return;
    if (this.#failure !== undefined) this.#recover(undefined);
    this.living.setFile(path, before ? reparse(before, source) : parseFile(source));
  }

  /** Whether anything can be said about the file. */
  knows(path: string): boolean {
    return this.living.tree(path) !== undefined || this.#unread.has(path);
  }

  tree(path: string): FileTree | undefined {
    return this.living.tree(path);
  }

  /** Findings without those that a comment accepts. */
  accepting(found: readonly Diagnostic[]): readonly Diagnostic[] {
    const trees = new Set(found.map(({ span }) => spanPath(span)));
    return suppress(
      found,
      [...trees].flatMap((path) => this.living.tree(path) ?? []),
    );
  }

  diagnosticsOf(path: string): readonly Diagnostic[] {
    if (path === this.configurationPath) {
      const given = this.isLoaded && this.#failure === undefined ? this.living.given : [];
      return [...this.#configurationDiagnostics, ...given, ...this.configurationFindings];
    }
    const unread = this.#unread.get(path);
    if (unread) return [unread];
    if (this.isLoaded && this.#failure === undefined) return this.living.diagnosticsOf(path);
    const tree = this.living.tree(path);
    const problems = tree?.segments.flatMap((segment) => segment.problems) ?? [];
    return tree && this.#failure !== undefined ? [...problems, internalError(tree.source, this.#failure)] : problems;
  }
}

const internalError = (source: Source, failure: unknown): Diagnostic =>
  diagnose(catalogue.files.internal, spanIn(source, 0, 0), {
    phase: 'checking',
    message: failure instanceof Error ? failure.message : String(failure),
    command: `mesh check ${source.path}`,
  });

function whyUnread(path: string, read: FileRead): Diagnostic | undefined {
  const source = new Source(path, '');
  const nowhere = spanIn(source, 0, 0);
  switch (read.kind) {
    case 'too-large':
      return tooLarge(source, read.megabytes, read.limit);
    case 'not-text':
      return diagnose(catalogue.files.notText, nowhere, { reason: read.reason });
    case 'unreadable':
      return diagnose(catalogue.files.unreadable, nowhere, { path, reason: read.reason });
    case 'text':
    case 'missing':
      return undefined;
  }
}

const tooLarge = (source: Source, megabytes: number, limit: number): Diagnostic =>
  diagnose(catalogue.files.fileTooLarge, spanIn(source, 0, 0), { megabytes, limit });

function textOf(host: Host, path: string): string | undefined {
  const read = host.read(path);
  return read.kind === 'text' ? read.text : undefined;
}

/** A path of mesh.yaml, with `.` and `..` taken out. */
function resolveWithin(root: string, path: string): string {
  const parts = (path.startsWith('/') ? path : joinPath(root, path)).split('/');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '.' && (part !== '' || kept.length === 0)) kept.push(part);
  }
  return kept.join('/') || '/';
}

/** A path outside the root is never left out. */
function excludedBy(patterns: readonly string[], root: string): (path: string) => boolean {
  const isOut = isExcluded(patterns);
  return (path) => isWithin(path, root) && isOut(path.slice(root.length).replace(/^\//, ''));
}
