// The files of the program that is open: all are open at the server, one is shown in the editor. Changes to hidden files (a rename
// across files) go to their texts.
import { type LSPClient, LSPPlugin, Workspace, type WorkspaceFile } from '@codemirror/lsp-client';
import { type ChangeSet, EditorState, type Text, type TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

export interface OpenFile extends WorkspaceFile {
  doc: Text;
  version: number;
  view: EditorView | null;
}

export class Files extends Workspace {
  override files: OpenFile[] = [];
  /** Brings a file to the front. */
  show: (uri: string) => Promise<EditorView | null> = async () => null;
  #versions = new Map<string, number>();

  add(uri: string, text: string): void {
    const doc = EditorState.create({ doc: text }).doc;
    const file: OpenFile = {
      uri,
      languageId: uri.endsWith('.yaml') ? 'yaml' : 'mesh',
      version: this.#next(uri),
      doc,
      view: null,
      getView: () => file.view,
    };
    this.files.push(file);
    if (this.client.serverCapabilities) this.client.didOpen(file);
  }

  clear(): void {
    for (const { uri } of this.files) this.client.didClose(uri);
    this.files = [];
  }

  #next(uri: string): number {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    return version;
  }

  override getFile(uri: string): OpenFile | null {
    return this.files.find((file) => file.uri === uri) ?? null;
  }

  override syncFiles() {
    return this.files.flatMap((file) => {
      const plugin = file.view && LSPPlugin.get(file.view);
      if (!file.view || !plugin || plugin.unsyncedChanges.empty) return [];
      const update: { changes: ChangeSet; file: OpenFile; prevDoc: Text } = {
        changes: plugin.unsyncedChanges,
        file,
        prevDoc: file.doc,
      };
      file.doc = file.view.state.doc;
      file.version = this.#next(file.uri);
      plugin.clear();
      return [update];
    });
  }

  override openFile(uri: string, _language: string, view: EditorView): void {
    const file = this.getFile(uri);
    if (file) file.view = view;
  }

  override closeFile(uri: string): void {
    const file = this.getFile(uri);
    if (file) file.view = null;
  }

  override updateFile(uri: string, update: TransactionSpec): void {
    const file = this.getFile(uri);
    if (!file) return;
    if (file.view) {
      file.view.dispatch(update);
      return;
    }
    file.doc = EditorState.create({ doc: file.doc }).update(update).newDoc;
    file.version = this.#next(uri);
    this.client.notification('textDocument/didChange', {
      textDocument: { uri, version: file.version },
      contentChanges: [{ text: file.doc.toString() }],
    });
  }

  override displayFile(uri: string): Promise<EditorView | null> {
    return this.show(uri);
  }
}

export const filesOf = (client: LSPClient): Files => client.workspace as Files;
