// Everything an editor has open: texts, the projects they belong to, and which files' findings are to be shown again. Settles a
// project before anything about it is answered, so that every answer is about the newest text.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { FileTree } from '../syntax/index.ts';
import { Source } from '../text/index.ts';
import type { Host } from './host.ts';
import { Later } from './later.ts';
import type { LivingMesh } from './living/living-mesh.ts';
import { changed, type OpenText } from './open-texts.ts';
import { Project, type ProjectSettings } from './project.ts';
import { folderOf, isWithin, joinPath, nameOfPath, pathOfUri, uriOfPath } from './uri.ts';

/** A file and its project, as features see them. */
export interface View {
  readonly path: string;
  readonly project: Project;
  readonly living: LivingMesh;
  readonly tree: FileTree;
  readonly source: Source;
}

export interface Published {
  readonly path: string;
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface WorkspaceEvents {
  readonly publish: (published: Published) => void;
  /** Answers that were given before may be others now. */
  readonly refresh: () => void;
  /** So many files of a project are still to be read; 0 at the end. */
  readonly loading: (project: Project) => void;
  /** A mistake of ours; the work goes on without what it was about. */
  readonly failed: (what: string, error: unknown) => void;
}

/** Files that nobody opened are shown findings of too, but not of thousands. */
const MOST_CLOSED = 500;
/** Projects up to this size are read at once. */
const SMALL = 150;
const BATCH = 20;

export class Workspace {
  readonly #host: Host;
  readonly #events: WorkspaceEvents;
  readonly #texts = new Map<string, OpenText>();
  readonly #projects = new Map<string, Project>();
  readonly #later = new Map<Project, Later>();
  readonly #owner = new Map<string, Project>();
  /** Files whose findings are to be shown again. */
  readonly #stale = new Set<string>();
  /** Files that findings are shown of. */
  readonly #shown = new Set<string>();
  #folders: readonly string[] = [];
  #settings: ProjectSettings = {};
  #flushing: (() => void) | undefined;
  /** Counts what changes programs: answers under way from before are about another one. */
  edits = 0;

  constructor(host: Host, events: WorkspaceEvents) {
    this.#host = guarded(host, events);
    this.#events = events;
  }

  set folders(uris: readonly string[]) {
    const before = this.#folders;
    this.#folders = uris.map((uri) => pathOfUri(uri).replace(/(.)\/+$/, '$1'));
    if (before.join('\0') !== this.#folders.join('\0')) this.#reassign();
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  set settings(settings: ProjectSettings) {
    this.#settings = settings;
    for (const project of this.#projects.values()) {
      const { living } = project;
      project.settings = settings;
      if (project.living !== living) this.#reloaded(project);
    }
  }

  get projects(): Iterable<Project> {
    return this.#projects.values();
  }

  // ---- texts

  open(uri: string, languageId: string, version: number, text: string): void {
    this.edits++;
    const path = pathOfUri(uri);
    const source = new Source(path, text);
    this.#texts.set(path, { uri, languageId, version, source });
    this.#take(path, source);
  }

  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    this.edits++;
    const path = pathOfUri(uri);
    const before = this.#texts.get(path);
    const source = changed(before?.source ?? new Source(path, ''), changes);
    this.#texts.set(path, { uri, languageId: before?.languageId ?? 'mesh', version, source });
    this.#take(path, source);
  }

  close(uri: string): void {
    const path = pathOfUri(uri);
    if (!this.#texts.delete(path)) return;
    this.edits++;
    const project = this.#owner.get(path);
    this.#stale.add(path);
    if (path.endsWith('/mesh.yaml')) this.#configure(path, undefined);
    else if (project) {
      project.setOpen(path, undefined);
      this.#later.get(project)?.restart();
    }
    this.#owner.delete(path);
    if (project && !this.#isUsed(project)) this.#forget(project);
    this.#schedule();
  }

  text(uri: string): OpenText | undefined {
    return this.#texts.get(pathOfUri(uri));
  }

  #take(path: string, source: Source): void {
    this.#stale.add(path);
    if (nameOfPath(path) === 'mesh.yaml') this.#configure(path, source.text);
    else {
      const project = this.#projectOf(path);
      project.setOpen(path, source);
      this.#later.get(project)?.restart();
    }
    this.#schedule();
  }

  // ---- projects

  #projectOf(path: string): Project {
    const known = this.#owner.get(path);
    if (known) return known;
    const project = this.#projectFor(path);
    this.#owner.set(path, project);
    return project;
  }

  #projectFor(path: string): Project {
    const folder = this.#folders.find((each) => isWithin(path, each));
    const root = this.#configuredRoot(path, folder) ?? folder;
    const project = root === undefined ? this.#project(folderOf(path), false) : this.#project(root, true);
    return project.takes(path) ? project : this.#project(path, false);
  }

