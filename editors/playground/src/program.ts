// The program that is open: its files, the one that is shown, the server that knows it, and what it found.

import { setDiagnostics } from '@codemirror/lint';
import { LSPClient, languageServerExtensions } from '@codemirror/lsp-client';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { writing } from './editor.ts';
import { Files, filesOf } from './files.ts';
import { startServer } from './link.ts';
import type { Edits, Finding, Fix, Range, TextEdit } from './server-answers.ts';

export interface ProgramEvents {
  /** A text changed, or another program was opened. */
  readonly changed: () => void;
  readonly found: () => void;
  /** Another file is shown. */
  readonly shown: () => void;
  readonly failed: (reason: string) => void;
}

const ROOT = 'file:///';

export class Program {
  readonly client: LSPClient;
  readonly view: EditorView;
  readonly findings = new Map<string, readonly Finding[]>();
  #current = '';
  readonly #states = new Map<string, EditorState>();
  readonly #events: ProgramEvents;

  constructor(parent: HTMLElement, events: ProgramEvents) {
    this.#events = events;
    this.client = new LSPClient({
      rootUri: ROOT,
      timeout: 30_000,
      workspace: (client) => new Files(client),
      extensions: languageServerExtensions(),
      notificationHandlers: {
        'textDocument/publishDiagnostics': (_, { uri, diagnostics }: { uri: string; diagnostics: Finding[] }) => {
          this.findings.set(uri, diagnostics);
          events.found();
          return false;
        },
      },
    });
    this.client.connect(startServer(events.failed));
    this.files.show = async (uri) => this.show(uri);
    this.view = new EditorView({ parent, dispatch: (transaction) => this.#dispatch(transaction) });
  }

  get files(): Files {
    return filesOf(this.client);
  }
  get current(): string {
    return this.#current;
  }
  /** `shop.mesh` */
  nameOf(uri: string): string {
    return uri.startsWith(ROOT) ? uri.slice(ROOT.length) : uri;
  }

  #dispatch(transaction: Parameters<EditorView['update']>[0][number]): void {
    this.view.update([transaction]);
    if (!transaction.docChanged) return;
    // The server hears of every keystroke at once.
    this.client.sync();
    this.#events.changed();
  }

  /** Opens other files in place of these. */
  async open(files: Readonly<Record<string, string>>): Promise<void> {
    await this.client.initializing;
    this.view.setState(EditorState.create({}));
    this.files.clear();
    this.findings.clear();
    this.#states.clear();
    // The settings first, so that no file is ever a program by itself.
    for (const [path, text] of Object.entries(files).sort(
      ([a], [b]) => Number(b === 'mesh.yaml') - Number(a === 'mesh.yaml'),
    ))
      this.files.add(ROOT + path, text);
    this.#current = '';
    this.show(ROOT + (Object.keys(files)[0] ?? ''));
    this.#events.changed();
    this.#events.found();
  }

  show(uri: string): EditorView | null {
    const file = this.files.getFile(uri);
    if (!file) return null;
    if (uri === this.#current) return this.view;
    if (this.#current !== '') this.#states.set(this.#current, this.view.state);
    this.#current = uri;
    const kept = this.#states.get(uri);
    const fresh = () =>
      EditorState.create({
        doc: file.doc,
        extensions: [writing(uri, `the program, ${this.nameOf(uri)}`), this.client.plugin(uri)],
      });
    this.view.setState(kept?.doc.eq(file.doc) ? kept : fresh());
    this.#mark(uri);
    this.#events.shown();
    return this.view;
  }

  /** Brings a place to the front and puts the cursor there. */
  reveal(uri: string, { start, end }: Range): void {
    if (!this.show(uri)) return;
    const selection = { anchor: this.#offset(start), head: this.#offset(end) };
    this.view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: 'center' }) });
    this.view.focus();
  }

  #mark(uri: string): void {
    const severities = ['error', 'error', 'warning', 'info', 'hint'] as const;
    const marks = (this.findings.get(uri) ?? []).map(({ range, severity, message }) => ({
      from: this.#offset(range.start),
      to: this.#offset(range.end),
      severity: severities[severity ?? 1] ?? 'error',
      message,
    }));
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  #offset({ line, character }: Range['start']): number {
    const { doc } = this.view.state;
    if (line >= doc.lines) return doc.length;
    const { from, length } = doc.line(line + 1);
    return from + Math.min(character, length);
  }

  /** Carries out one of the server's commands about the program. */
  async command<Answer>(command: string, ...rest: readonly unknown[]): Promise<Answer> {
    await this.client.initializing;
    const uri = this.files.files.find(({ languageId }) => languageId === 'mesh')?.uri;
    return this.client.request('workspace/executeCommand', { command, arguments: [uri, ...rest] });
  }

  async fixesFor(uri: string, finding: Finding): Promise<readonly Fix[]> {
    const fixes = await this.client.request<unknown, readonly Fix[] | null>('textDocument/codeAction', {
      textDocument: { uri },
      range: finding.range,
      context: { diagnostics: [finding], only: ['quickfix'] },
    });
    return (fixes ?? []).filter(({ edit, kind }) => edit !== undefined && kind?.startsWith('quickfix'));
  }

  apply(edit: Edits): void {
    const changes: [string, readonly TextEdit[]][] = [
      ...Object.entries(edit.changes ?? {}),
      ...(edit.documentChanges ?? []).map(
        ({ textDocument, edits }) => [textDocument.uri, edits] as [string, TextEdit[]],
      ),
    ];
    for (const [uri, edits] of changes) {
      if (!this.show(uri)) continue;
      this.view.dispatch({
        changes: edits.map(({ range, newText }) => ({
          from: this.#offset(range.start),
          to: this.#offset(range.end),
          insert: newText,
        })),
      });
    }
  }
}
