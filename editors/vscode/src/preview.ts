// The output of a program as a document that follows every keystroke.
import { EventEmitter, type TextDocumentContentProvider, Uri, ViewColumn, window, workspace } from 'vscode';
import type { Output, Server } from './server';

export const PREVIEW = 'mesh-preview';

export class Preview implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #server: () => Server;
  readonly #last = new Map<string, string>();

  constructor(server: () => Server) {
    this.#server = server;
  }

  /** While a program has errors, the output it had before stays, and the first line says so. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { source, target } = JSON.parse(uri.query) as { source: string; target?: string };
    const output = await this.#server().ask<Output>('mesh.output', source, target);
    if (output.text !== undefined) this.#last.set(uri.toString(), output.text);
    const text = output.text ?? this.#last.get(uri.toString()) ?? '';
    const because = output.text === undefined ? `: ${output.problem ?? 'no output'}`.replaceAll('\n', '\n# ') : '';
    const before = because !== '' && text !== '' ? '; this is the output before that' : '';
    return `# ${output.target ?? target ?? 'mesh'}${because}${before}\n${text}`;
  }

  /** Opens it beside the program, the cursor stays there. */
  async show(source: Uri, target?: string): Promise<void> {
    const name = source.path
      .split('/')
      .at(-1)
      ?.replace(/\.mesh$/, '');
    const label = target === undefined ? `${name}.yaml` : `${name} for ${target}.yaml`;
    const uri = Uri.from({
      scheme: PREVIEW,
      path: `/${label}`,
      query: JSON.stringify({ source: source.toString(), ...(target === undefined ? {} : { target }) }),
    });
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
  }

  async chooseTarget(source: Uri): Promise<void> {
    const names = await this.#server().ask<readonly string[]>('mesh.targets');
    const target = await window.showQuickPick([...names].reverse(), { placeHolder: 'Compile for which target?' });
    if (target !== undefined) await this.show(source, target);
  }

  /** Some program changed. */
  refresh(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === PREVIEW) this.#changed.fire(uri);
  }
}