  /** The nearest folder with a mesh.yaml, up to the folder that is open. */
  #configuredRoot(path: string, folder: string | undefined): string | undefined {
    if (!path.startsWith('/') && !/^[a-z]:\//.test(path)) return undefined;
    for (let at = folderOf(path); at !== ''; at = folderOf(at)) {
      const configuration = joinPath(at, 'mesh.yaml');
      if (this.#texts.has(configuration) || this.#host.exists(configuration)) return at;
      if (at === folder || at === '/' || at.indexOf('/') < 0) return undefined;
    }
    return undefined;
  }

  #project(root: string, deep: boolean): Project {
    const key = `${root} ${deep}`;
    const known = this.#projects.get(key);
    if (known) return known;
    const project = new Project(root, deep, this.#host, this.#settings);
    const configuration = this.#texts.get(project.configurationPath);
    if (configuration && project.setConfigurationText(configuration.source.text)) project.reload();
    this.#projects.set(key, project);
    this.#later.set(
      project,
      new Later(
        this.#host,
        project,
        () => this.#settle(project),
        (paths) => {
          for (const path of paths) this.#stale.add(path);
          this.#schedule();
          this.#events.refresh();
        },
      ),
    );
    if (project.waiting <= SMALL) project.loadSome(SMALL);
    else this.#load(project);
    return project;
  }

  #load(project: Project): void {
    this.#events.loading(project);
    this.#host.later(0, () => {
      if (![...this.#projects.values()].includes(project)) return;
      project.loadSome(BATCH);
      this.edits++;
      if (project.isLoaded) {
        for (const path of project.living.paths) if (this.#texts.has(path)) this.#stale.add(path);
        this.#later.get(project)?.restart();
        this.#events.loading(project);
        this.#schedule();
      } else this.#load(project);
    });
  }

  #isUsed(project: Project): boolean {
    return [...this.#owner.values()].includes(project);
  }

  /** Nobody has a file of it open any more: its findings go, and so does the memory. */
  #forget(project: Project): void {
    this.#later.get(project)?.stop();
    this.#later.delete(project);
    for (const [key, each] of this.#projects) if (each === project) this.#projects.delete(key);
    for (const path of project.living.paths) if (this.#shown.has(path)) this.#stale.add(path);
  }

  #reassign(): void {
    this.edits++;
    const texts = [...this.#texts.values()];
    for (const project of [...this.#projects.values()]) this.#forget(project);
    this.#owner.clear();
    for (const { source } of texts) this.#take(source.path, source);
  }

  #configure(path: string, text: string | undefined): void {
    const root = folderOf(path);
    const project = [...this.#projects.values()].find((each) => each.root === root && each.deep);
    if (!project) {
      if (this.#folders.length > 0 || this.#texts.size > 1) this.#reassignFiles();
      return;
    }
    if (!project.setConfigurationText(text)) return;
    project.reload();
    this.#reloaded(project);
  }

  /** A mesh.yaml came: files may belong to another project now. */
  #reassignFiles(): void {
    for (const [path, owner] of [...this.#owner]) {
      if (this.#configuredRoot(path, undefined) === owner.root) continue;
      this.#owner.delete(path);
      const text = this.#texts.get(path);
      if (text) this.#take(path, text.source);
      if (!this.#isUsed(owner)) this.#forget(owner);
    }
  }

  #reloaded(project: Project): void {
    this.edits++;
    if (project.waiting <= SMALL) project.loadSome(SMALL);
    else this.#load(project);
    for (const path of [...this.#shown, ...project.living.paths]) this.#stale.add(path);
    this.#stale.add(project.configurationPath);
    this.#later.get(project)?.restart();
    this.#schedule();
    this.#events.refresh();
  }

  // ---- files on disk

  watched(uris: readonly string[]): void {
    this.edits++;
    for (const uri of uris) this.#fileChanged(pathOfUri(uri));
    this.#schedule();
  }

  /** Files or folders came, went or were moved: what is below a folder is looked for again. */
  moved(uris: readonly string[]): void {
    const paths = uris.map(pathOfUri);
    this.watched(uris.filter((uri) => uri.endsWith('.mesh') || uri.endsWith('/mesh.yaml')));
    const folders = paths.filter((path) => !path.endsWith('.mesh') && nameOfPath(path) !== 'mesh.yaml');
    for (const project of this.#projects.values()) {
      if (!folders.some((folder) => isWithin(folder, project.root) || isWithin(project.root, folder))) continue;
      project.reload();
      this.#reloaded(project);
    }
  }

  #fileChanged(path: string): void {
    if (this.#texts.has(path)) return;
    if (nameOfPath(path) === 'mesh.yaml') {
      this.#configure(path, undefined);
      return;
    }
    for (const project of this.#projects.values()) {
      if (!project.takes(path) || (!project.deep && folderOf(path) !== project.root)) continue;
      project.readFile(path);
      this.#stale.add(path);
      this.#later.get(project)?.restart();
    }
  }

  // ---- answers

  /** The file as it is now, with everything known about it; nothing for files that are not of the language. */
  view(uri: string): View | undefined {
    const path = pathOfUri(uri);
    const project = this.#owner.get(path) ?? [...this.#projects.values()].find((each) => each.tree(path));
    const tree = project?.tree(path);
    if (!project || !tree) return undefined;
    this.#settle(project);
    return { path, project, living: project.living, tree, source: tree.source };
  }

  #settle(project: Project): void {
    const { paths, failure } = project.settle();
    for (const path of paths) this.#stale.add(path);
    if (failure !== undefined) this.#events.failed('checking', failure);
  }

  /** The findings of a file as they are now. */
  diagnosticsOf(path: string): readonly Diagnostic[] {
    if (nameOfPath(path) === 'mesh.yaml') {
      const project = [...this.#projects.values()].find((each) => each.configurationPath === path);
      return project?.diagnosticsOf(path) ?? this.#looseConfiguration(path);
    }
    const project = this.#owner.get(path) ?? [...this.#projects.values()].find((each) => each.knows(path));
    if (!project) return [];
    this.#settle(project);
    return project.diagnosticsOf(path);
  }

  #looseConfiguration(path: string): readonly Diagnostic[] {
    const text = this.#texts.get(path);
    if (!text) return [];
    const project = new Project(folderOf(path), false, { ...this.#host, meshFilesBelow: () => [] });
    project.setConfigurationText(text.source.text);
    return project.diagnosticsOf(path);
  }

  /** Works out everything now, later findings too. */
  finish(uri: string): void {
    const project = this.#owner.get(pathOfUri(uri));
    if (!project) return;
    project.loadSome(Number.MAX_SAFE_INTEGER);
    this.#settle(project);
    this.#later.get(project)?.finish();
  }

  // ---- showing

  /** Shows what changed as soon as the messages that wait have been read: several changes are one. */
  #schedule(): void {
    this.#flushing ??= this.#host.later(0, () => {
      this.#flushing = undefined;
      this.flush();
    });
  }

  flush(): void {
    for (const project of this.#projects.values()) this.#settle(project);
    const paths = [...this.#stale];
    this.#stale.clear();
    for (const path of paths) this.#show(path);
  }

  #show(path: string): void {
    const text = this.#texts.get(path);
    const diagnostics = this.diagnosticsOf(path);
    if (!text && (diagnostics.length === 0 ? !this.#shown.has(path) : !this.#mayShow(path))) return;
    if (diagnostics.length > 0) this.#shown.add(path);
    else this.#shown.delete(path);
    const version = text ? { version: text.version } : {};
    this.#events.publish({ path, uri: text?.uri ?? uriOfPath(path), ...version, diagnostics });
  }

  #mayShow(path: string): boolean {
    return this.#shown.has(path) || this.#shown.size < MOST_CLOSED;
  }

  stop(): void {
    this.#flushing?.();
    for (const later of this.#later.values()) later.stop();
  }
}

/** Work that is done later has nobody above it who could catch what it throws. */
const guarded = (host: Host, { failed }: WorkspaceEvents): Host => ({
  ...host,
  later: (milliseconds, work) =>
    host.later(milliseconds, () => {
      try {
        work();
      } catch (error) {
        failed('working in the background', error);
      }
    }),
});
